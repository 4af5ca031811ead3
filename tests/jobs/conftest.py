"""Workers for the tests of tasks: the real one, in this process or in one of its own."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Final, Literal

import pytest

from jobs.worker import work
from orakul import database as databases
from orakul import people, projects
from orakul.database import Acting, Connection, acting
from orakul.people import Person
from orakul.settings import Settings
from orakul.tasks import control
from tests.jobs import oddities

Drain = Callable[[], Awaitable[None]]
Working = Callable[..., AbstractAsyncContextManager[None]]

ROOT: Final = Path(__file__).resolve().parents[2]
# A claim reads the pauses; whoever ends them would write.
CLAIM_WAITS = "exists (select from pg_locks where not granted and mode = 'AccessShareLock')"
PATIENCE: Final = 60  # seconds, since the machine may be busy
DUE: Final = """
select exists (
    select from procrastinate_jobs
    where status = 'todo' and (scheduled_at is null or scheduled_at <= now()))
"""
PROGRAM: Final = """
import asyncio, sys
from jobs.worker import work
from orakul.settings import Settings
from tests.jobs import oddities
_, dsn, stalled_after, drain, concurrency, extra = sys.argv
settings = Settings(anthropic_api_key=None, stalled_after=float(stalled_after))
asyncio.run(work(
    settings, dsn, concurrency=int(concurrency), drain=float(drain),
    extra=[getattr(oddities, extra)]))
"""


@pytest.fixture
def settings() -> Settings:
    """Settings of an installation with no key and no network."""
    return Settings(anthropic_api_key=None, stalled_after=30)


@pytest.fixture
def drain(database: str, db: Connection, settings: Settings) -> Drain:
    """Carry out everything that is due, and what it causes."""

    async def drained() -> None:
        while await db.fetchval(DUE):
            await work(settings, database, wait=False, concurrency=2, extra=[oddities.tasks])

    return drained


@pytest.fixture
def working(database: str, settings: Settings) -> Working:
    """Have a worker in this process as long as the context is open."""

    @asynccontextmanager
    async def worked(settings: Settings = settings, **options: Any) -> AsyncGenerator[None]:
        options = {"concurrency": 4, "drain": 0.1} | options
        worker = asyncio.create_task(
            work(settings, database, extra=[oddities.tasks], **options), name="worker"
        )
        try:
            yield
        finally:
            worker.cancel()
            await asyncio.wait([worker], timeout=PATIENCE)
        assert worker.cancelled()

    return worked


@asynccontextmanager
async def worker_process(
    dsn: str,
    *,
    stalled_after: float = 2,
    drain: float = 30,
    concurrency: int = 2,
    env: Mapping[str, str] | None = None,
    extra: Literal["tasks", "ticking"] = "tasks",
) -> AsyncGenerator[subprocess.Popen[bytes]]:
    """Run a worker in a process of its own; ended by force if it has not ended by itself."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, dsn, *map(str, (stalled_after, drain, concurrency)), extra],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
async def stage(db: Connection) -> Connection:
    """A connection to a database with the tables that the odd tasks use."""
    await db.execute(oddities.STAGE)
    return db


@pytest.fixture
async def project(db: Connection) -> int:
    """The id of a project called demo."""
    async with databases.acting(db, Acting("test")):
        return (await projects.find_or_create(db, "demo")).id


async def defer(
    db: Connection, name: str, *, queue: str = "default", lock: str | None = None, **args: Any
) -> int:
    return await databases.fetch_value(db, "defer_job", queue, name, 0, lock, args, None)


@pytest.fixture
async def operator(db: Connection) -> Person:
    return await people.add_person(db, "operator@example.com", "Operator", "admin")


async def cancel(db: Connection, operator: Person, id: int) -> None:
    async with acting(db, Acting(f"person:{operator.id}", reason="no longer needed")):
        await control.cancel(db, operator, id)


async def until(db: Connection, condition: str, *args: object) -> None:
    """Return when *condition*, an SQL expression, is true."""
    async with asyncio.timeout(PATIENCE):
        while not await db.fetchval(f"select {condition}", *args):
            await asyncio.sleep(0.02)


async def until_state(db: Connection, id: int, state: str) -> None:
    await until(db, "(select state = $2 from orakul.task where id = $1)", id, state)


async def until_said(db: Connection, word: str, times: int = 1) -> None:
    await until(db, "(select count(*) >= $2 from said where word = $1)", word, times)


async def open_gate(db: Connection, name: str = "open") -> None:
    await db.execute("insert into gate values ($1)", name)


async def task_row(db: Connection, id: int) -> Mapping[str, Any]:
    row = await db.fetchrow("select * from orakul.task where id = $1", id)
    assert row is not None
    return dict(row)


async def attempts_of(db: Connection, id: int) -> list[Mapping[str, Any]]:
    rows = await db.fetch(
        "select * from orakul.task_attempt where task_id = $1 order by number", id
    )
    return [dict(row) for row in rows]


async def outcomes_of(db: Connection, id: int) -> list[str | None]:
    return [each["outcome"] for each in await attempts_of(db, id)]


async def words(db: Connection, id: int) -> list[str]:
    rows = await db.fetch("select word from said where task = $1 order by place", id)
    return [row["word"] for row in rows]


async def states(db: Connection, id: int) -> list[tuple[str, bool]]:
    """The states that the log tells of, each with whether it was being cancelled."""
    rows = await db.fetch(
        "select data->>'new_status' as state, (data->'task'->>'cancelling')::boolean as cancelling"
        " from orakul.event where task_id = $1 and name = 'task_changed' order by position",
        id,
    )
    return [(row["state"], row["cancelling"]) for row in rows]

"""Workers for the tests of tasks: the real one, in this process or in one of its own."""

import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from jobs.worker import work
from orakul import database as databases
from orakul import projects
from orakul.database import Acting, Connection
from orakul.settings import Settings

Drain = Callable[[], Awaitable[None]]

DUE = """
select exists (
    select from procrastinate_jobs
    where status = 'todo' and (scheduled_at is null or scheduled_at <= now()))
"""
PROGRAM = """
import asyncio, sys
from jobs.worker import work
from orakul.settings import Settings
asyncio.run(work(Settings(anthropic_api_key=None, stalled_after=2), sys.argv[1], concurrency=2))
"""


@pytest.fixture
def settings() -> Settings:
    """Settings of an installation with no key and no network."""
    return Settings(anthropic_api_key=None, stalled_after=2)


@pytest.fixture
def drain(database: str, db: Connection, settings: Settings) -> Drain:
    """Carry out everything that is due, and what it causes."""

    async def drained() -> None:
        while await db.fetchval(DUE):
            await work(settings, database, wait=False, concurrency=2)

    return drained


@asynccontextmanager
async def worker_process(dsn: str) -> AsyncGenerator[subprocess.Popen[bytes]]:
    """Run a worker in a process of its own; ended by force if it has not ended by itself."""
    process = subprocess.Popen(  # noqa: ASYNC220 - it starts at once
        [sys.executable, "-c", PROGRAM, dsn], stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
async def project(db: Connection) -> int:
    """The id of a project called demo."""
    async with databases.acting(db, Acting("test")):
        return (await projects.find_or_create(db, "demo")).id

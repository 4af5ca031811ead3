"""A worker tells who it is, when it drains and when it stops, and defers what is due once."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

import pytest

from jobs.worker import work
from orakul import schedules, workers
from orakul.database import Acting, Connection, acting
from orakul.settings import Settings
from tests.jobs.conftest import (
    PATIENCE,
    defer,
    open_gate,
    outcomes_of,
    until,
    until_said,
    worker_process,
)
from tests.jobs.oddities import ticking

DEFERRED = "(select count(*) from procrastinate_jobs where task_name = 'tick')"
DEALT = "(select dealt_until from orakul.schedule where task = 'tick')"


async def listed(db: Connection) -> list[Mapping[str, Any]]:
    return await workers.list_all(db, None, silence=60)


async def test_it_is_seen_from_its_start_to_its_end(database: str, stage: Connection) -> None:
    async with worker_process(database, stalled_after=30, drain=60) as process:
        id = await defer(stage, "hold")
        await until_said(stage, "began")
        [live] = await listed(stage)
        process.terminate()
        await until(stage, "exists (select from orakul.worker where draining_at is not null)")
        [draining] = await listed(stage)
        await open_gate(stage)
        status = await asyncio.to_thread(process.wait, 60)
    [stopped] = await listed(stage)
    told = await stage.fetch(
        "select name, actor, data::jsonb from orakul.event where topic = 'workers' order by position"
    )

    assert (live["pid"], live["name"]) == (process.pid, f"{live['host']}-{process.pid}")
    assert (live["version"], live["queues"], live["concurrency"]) == (version("orakul"), None, 2)
    [task] = live["tasks"]
    assert (task["id"], task["name"], task["attempt"]) == (str(id), "hold", 1)
    assert [each["state"] for each in (live, draining, stopped)] == ["live", "draining", "stopped"]
    assert draining["tasks"] == live["tasks"]
    assert (status, stopped["tasks"], stopped["ended"]) == (0, [], 1)
    assert await outcomes_of(stage, id) == ["completed"]
    assert [(row["name"], row["data"].get("tasks")) for row in told] == [
        ("worker_started", None),
        ("worker_draining", 1),
        ("worker_stopped", None),
    ]
    assert {row["actor"] for row in told} == {f"worker:{live['name']}"}


@asynccontextmanager
async def two_that_tick(dsn: str, settings: Settings) -> AsyncGenerator[None]:
    both = [asyncio.create_task(work(settings, dsn, drain=0.1, extra=[ticking])) for _ in range(2)]
    try:
        yield
    finally:
        for each in both:
            each.cancel()
        await asyncio.wait(both, timeout=PATIENCE)


async def test_two_workers_defer_what_is_due_once_and_nothing_while_it_is_paused(
    database: str, db: Connection, settings: Settings
) -> None:
    async def seconds_go_by(many: int) -> None:
        since = await db.fetchval(f"select {DEALT}")
        await until(db, f"{DEALT} >= $1::timestamptz + $2 * interval '1 s'", since, many)

    async with two_that_tick(database, settings):
        await until(db, f"{DEFERRED} >= 1")
        async with acting(db, Acting("person:1", reason="enough")):
            await schedules.pause(db, "tick", "enough")
        paused = await db.fetchval(f"select {DEFERRED}")
        await seconds_go_by(2)
        still = await db.fetchval(f"select {DEFERRED}")
        async with acting(db, Acting("person:1")):
            await schedules.resume(db, "tick")
        await until(db, f"{DEFERRED} > $1", still)
        shown = await schedules.read(db, None, "tick", silence=60)

    assert still == paused
    assert (shown["workers"], shown["overdue"], shown["description"]) == (2, False, "Every second")
    due = await db.fetch("select args->>'timestamp' as at from orakul.task where name = 'tick'")
    assert len({row["at"] for row in due}) == len(due)
    actors = await db.fetch(
        "select distinct actor from orakul.event"
        " where name = 'task_created' and data->'task'->>'name' = 'tick'"
    )
    assert [row["actor"] for row in actors] == ["schedule:tick"]


async def test_a_time_at_which_one_waits_already_is_dealt_with(
    database: str, db: Connection, settings: Settings
) -> None:
    async with acting(db, Acting("test")):
        waiting = await db.fetchval(
            "select (procrastinate_defer_jobs_v1(array[row('elsewhere', 'tick', 0, null, 'tick',"
            " '{}', null)::procrastinate_job_to_defer_v1]))[1]"
        )
    worker = asyncio.create_task(
        work(settings, database, queues=["nothing"], drain=0.1, extra=[ticking])
    )
    await until(db, "exists (select from orakul.worker)")
    since = await db.fetchval(f"select {DEALT}")
    await until(db, f"{DEALT} > $1::timestamptz", since)
    worker.cancel()
    await asyncio.wait([worker], timeout=PATIENCE)

    jobs = await db.fetch("select id from procrastinate_jobs where task_name = 'tick'")
    assert [row["id"] for row in jobs] == [waiting]
    with pytest.raises(asyncio.CancelledError):
        await worker

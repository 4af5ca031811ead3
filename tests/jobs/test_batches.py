"""A batch is as safe as one job at a time, whatever happens in its midst."""

import asyncio
import os
import signal

import asyncpg
import pytest
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Status

from jobs.line import Line
from jobs.logwriter import LogWriter
from jobs.manager import Manager
from jobs.running import Tools, accounted
from jobs.worker import work
from orakul import database as databases
from orakul.database import Connection, connect
from orakul.llm.choice import choose_engine
from orakul.settings import Settings
from orakul.tasks import control
from orakul.workers import this_process
from tests.jobs import oddities
from tests.jobs.conftest import (
    CLAIM_WAITS,
    Working,
    attempts_of,
    defer,
    open_gate,
    outcomes_of,
    states,
    task_row,
    until,
    until_said,
    until_state,
    words,
    worker_process,
)

STARTED_WHILE_PAUSED = """
select count(*) from orakul.event as start
where start.data->>'new_status' = 'in_progress'
    and (select name from orakul.event as pause
        where pause.name in ('queue_paused', 'queue_resumed') and pause.position < start.position
        order by pause.position desc limit 1) = 'queue_paused'
"""


async def test_what_is_killed_in_the_midst_of_a_batch_loses_and_repeats_nothing_that_ended(
    database: str, stage: Connection, working: Working
) -> None:
    async with worker_process(database, stalled_after=30, concurrency=8) as process:
        early = [await defer(stage, "hold", gate="early") for _ in range(4)]
        late = [await defer(stage, "hold") for _ in range(4)]
        await until_said(stage, "began", 8)
        await open_gate(stage, "early")
        for id in early:
            await until_state(stage, id, "completed")
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    await stage.execute("delete from procrastinate_workers")
    assert await databases.fetch_value(stage, "rescue_jobs", 10.0) == 4
    await open_gate(stage)
    async with working():
        for id in late:
            await until_state(stage, id, "completed")

    for id in early:
        assert await outcomes_of(stage, id) == ["completed"]
        assert await words(stage, id) == ["began", "cleaned"]
    for id in late:
        assert await outcomes_of(stage, id) == ["lost", "completed"]
        assert await words(stage, id) == ["began", "began", "cleaned"]


async def test_of_a_batch_what_is_cancelled_before_it_begins_ends_without_running(
    database: str, stage: Connection, settings: Settings
) -> None:
    app = App(connector=PsycopgConnector(conninfo=database, min_size=1, max_size=1))
    async with databases.pool(database, size=2) as pool, app.open_async():
        manager = Manager(app.connector, pool, Line(database), this_process())
        logs = LogWriter(pool, manager.actor)
        tools = Tools(pool, settings, choose_engine(settings), manager, logs)
        worker = await manager.register_worker()
        ids = [await defer(stage, "hold") for _ in range(3)]
        jobs = await manager.fetch_jobs(None, worker, 9)
        assert await stage.fetchval("select orakul.cancel_task_v1($1)", ids[1]) == "in_progress"
        assert list(await manager.list_jobs_to_abort_async()) == []

        async def run() -> None:
            raise AssertionError("it ran")

        context = JobContext(
            app=app,
            job=jobs[1],
            abort_reason=lambda: None,
            start_timestamp=0,
            additional_context={"tools": tools},
        )
        with pytest.raises(JobAborted):
            await accounted(run, context)
        manager.end(jobs[1], Status.ABORTED)
        begun = [manager.claims.begin(id) for id in (ids[0], ids[2])]

    assert begun == [True, True]
    [attempt] = await attempts_of(stage, ids[1])
    assert (attempt["outcome"], attempt["error"]) == ("cancelled", "cancelled before it began")
    assert (await task_row(stage, ids[1]))["state"] == "cancelled"


async def test_what_is_claimed_while_the_worker_is_told_to_stop_waits_as_if_untouched(
    database: str, stage: Connection, settings: Settings
) -> None:
    other = await connect(database)
    async with stage.transaction():
        await stage.execute("lock table orakul.pause in access exclusive mode")
        ids = [await defer(other, "hold") for _ in range(3)]
        worker = asyncio.create_task(work(settings, database, extra=[oddities.tasks]))
        await until(other, CLAIM_WAITS)
        worker.cancel()
        await asyncio.sleep(0)
    await asyncio.wait([worker], timeout=60)
    await other.close()

    assert worker.cancelled()
    for id in ids:
        assert await words(stage, id) == []
        assert await attempts_of(stage, id) == []
        task = await task_row(stage, id)
        assert (task["state"], task["attempt"], task["started_at"]) == ("pending", 0, None)
        assert await states(stage, id) == [("in_progress", False), ("pending", False)]
    assert await stage.fetchval("select max(attempts) from procrastinate_jobs") == 0


async def test_what_is_given_back_after_a_former_attempt_keeps_that_one(db: Connection) -> None:
    worker = await db.fetchval("select procrastinate_register_worker_v1()")
    id = await defer(db, "hold")
    await databases.fetch(db, dict[str, object], "claim_jobs", None, worker, 1)
    await databases.fetch_value(db, "release_jobs", worker, [], [id], "gone", "worker:here")
    before = await task_row(db, id)
    await databases.fetch(db, dict[str, object], "claim_jobs", None, worker, 1)

    released = await databases.fetch_value(db, "release_jobs", worker, [], [], "stop", "worker:w")

    assert released == 1
    after = await task_row(db, id)
    assert dict(after, state_since=None) == dict(before, state_since=None)
    assert await outcomes_of(db, id) == ["lost"]


async def test_nothing_starts_after_a_pause_however_many_are_being_claimed(
    stage: Connection, working: Working
) -> None:
    ids = [await defer(stage, "overlap") for _ in range(150)]
    async with working(concurrency=8), working(concurrency=8):
        for times in range(1, 6):
            await until_said(stage, "in", 15 * times)
            await control.pause(stage, "default")
            await asyncio.sleep(0.1)
            await control.resume(stage, "default")
        for id in ids:
            await until_state(stage, id, "completed")

    assert await stage.fetchval(STARTED_WHILE_PAUSED) == 0
    assert await stage.fetchval("select max(attempt) from orakul.task") == 1


async def test_a_pause_waits_for_a_claim_that_is_under_way(database: str, db: Connection) -> None:
    worker = await db.fetchval("select procrastinate_register_worker_v1()")
    other = await connect(database)
    id = await defer(db, "hold")
    async with db.transaction():
        await databases.fetch(db, dict[str, object], "claim_jobs", None, worker, 1)
        pausing = asyncio.create_task(control.pause(other, None))
        await until(db, "exists (select from pg_locks where not granted)")
    await pausing
    await other.close()

    told = await db.fetch(
        "select name from orakul.event where name <> 'task_created' order by position"
    )
    assert [row["name"] for row in told] == ["task_changed", "queue_paused"]
    assert (await task_row(db, id))["state"] == "in_progress"


async def test_a_thousand_deferred_jobs_wake_a_worker_once(database: str, db: Connection) -> None:
    heard: list[str] = []

    def hear(_db: object, _pid: object, channel: object, _payload: object) -> None:
        heard.append(str(channel))

    listener = await asyncpg.connect(database)
    for channel in ("procrastinate_any_queue_v1", "procrastinate_queue_v1#default"):
        await listener.add_listener(channel, hear)
    async with db.transaction():
        await databases.fetch_value(db, "defer_jobs", "default", "give", [{"what": "plain"}] * 1000)
    await listener.fetch("select")
    await listener.close()

    assert sorted(heard) == ["procrastinate_any_queue_v1", "procrastinate_queue_v1#default"]

"""A cancelled task stops at its next await, cleans up, and says so; what has ended stays so."""

import asyncio
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from procrastinate import App, PsycopgConnector

from jobs.line import Line
from jobs.manager import Manager
from orakul import database as databases
from orakul.database import Acting, Connection, acting, connect
from orakul.errors import ConflictError
from orakul.people import Person
from orakul.tasks import control
from orakul.workers import this_process
from sql import query
from tests.jobs import oddities
from tests.jobs.conftest import (
    PATIENCE,
    ROOT,
    Working,
    attempts_of,
    cancel,
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


async def retry(db: Connection, operator: Person, id: int) -> None:
    async with acting(db, Acting(f"person:{operator.id}")):
        await control.retry(db, operator, id)


async def test_a_pending_task_is_cancelled_at_once_and_never_runs(
    stage: Connection, operator: Person, working: Working
) -> None:
    id = await defer(stage, "hold")
    await cancel(stage, operator, id)
    await cancel(stage, operator, id)

    async with working():
        after = await defer(stage, "give", what="plain")
        await until_state(stage, after, "completed")

    assert await states(stage, id) == [("cancelled", False)]
    assert await words(stage, id) == []


async def test_a_running_task_stops_cleans_up_and_is_cancelled(
    stage: Connection, operator: Person, working: Working
) -> None:
    id = await defer(stage, "hold")
    async with working():
        await until_said(stage, "began")
        await cancel(stage, operator, id)
        await cancel(stage, operator, id)
        await until_state(stage, id, "cancelled")

    assert await words(stage, id) == ["began", "cleaned"]
    assert await states(stage, id) == [
        ("in_progress", False),
        ("in_progress", True),
        ("cancelled", False),
    ]
    [attempt] = await attempts_of(stage, id)
    assert (attempt["outcome"], attempt["error_class"]) == ("cancelled", "Cancelled")
    told = await stage.fetchrow(
        "select actor, reason from orakul.event"
        " where task_id = $1 and (data->'task'->>'cancelling')::boolean",
        id,
    )
    assert tuple(told or ()) == (f"person:{operator.id}", "no longer needed")


async def test_a_task_cancelled_as_it_starts_does_not_run_for_ever(
    stage: Connection, operator: Person, working: Working
) -> None:
    async with working(concurrency=8):
        ids = [await defer(stage, "hold") for _ in range(20)]
        for id in ids:
            await cancel(stage, operator, id)
        for id in ids:
            await until_state(stage, id, "cancelled")

    assert (
        await stage.fetchval("select count(*) from procrastinate_jobs where status = 'doing'") == 0
    )


async def test_a_task_that_swallows_its_cancellation_and_finishes_stays_completed(
    stage: Connection, operator: Person, working: Working
) -> None:
    id = await defer(stage, "swallow")
    async with working():
        await until_said(stage, "began")
        await cancel(stage, operator, id)
        await until_said(stage, "swallowed")
        shown = await task_row(stage, id)
        await open_gate(stage)
        await until_state(stage, id, "completed")

    assert (shown["state"], shown["cancelling"]) == ("in_progress", True)
    ended = await task_row(stage, id)
    assert (ended["cancelling"], ended["result"]) == (False, "finished all the same")
    with pytest.raises(ConflictError):
        await cancel(stage, operator, id)


async def test_a_worker_that_is_to_stop_gives_back_what_ignores_it_and_ends(
    database: str, stage: Connection
) -> None:
    env = {**os.environ, "DATABASE_URL": database, "ORAKUL_TASKS": oddities.__name__}
    command = [sys.executable, "-m", "web.command", "worker", "--drain", "0.1"]
    with subprocess.Popen(command, cwd=ROOT, env=env) as process:
        try:
            id = await defer(stage, "ignore")
            await until_said(stage, "began")
            process.terminate()
            status = await asyncio.to_thread(process.wait, PATIENCE)
        finally:
            process.kill()

    assert status == 0
    assert (await task_row(stage, id))["state"] == "pending"
    [attempt] = await attempts_of(stage, id)
    assert (attempt["outcome"], attempt["error_class"]) == ("interrupted", "Stopped")


async def test_a_task_that_breaks_as_it_is_cancelled_is_cancelled_and_keeps_the_error(
    stage: Connection, operator: Person, working: Working
) -> None:
    id = await defer(stage, "break_off")
    async with working():
        await until_said(stage, "began")
        await cancel(stage, operator, id)
        await until_state(stage, id, "cancelled")

    [attempt] = await attempts_of(stage, id)
    assert attempt["error"] == "something broke on the way out"
    assert (
        await stage.fetchval("select count(*) from procrastinate_jobs where abort_requested") == 0
    )


async def test_a_task_is_cancelled_while_its_worker_drains(
    database: str, stage: Connection, operator: Person
) -> None:
    async with worker_process(database, stalled_after=30, drain=60) as process:
        id = await defer(stage, "hold")
        await until_said(stage, "began")
        process.terminate()
        await until(stage, "exists (select from orakul.worker where draining_at is not null)")
        await cancel(stage, operator, id)
        await until_state(stage, id, "cancelled")
        assert await asyncio.to_thread(process.wait, 60) == 0

    assert await outcomes_of(stage, id) == ["cancelled"]


async def test_a_cancelled_task_that_is_retried_runs_again_and_can_be_cancelled_again(
    stage: Connection, operator: Person, working: Working
) -> None:
    id = await defer(stage, "hold")
    async with working():
        for times in (1, 2):
            await until_said(stage, "began", times)
            await cancel(stage, operator, id)
            await until_state(stage, id, "cancelled")
            await retry(stage, operator, id)
        await until_said(stage, "began", 3)
        await open_gate(stage)
        await until_state(stage, id, "completed")

    assert await outcomes_of(stage, id) == ["cancelled", "cancelled", "completed"]
    assert (await task_row(stage, id))["error"] is None


async def test_a_task_that_was_claimed_but_has_not_begun_is_not_cancelled_yet(
    database: str, stage: Connection, operator: Person
) -> None:
    """An asyncio task that is cancelled before its first step runs no code, not even an end."""
    app = App(connector=PsycopgConnector(conninfo=database, min_size=1, max_size=1))
    async with databases.pool(database, size=1) as pool, app.open_async():
        manager = Manager(app.connector, pool, Line(database), this_process())
        worker = await manager.register_worker()
        id = await defer(stage, "hold")
        assert await manager.fetch_job(None, worker) is not None
        await cancel(stage, operator, id)

        before = await manager.list_jobs_to_abort_async()
        manager.claims.begin(id)
        after = await manager.list_jobs_to_abort_async()

    assert (list(before), list(after)) == ([], [id])


async def test_an_end_and_a_cancellation_that_meet_do_not_block_each_other(
    database: str, stage: Connection
) -> None:
    worker = await stage.fetchval("select procrastinate_register_worker_v1()")
    id = await defer(stage, "hold")
    await databases.fetch(stage, dict[str, Any], "claim_jobs", None, worker, 1)
    other = await connect(database)
    patient = True
    end = json.dumps([{"job": id, "attempt": 1, "status": "succeeded"}])
    async with stage.transaction():
        await stage.execute("select from procrastinate_jobs where id = $1 for no key update", id)
        ending = asyncio.create_task(
            other.fetch(query("end_attempts"), end, patient, "worker:here")
        )
        await until(stage, "exists (select from pg_locks where not granted)")
        was = await stage.fetchval("select orakul.cancel_task_v1($1)", id)

    assert (was, await ending) == ("in_progress", [(id, True)])
    await other.close()
    assert await states(stage, id) == [
        ("in_progress", False),
        ("in_progress", True),
        ("completed", False),
    ]


async def test_cancels_and_ends_that_meet_never_block_each_other(
    stage: Connection, operator: Person, working: Working
) -> None:
    async with working(concurrency=8):
        ids = [await defer(stage, "overlap") for _ in range(60)]
        for id in ids:
            try:
                await cancel(stage, operator, id)
            except ConflictError:
                continue
        for id in ids:
            await until(
                stage,
                "(select state in ('completed', 'cancelled') from orakul.task where id = $1)",
                id,
            )

    doubts = await stage.fetch("select from procrastinate_jobs where status in ('todo', 'doing')")
    assert not doubts

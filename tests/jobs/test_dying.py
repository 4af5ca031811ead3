"""What a dead worker left is taken up once; one that was only thought dead spoils nothing."""

import asyncio
import os
import signal
import subprocess
from typing import Any

import pytest

from orakul import database as databases
from orakul.database import Connection, connect
from orakul.tasks import control
from tests.jobs.conftest import (
    Drain,
    Working,
    attempts_of,
    defer,
    open_gate,
    outcomes_of,
    task_row,
    until,
    until_said,
    until_state,
    words,
    worker_process,
)

SILENCE = 10.0  # seconds


async def rescue(db: Connection, *, silence: float = SILENCE) -> int:
    return await databases.fetch_value(db, "rescue_jobs", silence)


async def silenced(db: Connection) -> None:
    """Let all workers have been silent for an hour."""
    await db.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 h'")


async def told(db: Connection, event: str) -> list[dict[str, Any]]:
    rows = await db.fetch(
        "select data::jsonb from orakul.event where name = $1 order by position", event
    )
    return [row["data"] for row in rows]


async def test_what_a_killed_worker_held_is_taken_up_exactly_once_by_another(
    database: str, stage: Connection, working: Working
) -> None:
    others = [await connect(database) for _ in range(4)]
    async with worker_process(database, stalled_after=30) as process:
        ids = [await defer(stage, "hold") for _ in range(2)]
        await until_said(stage, "began", 2)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    await silenced(stage)

    rescued = await asyncio.gather(*(rescue(each) for each in others))
    await open_gate(stage)
    async with working():
        for id in ids:
            await until_state(stage, id, "completed")
    for each in others:
        await each.close()

    assert sum(rescued) == 2
    losses = await told(stage, "worker_lost")
    assert sum(each["taken_up"] for each in losses) == 2
    assert {each["worker"]["pid"] for each in losses} == {process.pid}
    for id in ids:
        lost, completed = await attempts_of(stage, id)
        assert (lost["outcome"], lost["error"]) == ("lost", "the worker died")
        assert completed["outcome"] == "completed"
        assert lost["worker"] != completed["worker"]
        assert await words(stage, id) == ["began", "began", "cleaned"]


async def test_a_task_that_dies_with_each_of_its_workers_fails_and_says_why(
    stage: Connection,
) -> None:
    await databases.execute(stage, "set_task_kinds", ["hold"], [2], [None])
    id = await defer(stage, "hold")
    for _ in range(2):
        worker = await stage.fetchval("select procrastinate_register_worker_v1()")
        assert await databases.fetch(stage, dict[str, object], "claim_jobs", None, worker, 1)
        await silenced(stage)
        await rescue(stage)

    failed = await task_row(stage, id)
    assert (failed["state"], failed["error"]) == ("failed", "the worker died")
    assert await outcomes_of(stage, id) == ["lost", "lost"]


async def test_a_task_that_dies_is_tried_as_often_as_its_kind_has_it_by_then(
    stage: Connection,
) -> None:
    await databases.execute(stage, "set_task_kinds", ["hold"], [1], [None])
    id = await defer(stage, "hold")
    worker = await stage.fetchval("select procrastinate_register_worker_v1()")
    await databases.execute(stage, "set_task_kinds", ["hold"], [3], [None])
    assert await databases.fetch(stage, dict[str, object], "claim_jobs", None, worker, 1)
    await silenced(stage)

    await rescue(stage)

    after = await task_row(stage, id)
    assert (after["state"], after["attempt"], after["max_attempts"]) == ("pending", 1, 3)


async def test_a_lost_task_is_taken_up_although_another_waits_under_its_queueing_lock(
    stage: Connection,
) -> None:
    worker = await stage.fetchval("select procrastinate_register_worker_v1()")
    add = (
        "insert into procrastinate_jobs (queue_name, task_name, queueing_lock)"
        " values ('default', 'hold', 'one waits') returning id"
    )
    first = await stage.fetchval(add)
    await databases.fetch(stage, dict[str, object], "claim_jobs", None, worker, 1)
    second = await stage.fetchval(add)
    await silenced(stage)

    assert await rescue(stage) == 1
    for id in (first, second):
        assert (await task_row(stage, id))["state"] == "pending"


@pytest.mark.parametrize("fate", ["silent", "forgotten"])
async def test_a_frozen_worker_cannot_finish_what_another_took_up_and_works_on(
    database: str, stage: Connection, working: Working, fate: str
) -> None:
    async with worker_process(database, stalled_after=4) as process:
        id = await defer(stage, "hold")
        await until_said(stage, "began")
        os.kill(process.pid, signal.SIGSTOP)
        await silenced(stage)
        if fate == "forgotten":
            await stage.execute("delete from procrastinate_workers")
        assert await rescue(stage) == 1
        async with working():
            await until_said(stage, "began", 2)
            await open_gate(stage)
            await until_state(stage, id, "completed")
        before = await task_row(stage, id)

        os.kill(process.pid, signal.SIGCONT)
        await until_said(stage, "cleaned", 2)
        later = await defer(stage, "hold")
        await until_state(stage, later, "completed")
        stayed = process.poll()
        proof = await task_row(stage, later)

    assert stayed is None
    [lost], [returned] = [await told(stage, f"worker_{what}") for what in ("lost", "returned")]
    assert (lost["worker"]["pid"], lost["taken_up"]) == (process.pid, 1)
    assert returned["worker"]["pid"] == process.pid
    assert proof["result"] == {"process": process.pid}
    assert await task_row(stage, id) == before
    assert before["result"] == {"process": os.getpid()}
    assert await outcomes_of(stage, id) == ["lost", "completed"]
    ends = (
        "select count(*) from orakul.event where task_id = $1 and data->>'new_status' = 'completed'"
    )
    assert await stage.fetchval(ends, id) == 1


async def test_what_a_worker_writes_after_its_task_was_given_away_is_not_kept(
    stage: Connection, working: Working
) -> None:
    id = await defer(stage, "hold_then_write")
    async with working():
        await until_said(stage, "began")
        await control.pause(stage, None)
        assert await rescue(stage, silence=-60) == 1
        await open_gate(stage)
        await until_said(stage, "tried")
        meanwhile = (await words(stage, id), (await task_row(stage, id))["state"])
        await control.resume(stage, None)
        await until_state(stage, id, "completed")

    assert meanwhile == (["began", "tried"], "pending")
    assert await words(stage, id) == ["began", "tried", "began", "written", "tried"]
    assert await outcomes_of(stage, id) == ["lost", "completed"]


async def test_a_worker_that_gets_its_own_task_again_goes_on_with_it(
    stage: Connection, working: Working
) -> None:
    id = await defer(stage, "hold")
    async with working():
        await until_said(stage, "began")
        assert await rescue(stage, silence=-60) == 1
        await until(stage, "(select attempt = 2 from orakul.task where id = $1)", id)
        await open_gate(stage)
        await until_state(stage, id, "completed")

    assert await words(stage, id) == ["began", "cleaned"]
    assert await outcomes_of(stage, id) == ["lost", "completed"]


async def test_a_worker_frozen_within_a_transaction_holds_up_no_rescue_of_others(
    database: str, stage: Connection, working: Working
) -> None:
    async with worker_process(database, stalled_after=30) as process:
        frozen, other = await defer(stage, "freeze"), await defer(stage, "hold")
        await until_said(stage, "began", 2)
        os.kill(process.pid, signal.SIGSTOP)
        await silenced(stage)

        async with asyncio.timeout(20):
            rescued = await rescue(stage)
        held = (await task_row(stage, frozen))["state"]
        # The server ends the transaction of whoever is silent in it; here we do.
        await stage.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where state = 'idle in transaction'"
        )
        await until(stage, "orakul.rescue_jobs_v1('10 s') > 0")
        await open_gate(stage)
        async with working():
            for id in (frozen, other):
                await until_state(stage, id, "completed")

    assert (rescued, held) == (1, "in_progress")


async def test_the_server_ends_a_transaction_in_which_a_worker_is_silent_for_a_minute(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "show", setting="idle_in_transaction_session_timeout")

    await drain()

    assert (await task_row(db, id))["result"] == "1min"


async def test_a_worker_ends_politely_puts_back_what_is_not_done_and_the_next_completes_it(
    database: str, stage: Connection, working: Working
) -> None:
    async with worker_process(database, stalled_after=30, drain=1) as process:
        quick, slow = await defer(stage, "hold", gate="quick"), await defer(stage, "hold")
        waiting = await defer(stage, "overlap")
        await until_said(stage, "began", 2)
        process.terminate()
        await open_gate(stage, "quick")
        status = await asyncio.to_thread(process.wait, 60)
    workers = await stage.fetchval("select count(*) from procrastinate_workers")
    after = {id: (await task_row(stage, id))["state"] for id in (quick, slow, waiting)}
    await open_gate(stage)
    async with working():
        for id in (slow, waiting):
            await until_state(stage, id, "completed")

    assert (status, workers) == (0, 0)
    assert after == {quick: "completed", slow: "pending", waiting: "pending"}
    assert await words(stage, slow) == ["began", "cleaned", "began", "cleaned"]
    first, second = await attempts_of(stage, slow)
    assert (first["error_class"], first["outcome"]) == ("Stopped", "interrupted")
    assert second["outcome"] == "completed"


async def test_a_worker_that_ends_costs_its_tasks_none_of_their_attempts(
    database: str, stage: Connection, working: Working
) -> None:
    id = await defer(stage, "stumble")
    async with worker_process(database, stalled_after=30, drain=0.1) as process:
        await until_said(stage, "began")
        process.terminate()
        await asyncio.to_thread(process.wait, 60)
    await open_gate(stage)
    async with working():
        await until_state(stage, id, "completed")

    outcomes = [(each["error_class"], each["outcome"]) for each in await attempts_of(stage, id)]
    assert outcomes == [
        ("Stopped", "interrupted"),
        ("RuntimeError", "failed"),
        (None, "completed"),
    ]
    after = await task_row(stage, id)
    assert (after["attempt"], after["max_attempts"]) == (3, 3)


async def test_a_worker_told_to_end_lets_its_tasks_finish(database: str, stage: Connection) -> None:
    async with worker_process(database, stalled_after=30, drain=60) as process:
        id = await defer(stage, "hold")
        await until_said(stage, "began")
        process.terminate()
        with pytest.raises(subprocess.TimeoutExpired):
            await asyncio.to_thread(process.wait, 1)
        await open_gate(stage)
        status = await asyncio.to_thread(process.wait, 60)

    assert status == 0
    assert await outcomes_of(stage, id) == ["completed"]

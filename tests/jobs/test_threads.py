"""A plain function is a task: it holds up no other, is told when it is to stop, and may not heed it."""

import asyncio
from collections.abc import Generator

import pytest

from orakul.database import Connection
from orakul.people import Person
from tests.jobs.conftest import (
    Working,
    attempts_of,
    cancel,
    defer,
    open_gate,
    states,
    task_row,
    until_said,
    until_state,
    words,
    worker_process,
)
from tests.lines import Lines, logged


@pytest.fixture(autouse=True)
def stream() -> Generator[Lines]:
    """Lines of the process, as a worker has them."""
    with logged() as lines:
        yield lines


async def test_it_runs_beside_others_and_tells_its_progress_its_lines_and_its_result(
    stage: Connection, working: Working
) -> None:
    async with working(concurrency=2):
        id = await defer(stage, "block", word="slow")
        await until_said(stage, "began")
        quick = await defer(stage, "give", what="plain")
        await until_state(stage, quick, "completed")
        during = await task_row(stage, id)
        await open_gate(stage)
        await until_state(stage, id, "completed")

    told = (during["state"], during["progress_done"], during["progress_note"])
    assert told == ("in_progress", 1, "slow")
    assert (await task_row(stage, id))["result"] == {"word": "slow", "thread": True}
    line = await stage.fetchrow("select event, fields from orakul.task_log where task_id = $1", id)
    assert tuple(line or ()) == ("blocking", {"word": "slow"})


async def test_it_is_cancelling_until_it_has_heeded_that_it_is_cancelled(
    stage: Connection, operator: Person, working: Working
) -> None:
    async with working():
        id = await defer(stage, "block", word="heeding")
        await until_said(stage, "began")
        await cancel(stage, operator, id)
        await until_state(stage, id, "cancelled")

    assert await words(stage, id) == ["began", "told"]
    assert await states(stage, id) == [
        ("in_progress", False),
        ("in_progress", True),
        ("cancelled", False),
    ]
    [attempt] = await attempts_of(stage, id)
    assert (attempt["outcome"], attempt["error_class"]) == ("cancelled", "Cancelled")


async def test_one_that_does_not_heed_it_stays_what_it_becomes(
    stage: Connection, operator: Person, working: Working
) -> None:
    async with working():
        id = await defer(stage, "block", word="deaf", heeds=False)
        await until_said(stage, "began")
        await cancel(stage, operator, id)
        await asyncio.sleep(0.3)
        during = await task_row(stage, id)
        await open_gate(stage)
        await until_state(stage, id, "completed")

    assert (during["state"], during["cancelling"]) == ("in_progress", True)
    assert (await task_row(stage, id))["result"] == {"word": "deaf", "thread": True}


async def test_it_may_raise_whatever_it_likes(stage: Connection, working: Working) -> None:
    async with working():
        id = await defer(stage, "run_dry")
        await until_state(stage, id, "failed")

    [attempt] = await attempts_of(stage, id)
    assert "StopIteration: no more" in attempt["traceback"]


async def test_a_coroutine_of_one_that_would_wait_for_itself_holds_nobody_up(
    stage: Connection, working: Working
) -> None:
    async with working():
        id = await defer(stage, "wait_for_oneself")
        await until_state(stage, id, "failed")

    [attempt] = await attempts_of(stage, id)
    assert "let it await what `task.task` offers" in attempt["error"]
    own = [frame["function"] for frame in attempt["frames"] if frame["own"]]
    assert own == ["wait_for_oneself.<locals>.told", "wait_for_oneself"]


async def test_a_process_that_ends_gives_back_one_that_heeds_nothing(
    database: str, stage: Connection, working: Working
) -> None:
    async with worker_process(database, stalled_after=30, drain=0.5) as process:
        heeding = await defer(stage, "block", word="heeding")
        deaf = await defer(stage, "block", word="deaf", heeds=False)
        await until_said(stage, "began", 2)
        process.terminate()
        status = await asyncio.to_thread(process.wait, 30)
    after = [(await task_row(stage, id))["state"] for id in (heeding, deaf)]
    await open_gate(stage)
    async with working():
        for id in (heeding, deaf):
            await until_state(stage, id, "completed")

    assert (status, after) == (0, ["pending", "pending"])
    for id in (heeding, deaf):
        first, second = await attempts_of(stage, id)
        assert (first["error_class"], first["outcome"]) == ("Stopped", "interrupted")
        assert second["outcome"] == "completed"

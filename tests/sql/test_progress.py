"""Progress tells the share that is done and what is left, at the pace of the running attempt."""

from typing import Any

import pytest

from orakul import database as databases
from orakul.database import Connection
from orakul.tasks.deferring import Work, defer


@pytest.fixture
async def task(db: Connection) -> int:
    """The id of a task that has run for 100 seconds."""
    id = await defer(db, Work.INGEST, {})
    await begin(db, id)
    return id


async def begin(db: Connection, id: int, seconds: int = 100) -> None:
    worker = await db.fetchval("select procrastinate_register_worker_v1()")
    assert await db.fetchval("select id from orakul.fetch_jobs_v1(null, $1, 1)", worker) == id
    await db.execute(
        "update orakul.task set started_at = now() - make_interval(secs => $1)", seconds
    )


async def tell(db: Connection, id: int, done: int, total: int) -> None:
    await databases.execute(db, "set_progress", id, done, total, None)


async def shown(db: Connection, id: int) -> dict[str, Any]:
    shape = await db.fetchval("select orakul.task_shape(task) from orakul.task where id = $1", id)
    return shape["progress"]


@pytest.mark.parametrize(
    ("done", "total", "percent", "eta"),
    [
        (25, 100, 25, 300),
        (1, 3, 33.3, 200),
        (100, 100, 100, 0),
        (0, 100, 0, None),
        (0, 0, None, None),
        (120, 100, 100, None),
        (1, 2**62, 0, None),
    ],
)
async def test_what_is_left_follows_from_what_was_done_since_the_start(
    db: Connection, task: int, done: int, total: int, percent: float | None, eta: int | None
) -> None:
    await tell(db, task, done, total)

    progress = await shown(db, task)
    assert progress["percent"] == percent
    if eta is None:
        assert progress["eta_seconds"] is None
    else:
        assert eta <= progress["eta_seconds"] <= eta * 1.5 + 5


async def end(db: Connection, task: int) -> None:
    """Let the first attempt break off, to be followed by another."""
    broken = {"job": task, "attempt": 1, "error": "it broke", "error_class": "E"}
    await db.execute("select orakul.end_attempts_v1($1, true, 'worker:a')", [broken])


async def test_an_attempt_that_goes_on_is_measured_by_what_it_did_itself(
    db: Connection, task: int
) -> None:
    await tell(db, task, 900, 1000)
    await end(db, task)
    waiting = await shown(db, task)
    await begin(db, task)
    begun = await shown(db, task)

    await tell(db, task, 920, 1000)
    await tell(db, task, 950, 1000)

    assert (waiting["eta_seconds"], begun["eta_seconds"]) == (None, None)
    assert (begun["done"], begun["percent"]) == (900, 90)
    assert 100 <= (await shown(db, task))["eta_seconds"] <= 110  # 50 in 100 s, 50 are left


async def test_an_attempt_that_begins_again_is_measured_from_nothing(
    db: Connection, task: int
) -> None:
    await tell(db, task, 900, 1000)
    await end(db, task)
    await begin(db, task)

    await tell(db, task, 500, 1000)

    assert 100 <= (await shown(db, task))["eta_seconds"] <= 110


async def test_an_event_tells_it_and_the_board_as_it_was_then_does_too(
    db: Connection, task: int
) -> None:
    await tell(db, task, 25, 100)
    event = await db.fetchrow(
        "select position, data::jsonb from orakul.event where name = 'task_progressed'"
    )
    assert event is not None
    told = event["data"]["task"]["progress"]
    await tell(db, task, 100, 100)

    then = await databases.fetch_value(db, "read_task_as_of", task, None, event["position"])

    assert then["progress"] == told

"""Ends are written in groups, and each stands for itself: none waits for another or fails it."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import asyncpg
import pytest
from procrastinate.jobs import Status

from jobs.ends import LARGE, End, Ends, Outcome
from jobs.outage import PASSING
from orakul import database as databases
from orakul.database import Connection, Pool, connect
from tests.jobs.conftest import PATIENCE, attempts_of, defer, states, task_row, until


@pytest.fixture
async def pool(database: str) -> AsyncGenerator[Pool]:
    async with databases.pool(database, size=4) as connections:
        yield connections


@pytest.fixture
async def ends(pool: Pool) -> AsyncGenerator[Ends]:
    writer = Ends(pool, "worker:here")
    yield writer
    await writer.aclose()


async def begun(db: Connection, count: int) -> list[int]:
    """Tasks that run for a worker."""
    worker = await db.fetchval("select procrastinate_register_worker_v1()")
    ids = [await defer(db, "hold") for _ in range(count)]
    await databases.fetch(db, dict[str, Any], "claim_jobs", None, worker, count)
    return ids


def done(id: int, result: object = None, *, attempt: int = 1) -> End:
    return End(id, attempt, Status.SUCCEEDED, None, Outcome(result=result))


async def transactions(db: Connection) -> int:
    """How many transactions have written tasks."""
    return await db.fetchval("select count(distinct xmin::text) from orakul.task")


async def test_what_ends_together_is_written_together(db: Connection, ends: Ends) -> None:
    ids = await begun(db, 50)

    written = await asyncio.gather(*(ends.write(done(id, {"n": id})) for id in ids))

    assert all(written)
    assert await transactions(db) == 1
    for id in ids:
        assert (await task_row(db, id))["result"] == {"n": id}
        assert await states(db, id) == [("in_progress", False), ("completed", False)]


async def test_each_of_a_group_has_its_own_outcome(db: Connection, ends: Ends) -> None:
    completed, failed, retried, cancelled, stale = await begun(db, 5)
    await db.fetchval("select orakul.cancel_task_v1($1)", cancelled)
    broken = Outcome(error="it broke", error_class="E", traceback="…")

    written = await asyncio.gather(
        ends.write(done(completed, 1)),
        ends.write(End(failed, 1, Status.FAILED, None, broken)),
        ends.write(End(retried, 1, None, None, broken)),
        ends.write(End(cancelled, 1, None, None, broken)),
        ends.write(done(stale, attempt=7)),
    )

    assert written == [True, True, True, True, False]
    rows = [await task_row(db, id) for id in (completed, failed, retried, cancelled, stale)]
    assert [row["state"] for row in rows] == [
        *("completed", "failed", "pending", "cancelled", "in_progress")
    ]
    assert [row["error"] for row in rows] == [None, "it broke", "it broke", "it broke", None]
    reasons = await db.fetch(
        "select task_id, reason from orakul.event where actor = 'worker:here' order by task_id"
    )
    assert [tuple(row) for row in reasons] == [
        (completed, None),
        (failed, None),
        (retried, "it broke"),
        (cancelled, "it broke"),
    ]
    [attempt] = await attempts_of(db, retried)
    assert (attempt["outcome"], attempt["error_class"]) == ("failed", "E")


async def test_an_end_that_the_database_refuses_fails_no_other(db: Connection, ends: Ends) -> None:
    await db.execute(
        "alter table orakul.task add constraint no_forbidden_result"
        " check (not coalesce(result ? 'forbidden', false))"
    )
    refused, *others = await begun(db, 4)

    written = await asyncio.gather(
        *(
            ends.write(done(id, {"forbidden": True} if id == refused else {}))
            for id in (refused, *others)
        ),
        return_exceptions=True,
    )

    assert isinstance(written[0], asyncpg.CheckViolationError)
    assert written[1:] == [True, True, True]
    assert (await task_row(db, refused))["state"] == "in_progress"


@pytest.mark.parametrize("table", ["procrastinate_jobs", "orakul.task"])
async def test_an_end_that_waits_for_somebody_holds_up_no_other(
    database: str, db: Connection, ends: Ends, table: str
) -> None:
    held, *others = await begun(db, 4)
    somebody = await connect(database)
    async with somebody.transaction():
        await somebody.execute(f"select from {table} where id = $1 for update", held)
        waiting = ends.write(done(held))

        written = await asyncio.gather(*(ends.write(done(id)) for id in others))
        await until(db, "exists (select from pg_locks where not granted)")
        later = (await task_row(db, held))["state"]

    assert written == [True, True, True]
    assert later == "in_progress"
    assert await waiting
    await somebody.close()
    assert (await task_row(db, held))["state"] == "completed"


async def test_ends_that_wait_for_somebody_leave_room_for_heartbeats_and_other_ends(
    database: str, db: Connection, pool: Pool, ends: Ends
) -> None:
    *held, other = await begun(db, 6)
    somebody = await connect(database)
    async with somebody.transaction():
        await somebody.execute("select from procrastinate_jobs where id <> $1 for update", other)
        waiting = [ends.write(done(id)) for id in held]
        await until(db, "exists (select from pg_locks where not granted)")

        async with pool.acquire(timeout=PATIENCE) as beating:
            alive = await beating.fetchval("select true")
        written = await ends.write(done(other))

    assert (alive, written) == (True, True)
    assert await asyncio.gather(*waiting) == [True] * 5
    await somebody.close()


async def test_what_is_tried_again_lets_another_wait_under_its_queueing_lock(
    db: Connection, ends: Ends
) -> None:
    add = (
        "insert into procrastinate_jobs (queue_name, task_name, queueing_lock)"
        " values ('default', 'hold', 'one waits') returning id"
    )
    worker = await db.fetchval("select procrastinate_register_worker_v1()")
    first = await db.fetchval(add)
    await databases.fetch(db, dict[str, Any], "claim_jobs", None, worker, 1)
    second = await db.fetchval(add)

    assert await ends.write(End(first, 1, None, 0, Outcome(error="no route", error_class="Net")))

    row = await task_row(db, first)
    assert (row["state"], row["error"]) == ("pending", "no route")
    assert (await task_row(db, second))["state"] == "pending"


async def test_what_breaks_while_it_is_to_be_cancelled_is_cancelled_also_at_its_last_attempt(
    db: Connection, ends: Ends
) -> None:
    [id] = await begun(db, 1)
    await db.execute("select orakul.cancel_task_v1($1)", id)

    outcome = Outcome(error="something broke on the way out", error_class="RuntimeError")
    assert await ends.write(End(id, 1, Status.FAILED, None, outcome))

    [attempt] = await attempts_of(db, id)
    assert (attempt["outcome"], attempt["error"]) == ("cancelled", outcome.error)
    assert (await task_row(db, id))["state"] == "cancelled"


async def test_a_large_result_is_no_part_of_a_group(db: Connection, ends: Ends) -> None:
    large, *others = await begun(db, 3)

    written = await asyncio.gather(
        ends.write(done(large, "x" * LARGE)), *(ends.write(done(id)) for id in others)
    )

    assert all(written)
    assert await transactions(db) == 2
    assert len((await task_row(db, large))["result"]) == LARGE


async def test_a_group_that_meets_a_cut_connection_tells_each_of_it(
    db: Connection, pool: Pool, ends: Ends
) -> None:
    ids = await begun(db, 3)
    async with pool.acquire() as warm:
        pid = await warm.fetchval("select pg_backend_pid()")
    async with db.transaction():
        await db.execute("lock table orakul.task in access exclusive mode")
        writing = [ends.write(done(id)) for id in ids]
        await until(db, "exists (select from pg_locks where not granted)")
        await db.execute("select pg_terminate_backend($1)", pid)
        told = await asyncio.gather(*writing, return_exceptions=True)

    assert all(isinstance(each, PASSING) for each in told)
    assert await asyncio.gather(*(ends.write(done(id)) for id in ids)) == [True] * 3

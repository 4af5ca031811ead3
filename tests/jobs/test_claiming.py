"""A job is claimed by one worker, which then knows all of it; jobs of one lock wait in line."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest
from procrastinate import App, PsycopgConnector

from jobs.line import Line
from jobs.manager import Manager
from orakul import database as databases
from orakul.database import Connection, connect
from orakul.workers import this_process
from tests.jobs.conftest import (
    PATIENCE,
    Working,
    attempts_of,
    defer,
    open_gate,
    task_row,
    until,
    until_said,
    until_state,
)

DOING = "select count(*) from procrastinate_jobs where status = 'doing'"


async def _unheard(**_: object) -> None:
    raise AssertionError("nobody told anything")


async def claim(db: Connection, worker: int, most: int) -> list[int]:
    rows = await databases.fetch(db, dict[str, Any], "claim_jobs", None, worker, most)
    return [row["id"] for row in rows]


async def test_a_job_deferred_while_somebody_claims_is_claimed_with_its_task(
    database: str, db: Connection
) -> None:
    worker = await db.fetchval("select procrastinate_register_worker_v1()")
    other = await connect(database)
    async with db.transaction():
        # The claim begins, and waits before it looks for a job.
        await db.execute("lock table orakul.pause in access exclusive mode")
        claiming = asyncio.create_task(
            databases.fetch(other, dict[str, Any], "claim_jobs", None, worker, 1)
        )
        await until(db, "exists (select from pg_locks where not granted)")
        id = await defer(db, "give", what="plain")

    [claimed] = await claiming
    await other.close()

    assert (claimed["id"], claimed["attempt"]) == (id, 1)


async def test_a_worker_claims_where_it_has_heard_of_a_task_and_elsewhere_while_it_hears_nothing(
    database: str, stage: Connection
) -> None:
    woken = asyncio.Event()

    async def wake(**_: object) -> None:
        woken.set()

    app = App(connector=PsycopgConnector(conninfo=database, min_size=1, max_size=1))
    async with databases.pool(database, size=1) as pool, app.open_async():
        line = Line(database)
        manager = Manager(app.connector, pool, line, this_process())
        worker = await manager.register_worker()
        listening = asyncio.create_task(manager.listen_for_jobs(on_notification=wake))
        async with pool.acquire(), asyncio.timeout(PATIENCE):  # there is no other connection
            while not line.is_open:
                await asyncio.sleep(0.01)
            first = await defer(stage, "hold")
            await woken.wait()
            heard = await manager.fetch_jobs(None, worker, 9)
        listening.cancel()
        await asyncio.wait([listening])
        second = await defer(stage, "hold")
        unheard = await manager.fetch_jobs(None, worker, 9)

    assert not line.is_open
    assert [job.id for job in heard] == [first]
    assert [job.id for job in unheard] == [second]


async def test_what_came_back_before_its_end_was_heard_of_is_given_back_and_taken_anew(
    database: str, stage: Connection
) -> None:
    app = App(connector=PsycopgConnector(conninfo=database, min_size=1, max_size=1))
    async with databases.pool(database, size=2) as pool, app.open_async():
        manager = Manager(app.connector, pool, Line(database), this_process())
        worker = await manager.register_worker()
        id = await defer(stage, "hold")
        [job] = await manager.fetch_jobs(None, worker, 1)

        manager.end(job, None, 0)
        manager.claims.add(id, manager.claims[id]._replace(attempt=2))  # its next claim was faster
        await until_state(stage, id, "pending")
        assert await claim(stage, worker, 1) == [id]
        async with asyncio.timeout(PATIENCE):
            while id in manager.claims:
                await asyncio.sleep(0.01)
        again = await manager.fetch_jobs(None, worker, 1)

    assert [each.id for each in again] == [id]
    assert [each["number"] for each in await attempts_of(stage, id)] == [1, 2]


async def test_a_line_that_does_not_answer_is_given_up_and_opened_anew(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.line.DEADLINE", 0.1)
    app = App(connector=PsycopgConnector(conninfo=database, min_size=1, max_size=1))
    async with databases.pool(database, size=1) as pool, app.open_async():
        line = Line(database)
        manager = Manager(app.connector, pool, line, this_process())
        listening = asyncio.create_task(manager.listen_for_jobs(on_notification=_unheard))
        for _ in range(2):
            async with asyncio.timeout(PATIENCE):
                while not line.is_open:
                    await asyncio.sleep(0.01)
            with pytest.raises(TimeoutError):
                async with line.asking(pool) as db:
                    await db.execute("select pg_sleep(60)")
        listening.cancel()
        await asyncio.wait([listening])


async def test_tasks_of_one_lock_never_overlap_and_run_in_the_order_they_were_deferred(
    stage: Connection, working: Working
) -> None:
    async with working(concurrency=3), working(concurrency=3):
        ids = [await defer(stage, "overlap", lock="one at a time") for _ in range(20)]
        await until_state(stage, ids[-1], "completed")

    said = await stage.fetch("select task, word from said order by place")
    assert [tuple(row) for row in said] == [(id, word) for id in ids for word in ("in", "out")]


async def test_a_worker_takes_what_it_knows_and_leaves_the_rest_to_those_who_know_it(
    stage: Connection, working: Working
) -> None:
    strange = await defer(stage, "greet")
    async with working():
        known = await defer(stage, "give", what="plain")
        await until_state(stage, known, "completed")
        attempts = await attempts_of(stage, strange)
        row = await task_row(stage, strange)

    assert (row["state"], attempts) == ("pending", [])


async def test_the_next_of_a_lock_starts_when_the_one_before_ends_and_not_at_the_next_poll(
    stage: Connection, working: Working
) -> None:
    async with working():
        ids = [await defer(stage, "overlap", lock="one at a time") for _ in range(20)]
        await until_state(stage, ids[-1], "completed")

    waits = await stage.fetch(
        "select extract(epoch from started_at - lag(finished_at) over (order by id)) as seconds"
        " from orakul.task"
    )
    between = sorted(row["seconds"] for row in waits[1:])
    assert between[len(between) // 2] < 0.5  # half of the time between two polls


async def test_two_workers_that_claim_in_batches_take_each_task_once(
    stage: Connection, working: Working
) -> None:
    ids = [await defer(stage, "overlap") for _ in range(120)]
    async with working(concurrency=20), working(concurrency=20):
        await until_said(stage, "out", len(ids))
        for id in ids:
            await until_state(stage, id, "completed")

    runs = await stage.fetch("select task from said where word = 'in' order by task")
    assert [row["task"] for row in runs] == ids


async def test_a_worker_claims_no_more_than_it_can_start_and_leaves_the_rest_to_others(
    stage: Connection, working: Working
) -> None:
    ids = [await defer(stage, "hold") for _ in range(10)]
    async with working(concurrency=4):
        await until_said(stage, "began", 4)
        claimed = await stage.fetchval(DOING)
        async with working(concurrency=4):
            await until_said(stage, "began", 8)
            shares = await stage.fetch(
                "select count(*) from procrastinate_jobs where status = 'doing' group by worker_id"
            )
            await open_gate(stage)
            for id in ids:
                await until_state(stage, id, "completed")

    assert claimed == 4
    assert [row["count"] for row in shares] == [4, 4]
    assert await stage.fetchval("select max(attempt) from orakul.task") == 1


async def test_a_batch_takes_the_most_important_first_and_of_a_lock_only_the_first_in_line(
    db: Connection,
) -> None:
    worker = await db.fetchval("select procrastinate_register_worker_v1()")
    await db.execute(
        "insert into procrastinate_jobs (id, queue_name, task_name, priority, lock, scheduled_at)"
        " overriding system value select id, 'default', 'give', priority, lock, at"
        " from (values (1, 0, null, null), (2, 5, null, null), (3, 0, 'a', null),"
        "  (4, 5, 'a', null), (5, 5, 'a', null), (6, 0, 'b', now() + interval '1 h'),"
        "  (7, 0, 'b', null), (8, 9, null, now() + interval '1 h'))"
        " as job (id, priority, lock, at)"
    )

    first = await claim(db, worker, 3)
    second = await claim(db, worker, 9)

    assert (first, second) == ([2, 4, 1], [])


async def test_of_two_that_claim_the_same_lock_in_one_moment_one_claims_the_rest_without_it(
    database: str, db: Connection
) -> None:
    """The other took a job that overtook in line after our look at the queue."""
    worker = await db.fetchval("select procrastinate_register_worker_v1()")
    behind = await defer(db, "give", lock="one at a time", what="plain")
    other = await connect(database)
    async with db.transaction():
        ahead = await db.fetchval(
            "insert into procrastinate_jobs (queue_name, task_name, priority, lock, status)"
            " values ('default', 'give', 1, 'one at a time', 'doing') returning id"
        )
        claiming = asyncio.create_task(claim(other, worker, 9))
        await until(db, "exists (select from pg_locks where not granted)")

    with pytest.raises(asyncpg.UniqueViolationError):
        await claiming
    await other.close()
    assert await claim(db, worker, 9) == []
    assert await db.fetchval("select state from orakul.task where id = $1", behind) == "pending"
    assert await db.fetchval("select state from orakul.task where id = $1", ahead) == "in_progress"


async def test_a_worker_takes_only_from_its_own_queues(stage: Connection, working: Working) -> None:
    async with working(queues=["mine"]):
        foreign = await defer(stage, "give", queue="theirs", what="plain")
        own = await defer(stage, "give", queue="mine", what="plain")
        await until_state(stage, own, "completed")

    assert await stage.fetchval("select state from orakul.task where id = $1", foreign) == "pending"


@pytest.mark.parametrize("queue", ["q" * 128, "черга " * 20, ""])
async def test_a_queue_may_be_called_whatever_procrastinate_stores(
    stage: Connection, working: Working, queue: str
) -> None:
    async with working(queues=[queue]):
        await until(stage, "exists (select from orakul.worker)")
        id = await defer(stage, "give", queue=queue, what="plain")
        await until_state(stage, id, "completed")


@pytest.mark.parametrize("queues", [None, ["default"]])
async def test_a_look_for_jobs_that_was_planned_for_an_empty_queue_reads_little_of_a_long_one(
    db: Connection, queues: list[str] | None
) -> None:
    statement = "select cardinality(orakul.lock_next_jobs($1::text[], null, 4))"
    await db.execute("analyze procrastinate_jobs")
    assert await db.fetchval(statement, queues) == 0

    await db.execute(
        "insert into procrastinate_jobs (task_name, queue_name, priority, args)"
        " select 'give', 'default', n % 5, '{}' from generate_series(1, 5000) as n"
    )
    explained = await db.fetchval(f"explain (analyze, buffers, format json) {statement}", queues)

    [looked] = json.loads(explained)
    assert looked["Plan"]["Shared Hit Blocks"] + looked["Plan"]["Shared Read Blocks"] < 50
    assert await db.fetchval(statement, queues) == 4

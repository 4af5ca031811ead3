"""A job is claimed by one worker, which then knows all of it; jobs of one lock wait in line."""

import asyncio
from typing import Any

from orakul import database as databases
from orakul.database import Connection, connect
from tests.jobs.conftest import Working, defer, until, until_said, until_state


async def test_a_job_deferred_while_somebody_claims_is_claimed_with_its_task(
    database: str, db: Connection
) -> None:
    worker = await db.fetchval("select procrastinate_register_worker_v1()")
    other = await connect(database)
    async with db.transaction():
        # The claim begins, and waits before it looks for a job.
        await db.execute("lock table orakul.pause in access exclusive mode")
        claiming = asyncio.create_task(
            databases.fetch(other, dict[str, Any], "claim_job", None, worker)
        )
        await until(db, "exists (select from pg_locks where not granted)")
        id = await defer(db, "give", what="plain")

    [claimed] = await claiming
    await other.close()

    assert (claimed["id"], claimed["attempt"]) == (id, 1)


async def test_tasks_of_one_lock_never_overlap_and_run_in_the_order_they_were_deferred(
    stage: Connection, working: Working
) -> None:
    async with working(concurrency=3), working(concurrency=3):
        ids = [await defer(stage, "overlap", lock="one at a time") for _ in range(20)]
        await until_state(stage, ids[-1], "completed")

    said = await stage.fetch("select task, word from said order by place")
    assert [tuple(row) for row in said] == [(id, word) for id in ids for word in ("in", "out")]


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


async def test_two_workers_share_a_queue_and_each_task_runs_once(
    stage: Connection, working: Working
) -> None:
    ids = [await defer(stage, "overlap") for _ in range(60)]
    async with working(), working():
        await until_said(stage, "out", len(ids))
        for id in ids:
            await until_state(stage, id, "completed")
        workers = await stage.fetchval("select count(distinct worker_id) from procrastinate_jobs")

    runs = await stage.fetch("select task from said where word = 'in' order by task")
    assert [row["task"] for row in runs] == ids
    assert workers == 2


async def test_a_worker_takes_only_from_its_own_queues(stage: Connection, working: Working) -> None:
    async with working(queues=["mine"]):
        foreign = await defer(stage, "give", queue="theirs", what="plain")
        own = await defer(stage, "give", queue="mine", what="plain")
        await until_state(stage, own, "completed")

    assert await stage.fetchval("select state from orakul.task where id = $1", foreign) == "pending"

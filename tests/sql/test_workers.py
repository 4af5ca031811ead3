"""Each step of a worker's life is told once, and of a dead one what was taken up from it."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from orakul import database as databases
from orakul import workers
from orakul.database import Connection, connect
from orakul.workers import LISTED, this_process
from tests.jobs.conftest import defer, until

SILENCE = 10.0  # seconds


async def started(db: Connection, name: str = "host-1", **options: Any) -> int:
    return await workers.start(db, replace(this_process(), name=name, **options))


async def silenced(db: Connection, id: int, hours: float = 0.5) -> None:
    await db.execute(
        "update procrastinate_workers set last_heartbeat = now() - $2 * interval '1 h'"
        " where id = $1",
        id,
        hours,
    )


async def took(db: Connection, worker: int, queue: str = "default") -> int:
    id = await defer(db, "example", queue=queue)
    rows = await databases.fetch(db, dict[str, Any], "claim_jobs", None, worker, 1)
    assert [row["id"] for row in rows] == [id]
    return id


async def left(db: Connection) -> int:
    """A task of a worker that has been silent for long."""
    id = await started(db)
    task = await took(db, id)
    await silenced(db, id)
    return task


async def rescue(db: Connection) -> int:
    return await databases.fetch_value(db, "rescue_jobs", SILENCE)


async def told(db: Connection) -> list[tuple[str, str, int | None]]:
    """Event, id of the worker, and how many of its tasks were taken up."""
    rows = await db.fetch(
        "select name, data::jsonb from orakul.event where topic = 'workers' order by position"
    )
    return [(row["name"], row["data"]["worker"]["id"], row["data"].get("taken_up")) for row in rows]


async def listed(db: Connection) -> Mapping[int, Mapping[str, Any]]:
    return {int(each["id"]): each for each in await workers.list_all(db, None, silence=SILENCE)}


async def test_an_attempt_that_is_about_to_commit_is_taken_up_by_nobody_until_it_has(
    database: str, db: Connection
) -> None:
    task = await left(db)
    late = await connect(database)

    async with late.transaction():
        first = await databases.fetch_value(late, "holds_task", task, 1)
        meanwhile = await rescue(db)
    rescued = await rescue(db)
    second = await databases.fetch_value(late, "holds_task", task, 1)
    await late.close()

    assert (first, meanwhile, rescued, second) == (True, 0, 1, False)


async def test_an_attempt_commits_nothing_once_a_rescue_has_begun(
    database: str, db: Connection
) -> None:
    task = await left(db)
    late = await connect(database)
    waits = f"pg_blocking_pids({late.get_server_pid()}) <> '{{}}'"

    async with db.transaction():
        await rescue(db)
        asked = asyncio.create_task(databases.fetch_value(late, "holds_task", task, 1))
        await until(db, waits)
    held = await asked
    await late.close()

    assert held is False


async def test_a_dead_worker_is_told_once_however_many_notice(
    database: str, db: Connection
) -> None:
    id = await started(db)
    tasks = [await took(db, id) for _ in range(3)]
    await silenced(db, id)
    others = [await connect(database) for _ in range(4)]

    rescued = await asyncio.gather(*(rescue(each) for each in others))
    again = await rescue(db)
    for each in others:
        await each.close()

    losses = [each for each in await told(db) if each[0] == "worker_lost"]
    assert (sum(rescued), again) == (3, 0)
    assert {worker for _, worker, _ in losses} == {str(id)}
    assert sum(taken_up or 0 for _, _, taken_up in losses) == 3
    lost = await db.fetch("select task_id from orakul.task_attempt where outcome = 'lost'")
    assert sorted(row["task_id"] for row in lost) == tasks
    shown = (await listed(db))[id]
    assert (shown["state"], shown["taken_up"], shown["tasks"]) == ("silent", 3, [])
    assert shown["lost_at"] is not None


async def test_what_a_dead_worker_had_locked_is_told_when_it_is_taken_up(
    database: str, db: Connection
) -> None:
    task = await left(db)
    other = await connect(database)
    async with other.transaction():
        await other.execute("select from procrastinate_jobs where id = $1 for update", task)
        first = await rescue(db)
    second = await rescue(db)
    await other.close()

    assert (first, second) == (0, 1)
    assert [(name, taken_up) for name, _, taken_up in await told(db)] == [
        ("worker_started", None),
        ("worker_lost", 0),
        ("worker_lost", 1),
    ]


async def test_a_task_is_told_of_the_worker_that_had_it_not_of_the_next_of_its_name(
    db: Connection,
) -> None:
    first = await started(db)
    await took(db, first)
    await silenced(db, first)
    await db.execute("delete from procrastinate_workers")
    second = await started(db)
    await took(db, second)

    assert await rescue(db) == 1
    assert (await told(db))[-1] == ("worker_lost", str(first), 1)
    assert (await listed(db))[second]["state"] == "live"


async def test_one_that_comes_back_is_told_to_be_back_once(db: Connection) -> None:
    who = replace(this_process(), name="host-1")
    id = await workers.start(db, who)
    await silenced(db, id)
    await rescue(db)

    for _ in range(2):
        await workers.beat(db, id, who)

    assert [name for name, _, _ in await told(db)] == [
        "worker_started",
        "worker_lost",
        "worker_returned",
    ]
    shown = (await listed(db))[id]
    assert (shown["state"], shown["lost_at"]) == ("live", None)


async def test_it_drains_and_stops_once_and_no_late_heartbeat_brings_it_back(
    db: Connection,
) -> None:
    who = this_process(["slow"], concurrency=3)
    id = await workers.start(db, who)
    await took(db, id, queue="slow")
    states: list[str] = []
    for step in (workers.drain, workers.drain, workers.stop, workers.stop, workers.drain):
        await step(db, id)
        states.append((await listed(db))[id]["state"])
    await db.execute("update procrastinate_jobs set status = 'succeeded'")
    await workers.beat(db, id, who)
    await rescue(db)

    assert states == ["draining", "draining", "stopped", "stopped", "stopped"]
    assert [name for name, _, _ in await told(db)] == [
        "worker_started",
        "worker_draining",
        "worker_stopped",
    ]
    assert await db.fetchval("select count(*) from procrastinate_workers") == 0
    shown = (await listed(db))[id]
    assert (shown["state"], shown["queues"], shown["concurrency"]) == ("stopped", ["slow"], 3)
    assert shown["heartbeat_at"] <= shown["stopped_at"]
    draining = "select data::jsonb from orakul.event where name = 'worker_draining'"
    assert (await db.fetchval(draining))["tasks"] == 1


async def test_a_heartbeat_and_a_stop_at_once_leave_it_stopped(
    database: str, db: Connection
) -> None:
    who = this_process()
    id = await workers.start(db, who)
    other = await connect(database)
    async with db.transaction():
        await workers.stop(db, id)
        beating = asyncio.create_task(workers.beat(other, id, who))
        await until(db, "exists (select from pg_locks where not granted)")
    await beating
    await other.close()

    assert (await listed(db))[id]["state"] == "stopped"
    assert await db.fetchval("select count(*) from procrastinate_workers") == 0


async def test_one_silent_for_an_hour_is_forgotten_when_what_it_left_is_taken_up(
    db: Connection,
) -> None:
    dead, gone, alive = [await started(db, f"host-{number}") for number in range(3)]
    task = await took(db, dead)
    await workers.stop(db, gone)
    await db.execute(
        "update orakul.worker set stopped_at = now() - interval '2 h' where id = $1", gone
    )
    await silenced(db, dead, hours=2)
    before = set(await listed(db))

    forgotten = await workers.forget(db, LISTED)

    assert before == {alive}
    assert forgotten == [dead]
    assert await db.fetchval("select array_agg(id) from orakul.worker") == [alive]
    assert (await told(db))[-1] == ("worker_lost", str(dead), 1)
    assert await db.fetchval("select state from orakul.task where id = $1", task) == "pending"


async def test_one_of_an_earlier_release_is_listed_and_goes_without_a_false_alarm(
    db: Connection,
) -> None:
    id = await db.fetchval("select procrastinate_register_worker_v1()")
    await db.execute("insert into orakul.worker (id, name, queues) values ($1, 'old-1', null)", id)
    shown = (await listed(db))[id]

    await db.execute("select procrastinate_unregister_worker_v1($1)", id)
    await rescue(db)

    assert (shown["state"], shown["version"], shown["concurrency"]) == ("live", None, None)
    assert await listed(db) == {}
    assert await told(db) == []


async def test_it_is_told_how_many_tasks_each_ended_lately(db: Connection) -> None:
    quick, slow = await started(db, "host-1"), await started(db, "host-2")
    for worker in (quick, quick, slow):
        id = await took(db, worker)
        await db.execute("update procrastinate_jobs set status = 'succeeded' where id = $1", id)
    await db.execute(
        "update orakul.task set finished_at = finished_at - interval '6 minutes'"
        " where id = (select min(id) from orakul.task)"
    )

    shown = await listed(db)

    assert (shown[quick]["ended"], shown[slow]["ended"]) == (1, 1)

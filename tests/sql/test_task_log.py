"""A task's log has no holes, is never larger than it may be, and goes when the task goes."""

import asyncio
from typing import Any

from orakul.database import Connection, connect
from orakul.people import Person
from orakul.tasks import logs
from orakul.tasks.deferring import Work, defer
from orakul.tasks.logs import LogFilter

ADMIN = Person(1, "admin@example.com", "Admin", "admin")


def line(task: int, text: str, attempt: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "task_id": task,
        "attempt": attempt,
        "at": "2026-01-05T10:00:00+00:00",
        "level": "info",
        "span_id": None,
        "logger": "here",
        "event": text,
        "fields": fields,
    }


async def deferred(db: Connection) -> int:
    return await defer(db, Work.INGEST, {})


async def keep(db: Connection, *lines: dict[str, Any]) -> None:
    await logs.keep(db, lines, "worker:test")


async def numbers(db: Connection, task: int) -> list[int]:
    rows = await db.fetch(
        "select number from orakul.task_log where task_id = $1 order by number", task
    )
    return [row["number"] for row in rows]


async def test_lines_of_several_tasks_are_numbered_each_in_its_own_order(db: Connection) -> None:
    one, two = await deferred(db), await deferred(db)

    await keep(db, line(one, "a"), line(two, "x"), line(one, "b"))
    await keep(db, line(one, "c"))

    rows = await db.fetch("select task_id, number, event from orakul.task_log order by 1, 2")
    assert [tuple(row) for row in rows] == [
        (one, 1, "a"),
        (one, 2, "b"),
        (one, 3, "c"),
        (two, 1, "x"),
    ]
    told = await db.fetch(
        "select data::jsonb from orakul.event where name = 'task_logged' order by position"
    )
    assert [row["data"] for row in told] == [
        {"task_id": str(one), "upto": 2},
        {"task_id": str(two), "upto": 1},
        {"task_id": str(one), "upto": 3},
    ]


async def test_lines_of_a_task_that_is_gone_are_nobodys(db: Connection) -> None:
    there = await deferred(db)

    await keep(db, line(there + 1000, "lost"), line(there, "kept"))

    assert await db.fetchval("select array_agg(event) from orakul.task_log") == ["kept"]


async def test_a_log_is_cut_after_its_last_line_and_says_how_many_were_dropped(
    db: Connection,
) -> None:
    task = await deferred(db)
    for _ in range(2):
        await keep(db, *[line(task, "x") for _ in range(6000)])

    await keep(db, line(task, "one more"))

    assert await numbers(db, task) == list(range(1, 10_002))
    last = await db.fetchrow(
        "select level, event, fields from orakul.task_log order by number desc limit 1"
    )
    assert last is not None
    assert (last["level"], last["fields"]) == ("warning", {"dropped": 2001})
    assert last["event"] == "the log is full: 2001 more lines were dropped"
    told = await db.fetch(
        "select data::jsonb->'upto' as upto from orakul.event where name='task_logged'"
    )
    assert [row["upto"] for row in told] == [6000, 10_001]  # then nothing more is new


async def test_a_log_of_few_long_lines_is_cut_by_its_size_and_keeps_no_later_short_one(
    db: Connection,
) -> None:
    task = await deferred(db)

    await keep(db, *[line(task, "x" * 1_000_000) for _ in range(7)], line(task, "short"))

    sizes = await db.fetch("select length(event) from orakul.task_log order by number")
    assert [row[0] for row in sizes][:5] == [1_000_000] * 5
    assert len(sizes) == 6
    assert await db.fetchval("select dropped from orakul.task_log_size") == 3


async def test_two_workers_cannot_exceed_it_together(database: str, db: Connection) -> None:
    task = await deferred(db)
    workers = [await connect(database) for _ in range(4)]

    async def talk(worker: Connection) -> None:
        for _ in range(5):
            await keep(worker, *[line(task, "x") for _ in range(700)])

    await asyncio.gather(*map(talk, workers))
    for worker in workers:
        await worker.close()

    assert await numbers(db, task) == list(range(1, 10_002))
    assert await db.fetchval("select dropped from orakul.task_log_size") == 4 * 5 * 700 - 10_000


async def test_workers_that_write_for_the_same_tasks_in_other_orders_do_not_deadlock(
    database: str, db: Connection
) -> None:
    tasks = [await deferred(db) for _ in range(10)]
    workers = [await connect(database) for _ in range(4)]

    async def talk(number: int, worker: Connection) -> None:
        order = tasks if number % 2 else list(reversed(tasks))
        for _ in range(20):
            await keep(worker, *[line(task, "x") for task in order])

    await asyncio.gather(*(talk(number, worker) for number, worker in enumerate(workers)))
    for worker in workers:
        await worker.close()

    assert {len(await numbers(db, task)) for task in tasks} == {80}


async def test_a_log_goes_with_its_task(db: Connection) -> None:
    task = await deferred(db)
    await keep(db, line(task, "x"))

    await db.execute("delete from orakul.task where id = $1", task)

    for table in ("task_log", "task_log_size"):
        assert await db.fetchval(f"select count(*) from orakul.{table}") == 0


async def test_a_reader_who_goes_on_after_the_last_number_misses_nothing(
    database: str, db: Connection
) -> None:
    task = await deferred(db)
    workers = [await connect(database) for _ in range(3)]
    read: list[int] = []

    async def talk(worker: Connection) -> None:
        for number in range(40):
            await keep(worker, *[line(task, "x") for _ in range(1 + number % 3)])

    async def follow() -> None:
        while len(read) < total:
            after = LogFilter(after=read[-1] if read else None)
            log = await logs.read(db, ADMIN, task, after, limit=7)
            read.extend(line.number for line in log.lines)

    total = 3 * sum(1 + number % 3 for number in range(40))
    async with asyncio.timeout(60):
        await asyncio.gather(follow(), *map(talk, workers))
    for worker in workers:
        await worker.close()

    assert read == list(range(1, total + 1))

"""A moment is the end of a commit, and no pruning, writer or crowd changes what was then."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from orakul import people
from orakul.database import Connection, connect
from orakul.errors import NotFoundError
from orakul.events.retention import keep_house
from orakul.paging import Sort
from orakul.people import Person
from orakul.tasks import as_of, control
from orakul.tasks.as_of import PrunedError
from orakul.tasks.reading import Filter
from sql import query

SORT = Sort("id", descending=False)


@pytest.fixture
async def admin(db: Connection) -> Person:
    return await people.add_person(db, "admin@example.com", "Admin", "admin")


async def defer(db: Connection, count: int = 1, queue: str = "default") -> list[int]:
    return await db.fetchval(
        "select procrastinate_defer_jobs_v1(array(select row($2::text, 'example', 0, null, null,"
        " '{}', null)::procrastinate_job_to_defer_v1 from generate_series(1, $1)))",
        count,
        queue,
    )


async def run(db: Connection, id: int) -> None:
    """Let the next job begin, tell of its progress, and fail."""
    worker = await db.fetchval("select procrastinate_register_worker_v1()")
    await db.fetch("select id from orakul.fetch_jobs_v1(null, $1, 1)", worker)
    await db.execute(query("set_progress"), id, 1, 2, "half")
    end = {"job": id, "attempt": 1, "status": "failed", "error": "no", "error_class": "E"}
    await db.execute("select orakul.end_attempts_v1($1, true, 'w')", [end])


async def moments(db: Connection) -> list[str]:
    rows = await db.fetch("select position, tag from orakul.event order by position")
    return [f"{row['position']}-{row['tag']}" for row in rows]


async def board(db: Connection, reader: Person, moment: str) -> Sequence[Mapping[str, Any]]:
    async with as_of.at_moment(db, moment) as found:
        page = await as_of.list_tasks(
            db, reader, found, Filter(), sort=SORT, limit=200, cursor=None
        )
    return page.rows


async def age(db: Connection, days: int) -> None:
    """Let everything have happened so many days before: positions are times."""
    back = timedelta(days=days)
    await db.execute(
        "update orakul.event set position = position - $1, at = at - $2::interval",
        days * 86400 * 10**6,
        back,
    )
    await db.execute("update orakul.task set created_at = created_at - $1::interval", back)


async def test_any_event_of_a_commit_stands_for_all_of_it(db: Connection, admin: Person) -> None:
    await defer(db)
    async with db.transaction():
        await defer(db, 2)
        await defer(db, 1)
    await defer(db)

    found = list[str]()
    for moment in await moments(db):
        async with as_of.at_moment(db, moment) as at:
            found.append(str(at))
    all_moments = await moments(db)

    assert found == [all_moments[n] for n in (0, 3, 3, 3, 4)]
    assert [len(await board(db, admin, each)) for each in all_moments] == [1, 4, 4, 4, 5]


async def test_whatever_writes_at_once_no_moment_shows_a_part_of_a_commit(
    database: str, db: Connection, admin: Person
) -> None:
    async def write(chance: random.Random) -> None:
        writer = await connect(database)
        for _ in range(10):
            async with writer.transaction():
                ids = await defer(writer, 3)
                await asyncio.sleep(chance.random() / 100)  # others commit meanwhile
                await writer.execute(
                    "update procrastinate_jobs set priority = 1 where id = any ($1)", ids
                )
        await writer.close()

    await defer(db)
    seen = list[tuple[str, Sequence[Mapping[str, Any]]]]()
    async with asyncio.TaskGroup() as group:
        writers = [group.create_task(write(random.Random(n))) for n in range(4)]
        while not all(each.done() for each in writers):
            [newest] = (await moments(db))[-1:]
            seen.append((newest, await board(db, admin, newest)))

    assert len(seen) > 5
    for moment, tasks in seen:
        assert len(tasks) % 3 == 1
        assert all(task["priority"] == 1 for task in tasks[1:])
        assert await board(db, admin, moment) == tasks
    for moment in await moments(db):
        assert len(await board(db, admin, moment)) % 3 == 1


async def test_the_board_outlives_the_events_that_made_it(db: Connection, admin: Person) -> None:
    await db.execute("select orakul.partition_events_v1(0, now() - interval '35 days')")
    [old, untouched] = await defer(db, 2)
    await run(db, old)
    await control.pause(db, "slow", "for a month")
    await age(db, 40)
    await defer(db)
    before = {task["id"]: task for task in await board(db, admin, (await moments(db))[-1])}
    recent = (await moments(db))[-1]
    first = (await moments(db))[0]

    await keep_house(db, retention=timedelta(days=30))
    await db.execute("select orakul.retry_task_v1($1)", old)
    await control.resume(db, "slow")

    now = {task["id"]: task for task in await board(db, admin, (await moments(db))[-1])}
    assert now[str(old)]["state"] == "pending"
    assert {task["id"]: task for task in await board(db, admin, recent)} == before
    assert before[str(old)]["state"] == "failed"
    assert before[str(old)]["progress"] == {
        "done": 1, "total": 2, "note": "half", "percent": 50, "eta_seconds": None,
    }  # fmt: skip
    assert before[str(untouched)]["state"] == "pending"
    async with as_of.at_moment(db, recent) as moment:
        [pause] = await as_of.list_pauses(db, moment)
        detail = await as_of.read_detail(db, admin, moment, old)
    assert (pause.queue, pause.reason) == ("slow", "for a month")
    assert [each.to_state for each in detail.history] == ["pending", "in_progress", "failed"]
    assert [each.outcome for each in detail.attempts] == ["failed"]
    with pytest.raises(PrunedError, match=f"the oldest moment is {recent}"):
        await board(db, admin, first)


async def test_the_log_is_not_pruned_under_a_reader(database: str, db: Connection) -> None:
    await defer(db)
    other = await connect(database)
    [moment] = await moments(db)

    async with as_of.at_moment(db, moment):
        with pytest.raises(asyncpg.LockNotAvailableError):
            await other.execute("select orakul.drop_event_partition_v1('event_later')")

    await other.close()


async def test_rights_are_those_of_today_over_the_owner_of_then(
    db: Connection, admin: Person
) -> None:
    owner = await people.add_person(db, "her@example.com", "Her", "member")
    other = await people.add_person(db, "him@example.com", "Him", "member")
    [id] = await defer(db)
    for person in (owner, other):
        await db.execute("update orakul.task set owner_id = $1", person.id)
    hers, his = (await moments(db))[-2:]

    assert [task["owner"]["name"] for task in await board(db, owner, hers)] == ["Her"]
    assert [task["owner"]["name"] for task in await board(db, admin, his)] == ["Him"]
    assert await board(db, owner, his) == await board(db, other, hers) == []
    async with as_of.at_moment(db, his) as moment:
        with pytest.raises(NotFoundError):
            await as_of.read_detail(db, owner, moment, id)


async def test_a_moment_costs_index_lookups_whatever_the_log_holds(db: Connection) -> None:
    await keep_house(db, retention=timedelta(days=30))
    await defer(db, 2000)
    middle = await db.fetchval("select max(position) from orakul.event")
    # The partition that holds them: an empty one is read through at no cost.
    full = await db.fetchval(
        "select distinct relname from orakul.event as e join pg_class on pg_class.oid = e.tableoid"
    )
    await db.execute("update procrastinate_jobs set priority = 1")
    await db.execute("analyze orakul.event, orakul.task")
    page = (
        "explain (analyze, costs off, timing off, summary off) select task.id from"
        " orakul.tasks_as_of($1) as task order by task.created_at desc, task.id desc limit 50"
    )

    for statement, arguments in [
        (page, (middle,)),
        (f"explain {query('summarise_tasks_as_of')}", (None, None, middle)),
        (f"explain {query('summarise_tasks_as_of')}", (None, "inbox", middle)),
        (f"explain {query('read_task_as_of')}", (1, None, middle)),
        (f"explain {query('find_moment')}", (middle, None)),
        (f"explain {query('list_pauses_as_of')}", (middle,)),
    ]:
        plan = "\n".join(row[0] for row in await db.fetch(statement, *arguments))
        assert f"Seq Scan on {full}" not in plan, plan

    plan = "\n".join(row[0] for row in await db.fetch(page, middle))
    assert "using task_created on task" in plan
    assert "_task_id_position_idx" in plan
    assert "rows=2000" not in plan


async def test_a_time_is_found_to_the_microsecond(db: Connection, admin: Person) -> None:
    for _ in range(2):
        await defer(db)
    first, second = await moments(db)
    at = await db.fetchval("select max(at) from orakul.event")
    text = "{:%Y-%m-%dT%H:%M:%S.%f}Z"

    async with as_of.at_moment(db, text.format(at)) as exact:
        assert str(exact) == second
    async with as_of.at_moment(db, text.format(at - timedelta(microseconds=1))) as before:
        assert str(before) == first
    for early in ("0001-01-01T00:00:00Z", text.format(at - timedelta(days=1))):
        with pytest.raises(PrunedError):
            await board(db, admin, early)
    async with as_of.at_moment(db, text.format(at + timedelta(seconds=5))) as late:
        assert str(late) == second

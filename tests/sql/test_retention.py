"""A day of the log comes and goes without a commit that fails, a reader that waits, or a hole."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from orakul import database as databases
from orakul.database import Acting, Connection, connect
from orakul.events import retention
from orakul.events.retention import keep_house
from orakul.tasks.deferring import Work, defer

EMIT = "select orakul.emit_v1('messages', $1, 'project', 1, null, '{}')"
DAY = timedelta(days=1)
MONTH = timedelta(days=30)
LAST = 10**18  # position
NONE: list[int] = []  # projects
PARTITIONS = "select * from orakul.event_partitions_v1()"
EVENTS = "select position, at, name, (select relname from pg_class where oid = event.tableoid) as part from orakul.event order by position"


@pytest.fixture
def events_are_real() -> bool:
    """Events are made up here: the log does not look into them."""
    return False


@pytest.fixture
async def other(database: str) -> AsyncGenerator[Connection]:
    """A second session."""
    connection = await connect(database)
    yield connection
    await connection.close()


async def names(db: Connection) -> list[str]:
    return [row["name"] for row in await db.fetch(PARTITIONS)]


async def events(db: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in await db.fetch(EVENTS)]


async def partition(db: Connection, moment: datetime, ahead: int = 3) -> int:
    return await db.fetchval("select orakul.partition_events_v1($1, $2)", ahead, moment)


async def pass_time(db: Connection, moment: datetime) -> None:
    """Have the log believe that it is at least *moment*, as if the clock had been there."""
    await db.execute("select setval('orakul.event_position', orakul.position_at($1))", moment)


def part(moment: datetime) -> str:
    return f"event_{moment:%Y%m%d}"


async def pruned_upto(db: Connection) -> int:
    return await db.fetchval("select pruned_upto from orakul.event_horizon")


async def make_old(db: Connection, days: int) -> datetime:
    """Begin the log so many days ago, with one event on each of the first two days."""
    start = datetime.now(UTC) - days * DAY
    await partition(db, start)
    for day in range(2):
        await db.execute(
            "insert into orakul.event (position, tag, at, topic, name, audience, actor, data)"
            " values (orakul.position_at($1), 'abcdef', $1, 'messages', 'old', 'admin', '', '{}')",
            start + day * DAY,
        )
        await pass_time(db, start + day * DAY)
    return start


async def test_a_position_is_the_time_of_its_event(db: Connection) -> None:
    before = datetime.now(UTC)
    await db.execute(EMIT, "first")
    await db.execute(EMIT, "second")
    after = datetime.now(UTC)

    first, second = await events(db)
    assert before <= first["at"] < second["at"] <= after
    assert first["position"] == int(first["at"].timestamp() * 1_000_000 + 0.5)
    assert second["position"] < 2**53


async def test_positions_and_times_rise_even_if_the_clock_steps_back(db: Connection) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=1)
    await pass_time(db, ahead)

    async with db.transaction():
        for number in range(3):
            await db.execute(EMIT, f"{number}")
    await db.execute(EMIT, "last")

    rows = await events(db)
    assert [row["at"] for row in rows] == sorted({row["at"] for row in rows})
    assert rows[0]["at"] > ahead
    assert rows[-1]["at"] < ahead + timedelta(seconds=1)


async def test_days_are_made_ahead_and_only_once(db: Connection) -> None:
    now = datetime.now(UTC)

    made = [await partition(db, now), await partition(db, now), await partition(db, now + DAY)]

    assert made == [4, 0, 1]
    assert await names(db) == [*(part(now + day * DAY) for day in range(5)), "event_later"]


async def test_an_event_lies_in_the_partition_of_its_day(db: Connection) -> None:
    now = datetime.now(UTC)
    await db.execute(EMIT, "before the days were made")
    await partition(db, now)
    await db.execute(EMIT, "today")
    await pass_time(db, now + 2 * DAY)
    await db.execute(EMIT, "the day after tomorrow")

    rows = await events(db)
    assert [row["part"] for row in rows] == [part(day) for day in (now, now, now + 2 * DAY)]


@pytest.mark.parametrize("away", [10, 5000])
async def test_a_commit_succeeds_where_nobody_made_a_day(db: Connection, away: int) -> None:
    now = datetime.now(UTC)
    then = now + away * DAY
    await partition(db, now)
    await pass_time(db, then)

    await db.execute(EMIT, "nobody was here")
    made = await partition(db, now)
    await db.execute(EMIT, "somebody is here")

    assert made == 4
    assert [row["name"] for row in await events(db)] == ["nobody was here", "somebody is here"]
    parts = await db.fetch(PARTITIONS)
    assert all(a["upper_bound"] == b["lower_bound"] for a, b in pairwise(parts))
    assert await db.fetchval("select count(*) from orakul.event_later") == 0


async def test_after_days_without_events_and_without_a_worker_the_days_go_on(
    db: Connection,
) -> None:
    now = datetime.now(UTC)
    await partition(db, now)

    await partition(db, now + 10 * DAY)
    await partition(db, now + 11 * DAY)

    parts = await db.fetch(PARTITIONS)
    assert parts[0]["lower_bound"] is None
    assert parts[-1]["upper_bound"] is None
    assert all(a["upper_bound"] == b["lower_bound"] for a, b in pairwise(parts))


async def test_old_days_are_dropped_and_the_log_says_how_far(db: Connection) -> None:
    await make_old(db, 40)
    positions = [row["position"] for row in await events(db)]
    await db.execute(EMIT, "new")

    kept = await keep_house(db, retention=MONTH)

    assert len(kept.dropped) >= 2
    assert [row["name"] for row in await events(db)] == ["new"]
    assert await pruned_upto(db) == positions[-1]
    assert (await keep_house(db, retention=MONTH)).dropped == []


async def test_what_is_young_enough_stays(db: Connection) -> None:
    await make_old(db, 29)
    before = await events(db)

    kept = await keep_house(db, retention=MONTH)

    assert kept.dropped == []
    assert [row["position"] for row in await events(db)] == [row["position"] for row in before]
    assert await pruned_upto(db) == 0


async def test_events_deleted_by_hand_are_gone_as_well(db: Connection) -> None:
    for number in range(3):
        await db.execute(EMIT, f"{number}")
    rows = await events(db)

    await db.execute("delete from orakul.event where position <= $1", rows[1]["position"])

    assert await pruned_upto(db) == rows[1]["position"]


async def test_a_task_keeps_its_history_when_the_log_is_pruned(db: Connection) -> None:
    who = Acting("person:1", reason="a test")
    async with databases.acting(db, who):
        id = await defer(db, Work.INGEST, {})
        gone = await defer(db, Work.INGEST, {})
    await db.execute("select orakul.cancel_task_v1($1)", id)
    before = await databases.fetch(db, dict[str, Any], "list_history", id)
    await db.execute("delete from orakul.task where id = $1", gone)
    await partition(db, datetime.now(UTC))
    [today] = [name for name in await names(db) if name == part(datetime.now(UTC))]

    kept = await databases.fetch_value(db, "keep_task_history", today)
    meanwhile = await databases.fetch(db, dict[str, Any], "list_history", id)
    again = await databases.fetch_value(db, "keep_task_history", today)
    await databases.fetch_value(db, "drop_event_partition", today)

    assert (kept, again) == (2, 0)
    assert await events(db) == []
    assert before == meanwhile == await databases.fetch(db, dict[str, Any], "list_history", id)
    assert [line["to_state"] for line in before] == ["pending", "cancelled"]


async def test_a_long_reader_makes_housekeeping_give_up_and_nobody_wait(
    db: Connection, other: Connection, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_old(db, 40)
    monkeypatch.setattr(retention, "PAUSE", 0.01)
    reading = other.transaction(isolation="repeatable_read")
    await reading.start()
    before = await other.fetchval("select count(*) from orakul.event")
    writer = await connect(database)

    keeping = asyncio.create_task(keep_house(db, retention=MONTH))
    slowest = 0.0
    while not keeping.done():
        started = asyncio.get_running_loop().time()
        await writer.execute(EMIT, "meanwhile")
        slowest = max(slowest, asyncio.get_running_loop().time() - started)
    given_up = await keeping
    still = await other.fetchval("select count(*) from orakul.event")
    await reading.rollback()
    kept = await keep_house(db, retention=MONTH)
    await writer.close()

    assert (given_up.dropped, still) == ([], before)
    assert slowest < 5
    assert kept.dropped


async def test_a_page_and_how_far_the_log_is_gone_are_of_one_moment(
    db: Connection, other: Connection
) -> None:
    """While days are dropped: whoever finds events missing is told so by the same statement."""
    start = await make_old(db, 40)
    first = (await events(db))[0]["position"]
    args: tuple[object, ...] = (first - 1, LAST, 10, True, 1, NONE, None)
    pages: list[list[dict[str, Any]]] = []

    async def read() -> None:
        while not keeping.done():
            pages.append(await databases.fetch(other, dict[str, Any], "read_events_for", *args))

    keeping = asyncio.create_task(keep_house(db, retention=MONTH))
    await read()
    await keeping
    pages.append(await databases.fetch(other, dict[str, Any], "read_events_for", *args))

    for page in pages:
        is_whole = page[0]["position"] == first
        assert is_whole != (page[0]["oldest"] > first), start
    assert pages[-1][0]["position"] is None


async def test_two_that_keep_house_at_once_do_it_once(db: Connection, other: Connection) -> None:
    await make_old(db, 40)

    kept = await asyncio.gather(keep_house(db, retention=MONTH), keep_house(other, retention=MONTH))

    dropped = [name for each in kept for name in each.dropped]
    assert len(dropped) == len(set(dropped)) >= 2
    assert await names(db) == sorted(await names(db))


async def test_the_live_end_is_read_by_index_from_few_partitions(db: Connection) -> None:
    start = datetime.now(UTC) - 20 * DAY
    for day in range(21):
        await partition(db, start + day * DAY)
    await db.execute(EMIT, "now")
    await db.execute("set plan_cache_mode = force_generic_plan")
    cursor = (await events(db))[0]["position"] - 1

    plans: dict[str, tuple[object, ...]] = {
        "read_events": (cursor, 1000),
        "find_event": (cursor + 1,),
        "read_events_for": (cursor, LAST, 250, True, 1, NONE, None),
        "list_events": (0, LAST, 1, True, True, 1, NONE, None, None, None, None),
    }

    for name, args in plans.items():
        plan = await explained(db, name, args)
        assert len(scanned(plan)) <= 5, (name, plan)
        assert "Seq Scan on event_2" not in plan, (name, plan)
    newest = await explained(db, "newest_position", ())
    assert "Seq Scan" not in newest


async def explained(db: Connection, name: str, args: tuple[object, ...]) -> str:
    types = {
        "read_events": "(bigint, integer)",
        "find_event": "(bigint)",
        "read_events_for": "(bigint, bigint, integer, boolean, bigint, bigint[], text[])",
        "list_events": "(bigint, bigint, integer, boolean, boolean, bigint, bigint[], text[],"
        " text[], text, bigint)",
        "newest_position": "",
    }[name]
    await db.execute(f"prepare {name}_ {types} as {databases.query(name)}")
    given = ", ".join(
        "null" if arg is None else "'{}'" if arg is NONE else str(arg) for arg in args
    )
    rows = await db.fetch(
        f"explain (analyze, costs off, timing off) execute {name}_"
        + (f"({given})" if given else "")
    )
    return "\n".join(row[0] for row in rows)


def scanned(plan: str) -> list[str]:
    return [
        line
        for line in plan.splitlines()
        if "Scan" in line
        and " on event_" in line
        and "never executed" not in line
        and "event_horizon" not in line
    ]

"""A position is committed or never seen, and positions are in commit order."""

import asyncio
import random
from typing import Any

import asyncpg
import pytest

from orakul import database
from orakul.database import Acting, Connection

EMIT = "select orakul.emit_v1('messages', $1, 'project', 1, null, $2)"


@pytest.fixture
def events_are_real() -> bool:
    """Events are made up here: the log does not look into them."""
    return False


async def positions(db: Connection, after: int = 0) -> list[int]:
    rows = await db.fetch(
        "select position from orakul.event where position > $1 order by position", after
    )
    return [row["position"] for row in rows]


async def test_an_event_of_a_transaction_that_rolls_back_was_never_there(db: Connection) -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            await db.execute(EMIT, "lost", {})
            _ = 1 / 0

    assert await positions(db) == []
    assert await db.fetchval("select count(*) from orakul.ticket") == 0


async def test_a_savepoint_takes_its_events_back_and_keeps_the_order(db: Connection) -> None:
    async with db.transaction():
        await db.execute(EMIT, "first", {})
        with pytest.raises(ZeroDivisionError):
            async with db.transaction():
                await db.execute(EMIT, "undone", {})
                _ = 1 / 0
        await db.execute(EMIT, "second", {})

    names = await db.fetch("select name from orakul.event order by position")
    assert [row["name"] for row in names] == ["first", "second"]


async def test_an_event_tells_who_did_it_why_and_in_which_trace(db: Connection) -> None:
    who = Acting("person:7", reason="a test", traceparent=f"00-{'ab' * 16}-{'cd' * 8}-01")

    async with database.acting(db, who):
        await db.execute(EMIT, "told", {})
    await db.execute(EMIT, "untold", {})

    rows = await db.fetch("select actor, reason, trace_id from orakul.event order by position")
    assert tuple(rows[0]) == ("person:7", "a test", "ab" * 16)
    assert rows[1]["actor"].startswith("database:")
    assert tuple(rows[1])[1:] == (None, None)


async def test_a_reader_that_asks_for_what_comes_after_its_position_misses_nothing(
    database: str, db: Connection
) -> None:
    """Writers draw, wait, commit or roll back at random; a reader polls all the while."""
    seen: list[int] = []
    done = asyncio.Event()

    async def write(seed: int) -> None:
        chance = random.Random(seed)
        connection = await asyncpg.connect(database)
        for number in range(30):
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute(EMIT, f"{seed}-{number}", "{}")
            await asyncio.sleep(chance.choice((0, 0, 0.002, 0.01)))
            await (transaction.rollback() if chance.random() < 0.05 else transaction.commit())
        await connection.close()

    async def read() -> None:
        while not done.is_set():
            seen.extend(await positions(db, seen[-1] if seen else 0))
        seen.extend(await positions(db, seen[-1] if seen else 0))

    reader = asyncio.create_task(read())
    await asyncio.gather(*(write(seed) for seed in range(24)))
    done.set()
    await reader

    assert seen == await positions(db)
    assert len(seen) > 600


async def test_one_transaction_wakes_a_listener_once(database: str, db: Connection) -> None:
    heard: list[Any] = []
    woken = asyncio.Event()
    listener = await asyncpg.connect(database)

    def hear(*what: object) -> None:
        heard.append(what[-1])
        woken.set()

    await listener.add_listener("oracle_channel", hear)
    async with db.transaction():
        for number in range(50):
            await db.execute(EMIT, f"{number}", {})
    async with asyncio.timeout(5):
        await woken.wait()
        await listener.execute("select 1")

    await listener.close()
    assert heard == [""]


async def test_a_session_that_commits_asynchronously_is_upgraded(db: Connection) -> None:
    await db.execute("set synchronous_commit = off")

    async with db.transaction():
        await db.execute(EMIT, "careless", {})
        await db.execute("set constraints all immediate")

        assert await db.fetchval("show synchronous_commit") == "on"


async def test_every_event_has_a_tag_of_its_own_making(db: Connection) -> None:
    for number in range(20):
        await db.execute(EMIT, f"{number}", {})

    tags = {row["tag"] for row in await db.fetch("select tag from orakul.event")}
    assert len(tags) > 15
    assert all(len(tag) == 6 for tag in tags)


async def test_an_event_is_for_an_audience_that_there_is(db: Connection) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await db.execute("select orakul.emit_v1('messages', 'told', 'everybody', 1, null, '{}')")

    assert await positions(db) == []


async def test_a_ticket_is_found_without_a_look_at_the_others(db: Connection) -> None:
    scans = "select seq_scan from pg_stat_user_tables where relid = 'orakul.ticket'::regclass"
    await db.execute(EMIT, "first", {})
    await db.execute("vacuum orakul.ticket")  # from now on its size is known to be small
    before = await db.fetchval(scans)

    for number in range(20):  # a plan that is kept is made after five
        await db.execute(EMIT, str(number), {})
    await db.execute("select pg_stat_force_next_flush()")

    assert await db.fetchval(scans) == before

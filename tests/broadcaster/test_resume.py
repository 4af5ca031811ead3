"""An id resumes exactly, or the stream says in-band that it cannot, and goes on with what there is."""

import asyncio
from typing import Any
from urllib.parse import quote

import pytest

from broadcaster import Limits
from orakul.database import Connection
from tests.broadcaster.site import (
    EVERYTHING,
    TASKS,
    add_person,
    emitted,
    id_of,
    log,
    newest,
    serving,
)


async def resumed(
    database: str, db: Connection, last_id: str, *, by: str = "header"
) -> tuple[dict[str, Any] | None, list[int]]:
    """The gap that a client is told of, if any, and the positions it gets before a new event."""
    admin = await add_person(db, "admin")
    path = EVERYTHING if by == "header" else f"{EVERYTHING}?last_event_id={quote(last_id)}"
    async with (
        serving(database) as site,
        site.stream(admin, path, last_id=last_id if by == "header" else None) as client,
    ):
        [end] = await emitted(db)
        messages = await client.until(end)
    gap = messages.pop(0).data if messages[0].name == "gap" else None
    assert {message.name for message in messages} == {"message"}
    return gap, [message.position for message in messages[:-1]]


async def test_the_newest_id_misses_nothing(database: str, db: Connection) -> None:
    first, second = await emitted(db, 2)

    gap, positions = await resumed(database, db, await id_of(db, second))

    assert gap is None
    assert positions == []
    assert first < second


async def test_the_oldest_kept_id_gets_all_the_others(database: str, db: Connection) -> None:
    positions = await emitted(db, 4)
    await db.execute("delete from orakul.event where position < $1", positions[1])

    gap, seen = await resumed(database, db, await id_of(db, positions[1]))

    assert gap is None
    assert seen == positions[2:]


async def test_a_pruned_id_is_told_of_and_goes_on_with_the_oldest_kept(
    database: str, db: Connection
) -> None:
    positions = await emitted(db, 4)
    pruned = await id_of(db, positions[0])
    await db.execute("delete from orakul.event where position < $1", positions[2])

    gap, seen = await resumed(database, db, pruned)

    assert gap == {"from": pruned, "to": positions[1] + 1, "reason": "pruned"}
    assert seen == positions[2:]


async def test_an_id_of_a_log_that_is_now_empty_is_told_of(database: str, db: Connection) -> None:
    [position] = await emitted(db)
    pruned = await id_of(db, position)
    await db.execute("delete from orakul.event")

    gap, seen = await resumed(database, db, pruned)

    assert gap == {"from": pruned, "to": position + 1, "reason": "pruned"}
    assert seen == []


@pytest.mark.parametrize("place", ["none", "newest", "beyond"])
async def test_an_id_with_a_tag_of_another_history_is_told_of(
    database: str, db: Connection, place: str
) -> None:
    positions = await emitted(db, 3)
    position = {"none": 0, "newest": positions[-1], "beyond": 10**17}[place]
    foreign = f"{position}-000000"
    await db.execute("update orakul.event set tag = 'ffffff'")

    gap, seen = await resumed(database, db, foreign)

    assert gap == {
        "from": foreign,
        "to": 1,
        "reason": "unknown" if position else "pruned",
    }
    assert seen == positions


@pytest.mark.parametrize(
    "garbage",
    [
        "garbage",
        "-1-abcdef",
        "1",
        "1-ABCDEF",
        "1-abcdef-",
        "99999999999999999999999-abcdef",
        "9" * 10_000,
        "1-abcdef\r\nid: 7",
        "\0",
        "1-abcdef\n",
        "' or 1 = 1 --",
        "Ідентифікатор",
    ],
    ids=range(12),
)
async def test_garbage_is_told_of_and_never_repeated(
    database: str, db: Connection, garbage: str
) -> None:
    positions = await emitted(db, 2)

    gap, seen = await resumed(database, db, garbage, by="query")

    assert gap == {"from": None, "to": 1, "reason": "malformed"}
    assert seen == positions


async def test_earliest_begins_with_the_oldest_and_is_no_gap(database: str, db: Connection) -> None:
    positions = await emitted(db, 2)

    gap, seen = await resumed(database, db, "earliest")

    assert gap is None
    assert seen == positions


async def test_without_an_id_the_stream_begins_now_and_says_where(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")
    [before] = await emitted(db)

    async with serving(database) as site, site.stream(admin) as client:
        [after] = await emitted(db)
        messages = await client.until(after)

    assert [message.position for message in messages] == [after]
    assert client.comments[0] == f"at {await id_of(db, before)}"


async def test_a_client_that_saw_no_event_yet_comes_back_to_where_it_began(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")
    [before] = await emitted(db)

    async with serving(database) as site:
        async with site.stream(admin) as client:
            await client.hear(f"at {await id_of(db, before)}")
        [missed] = await emitted(db)
        async with site.stream(admin, last_id=client.last_id) as client:
            message = await client.next()

    assert message.position == missed


async def test_the_header_wins_over_the_query(database: str, db: Connection) -> None:
    admin = await add_person(db, "admin")
    positions = await emitted(db, 3)
    path = f"{EVERYTHING}?last_event_id={await id_of(db, positions[0])}"

    async with (
        serving(database) as site,
        site.stream(admin, path, last_id=await id_of(db, positions[1])) as client,
    ):
        message = await client.next()

    assert message.position == positions[2]


async def test_an_id_of_a_foreign_event_works_and_tells_nothing(
    database: str, db: Connection
) -> None:
    member = await add_person(db)
    [foreign] = await emitted(db, audience="admin")
    [own] = await emitted(db, audience="owner", owner=member)

    async with (
        serving(database) as site,
        site.stream(member, last_id=await id_of(db, foreign)) as client,
    ):
        message = await client.next()

    assert message.position == own


async def test_a_replay_of_many_pages_is_whole(database: str, db: Connection) -> None:
    admin = await add_person(db, "admin")
    await db.execute(
        "select count(orakul.emit_v1("
        "case when n % 3 = 0 then 'tasks' else 'topics' end, 'many', 'admin', null, null, '{}'))"
        " from generate_series(1, 2000) as n"
    )

    async with (
        serving(database) as site,
        site.stream(admin, TASKS, last_id="earliest") as client,
    ):
        messages = await client.take(666, within=30)

    assert [message.id for message in messages] == await log(db, "topic = 'tasks'")


async def test_what_overflows_during_a_replay_is_read_from_the_table(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")
    await emitted(db, 120, data={"padding": "x" * 100_000})

    async with (
        serving(database, Limits(buffer=2000)) as site,
        site.stream(admin, last_id="earliest", receive_buffer=4096) as client,
    ):
        client.pause()  # the replay cannot go on, and live events pile up meanwhile
        await emitted(db, 50, data={"padding": "x" * 500})
        client.resume()
        messages = await client.until(await newest(db))

    assert [message.id for message in messages] == await log(db)


async def test_hundreds_that_come_back_at_once_all_get_what_they_missed(
    database: str, db: Connection
) -> None:
    """Scenario 34: each asks seldom, however much it missed."""
    people = [await add_person(db, "admin") for _ in range(10)]
    positions = await emitted(db, 20)
    last_id = await id_of(db, positions[4])

    async def come_back(person: int) -> list[int]:
        async with site.stream(person, last_id=last_id) as client:
            return [message.position for message in await client.until(positions[-1])]

    before = await statements(db)
    async with serving(database) as site, asyncio.timeout(30):
        seen = await asyncio.gather(*(come_back(person) for person in people * 20))
    asked = await statements(db) - before

    assert seen == [positions[5:]] * 200
    # Rights, the place in the log, rights again and a page; three connections that are reset.
    assert asked < 8 * len(seen)


async def statements(db: Connection) -> int:
    """How many statements the database has answered to those who have left it by now."""
    counted = "select xact_commit from pg_stat_database where datname = current_database()"
    others = (
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )
    async with asyncio.timeout(20):
        while await db.fetchval(others):
            await asyncio.sleep(0.05)
    return await db.fetchval(counted)

"""One slow, dead or greedy client costs the others nothing, and is told what it lost."""

import asyncio
from collections.abc import Callable
from typing import Any

from broadcaster import Limits, Subscriber
from broadcaster.entry import Entry
from broadcaster.hub import Hub
from broadcaster.stream import Stream
from broadcaster.topics import Topics
from orakul.database import Connection, fetch
from orakul.rights import Rights
from tests.broadcaster.client import Client
from tests.broadcaster.site import Site, add_person, emitted, id_of, log, serving

# Far more than the buffers of two sockets hold.
MUCH: dict[str, Any] = {"count": 120, "data": {"padding": "x" * 100_000}}
SMALL = 4096  # bytes of a client's own buffer


async def until(site: Site, condition: Callable[[int], bool], *, within: float = 20) -> None:
    async with asyncio.timeout(within):
        while not condition((await site.status()).streams):
            await asyncio.sleep(0.05)


async def test_a_client_that_falls_behind_is_cut_off_told_and_comes_back_for_the_rest(
    database: str, db: Connection
) -> None:
    slow, quick = await add_person(db, "admin"), await add_person(db, "admin")

    async with serving(database, Limits(buffer=300_000, stall=60)) as site:
        async with (
            site.stream(slow, receive_buffer=SMALL) as behind,
            site.stream(quick) as healthy,
        ):
            await emitted(db)
            begun = await behind.next()  # so it is live: one that replays is not cut off
            behind.pause()
            reading = asyncio.create_task(healthy.take(1 + MUCH["count"], within=30))
            positions = await emitted(db, **MUCH)
            seen = await reading
            behind.resume()
            *first, end = await behind.rest(within=30)
        async with site.stream(slow, last_id=first[-1].id) as again:
            rest = await again.until(positions[-1])
        cut_off = (await site.status()).counts.cut_off

    assert [each.id for each in seen] == await log(db)
    assert (end.name, end.data) == ("end", {"reason": "too slow"})
    assert [each.id for each in [begun, *first, *rest]] == await log(db)
    assert cut_off == 1


async def test_a_client_that_never_reads_is_dropped_and_the_others_notice_nothing(
    database: str, db: Connection
) -> None:
    dead, alive = await add_person(db, "admin"), await add_person(db, "admin")

    async with (
        serving(database, Limits(stall=1, tick=0.1)) as site,
        site.stream(dead, receive_buffer=SMALL) as client,
        site.stream(alive) as healthy,
    ):
        client.pause()
        reading = asyncio.create_task(healthy.take(MUCH["count"], within=30))
        await emitted(db, **MUCH)
        seen = await reading
        await until(site, lambda streams: streams == 1)
        counts = (await site.status()).counts

    assert [each.id for each in seen] == await log(db)
    assert counts.aborted == 1


async def test_a_client_that_leaves_is_forgotten(database: str, db: Connection) -> None:
    person = await add_person(db)

    async with serving(database) as site:
        async with site.stream(person), site.stream(person):
            await until(site, lambda streams: streams == 2)

        await until(site, lambda streams: streams == 0)


async def test_one_stream_too_many_ends_the_oldest_of_that_person(
    database: str, db: Connection
) -> None:
    person, other = await add_person(db, "admin"), await add_person(db, "admin")

    async with serving(database, Limits(per_person=2)) as site:
        async with (
            site.stream(other) as untouched,
            site.stream(person) as oldest,
            site.stream(person) as second,
            site.stream(person) as third,
        ):
            [end] = await oldest.rest()
            [position] = await emitted(db)
            seen = [await each.next() for each in (untouched, second, third)]
        async with site.stream(person, last_id=oldest.last_id) as again:
            resumed = await again.next()

    assert end.data == {"reason": "too many streams"}
    assert [each.position for each in seen] == [position] * 3
    assert resumed.position == position


async def test_a_page_of_the_past_that_nobody_takes_does_not_hold_a_connection(
    database: str, db: Connection
) -> None:
    people = [await add_person(db, "admin") for _ in range(8)]
    positions = await emitted(db, **MUCH)

    async with serving(database, Limits(stall=60)) as site:
        streams = [
            site.stream(person, last_id="earliest", receive_buffer=SMALL) for person in people
        ]
        clients = [await stream.__aenter__() for stream in streams]
        for client in clients:
            client.pause()
        async with site.stream(people[0], last_id=await id_of(db, positions[-3])) as healthy:
            messages = await healthy.until(positions[-1])
        for client in clients:
            client.cut()

    assert [message.position for message in messages] == positions[-2:]


async def test_a_client_that_takes_a_byte_at_a_time_is_dropped_and_the_others_notice_nothing(
    database: str, db: Connection
) -> None:
    """Scenario 37."""
    slow, alive = await add_person(db, "admin"), await add_person(db, "admin")

    async def sip(client: Client) -> None:
        while await client.read(1):
            await asyncio.sleep(0.05)

    async with (
        serving(database, Limits(stall=1, tick=0.1)) as site,
        site.stream(slow, receive_buffer=SMALL) as client,
        site.stream(alive) as healthy,
    ):
        sipping = asyncio.create_task(sip(client))
        reading = asyncio.create_task(healthy.take(MUCH["count"], within=30))
        await emitted(db, **MUCH)
        seen = await reading
        await until(site, lambda streams: streams == 1)
        sipping.cancel()

    assert [each.id for each in seen] == await log(db)


class Broken:
    """A choice of topics with a fault in it."""

    names = None

    def match(self, entry: Entry) -> bool:
        raise ZeroDivisionError(entry.id)


async def test_a_stream_that_fails_fails_alone(database: str, db: Connection) -> None:
    """Scenario 45."""
    hub = Hub(per_person=5)
    admin = await add_person(db, "admin")
    broken = Stream(Subscriber(admin), Broken(), limit=1000, abort=lambda: None)
    healthy = Stream(Subscriber(admin), Topics(), limit=1_000_000, abort=lambda: None)
    await emitted(db, 3)
    for stream in (broken, healthy):
        hub.add(stream)
        stream.change_rights(
            Rights(admin, None, is_admin=True, projects=frozenset(), expires_at=None)
        )
        stream.hold(0)
        stream.go_live()

    await hub.publish(db, await fetch(db, Entry, "read_events", 0, 10))
    told, goes_on = await broken.take()
    given, _ = await healthy.take()

    assert b"failed" in told
    assert not goes_on
    assert given.count(b"data: ") == 3
    assert hub.counts.failed == 1

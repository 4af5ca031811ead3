"""Between what is replayed and what is live nothing is lost and nothing comes twice.

Here the hub is moved by hand, so that the awkward moments come for certain.
"""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from broadcaster.entry import Entry
from broadcaster.hub import Hub
from broadcaster.log import PAGE, Reader
from broadcaster.stream import Stream, Subscriber
from broadcaster.subscription import frames
from broadcaster.topics import Topics
from orakul import database as stored
from orakul.database import Connection, pool
from tests.broadcaster.site import (
    add_person,
    add_project,
    add_token,
    emit,
    emitted,
    id_of,
    join,
    leave,
    log,
)


async def publish(hub: Hub, db: Connection) -> None:
    """Move the hub to the end of the log."""
    entries = await stored.fetch(db, Entry, "read_events", hub.mark.position, 1000)
    await hub.publish(db, entries)


def opened(hub: Hub, person: int, *, limit: int = 1_000_000, token: int | None = None) -> Stream:
    subscriber = Subscriber(person, token_id=token)
    stream = Stream(subscriber, Topics(), limit=limit, abort=lambda: None)
    hub.add(stream)
    return stream


def ids(chunk: bytes) -> list[str]:
    lines = chunk.decode().split("\n")
    return [
        line.removeprefix("id: ")
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if line.startswith("id: ") and following.startswith("data: ")
    ]


async def all_ids(received: AsyncGenerator[bytes]) -> list[str]:
    return [id async for chunk in received for id in ids(chunk)]


@asynccontextmanager
async def reading(database: str) -> AsyncGenerator[Reader]:
    async with pool(database, size=4) as connections:
        yield Reader(connections)


async def follow(
    hub: Hub, reader: Reader, person: int, start: str, limit: int, end: asyncio.Future[str]
) -> list[str]:
    """Read up to *end*, coming back with the last id whenever the stream is over."""
    seen: list[str] = []
    while not (end.done() and (seen or [start])[-1] == end.result()):
        stream = opened(hub, person, limit=limit)
        seen += await all_ids(frames(stream, hub, reader, seen[-1] if seen else start))
        hub.remove(stream)
    return seen


async def commit_and_move(hub: Hub, db: Connection, rng: random.Random, count: int) -> None:
    for _ in range(count):
        for _ in range(rng.randint(1, 3)):
            await emit(db, data={"padding": "x" * rng.randint(0, 400)})
        await asyncio.sleep(rng.choice([0, 0, 0.001, 0.003]))
        if rng.random() < 0.7:
            await publish(hub, db)
    await publish(hub, db)


async def test_random_interleavings_of_commits_hub_and_replay_give_the_log(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")
    await emitted(db, 5)

    async with reading(database) as reader, asyncio.timeout(90):
        for seed in range(40):
            rng, hub = random.Random(seed), Hub(per_person=9)
            before = await log(db)
            start = rng.choice(["earliest", *before])
            limit = rng.choice([1, 500, 1_000_000])
            end: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            client = asyncio.create_task(follow(hub, reader, admin, start, limit, end))
            await commit_and_move(hub, db, rng, 6)
            end.set_result(hub.mark.id)
            pause = 0.001
            while not client.done():
                hub.end_all("enough")
                await asyncio.sleep(pause)
                pause *= 2  # each time it gets further before it has to come back

            expected = await log(db)
            missed = expected[expected.index(start) + 1 if start in before else 0 :]
            assert await client == missed, seed


async def test_events_between_the_fence_and_the_end_of_a_replay_come_once(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")
    hub = Hub(per_person=9)
    await emitted(db, 3)

    async with reading(database) as reader:
        await publish(hub, db)
        received = frames(stream := opened(hub, admin), hub, reader, "earliest")
        replayed = [*ids(await anext(received)), *ids(await anext(received))]
        await emitted(db, 2)
        await publish(hub, db)
        live = ids(await anext(received))
        stream.end("enough")

    assert replayed + live == await log(db)
    assert len(live) == 2


async def test_a_client_that_is_ahead_of_its_new_node_gets_nothing_twice(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")
    hub = Hub(per_person=9)
    positions = await emitted(db, 3)

    async with reading(database) as reader:
        stream = opened(hub, admin)
        received = frames(stream, hub, reader, await id_of(db, positions[1]))
        await anext(received)
        waiting = asyncio.create_task(anext(received))
        while not stream.is_live:
            await asyncio.sleep(0.001)
        await publish(hub, db)

        assert ids(await waiting) == [await id_of(db, positions[2])]


async def test_a_stream_that_ends_during_its_replay_shows_nothing_from_beyond_the_fence(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")
    hub = Hub(per_person=9)
    await emitted(db, 3, data={"padding": "x" * 70_000})

    async with reading(database) as reader:
        await publish(hub, db)
        received = frames(stream := opened(hub, admin), hub, reader, "earliest")
        seen = [*ids(await anext(received)), *ids(await anext(received))]
        await emitted(db)
        await publish(hub, db)
        stream.end("renew", hub.mark)
        seen += await all_ids(received)

    assert seen == (await log(db))[:3]


async def test_what_is_pruned_during_a_replay_is_told_of(database: str, db: Connection) -> None:
    admin = await add_person(db, "admin")
    hub = Hub(per_person=9)
    positions = await emitted(db, 3 * PAGE // 2)

    async with reading(database) as reader:
        await publish(hub, db)
        received = frames(opened(hub, admin), hub, reader, "earliest")
        before = await log(db)
        seen = [*ids(await anext(received)), *ids(await anext(received))]
        while len(seen) < PAGE:
            seen += ids(await anext(received))
        await db.execute("delete from orakul.event where position <= $1", positions[PAGE + 9])
        gap = await anext(received)
        rest = ids(await anext(received))

    assert seen == before[:PAGE]
    assert b"event: gap" in gap
    assert b'"to": %d' % (positions[PAGE + 9] + 1) in gap
    assert rest == before[PAGE + 10 :][: len(rest)]


async def test_rights_that_are_lost_during_a_replay_silence_the_rest_of_it(
    database: str, db: Connection
) -> None:
    project = await add_project(db)
    member = await add_person(db, "member", project)
    hub = Hub(per_person=9)
    await emitted(db, 3, audience="project", project=project, data={"padding": "x" * 70_000})
    await emitted(db, PAGE, audience="project", project=project)
    [own] = await emitted(db, audience="owner", owner=member)

    async with reading(database) as reader:
        await publish(hub, db)
        received = frames(stream := opened(hub, member), hub, reader, "earliest")
        shown = [*ids(await anext(received)), *ids(await anext(received))]
        await leave(db, member, project)
        await publish(hub, db)
        after = [*ids(await anext(received)), *ids(await anext(received))]
        stream.end("enough")

    joined, left = await log(db, "topic = 'rights'")
    assert shown == [joined, (await log(db, "topic = 'messages'"))[0]]
    assert after == [await id_of(db, own), left]


@pytest.mark.parametrize(
    "end",
    [
        "update orakul.api_token set revoked_at = now()",
        "delete from orakul.api_token",
        "update orakul.person set is_active = false",
    ],
)
@pytest.mark.parametrize("is_met", [True, False], ids=["met by the hub", "before the hub knows"])
async def test_whoever_is_signed_out_during_a_replay_sees_no_more_of_it(
    database: str, db: Connection, end: str, *, is_met: bool
) -> None:
    member = await add_person(db)
    token = await add_token(db, member)
    hub = Hub(per_person=9)
    await emitted(db, audience="owner", owner=member, data={"padding": "x" * 70_000})
    await emitted(db, PAGE, audience="owner", owner=member)
    mine = await log(db)

    async with reading(database) as reader:
        await publish(hub, db)
        received = frames(opened(hub, member, token=token), hub, reader, "earliest")
        shown = [*ids(await anext(received)), *ids(await anext(received))]
        await db.execute(end)
        if is_met:
            await publish(hub, db)
        rest = [chunk async for chunk in received]

    assert shown == mine[:1]
    # A page was read before the end, when it was still allowed.
    assert [id for each in rest for id in ids(each)] == ([] if is_met else mine[1:PAGE])
    assert b'{"reason": "signed out"}' in rest[-1]


async def test_rights_that_are_gained_before_the_stream_knows_its_own_are_not_overlooked(
    database: str, db: Connection
) -> None:
    project = await add_project(db)
    member = await add_person(db)
    hub = Hub(per_person=9)

    async with pool(database, size=1) as connections:
        received = frames(stream := opened(hub, member), hub, Reader(connections), None)
        await anext(received)
        async with connections.acquire():
            # The stream waits for a connection; meanwhile the hub meets the change.
            first = asyncio.create_task(anext(received))
            await join(db, member, project)
            await publish(hub, db)
        assert ids(await first) == await log(db, "topic = 'rights'")
        second = asyncio.create_task(anext(received))
        while not stream.is_live:
            await asyncio.sleep(0.001)
        [position] = await emitted(db, audience="project", project=project)
        await publish(hub, db)

        assert ids(await second) == [await id_of(db, position)]

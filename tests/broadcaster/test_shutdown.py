"""A server that is told to end does so within seconds, whatever its clients do."""

import asyncio
import signal
import time

from broadcaster import Limits
from broadcaster.server import GRACE
from orakul.database import Connection
from tests.broadcaster.client import request
from tests.broadcaster.nodes import node
from tests.broadcaster.site import EVERYTHING, add_person, emitted, id_of, serving


async def test_sigterm_ends_open_streams_with_a_word_and_stalled_ones_without(
    database: str, db: Connection
) -> None:
    admin = str(await add_person(db, "admin"))

    async with (
        node(database) as (process, port),
        request(port, EVERYTHING, x_person=admin) as reading,
        request(port, EVERYTHING, x_person=admin) as idle,
        request(port, EVERYTHING, x_person=admin, receive_buffer=4096) as stalled,
    ):
        stalled.pause()
        received = asyncio.create_task(reading.take(100, within=60))
        also = asyncio.create_task(idle.take(100, within=60))
        positions = await emitted(db, 100, data={"padding": "x" * 100_000})
        await asyncio.gather(received, also)
        told_at = time.monotonic()
        process.send_signal(signal.SIGTERM)
        ends = [await reading.rest(), await idle.rest()]
        await asyncio.wait_for(process.wait(), timeout=GRACE + 15)
        took = time.monotonic() - told_at

    assert [[each.data for each in end] for end in ends] == [[{"reason": "shutdown"}]] * 2
    assert reading.last_id == await id_of(db, positions[-1])
    assert took < GRACE + 10


async def test_clients_are_told_to_come_back_at_different_times(
    database: str, db: Connection
) -> None:
    person = await add_person(db)

    async with serving(database, Limits(per_person=50)) as site:
        streams = [site.stream(person) for _ in range(12)]
        clients = [await stream.__aenter__() for stream in streams]
        for client in clients:
            await client.hear("at earliest")
        site.broadcaster.stop()
        for client in clients:
            assert [each.data for each in await client.rest()] == [{"reason": "shutdown"}]

    assert len({client.retry for client in clients}) > 6


async def test_a_second_server_in_the_same_process_knows_nothing_of_the_end_of_the_first(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")

    async with serving(database), serving(database) as second, second.stream(admin) as client:
        [position] = await emitted(db)
        assert (await client.next()).position == position
    async with serving(database) as third, third.stream(admin) as client:
        [position] = await emitted(db)
        assert (await client.next()).position == position

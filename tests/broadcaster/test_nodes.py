"""Any number of nodes on one database give every client the same sequence, whatever befalls one."""

import asyncio
import random
import signal
import time
from contextlib import AsyncExitStack
from typing import Final

from broadcaster import Limits
from orakul.database import Connection
from tests.broadcaster.client import Client, request
from tests.broadcaster.nodes import SOAK, node, read_anywhere
from tests.broadcaster.site import EVERYTHING, add_person, emitted, id_of, log, serving
from tests.broadcaster.test_order import write_all

STREAMS: Final = min(300 * SOAK, 2000)


async def test_clients_that_go_from_node_to_node_all_hold_the_log(
    database: str, db: Connection
) -> None:
    """Scenarios 33 and 63."""
    people = [await add_person(db, "admin") for _ in range(8)]
    end: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async with (
        node(database) as (_, one),
        node(database) as (_, two),
        node(database) as (_, three),
        asyncio.timeout(120),
    ):
        reading = [
            asyncio.create_task(
                read_anywhere([one, two, three], person, random.Random(number), end)
            )
            for number, person in enumerate(people)
        ]
        for _ in range(SOAK - 1):
            await write_all(database, db)
        last = await write_all(database, db)
        end.set_result(await id_of(db, last))
        seen = await asyncio.gather(*reading)

    expected = await log(db)
    assert [each == expected for each in seen] == [True] * len(people)


async def test_a_node_that_is_stopped_holds_up_nobody_and_catches_up(
    database: str, db: Connection
) -> None:
    """Scenario 64."""
    admin = str(await add_person(db, "admin"))

    async with (
        node(database) as (process, stopped),
        serving(database) as running,
        request(stopped, EVERYTHING, x_person=admin) as waiting,
        running.stream(int(admin)) as prompt,
    ):
        await emitted(db)
        await waiting.next()
        process.send_signal(signal.SIGSTOP)
        delays: list[float] = []
        clock = asyncio.get_running_loop().time
        for _ in range(40 * SOAK):
            await prompt.next()
            began = clock()
            await emitted(db)
            delays.append(clock() - began)
            await asyncio.sleep(0.25)
        usage = (await running.status()).queue_usage
        process.send_signal(signal.SIGCONT)
        expected = (await log(db))[1:]
        caught_up = [(await waiting.next(within=30)).id for _ in expected]

    assert caught_up == expected
    assert usage < 0.01
    assert max(delays) < 5


async def test_hundreds_of_streams_survive_the_restart_of_their_node(
    database: str, db: Connection
) -> None:
    """Scenarios 34 and 41; two thousand streams in the long run."""
    admin = str(await add_person(db, "admin"))

    async def come_back(client: Client, port: int, last: int) -> list[str]:
        rest = await client.rest(within=30 * SOAK)
        assert [each.data for each in rest] == [{"reason": "shutdown"}]
        assert client.retry is not None
        async with request(port, EVERYTHING, x_person=admin, last_event_id=client.last_id) as again:
            return [each.id for each in await again.until(last, within=60 * SOAK)]

    async with node(database) as (process, port), AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(request(port, EVERYTHING, x_person=admin))
            for _ in range(STREAMS)
        ]
        await emitted(db)
        for client in clients:
            await client.next(within=30 * SOAK)
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 30 * SOAK)
        missed = await emitted(db, 5)
        async with node(database) as (_, again):
            seen = await asyncio.gather(*(come_back(each, again, missed[-1]) for each in clients))

    expected = (await log(db))[1:]
    assert [each == expected for each in seen] == [True] * len(clients)
    assert len({client.retry for client in clients}) > 100


async def test_a_process_that_is_blocked_drops_nothing_and_says_so(
    database: str, db: Connection
) -> None:
    """Scenario 46."""
    admin = await add_person(db, "admin")

    async with (
        serving(database, Limits(tick=0.1, heartbeat=0.5)) as site,
        site.stream(admin) as client,
    ):
        await emitted(db)
        await client.next()
        asyncio.get_running_loop().call_soon(_block)
        positions = await emitted(db, 3)
        seen = [each.position for each in await client.until(positions[-1])]
        await client.hear("")
        stall = (await site.status()).counts.longest_stall

    assert seen == positions
    assert stall > 1


def _block() -> None:
    time.sleep(2)

"""The figures of the feed are what really happened: scenario 67."""

import asyncio
from contextlib import AsyncExitStack

from broadcaster import Limits
from broadcaster.feed import NAME
from orakul.database import Connection, connect
from tests.broadcaster.site import TASKS, add_person, emitted, id_of, log, serving
from tests.broadcaster.test_crashes import TERMINATE


async def test_what_was_delivered_is_what_clients_were_given(database: str, db: Connection) -> None:
    admin, member = await add_person(db, "admin"), await add_person(db)
    await emitted(db, 2)
    past = await log(db)

    async with serving(database) as site:
        async with site.stream(admin, last_id="earliest") as all_, site.stream(member) as few:
            await emitted(db, 3, topic="tasks")
            [last] = await emitted(db, audience="owner", owner=member)
            given = len(await all_.until(last)) + len(await few.until(last))
            open_ = (await site.status()).counts
        async with site.stream(admin, TASKS, last_id=past[1]) as tasks:
            given += len(await tasks.take(3))
        status = await site.status()

    assert given == len(await log(db)) + 1 + 3
    assert open_.delivered == given - 3
    assert status.counts.delivered == given
    assert (status.counts.opened, status.counts.replays, status.counts.gaps) == (3, 2, 0)
    assert status.counts.offered == 4
    assert status.lag == 0


async def test_each_gap_that_was_told_of_counts(database: str, db: Connection) -> None:
    admin = await add_person(db, "admin")
    [position] = await emitted(db)
    known = await id_of(db, position)

    async with serving(database) as site:
        for last_id in ("garbage", "7-abcdef", known):
            async with site.stream(admin, last_id=last_id) as client:
                await client.hear(f"at {known}")
                if last_id != known:
                    assert (await client.next()).name == "gap"
                    await client.next()
        counts = (await site.status()).counts

    assert (counts.gaps, counts.replays) == (2, 3)


async def test_each_stream_that_was_cut_off_counts(database: str, db: Connection) -> None:
    people = [await add_person(db, "admin") for _ in range(2)]

    async with (
        serving(database, Limits(buffer=200_000, stall=60)) as site,
        AsyncExitStack() as stack,
    ):
        clients = [
            await stack.enter_async_context(site.stream(person, receive_buffer=4096))
            for person in people
        ]
        await emitted(db)
        for client in clients:
            await client.next()  # so it is live
            client.pause()
        await emitted(db, 100, data={"padding": "x" * 100_000})
        async with asyncio.timeout(20):
            while (cut_off := (await site.status()).counts.cut_off) < len(people):
                await asyncio.sleep(0.05)

    assert cut_off == len(people)


async def test_each_new_connection_of_the_listener_counts(database: str, db: Connection) -> None:
    async with serving(database) as site:
        for expected in (1, 2, 3):
            await db.fetchval(TERMINATE, NAME)
            async with asyncio.timeout(20):
                while (await site.status()).reconnects < expected:
                    await asyncio.sleep(0.05)
        reconnects = (await site.status()).reconnects

    assert reconnects == 3


async def test_the_queue_fills_while_somebody_listens_in_a_transaction(
    database: str, db: Connection
) -> None:
    """Scenario 22, seen from outside: the listener itself never opens a transaction."""
    stuck = await connect(database)

    async with serving(database) as site:
        await stuck.execute("listen oracle_channel")
        await stuck.execute("begin; select 1")
        before = (await site.status()).queue_usage
        for _ in range(4):
            await db.execute(
                "select count(pg_notify('oracle_channel', rpad(number::text, 7000)))"
                " from generate_series(1, 5000) as number"
            )
        filled = (await site.status()).queue_usage
        await stuck.close()

    assert before < 0.001 < filled < 0.5

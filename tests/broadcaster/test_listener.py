"""Whatever happens to the listener, nothing is lost; what can never work is refused at the start."""

import asyncio
from importlib.resources import files

import pytest

from broadcaster import Broadcaster, Limits
from broadcaster.feed import NAME
from orakul.database import Connection, pool
from orakul.errors import UnavailableError
from tests.broadcaster.proxy import proxied
from tests.broadcaster.site import add_person, emitted, id_of, log, serving

# What the connection of a listener carries: the news, and the look at the table after LISTEN.
NOTIFICATION = b"oracle_channel\0"
CATCH_UP = b"where position > $1::bigint"

TERMINATE = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and application_name = $1"


async def test_a_listener_that_is_terminated_again_and_again_loses_nothing(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")

    async with serving(database) as site, site.stream(admin) as client:
        reading = asyncio.create_task(client.take(60, within=30))
        for _ in range(6):
            await emitted(db, 5)
            await db.fetchval(TERMINATE, NAME)
            await emitted(db, 5)
        messages = await reading
        reconnects = (await site.status()).reconnects

    assert [message.id for message in messages] == await log(db)
    assert reconnects >= 1


async def test_without_notifications_events_come_by_the_poll(database: str, db: Connection) -> None:
    admin = await add_person(db, "admin")
    function = (files("sql") / "functions" / "draw_positions.sql").read_text()
    silenced = function.replace("pg_notify('oracle_channel', '')", "null")
    assert silenced != function
    await db.execute(silenced)

    async with serving(database, Limits(poll=0.2)) as site, site.stream(admin) as client:
        positions = await emitted(db, 3)
        messages = await client.until(positions[-1])

    assert [message.position for message in messages] == positions


async def test_a_connection_that_goes_silent_is_noticed_and_replaced(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")

    async with (
        proxied(database) as proxy,
        serving(database, listen_at=proxy.dsn) as site,
        site.stream(admin) as client,
    ):
        [before] = await emitted(db)
        await client.until(before)
        proxy.silence()
        [after] = await emitted(db)
        message = await client.next(within=20)
        status = await site.status()

    assert message.position == after
    assert (status.reconnects, status.lag) == (1, 0)


async def test_a_listener_that_breaks_off_around_its_catch_up_loses_nothing(
    database: str, db: Connection
) -> None:
    """Scenario 15; without the poll, which would hide what was lost."""
    admin = await add_person(db, "admin")

    async with (
        proxied(database) as proxy,
        serving(database, Limits(poll=3600), listen_at=proxy.dsn) as site,
        site.stream(admin) as client,
    ):
        [before] = await emitted(db)
        await client.until(before)
        proxy.break_off([NOTIFICATION, CATCH_UP, CATCH_UP])
        [after] = await emitted(db)
        first = await client.next()
        [last] = await emitted(db)
        second = await client.next()
        reconnects = (await site.status()).reconnects

    assert [first.position, second.position] == [after, last]
    assert reconnects == 3


async def test_a_way_that_loses_notifications_is_refused_at_the_start(database: str) -> None:
    async with proxied(database, is_deaf=True) as proxy, pool(database) as connections:
        with pytest.raises(UnavailableError, match="not through a transaction pooler"):
            async with Broadcaster().running(proxy.dsn, connections):
                pass


async def test_a_log_that_was_replaced_ends_the_streams_and_is_a_gap(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")

    async with serving(database) as site:
        async with site.stream(admin) as client:
            positions = await emitted(db, 3)
            await client.until(positions[-1])
            await db.execute("update orakul.event set tag = 'ffffff'")
            await db.fetchval(TERMINATE, NAME)
            [end] = await client.rest()
        async with site.stream(admin, last_id=client.last_id) as again:
            gap, *rest = await again.take(4)

    assert end.data == {"reason": "history changed"}
    assert gap.data == {"from": client.last_id, "to": 1, "reason": "unknown"}
    assert [message.position for message in rest] == positions


async def test_the_status_tells_how_far_and_how_alive_the_listener_is(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")

    async with serving(database, Limits(poll=0.1)) as site, site.stream(admin) as client:
        [position] = await emitted(db)
        await client.until(position)
        status = await site.status()

    assert status.lag == 0
    assert 0 <= status.listener_age < 5
    assert (status.streams, status.counts.opened) == (1, 1)
    assert await id_of(db, position) == client.last_id


async def test_a_broadcaster_that_does_not_run_says_so(db: Connection) -> None:
    with pytest.raises(UnavailableError, match="not running"):
        await Broadcaster().status(db)

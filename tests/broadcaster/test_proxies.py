"""A real proxy on either side changes nothing that a client sees, or is refused at the start."""

import asyncio

import pytest

from broadcaster import Broadcaster, Limits
from orakul.database import Connection, pool
from orakul.errors import UnavailableError
from tests.broadcaster.client import request
from tests.broadcaster.programs import nginx, pgbouncer
from tests.broadcaster.site import EVERYTHING, add_person, emitted, serving
from tests.broadcaster.test_slow import until


async def test_nginx_as_it_comes_delays_no_event(database: str, db: Connection) -> None:
    """Scenario 58."""
    admin = str(await add_person(db, "admin"))
    seen: list[int] = []

    async with (
        serving(database) as site,
        nginx(site.port) as port,
        request(port, EVERYTHING, x_person=admin) as client,
    ):
        for _ in range(5):
            [position] = await emitted(db)
            seen.append((await client.next()).position - position)

    assert client.headers["server"].startswith("nginx")
    assert seen == [0] * 5


async def test_heartbeats_keep_a_silent_stream_alive_behind_nginx(
    database: str, db: Connection
) -> None:
    """Scenario 58, with a patience of nginx and a heartbeat that are a sixtieth of the usual."""
    admin = str(await add_person(db, "admin"))

    async with (
        serving(database, Limits(heartbeat=0.25, tick=0.05)) as site,
        nginx(site.port, "proxy_read_timeout 1s;") as port,
        request(port, EVERYTHING, x_person=admin) as client,
    ):
        for _ in range(12):
            client.comments.clear()
            await client.hear("")
        [position] = await emitted(db)
        message = await client.next()

    assert message.position == position


async def test_a_stream_ends_when_its_client_behind_nginx_goes(
    database: str, db: Connection
) -> None:
    """Scenario 39."""
    admin = str(await add_person(db, "admin"))

    async with serving(database) as site, nginx(site.port) as port:
        async with request(port, EVERYTHING, x_person=admin) as client:
            await emitted(db)
            await client.next()
            assert (await site.status()).streams == 1
        await until(site, lambda streams: streams == 0)


async def test_a_stream_that_nginx_takes_for_a_client_that_is_gone_ends_in_good_time(
    database: str, db: Connection
) -> None:
    """Scenario 39, with a proxy that reads on whoever has gone."""
    admin = str(await add_person(db, "admin"))

    async with (
        serving(database, Limits(life=4, tick=0.1)) as site,
        nginx(site.port, "proxy_ignore_client_abort on;") as port,
    ):
        async with request(port, EVERYTHING, x_person=admin) as client:
            await emitted(db)
            await client.next()
        delivered = (await site.status()).counts.delivered
        await emitted(db)
        async with asyncio.timeout(20):
            while (await site.status()).counts.delivered == delivered:
                await asyncio.sleep(0.05)
        await until(site, lambda streams: streams == 0)


async def test_pgbouncer_that_pools_transactions_is_refused_at_the_start(database: str) -> None:
    """Scenario 20."""
    async with (
        pgbouncer(database, mode="transaction") as dsn,
        pool(database) as connections,
    ):
        with pytest.raises(UnavailableError, match="not through a transaction pooler"):
            async with Broadcaster().running(dsn, connections):
                pass


async def test_pgbouncer_that_pools_sessions_is_as_good_as_none(
    database: str, db: Connection
) -> None:
    admin = await add_person(db, "admin")

    async with (
        pgbouncer(database, mode="session") as dsn,
        serving(database, listen_at=dsn) as site,
        site.stream(admin) as client,
    ):
        positions = await emitted(db, 3)
        seen = [each.position for each in await client.until(positions[-1])]

    assert seen == positions

"""Whatever strangers do to the same PostgreSQL, the log goes on or says loudly that it cannot."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from typing import Final
from urllib.parse import urlsplit

import asyncpg
import pytest

from orakul.database import Connection, connect
from sql.migrate import migrate
from sql.server import EmbeddedServer
from tests.broadcaster.site import add_person, emit, emitted, log, serving
from tests.folders import folder

# Each counts from a start of the server on: room for strangers, and little for notifications.
SETTINGS: Final = {
    "max_connections": 300,
    "max_notify_queue_pages": 64,
    "max_prepared_transactions": 2,
}
NUMBERS: Final = count(1)


@pytest.fixture(scope="module")
async def crowded() -> AsyncGenerator[str]:
    """The DSN of a server of the module's own, with `SETTINGS`."""
    with folder() as data:
        with EmbeddedServer(data, durable=False) as own:
            db = await asyncpg.connect(own.dsn)
            for name, value in SETTINGS.items():
                await db.execute(f"alter system set {name} = {value}")
            await db.close()
        with EmbeddedServer(data, durable=False) as own:
            yield own.dsn


async def made(server: str) -> str:
    """Make a database of nothing and return its DSN."""
    name = f"made_{next(NUMBERS)}"
    db = await asyncpg.connect(server)
    await db.execute(f"create database {name}")
    await db.close()
    return urlsplit(server)._replace(path=f"/{name}").geturl()


@pytest.fixture
async def home(crowded: str) -> str:
    """The DSN of a migrated database there."""
    dsn = await made(crowded)
    await migrate(dsn)
    return dsn


@asynccontextmanager
async def connected(dsn: str) -> AsyncGenerator[Connection]:
    db = await connect(dsn)
    try:
        yield db
    finally:
        await db.close()


@asynccontextmanager
async def idle_writer(dsn: str, statement: str) -> AsyncGenerator[None]:
    """Somebody who runs *statement* and then nothing, in a transaction that stays open."""
    db = await asyncpg.connect(dsn)
    await db.execute("begin")
    await db.execute(statement)
    yield
    db.terminate()


@asynccontextmanager
async def prepared(dsn: str) -> AsyncGenerator[None]:
    """A transaction that was prepared, and forgotten."""
    db = await asyncpg.connect(dsn)
    await db.execute("create table if not exists foreign_thing ()")
    await db.execute("begin; insert into foreign_thing default values; prepare transaction 'x'")
    yield
    await db.execute("rollback prepared 'x'")
    await db.close()


async def test_writers_who_go_idle_in_a_transaction_hold_up_nobody(crowded: str, home: str) -> None:
    """Scenario 3, and the same with an event that waits for its commit."""
    async with (
        idle_writer(await made(crowded), "create table foreign_thing ()"),
        idle_writer(home, "select orakul.emit_v1('messages', 'waits', 'admin', null, null, '{}')"),
        connected(home) as db,
        serving(home) as site,
    ):
        admin = await add_person(db, "admin")
        async with site.stream(admin) as live:
            positions = await emitted(db, 20)
            seen = [each.position for each in await live.until(positions[-1])]
        async with site.stream(admin, last_id="earliest") as replayed:
            again = [each.position for each in await replayed.until(positions[-1])]

    assert seen == again == positions


async def test_a_prepared_transaction_that_is_left_open_holds_up_nobody(home: str) -> None:
    """Scenario 4."""
    async with prepared(home), connected(home) as db, serving(home) as site:
        admin = await add_person(db, "admin")
        async with site.stream(admin) as live:
            positions = await emitted(db, 20)
            seen = [each.position for each in await live.until(positions[-1])]

    assert seen == positions


async def test_a_transaction_with_an_event_cannot_be_prepared(home: str) -> None:
    """It would keep everybody else from committing until somebody ends it."""
    async with connected(home) as db, serving(home) as site:
        admin = await add_person(db, "admin")
        async with site.stream(admin) as live:
            await db.execute("begin")
            await emit(db)
            with pytest.raises(asyncpg.FeatureNotSupportedError, match="PREPARE"):
                await db.execute("prepare transaction 'x'")
            [position] = await emitted(db)
            message = await live.next()

    assert message.position == position


async def fill(db: Connection) -> None:
    """Notify until the queue takes no more."""
    while True:
        await db.execute(
            "select pg_notify('noise', rpad(number::text, 7000)) from generate_series(1, 8) as number"
        )


async def emit_until_refused(db: Connection) -> int:
    """Return how many events were committed before the queue refused one."""
    for committed in count():
        try:
            await emit(db)
        except asyncpg.ProgramLimitExceededError:
            return committed
    raise AssertionError


async def test_a_full_notification_queue_fails_commits_loudly_and_loses_no_event(
    home: str,
) -> None:
    """Scenarios 22 and 23: somebody listens and does not leave their transaction."""
    async with connected(home) as db, serving(home) as site:
        admin = await add_person(db, "admin")
        async with site.stream(admin) as live:
            await emitted(db, 3)
            async with idle_writer(home, "listen noise; commit; begin; select 1"):
                with pytest.raises(asyncpg.ProgramLimitExceededError, match="NOTIFY queue"):
                    await fill(db)
                usage = (await site.status()).queue_usage
                committed = await emit_until_refused(db)
                kept = await log(db)
            async with asyncio.timeout(20):
                while (await site.status()).queue_usage > 0.5:
                    await db.execute("select pg_notify('noise', '')")
            [last] = await emitted(db)
            seen = [each.id for each in await live.until(last)]
        everything = await log(db)

    assert usage > 0.9
    assert len(kept) == 3 + committed
    assert seen == everything
    assert everything[:-1] == kept


async def test_two_hundred_foreign_listeners_cost_no_event(home: str) -> None:
    """Scenario 25."""
    async with AsyncExitStack() as stack:
        for _ in range(200):
            listener = await asyncpg.connect(home)
            stack.callback(listener.terminate)
            await listener.execute("listen foreign_news; listen oracle_channel")
        db = await stack.enter_async_context(connected(home))
        site = await stack.enter_async_context(serving(home))
        admin = await add_person(db, "admin")
        live = await stack.enter_async_context(site.stream(admin))
        positions = await emitted(db, 30)
        seen = [each.position for each in await live.until(positions[-1])]

    assert seen == positions

"""What a client was shown survives every crash of the database; what it missed comes after."""

import asyncio
import os
import random
import signal
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

import pytest

from broadcaster import Limits
from broadcaster.feed import NAME
from broadcaster.trouble import TROUBLE
from orakul.database import Connection, connect
from sql.migrate import migrate
from sql.server import EmbeddedServer, binary, postmaster
from sql.server.cluster import home_in
from tests.broadcaster.nodes import SOAK, read_anywhere
from tests.broadcaster.site import Site, add_person, emit, emitted, id_of, log, serving
from tests.folders import folder

TERMINATE = (
    "select count(pg_terminate_backend(pid)) from pg_stat_activity"
    " where datname = current_database() and application_name = $1"
)


@pytest.fixture
def durable() -> Generator[EmbeddedServer]:
    """A server of the test's own, as durable as a real one."""
    with folder() as data, EmbeddedServer(data) as own:
        yield own


@contextmanager
def down(server: EmbeddedServer) -> Generator[None]:
    """Crash *server*, and start it again at the end of the block."""
    running = postmaster.read(home_in(server.data))
    assert running is not None
    os.kill(running.pid, signal.SIGQUIT)
    while running.runs():
        os.sched_yield()
    yield
    server.start()


async def write(dsn: str, rng: random.Random, ending: asyncio.Event) -> list[int]:
    """Commit events until *ending*, through every crash; return the numbers that were committed."""
    committed: list[int] = []
    while not ending.is_set():
        try:
            db = await connect(dsn)
            try:
                while not ending.is_set():
                    number = rng.getrandbits(48)
                    await emit(db, data={"number": number})
                    committed.append(number)
                    await asyncio.sleep(rng.random() / 20)
            finally:
                db.terminate()
        except TROUBLE:
            await asyncio.sleep(0.05)
    return committed


@asynccontextmanager
async def written(dsn: str, count: int = 4) -> AsyncGenerator[list[int]]:
    """Let some write as long as the block lasts; in the end the list holds what they committed."""
    ending, numbers = asyncio.Event(), list[int]()
    writing = [
        asyncio.create_task(write(dsn, random.Random(seed), ending)) for seed in range(count)
    ]
    yield numbers
    ending.set()
    for task in writing:
        numbers += await task


async def followed(
    site: Site, person: int, end: asyncio.Future[str]
) -> list[asyncio.Task[list[str]]]:
    return [
        asyncio.create_task(read_anywhere([site.port], person, random.Random(seed), end))
        for seed in range(3)
    ]


async def test_a_crash_under_load_takes_back_nothing_that_was_shown_or_acknowledged(
    durable: EmbeddedServer,
) -> None:
    """Scenario 7."""
    dsn = durable.dsn
    await migrate(dsn)
    db = await connect(dsn)
    admin = await add_person(db, "admin")
    await db.close()
    end: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async with serving(dsn) as site, asyncio.timeout(60 + 60 * SOAK):
        reading = await followed(site, admin, end)
        async with written(dsn) as numbers:
            for _ in range(3 * SOAK):
                await asyncio.sleep(1)
                with down(durable):
                    pass
            await asyncio.sleep(1)
        db = await connect(dsn)
        [last] = await emitted(db)
        end.set_result(await id_of(db, last))
        seen = await asyncio.gather(*reading)

    kept = await log(db)
    stored = await db.fetch("select (data ->> 'number')::bigint from orakul.event")
    await db.close()
    assert [each == kept for each in seen] == [True] * 3
    assert set(numbers) <= {row[0] for row in stored}
    assert len(numbers) > 20


async def test_streams_outlive_a_database_that_is_away_for_a_while(
    durable: EmbeddedServer,
) -> None:
    """Scenario 24."""
    dsn = durable.dsn
    await migrate(dsn)
    db = await connect(dsn)
    admin = await add_person(db, "admin")

    async with (
        serving(dsn, Limits(tick=0.1, heartbeat=0.4)) as site,
        site.stream(admin) as client,
    ):
        await emitted(db)
        await client.next()
        await db.close()
        with down(durable):
            for _ in range(6 * SOAK):
                client.comments.clear()
                await client.hear("")
        db = await connect(dsn)
        positions = await emitted(db, 3)
        seen = [each.position for each in await client.until(positions[-1])]
        reconnects = (await site.status()).reconnects
    await db.close()

    assert seen == positions
    assert reconnects >= 1


async def test_a_listener_that_is_terminated_every_second_under_load_loses_nothing(
    database: str, db: Connection
) -> None:
    """Scenario 14."""
    admin = await add_person(db, "admin")
    end: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async with serving(database) as site, asyncio.timeout(60 + 60 * SOAK):
        reading = await followed(site, admin, end)
        async with written(database):
            for _ in range(5 * SOAK):
                await asyncio.sleep(1)
                await db.fetchval(TERMINATE, NAME)
        [last] = await emitted(db)
        end.set_result(await id_of(db, last))
        seen = await asyncio.gather(*reading)

    kept = await log(db)
    assert [each == kept for each in seen] == [True] * 3


BUSINESS = """
    insert into orakul.project (slug, name) values ('p{number}', 'Some project');
    select orakul.emit_v1('messages', 'message.updated', 'admin', null, null, '{{"number": {number}}}');
"""


@asynccontextmanager
async def committing(dsn: str, number: int) -> AsyncGenerator[asyncio.subprocess.Process]:
    """A client in a process of its own that is just committing a row with its event."""
    client = await asyncio.create_subprocess_exec(
        binary("psql"), "--no-psqlrc", "--quiet", dsn, stdin=PIPE, stdout=PIPE
    )
    assert client.stdin is not None
    assert client.stdout is not None
    client.stdin.write(f"begin;{BUSINESS.format(number=number)}\\echo ready\n".encode())
    while await client.stdout.readline() != b"ready\n":
        pass
    client.stdin.write(b"commit;\n")
    yield client
    if client.returncode is None:
        client.kill()
    await client.wait()


async def projects(db: Connection) -> set[int]:
    """The numbers of the projects that clients committed."""
    rows = await db.fetch(
        "select substr(slug, 2)::integer from orakul.project where slug ~ '^p\\d'"
    )
    return {row[0] for row in rows}


async def test_a_client_that_is_killed_around_its_commit_leaves_a_row_with_its_event_or_neither(
    database: str, db: Connection
) -> None:
    """Scenario 6."""
    rng = random.Random(6)
    admin = await add_person(db, "admin")

    async with serving(database) as site, site.stream(admin) as live:
        for number in range(20 * SOAK):
            async with committing(database, number) as client:
                await asyncio.sleep(rng.choice([0, 0.001, 0.003]))
                client.kill()
        await _alone(db)
        [last] = await emitted(db)
        seen = await live.until(last)
        kept = await projects(db)

    assert [each.id for each in seen] == await log(db)
    assert {each.data["data"]["number"] for each in seen[:-1]} == kept
    assert len(seen) == len(kept) + 1


async def test_a_client_that_is_killed_while_its_commit_waits_has_committed(
    database: str, db: Connection
) -> None:
    """Scenario 6, where the answer to COMMIT is certainly missed."""
    admin = await add_person(db, "admin")

    async with serving(database) as site, site.stream(admin) as live:
        async with db.transaction():
            await emit(db, data={"number": -1})
            await db.execute("set constraints all immediate")  # so its position is drawn
            async with committing(database, 7) as client:
                await _blocked(db)
                client.kill()
                await client.wait()
        messages = await live.take(2)

    assert [each.data["data"]["number"] for each in messages] == [-1, 7]
    assert await projects(db) == {7}


async def _alone(db: Connection) -> None:
    """Wait until the server has noticed that the clients are gone."""
    others = "select count(*) from pg_stat_activity where application_name = 'psql' and datname = current_database()"
    async with asyncio.timeout(30):
        while await db.fetchval(others):
            await asyncio.sleep(0.01)


async def _blocked(db: Connection) -> None:
    """Wait until a client waits for us."""
    blocked = (
        "select count(*) from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))"
    )
    async with asyncio.timeout(30):
        while not await db.fetchval(blocked):
            await asyncio.sleep(0.01)


async def test_notifications_of_strangers_hide_nothing_and_show_nothing(
    database: str, db: Connection
) -> None:
    """Scenario 19, scaled to the machine."""
    admin = await add_person(db, "admin")

    async with serving(database) as site, site.stream(admin) as client:
        for _ in range(10):
            await db.execute(
                "select count(pg_notify('oracle_channel', number::text))"
                " from generate_series(1, 5000) as number"
            )
            await emitted(db)
        seen = [message.id for message in await client.take(10)]

    assert seen == await log(db)

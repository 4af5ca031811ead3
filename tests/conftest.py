"""What the tests of every room share: a real PostgreSQL and a fresh database for each test.

One embedded server runs for the whole session. Migrations run once, into a template that
each test gets a clone of, so that a test may commit, listen and open many connections.
"""

import os
import signal
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Final

import asyncpg
import pytest
from hypothesis import settings

from orakul import people
from orakul.database import Connection, connect
from orakul.events import catalogue
from sql.migrate import migrate
from sql.server import EmbeddedServer
from tests.clones import Clones, named
from tests.folders import folder

settings.register_profile("orakul", deadline=None)  # the machine may be busy
settings.load_profile("orakul")

# A shell lets what it starts in the background ignore Ctrl-C, and that what it starts in turn.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

PASSWORD: Final = "correct horse battery"
TEMPLATE: Final = "template_of_tests"


@pytest.fixture(scope="session")
def server() -> Generator[EmbeddedServer]:
    """A running PostgreSQL that forgets everything at the end."""
    with folder() as data, EmbeddedServer(data, durable=False) as running:
        yield running


@pytest.fixture(scope="session")
async def clones(server: EmbeddedServer) -> AsyncGenerator[Clones]:
    """Clones of a migrated database."""
    await _command(server.dsn, f"create database {TEMPLATE}")
    await migrate(named(server.dsn, TEMPLATE))
    await _command(server.dsn, f"alter database {TEMPLATE} allow_connections false")
    made = Clones(server.dsn, TEMPLATE)
    yield made
    made.close()


@pytest.fixture
async def empty(server: EmbeddedServer) -> AsyncGenerator[str]:
    """The DSN of an empty database."""
    await _command(server.dsn, "create database empty_one")
    yield named(server.dsn, "empty_one")
    await _command(server.dsn, "drop database empty_one with (force)")


@pytest.fixture
def events_are_real() -> bool:
    """Whether every event of the test must be one of the catalogue; override it where not."""
    return True


@pytest.fixture
async def database(
    clones: Clones,
    events_are_real: bool,  # noqa: FBT001 - a fixture
) -> AsyncGenerator[str]:
    """The DSN of a fresh, migrated database, dropped with all its connections afterwards."""
    dsn = await clones.take()
    yield dsn
    if events_are_real:
        await _check_events(dsn)
    clones.drop(dsn)


@pytest.fixture
async def db(database: str) -> AsyncGenerator[Connection]:
    """A connection to the fresh database; outside of any transaction."""
    connection = await connect(database)
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
async def password_hash() -> str:
    """The hash of `PASSWORD`, made once: hashing is slow on purpose."""
    return await people.hash_password(PASSWORD)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real chats and other test input beside the project."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    given = Path(os.environ.get("ORAKUL_SHARED", beside))
    if not given.is_dir():
        pytest.skip(f"no test input at {given}: set ORAKUL_SHARED")
    return given


async def _check_events(dsn: str) -> None:
    """Fail a test that wrote an event which is not documented, or not so."""
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(
            "select distinct topic, name, audience, data::text from orakul.event limit 5000"
        )
    finally:
        await connection.close()
    faults = [fault for row in rows if (fault := catalogue.fault(*row))]
    assert not faults, faults[0]
    assert not any("\n" in row["data"] for row in rows), "an event has one line"


async def _command(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()

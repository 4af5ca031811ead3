"""How the database of an installation does: what it holds, how large that is, how far it is."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from orakul import database
from orakul.database import Connection

MOST_TABLES: Final = 20


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its indexes and partitions; *rows* is the server's own estimate."""

    name: str
    bytes: int
    rows: int


@dataclass(frozen=True, slots=True)
class Partition:
    """A part of the log, of the events between two times; None where there is no bound."""

    name: str
    since: datetime | None
    until: datetime | None
    bytes: int
    rows: int


@dataclass(frozen=True, slots=True)
class LogEnds:
    """Ids and times of the first and the last event that the log keeps."""

    oldest: str | None
    oldest_at: datetime | None
    newest: str | None
    newest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Migration:
    """What the database was brought up to date with, and when."""

    name: str
    applied_at: datetime


@dataclass(frozen=True, slots=True)
class Server:
    """The server of the database.

    Attributes:
        version: of PostgreSQL.
        bytes: size of this database.
        connections: to all databases of the server.
        most_connections: that it takes.
        clock_skew: seconds that its clock is ahead of this process's, to about half the time
            that a question takes.
    """

    version: str
    bytes: int
    connections: int
    most_connections: int
    clock_skew: float


@dataclass(frozen=True, slots=True)
class System:
    """All of it. Tables are the `MOST_TABLES` largest, migrations the latest first."""

    server: Server
    migrations: Sequence[Migration]
    tables: Sequence[Table]
    log: LogEnds
    partitions: Sequence[Partition]


@dataclass(frozen=True, slots=True)
class _Server:
    version: str
    bytes: int
    connections: int
    most_connections: int


async def read(db: Connection) -> System:
    """Return how the database does; *db* is outside of a transaction."""
    [ends] = await database.fetch(db, LogEnds, "read_log_ends")
    return System(
        await _server(db),
        await database.fetch(db, Migration, "list_migrations"),
        await database.fetch(db, Table, "list_tables", MOST_TABLES),
        ends,
        await database.fetch(db, Partition, "list_partitions"),
    )


async def _server(db: Connection) -> Server:
    [row] = await database.fetch(db, _Server, "read_server")
    skew = await _clock_skew(db)
    return Server(row.version, row.bytes, row.connections, row.most_connections, skew)


async def _clock_skew(db: Connection) -> float:
    began = time.time()
    there: datetime = await database.fetch_value(db, "now")
    return there.timestamp() - (began + time.time()) / 2

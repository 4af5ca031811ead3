"""Talking to PostgreSQL: connections, the statements of `sql`, and who is acting.

Statements live in ``sql/queries``; a function here runs one by name and returns its rows
as values of the shape that the caller names. Writes happen within `acting`, which opens a
transaction and tells the database who does it, for whom and in which trace, so that the
triggers can stamp every event with it.
"""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

import asyncpg
from pgvector.asyncpg import register_vector  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from orakul.errors import RejectedError, UnavailableError
from orakul.sentences import said
from sql import query
from sql.migrate import OUTDATED

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:
    Connection = asyncpg.Connection
    Pool = asyncpg.Pool

Shape = TypeVar("Shape")

POOL_SIZE: Final = 10  # connections
FIRST_MOMENT: Final = datetime(1, 1, 2, tzinfo=UTC)  # the day before is minus infinity to asyncpg
LAST_MOMENT: Final = datetime(9999, 12, 31, tzinfo=UTC)  # that every client can read at its place

# What tells by itself that a connection is lost. A server that shuts down says so before it
# closes the connection; and asyncpg trips over itself when the server ends an idle one just
# as a statement is being sent.
LOST: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InternalClientError,
)

# What a database that is away, ending or too busy makes of a question.
TROUBLE: Final = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)


@dataclass(frozen=True, slots=True)
class Acting:
    """Who does something, why, for whom, and in which trace.

    *actor* is ``person:3``, ``worker:host-812``, ``webhook:telegram`` or the like. Tasks
    deferred meanwhile belong to *owner_id* and *project_id*, and are children of *task_id*.
    """

    actor: str
    reason: str | None = None
    owner_id: int | None = None
    project_id: int | None = None
    task_id: int | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the server lets a session take, in seconds; 0 is as long as it likes.

    Args:
        statement: one statement.
        lock: waiting for one lock.
        idle: a transaction that does nothing, which then ends with its connection.
    """

    statement: float = 0
    lock: float = 0
    idle: float = 0


UNLIMITED: Final = Limits()


async def connect(dsn: str, *, limits: Limits = UNLIMITED) -> Connection:
    """Open one connection that speaks JSON and vectors; the caller closes it.

    Raises:
        UnavailableError: the database is not migrated, and knows no vectors.
    """
    db = await asyncpg.connect(dsn)
    try:
        await _teach(db)
        await _limit(db, limits)
    except BaseException:
        await db.close()
        raise
    return db


@asynccontextmanager
async def pool(
    dsn: str, *, size: int = POOL_SIZE, tidy: bool = True, limits: Limits = UNLIMITED
) -> AsyncGenerator[Pool]:
    """Open a pool of connections, and close it at the end.

    What it does with them is in no trace: it happens to fall on whoever takes one.

    Args:
        dsn: the database.
        size: how many connections there are at most.
        tidy: whether to clear the session of a connection that is given back. Where nobody
            leaves anything in it, it costs no round trip to make sure.
        limits: of each session.
    """
    from orakul import telemetry  # noqa: PLC0415 - who needs one connection starts sooner without

    async def begin(db: "asyncpg.Connection[asyncpg.Record]") -> None:
        with telemetry.unrecorded():
            await _teach(db)
            await _limit(db, limits)

    async def reset(db: "asyncpg.Connection[asyncpg.Record]") -> None:
        if tidy:
            with telemetry.unrecorded():
                await db.execute(db.get_reset_query())
                await _limit(db, limits)

    async with asyncpg.create_pool(
        dsn, min_size=1, max_size=size, init=begin, reset=reset
    ) as connections:
        yield connections


async def _limit(db: "asyncpg.Connection[asyncpg.Record]", limits: Limits) -> None:
    # Not as the session starts: poolers refuse what they do not know there.
    if limits != UNLIMITED:
        each = (limits.statement, limits.lock, limits.idle)
        await execute(db, "limit_session", *(f"{1000 * seconds:.0f}ms" for seconds in each))


async def _teach(db: "asyncpg.Connection[asyncpg.Record]") -> None:
    await db.set_type_codec("jsonb", schema="pg_catalog", encoder=_encode, decoder=_decode)
    try:
        await register_vector(db)
    except ValueError:  # no such type
        raise UnavailableError(OUTDATED) from None


def _encode(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _decode(text: str) -> object:
    """Return what JSON of the database says; numbers of more digits than Python reads are texts."""
    try:
        return json.loads(text)
    except ValueError:
        return json.loads(text, parse_int=_number)


def _number(digits: str) -> int | str:
    try:
        return int(digits)
    except ValueError:
        return digits


@asynccontextmanager
async def acting(db: Connection, who: Acting) -> AsyncGenerator[None]:
    """Open a transaction whose events and tasks are stamped with *who*."""
    cause: BaseException | None = None
    try:
        async with db.transaction():
            await db.execute(
                query("set_acting"),
                who.actor,
                who.reason,
                who.owner_id,
                who.project_id,
                who.task_id,
                who.traceparent,
            )
            try:
                yield
            except BaseException as error:
                cause = error
                raise
    except asyncpg.InterfaceError as error:
        if cause is None or error is cause:
            raise
        # That nothing can be rolled back on a connection that is gone says less than why.
        raise cause from cause.__cause__


@asynccontextmanager
async def patience(db: Connection, seconds: float) -> AsyncGenerator[None]:
    """Open a transaction that only reads, for questions that may take long.

    Raises:
        RejectedError: a statement takes longer than *seconds*.
    """
    try:
        async with db.transaction(readonly=True):
            await execute(db, "limit_statements", f"{round(1000 * seconds)}ms")
            yield
    except asyncpg.QueryCanceledError:
        raise RejectedError(said("takes_too_long", seconds=f"{seconds:g}")) from None


async def fetch(db: Connection, shape: type[Shape], name: str, *args: object) -> list[Shape]:
    """Run ``queries/<name>.sql`` and return its rows, each as a *shape* by column name."""
    return [shape(**row) for row in await db.fetch(query(name), *args)]


async def fetch_records(db: Connection, name: str, *args: object) -> list[asyncpg.Record]:
    """Run ``queries/<name>.sql`` and return its rows as they come, which takes half the time."""
    return await db.fetch(query(name), *args)


async def fetch_one(db: Connection, shape: type[Shape], name: str, *args: object) -> Shape | None:
    """Run ``queries/<name>.sql`` and return its first row, or None if there is none."""
    row = await db.fetchrow(query(name), *args)
    return None if row is None else shape(**row)


async def fetch_value(db: Connection, name: str, *args: object) -> Any:  # noqa: ANN401 - PostgreSQL knows
    """Run ``queries/<name>.sql`` and return the first column of its first row, or None."""
    return await db.fetchval(query(name), *args)


async def fetch_column(db: Connection, name: str, *args: object) -> list[Any]:
    """Run ``queries/<name>.sql`` and return the first column of all its rows."""
    return [row[0] for row in await db.fetch(query(name), *args)]


async def execute(db: Connection, name: str, *args: object) -> None:
    """Run ``queries/<name>.sql`` for its effect alone."""
    await db.execute(query(name), *args)

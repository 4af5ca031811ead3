"""Bring a database up to date: ``python -m sql.migrate DSN``.

Procrastinate's schema comes first, from the installed package, then our migrations in
order, each in a transaction of its own with its row in the ledger, then the functions
whose text has changed. Any number of processes may start at once on an empty database:
one migrates, the others wait and find nothing left to do.
"""

import asyncio
import hashlib
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import asyncpg

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Database = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]

OUTDATED: Final = "the database is not up to date: run `orakul migrate`"

LOCK: Final = 7_239_001  # key of the advisory lock; any number, as long as it stays
PAUSE: Final = 0.05  # seconds between two tries for the lock

SCHEMA: Final = "procrastinate/schema.sql"
FUNCTIONS: Final = "functions/"

VECTOR: Final = "create extension if not exists vector schema public"

# A role may be called orakul, and "$user" comes first in the usual search path.
LEDGER: Final = """
set search_path = public;
create schema if not exists orakul;
create table if not exists orakul.migration (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
);
"""


class MigrationError(Exception):
    """The database cannot be brought up to date; the message says what to do."""


async def migrate(dsn: str) -> list[str]:
    """Bring the database at *dsn* up to date and return the names of what was applied.

    Raises:
        MigrationError: the database knows migrations that this release does not, or lacks
            pgvector, or somebody held a table for too long.
        asyncpg.InsufficientPrivilegeError: the role may not change it.
    """
    db = await asyncpg.connect(dsn)
    try:
        async with _alone(db):
            await _install_vector(db)
            await db.execute(LEDGER)
            return [name async for name in _apply(db)]
    finally:
        await db.close()


async def pending(db: "Database") -> list[str]:
    """Return what `migrate` would apply to the database of *db*; everything, if it is empty."""
    if await db.fetchval("select to_regclass('orakul.migration')") is None:
        return [SCHEMA, *(name for name, _ in _scripts())]
    ledger = await _ledger(db)
    return [name for name, text in _scripts() if _is_due(name, text, ledger)]


async def demand_migrated(dsn: str) -> None:
    """Make sure that this release finds the tables that it needs.

    Functions may be others: those of a newer release are, while this one is being replaced.

    Raises:
        MigrationError: it does not.
    """
    db = await asyncpg.connect(dsn)
    try:
        due = await pending(db)
    finally:
        await db.close()
    if any(not name.startswith(FUNCTIONS) for name in due):
        raise MigrationError(OUTDATED)


@asynccontextmanager
async def _alone(db: asyncpg.Connection) -> AsyncGenerator[None]:
    # Polled: a session that waits for the lock holds a snapshot, and `create index
    # concurrently` waits for every older snapshot, so the two would wait for each other.
    while not await db.fetchval("select pg_try_advisory_lock($1)", LOCK):
        await asyncio.sleep(PAUSE)
    try:
        yield
    finally:
        await db.execute("select pg_advisory_unlock($1)", LOCK)


async def _apply(db: asyncpg.Connection) -> AsyncGenerator[str]:
    ledger = await _ledger(db)
    if foreign := {name for name in ledger if name.startswith("migrations/")} - {
        name for name, _ in _scripts()
    }:
        raise MigrationError(
            f"the database was migrated by a newer Orakul ({min(foreign)}): start that one"
        )
    if SCHEMA not in ledger:
        ledger |= await _install_procrastinate(db)
        yield SCHEMA
    for name, text in _scripts():
        if _is_due(name, text, ledger):
            await _run(db, name, text)
            yield name


async def _install_vector(db: asyncpg.Connection) -> None:
    try:
        await db.execute(VECTOR)
    except (asyncpg.FeatureNotSupportedError, asyncpg.UndefinedFileError) as error:
        raise MigrationError(
            "PostgreSQL has no pgvector here: install it on its machine (Debian and Ubuntu:"
            " the package postgresql-NN-pgvector, NN being PostgreSQL's version)"
        ) from error
    except asyncpg.InsufficientPrivilegeError as error:
        raise MigrationError(
            "this role may not create the extension vector: have an administrator say"
            " `create extension vector schema public` in this database"
        ) from error


async def _install_procrastinate(db: asyncpg.Connection) -> dict[str, str]:
    # Its schema holds all of its migrations already.
    async with db.transaction():
        await db.execute((_procrastinate() / "schema.sql").read_text())
        await _record(db, SCHEMA, "")
        for name, text in _procrastinate_migrations():
            await _record(db, name, text)
    return await _ledger(db)


async def _run(db: asyncpg.Connection, name: str, text: str) -> None:
    async with db.transaction():
        # A function may call one that comes after it in the alphabet.
        await db.execute("set local check_function_bodies = off; set local lock_timeout = '4s'")
        try:
            await db.execute(text)
        except asyncpg.LockNotAvailableError as error:
            raise MigrationError(
                f"{name}: something held a table that is to change: run `orakul migrate` again"
            ) from error
        await _record(db, name, text)


async def _record(db: asyncpg.Connection, name: str, text: str) -> None:
    await db.execute(
        "insert into orakul.migration (name, checksum) values ($1, $2)"
        " on conflict (name) do update set checksum = excluded.checksum, applied_at = now()",
        name,
        _checksum(text),
    )


async def _ledger(db: "Database") -> dict[str, str]:
    rows = await db.fetch("select name, checksum from orakul.migration")
    return {row["name"]: row["checksum"] for row in rows}


def _is_due(name: str, text: str, ledger: dict[str, str]) -> bool:
    if name.startswith(FUNCTIONS):
        return ledger.get(name) != _checksum(text)
    return name not in ledger


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _scripts() -> Iterator[tuple[str, str]]:
    """Everything there is to run, in its order, as name and text."""
    yield from _procrastinate_migrations()
    for folder in ("migrations", "functions"):
        for file in _sorted(files("sql") / folder):
            yield f"{folder}/{file.name}", file.read_text()


def _procrastinate_migrations() -> Iterator[tuple[str, str]]:
    for file in _sorted(_procrastinate() / "migrations"):
        yield f"procrastinate/{file.name}", file.read_text()


def _procrastinate() -> Path:
    # Found, not imported: this room knows the schema of Procrastinate, not its code.
    spec = find_spec("procrastinate")
    if spec is None or spec.origin is None:
        raise MigrationError("the package procrastinate is not installed: run `make install`")
    return Path(spec.origin).parent / "sql"


def _sorted(folder: Traversable) -> list[Traversable]:
    return sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")),
        key=lambda file: file.name,
    )


def main() -> None:
    """Migrate the database named on the command line, and say what was applied."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and its one argument
        sys.exit("usage: python -m sql.migrate DSN")
    applied = asyncio.run(migrate(sys.argv[1]))
    print(f"{len(applied)} applied" if applied else "up to date")


if __name__ == "__main__":
    main()

"""Any number of processes bring a database up to date, and the result is always the same."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

import sql
from orakul import database
from orakul.database import Connection
from sql.migrate import MigrationError, migrate, pending
from sql.server import EmbeddedServer


@pytest.fixture
async def empty(server: EmbeddedServer) -> AsyncGenerator[str]:
    """The DSN of an empty database."""
    admin = await asyncpg.connect(server.dsn)
    await admin.execute("create database empty_one")
    yield urlsplit(server.dsn)._replace(path="/empty_one").geturl()
    await admin.execute("drop database empty_one with (force)")
    await admin.close()


async def test_processes_that_start_at_once_on_an_empty_database_migrate_it_once(
    empty: str,
) -> None:
    applied = await asyncio.gather(*(migrate(empty) for _ in range(6)))

    assert sorted(map(bool, applied)) == [False] * 5 + [True]


async def test_an_up_to_date_database_needs_nothing(database: str, db: Connection) -> None:
    assert await migrate(database) == []
    assert await pending(db) == []


async def test_an_empty_database_needs_everything(empty: str) -> None:
    db = await asyncpg.connect(empty)

    due = await pending(db)

    await db.close()
    assert due[0] == "procrastinate/schema.sql"
    assert "migrations/0001_event.sql" in due


async def test_a_function_whose_text_changed_is_run_again(database: str, db: Connection) -> None:
    await db.execute(
        "update orakul.migration set checksum = 'old' where name = 'functions/emit.sql'"
    )

    assert await migrate(database) == ["functions/emit.sql"]
    assert await migrate(database) == []


async def test_a_database_of_a_newer_release_is_left_alone(database: str, db: Connection) -> None:
    await db.execute("insert into orakul.migration values ('migrations/9999_later.sql', '')")

    with pytest.raises(MigrationError, match="newer Orakul"):
        await migrate(database)


async def test_it_works_whatever_the_role_is_called(empty: str) -> None:
    await migrate(empty)

    db = await database.connect(empty)
    place = await db.fetchval("select to_regclass('public.procrastinate_jobs')::text")
    await db.close()
    assert place is not None


def test_migrations_are_numbered_without_a_gap() -> None:
    folder = Path(sql.__file__).parent / "migrations"
    numbers = [int(file.name[:4]) for file in sorted(folder.glob("*.sql"))]

    assert numbers == list(range(1, len(numbers) + 1))

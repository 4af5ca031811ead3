"""Any number of processes bring a database up to date, and the result is always the same."""

import asyncio
from importlib.resources import files
from pathlib import Path

import asyncpg
import pytest

import sql
from orakul import database
from orakul.database import Connection
from sql.migrate import MigrationError, demand_migrated, migrate, pending


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


async def test_what_procrastinate_made_keeps_its_names_for_its_own_migrations(
    empty: str, db: Connection
) -> None:
    names = """
        select indexname from pg_indexes where tablename ~ '^procrastinate_'
        union all
        select tgname from pg_trigger where tgname ~ 'procrastinate_'"""
    stock = await asyncpg.connect(empty)
    await stock.execute(files("procrastinate.sql").joinpath("schema.sql").read_text())

    made = {row[0] for row in await stock.fetch(names)}

    await stock.close()
    assert len(made) > 15
    assert made - {row[0] for row in await db.fetch(names)} == set()


async def test_a_function_whose_text_changed_is_run_again(database: str, db: Connection) -> None:
    await db.execute(
        "update orakul.migration set checksum = 'old' where name = 'functions/emit.sql'"
    )

    assert await migrate(database) == ["functions/emit.sql"]
    assert await migrate(database) == []


async def test_a_process_starts_beside_a_newer_release_and_not_before_its_own_migrations(
    database: str, db: Connection
) -> None:
    await db.execute("update orakul.migration set checksum = 'x' where name ~ '^functions/e'")
    await db.execute("insert into orakul.migration values ('migrations/9999_later.sql', '')")
    await demand_migrated(database)

    await db.execute("delete from orakul.migration where name = 'migrations/0001_event.sql'")

    with pytest.raises(MigrationError, match="run `orakul migrate`"):
        await demand_migrated(database)


async def test_a_database_of_a_newer_release_is_left_alone(database: str, db: Connection) -> None:
    await db.execute("insert into orakul.migration values ('migrations/9999_later.sql', '')")

    with pytest.raises(MigrationError, match="newer Orakul"):
        await migrate(database)


async def test_a_server_without_pgvector_is_told_what_to_install(empty: str) -> None:
    db = await asyncpg.connect(empty)
    await db.execute("alter database empty_one set extension_control_path = '/nowhere'")
    await db.close()

    with pytest.raises(MigrationError, match="install it"):
        await migrate(empty)


async def test_a_role_that_may_not_create_pgvector_is_told_who_must(empty: str) -> None:
    db = await asyncpg.connect(empty)
    await db.execute("create role builder")
    try:
        await db.execute("grant create on database empty_one to builder")
        with pytest.raises(MigrationError, match="`create extension vector schema public`"):
            await migrate(f"{empty}&role=builder")
        await db.execute(
            "create extension vector schema public; grant create on schema public to builder"
        )

        assert await migrate(f"{empty}&role=builder")
    finally:
        await db.execute("drop owned by builder cascade; drop role builder")
        await db.close()


async def test_a_table_that_somebody_holds_ends_the_migration_with_what_to_do(
    database: str, db: Connection
) -> None:
    await db.execute("delete from orakul.migration where name = 'functions/track_jobs.sql'")
    async with db.transaction():
        await db.execute("lock table procrastinate_jobs")

        with pytest.raises(MigrationError, match=r"functions/track_jobs.sql.*again"):
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

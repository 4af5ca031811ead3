"""A worker outlives its database: it goes on by itself, and ends are written down later."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Job, Notification

from jobs.line import Line
from jobs.manager import Manager
from orakul import database as databases
from orakul.database import Connection, connect
from orakul.workers import this_process
from sql.migrate import migrate
from sql.server import EmbeddedServer
from tests.broadcaster.programs import pgbouncer
from tests.folders import folder
from tests.jobs import oddities
from tests.jobs.conftest import (
    CLAIM_WAITS,
    PATIENCE,
    Working,
    attempts_of,
    defer,
    open_gate,
    outcomes_of,
    states,
    task_row,
    until,
    until_said,
    until_state,
    words,
    worker_process,
)
from tests.lines import logged

CUT = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)


@pytest.fixture
async def own_server() -> AsyncGenerator[EmbeddedServer]:
    """A migrated server that a test may stop and start."""
    with folder() as data, EmbeddedServer(data, durable=False) as server:
        await migrate(server.dsn)
        db = await connect(server.dsn)
        await db.execute(oddities.STAGE)
        await db.close()
        yield server


async def restarted(server: EmbeddedServer, seconds: float) -> Connection:
    """Stop the server, start it some seconds later, and connect."""
    await asyncio.to_thread(server.stop)
    await asyncio.sleep(seconds)
    return await connect(await asyncio.to_thread(server.start))


async def test_what_cut_a_transaction_off_is_told_and_not_that_it_cannot_be_rolled_back(
    database: str,
) -> None:
    db = await connect(database)

    with pytest.raises(asyncpg.ConnectionDoesNotExistError):
        async with databases.acting(db, databases.Acting("test")):
            await db.execute("select pg_terminate_backend(pg_backend_pid())")


async def test_a_worker_goes_on_after_its_database_was_away_for_seconds(
    own_server: EmbeddedServer,
) -> None:
    dsn = own_server.dsn
    async with worker_process(dsn, stalled_after=4) as process:
        db = await connect(dsn)
        running = await defer(db, "outlast")
        waiting = await defer(db, "give", what="plain", queue="other")
        await until_said(db, "began")
        await until_state(db, waiting, "completed")
        await db.close()

        db = await restarted(own_server, seconds=5)
        assert own_server.dsn == dsn
        later = await defer(db, "give", what="plain")
        await until_state(db, later, "completed")
        await open_gate(db)
        await until_state(db, running, "completed")
        stayed = process.poll()
        process.terminate()
        status = await asyncio.to_thread(process.wait, 60)

    assert (stayed, status) == (None, 0)
    assert await outcomes_of(db, running) == ["completed"]
    assert await words(db, running) == ["began"]
    assert await db.fetchval("select count(*) from procrastinate_jobs where status = 'doing'") == 0
    await db.close()


async def test_an_end_that_comes_while_the_database_is_away_is_written_down_later(
    own_server: EmbeddedServer, tmp_path: Path
) -> None:
    dsn, flag = own_server.dsn, tmp_path / "go"
    async with worker_process(dsn, stalled_after=30):
        db = await connect(dsn)
        id = await defer(db, "await_file", path=str(flag))
        async with asyncio.timeout(PATIENCE):
            while not (tmp_path / "go.waited").exists():
                await asyncio.sleep(0.02)
        await db.close()

        await asyncio.to_thread(own_server.stop)
        flag.touch()
        await asyncio.sleep(2)
        db = await connect(await asyncio.to_thread(own_server.start))
        await until_state(db, id, "completed")

    assert (await task_row(db, id))["result"] == "done without a database"
    assert await outcomes_of(db, id) == ["completed"]
    await db.close()


async def test_connections_that_are_cut_over_and_over_lose_and_repeat_no_task(
    stage: Connection, working: Working
) -> None:
    ids = [await defer(stage, "outlast") for _ in range(40)]
    await open_gate(stage)
    async with working(concurrency=4):
        for _ in range(6):
            await until_said(stage, "began", 1)
            await stage.execute(CUT)
            await asyncio.sleep(0.2)
        for id in ids:
            await until_state(stage, id, "completed")

    assert (
        await stage.fetchval("select count(*) from procrastinate_jobs where status = 'doing'") == 0
    )
    completed = await stage.fetch(
        "select task_id from orakul.task_attempt where outcome = 'completed' order by task_id"
    )
    assert [row["task_id"] for row in completed] == ids


async def test_a_job_claimed_for_a_worker_that_never_heard_of_it_is_given_back(
    stage: Connection, working: Working
) -> None:
    id = await defer(stage, "give", what="plain", queue="lost")
    async with working(queues=["mine"]):
        await until(stage, "exists (select from orakul.worker)")
        worker = await stage.fetchval("select id from orakul.worker")
        await databases.fetch(stage, dict[str, Any], "claim_jobs", ["lost"], worker, 1)
        before = (await task_row(stage, id))["state"]
        async with stage.transaction():
            await stage.execute("lock table orakul.pause in access exclusive mode")
            await until(stage, CLAIM_WAITS)
            await stage.execute(CUT)
        await until_state(stage, id, "pending")

    assert before == "in_progress"
    assert await attempts_of(stage, id) == []
    assert await states(stage, id) == [("in_progress", False), ("pending", False)]
    assert (await task_row(stage, id))["attempt"] == 0


async def test_a_periodic_task_that_is_due_while_the_database_is_away_ends_no_worker(
    own_server: EmbeddedServer,
) -> None:
    connector = PsycopgConnector(conninfo=own_server.dsn, min_size=1, timeout=1)
    async with databases.pool(own_server.dsn) as pool, App(connector=connector).open_async():
        manager = Manager(connector, pool, Line(own_server.dsn), this_process())
        job = Job(
            id=None,
            task_name="keep_house",
            queue="default",
            lock=None,
            queueing_lock=None,
            task_kwargs={"timestamp": 60},
        )
        assert await manager.defer_periodic_job(job, "", 60) is not None
        await asyncio.to_thread(own_server.stop)
        job = job.evolve(task_kwargs={"timestamp": 120})

        assert await manager.defer_periodic_job(job, "", 120) is None


async def test_a_worker_that_cannot_listen_says_why_in_one_line(
    own_server: EmbeddedServer,
) -> None:
    async def nothing(*, channel: str, notification: Notification) -> None:
        raise AssertionError(channel, notification)

    connector = PsycopgConnector(conninfo=own_server.dsn, min_size=1, timeout=1)
    async with databases.pool(own_server.dsn) as pool, App(connector=connector).open_async():
        manager = Manager(connector, pool, Line(own_server.dsn), this_process())
        await asyncio.to_thread(own_server.stop)
        with logged() as lines:
            listening = asyncio.create_task(manager.listen_for_jobs(on_notification=nothing))
            async with asyncio.timeout(PATIENCE):
                while not (
                    said := [each for each in lines.all() if each["event"] == "not listening"]
                ):
                    await asyncio.sleep(0.05)
            listening.cancel()
            await asyncio.wait([listening])

    assert said[0]["error"].startswith("the database does not answer: ")
    assert "\n" not in said[0]["error"]


async def test_a_worker_behind_a_pooler_of_sessions_works_and_keeps_its_traces(
    database: str, stage: Connection
) -> None:
    async with pgbouncer(database, mode="session") as dsn, worker_process(dsn):
        id = await defer(stage, "parent", children=1)
        await until_state(stage, id, "completed")
        await until(stage, "exists (select from orakul.span)")


async def test_a_database_that_takes_no_writes_for_a_while_costs_no_task(
    stage: Connection, working: Working, tmp_path: Path
) -> None:
    name = await stage.fetchval("select quote_ident(current_database())")
    flag = tmp_path / "go"
    async with working():
        id = await defer(stage, "await_file", path=str(flag))
        await until_state(stage, id, "in_progress")
        await stage.execute(f"alter database {name} set default_transaction_read_only = on")
        await stage.execute(CUT)
        flag.touch()
        await asyncio.sleep(2)
        before = (await task_row(stage, id))["state"]
        await stage.execute(f"alter database {name} reset default_transaction_read_only")
        await stage.execute(CUT)
        await until_state(stage, id, "completed")

    assert before == "in_progress"
    assert await outcomes_of(stage, id) == ["completed"]


async def test_a_worker_that_finds_no_database_at_its_start_ends_with_an_error(
    tmp_path: Path,
) -> None:
    async with worker_process(f"postgresql:///none?host={tmp_path}") as process:
        status = await asyncio.to_thread(process.wait, 120)

    assert status == 1

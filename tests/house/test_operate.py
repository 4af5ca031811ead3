"""The commands of docs/operate.md do what it says, one after the other."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from orakul.database import Connection, connect
from tests.house.pages import carried_out, serving, surroundings
from tests.jobs.conftest import until


@asynccontextmanager
async def working(database: str, db: Connection) -> AsyncGenerator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        "orakul", "worker", env=surroundings(database), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await until(db, "exists (select from orakul.worker)")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_every_command_of_the_page_succeeds(
    database: str, db: Connection, password_hash: str, tmp_path: Path
) -> None:
    restored = urlsplit(database)._replace(path="/restored").geturl()
    await db.execute("create database restored")
    async with serving(database, db, password_hash) as url, working(database, db) as worker:
        environment = surroundings(
            database, ORAKUL_URL=url, WORKER_PID=str(worker.pid), RESTORED_URL=restored
        )
        said = await carried_out("operate.md", tmp_path, environment)
        async with asyncio.timeout(60):
            status = await worker.wait()
    other = await connect(restored)
    names = await other.fetch("select name from orakul.event where topic = 'schedules'")
    await other.close()
    await db.execute("drop database restored with (force)")

    assert status == 0
    assert await db.fetchval("select stopped_at is not null from orakul.worker")
    assert "At 17 minutes past the hour, every 6 hours" in said
    assert "keep_house is paused." in said
    assert " live " in said
    assert any(f'"state":"{state}"' in said for state in ("draining", "stopped"))
    assert "up to date" in said
    assert {row["name"] for row in names} >= {"schedule_paused", "schedule_resumed"}

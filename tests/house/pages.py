"""The pages of the documents, whose commands a test carries out as a reader would."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from orakul import people
from orakul.database import Connection
from orakul.settings import Settings
from sql.server import binary
from tests.conftest import PASSWORD
from web.app import create_app
from web.serve import server

PAGES: Final = Path(__file__).parents[2] / "docs"
EMAIL: Final = "admin@example.com"
PATIENCE: Final = 240  # seconds, since the machine may be busy


@asynccontextmanager
async def serving(
    database: str, db: Connection, password_hash: str, settings: Settings | None = None
) -> AsyncGenerator[str]:
    """Give the address of a web process with one administrator, `EMAIL`."""
    await people.add_person(db, EMAIL, "Admin", "admin")
    await db.execute("update orakul.person set password_hash = $1", password_hash)
    running = server(create_app(settings or Settings(), database), "127.0.0.1", 0)
    process = asyncio.create_task(running.serve())
    while not running.started:
        assert not process.done(), process.result()
        await asyncio.sleep(0.005)
    [socket] = running.servers[0].sockets
    yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    running.should_exit = True
    await process


def surroundings(database: str, **variables: str) -> dict[str, str]:
    """Return the environment in which a reader works: our commands, PostgreSQL's, and names."""
    folders = Path(sys.executable).parent, Path(binary("psql")).parent, os.environ["PATH"]
    return {
        "PATH": ":".join(map(str, folders)),
        "HOME": os.environ.get("HOME", "/"),
        "DATABASE_URL": database,
        "EMAIL": EMAIL,
        "PASSWORD": PASSWORD,
        **variables,
    }


def blocks(name: str, language: str) -> list[str]:
    """Return what a page shows in a language, block by block."""
    return re.findall(rf"```{language}\n(.*?)```", (PAGES / name).read_text(), re.DOTALL)


async def carried_out(name: str, folder: Path, environment: dict[str, str]) -> str:
    """Carry out all commands of a page, each of which must succeed; return what they print."""
    commands = blocks(name, "sh")
    assert len(commands) > 1, f"{name} has no commands"
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        "set -euo pipefail\n" + "\n".join(commands),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    assert process.returncode == 0, out.decode() + err.decode()
    return out.decode()

"""The commands of docs/secure.md do what it says, one after the other."""

import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

import pytest

from orakul import people
from orakul.database import Connection
from orakul.settings import Settings
from tests.conftest import PASSWORD
from web.app import create_app
from web.serve import server

PAGE: Final = Path(__file__).parents[2] / "docs" / "secure.md"
EMAIL: Final = "admin@example.com"


@pytest.fixture
async def url(database: str, db: Connection, password_hash: str) -> AsyncGenerator[str]:
    """A web process with one administrator."""
    await people.add_person(db, EMAIL, "Admin", "admin")
    await db.execute("update orakul.person set password_hash = $1", password_hash)
    running = server(create_app(Settings(), database), "127.0.0.1", 0)
    serving = asyncio.create_task(running.serve())
    while not running.started:
        assert not serving.done(), serving.result()
        await asyncio.sleep(0.005)
    [socket] = running.servers[0].sockets
    yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    running.should_exit = True
    await serving


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_every_command_of_the_page_succeeds(url: str, database: str) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
    script = "set -euo pipefail\n" + "\n".join(blocks)

    process = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        script,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": os.environ.get("HOME", "/"),
            "DATABASE_URL": database,
            "ORAKUL_URL": url,
            "EMAIL": EMAIL,
            "PASSWORD": PASSWORD,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(120):
        out, err = await process.communicate()

    assert process.returncode == 0, out.decode() + err.decode()
    assert len(blocks) > 1
    assert "nightly" in out.decode()
    assert "Token 1 stands for nobody any more." in out.decode()

"""The commands of docs/trace.md show the trace that they begin."""

import shutil
from pathlib import Path

import pytest

from orakul.database import Connection
from tests.house.pages import carried_out, serving, surroundings


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_every_command_of_the_page_succeeds(
    database: str, db: Connection, password_hash: str, tmp_path: Path
) -> None:
    async with serving(database, db, password_hash) as url:
        said = await carried_out("trace.md", tmp_path, surroundings(database, ORAKUL_URL=url))

    assert '"name":"GET /api/tasks"' in said
    assert '"name":"page_of_tasks"' in said
    assert '"compared":{"from":' in said

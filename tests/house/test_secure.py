"""The commands of docs/secure.md do what it says, one after the other."""

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
        said = await carried_out("secure.md", tmp_path, surroundings(database, ORAKUL_URL=url))

    assert "nightly" in said
    assert "Token 1 stands for nobody any more." in said
    assert "0 sealed anew with the key " in said

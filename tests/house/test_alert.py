"""The commands of docs/alert.md do what it says, one after the other."""

import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr

from orakul import secrets
from orakul.alerts import watching
from orakul.database import Connection
from orakul.settings import Settings
from tests.house.pages import carried_out, serving, surroundings
from tests.standins.receivers import Receiver
from tests.web.conftest import Queue


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_every_command_of_the_page_succeeds(
    database: str, db: Connection, password_hash: str, tmp_path: Path
) -> None:
    await Queue(db).defer()
    await db.execute("update orakul.alert_rule set for_seconds = 0")
    assert await watching.evaluate(db, silence=30, every=0)
    settings = Settings(secret_keys=SecretStr(secrets.generate()), alert_private=True)

    with Receiver() as receiver:
        async with serving(database, db, password_hash, settings) as url:
            environment = surroundings(database, ORAKUL_URL=url, HOOK=f"{receiver.url}/hook")
            said = await carried_out("alert.md", tmp_path, environment)
    [(state, reason)] = await db.fetch("select state, reason from orakul.alert")

    assert '{"sent":true,"error":null,' in said
    assert [each["event"] for each in receiver.taken] == ["test"]
    assert (state, reason) == ("acknowledged", "the provider is down")

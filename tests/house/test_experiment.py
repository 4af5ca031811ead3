"""The commands of docs/experiment.md do what it says."""

import shutil
from pathlib import Path

import pytest

from jobs.worker import work
from orakul import projects
from orakul.database import Acting, Connection, acting
from orakul.settings import Settings
from tests.house.pages import carried_out, serving, surroundings


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_the_example_is_accepted_and_the_offline_engine_gets_it_right(
    database: str, db: Connection, password_hash: str, tmp_path: Path
) -> None:
    async with acting(db, Acting("test")):
        await projects.find_or_create(db, "demo")

    async with serving(database, db, password_hash) as url:
        environment = surroundings(database, ORAKUL_URL=url)
        said = await carried_out("experiment.md", tmp_path, environment)
    await work(Settings(anthropic_api_key=None), database, wait=False)

    row = await db.fetchrow("select state, metrics from orakul.experiment")
    assert row is not None
    assert '"name":"Kinds of messages"' in said
    assert (row["state"], row["metrics"]["accuracy"]) == ("completed", 1)

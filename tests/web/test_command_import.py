"""``orakul import --wait`` says what became of a chat, whatever strangers called it."""

import asyncio
import json
import signal
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from orakul.database import Connection
from tests.jobs.conftest import until, worker_process
from tests.web.commands import end, piped
from web.imports import EXAMPLE

TITLE = f"News [/daily] \x1b[31m{'long ' * 20}"
ON = "The import goes on in the background.\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An export that had to be repaired, of a chat with an odd title."""
    [first] = EXAMPLE["messages"]
    path = tmp_path / "result.json"
    path.write_text(json.dumps({**EXAMPLE, "name": TITLE, "messages": [{**first, "text": "\0"}]}))
    return path


def imported(database: str, file: Path) -> AbstractAsyncContextManager[asyncio.subprocess.Process]:
    return piped(database, "import", file, "--project", "demo", "--wait")


@pytest.mark.timeout(120)
async def test_a_repair_is_told_on_a_line_that_no_title_can_break(
    database: str, db: Connection, file: Path
) -> None:
    async with worker_process(database), imported(database, file) as process:
        status, out, said = await end(process)

    _, repaired, brought = out.splitlines()
    assert (status, said) == (0, "")
    assert repaired.startswith("repaired 1: NUL or lone surrogate in a text")
    assert TITLE.replace("\x1b", "\N{REPLACEMENT CHARACTER}") in repaired
    assert brought.startswith("It brought")


async def test_ctrl_c_promises_nothing_before_the_file_is_stored(
    database: str, db: Connection, file: Path
) -> None:
    async with db.transaction():
        await db.execute("lock table orakul.ingestion")
        async with imported(database, file) as process:
            await until(
                db,
                "exists (select from pg_locks where relation = 'orakul.ingestion'::regclass"
                " and not granted)",
            )
            process.send_signal(signal.SIGINT)
            ended = await end(process)

    assert ended == (130, "", "")
    assert await db.fetchval("select count(*) from orakul.ingestion") == 0


async def test_ctrl_c_leaves_what_is_stored_to_the_worker(
    database: str, db: Connection, file: Path
) -> None:
    async with imported(database, file) as process:
        await until(
            db,
            "exists (select from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid() and query like '%read_ingestion%' and state = 'idle')",
        )
        process.send_signal(signal.SIGINT)
        ended = await end(process)

    assert ended == (130, "", ON)
    assert await db.fetchval("select count(*) from orakul.ingestion") == 1

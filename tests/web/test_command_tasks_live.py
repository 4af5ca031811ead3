"""``orakul tasks`` in a terminal and in a pipe: live, as wide as it is, and gone without a trace."""

import asyncio
import json
import os
import re
import signal
import termios
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

import pytest

from orakul.database import Connection
from orakul.tasks import logs
from tests.web import commands
from tests.web.commands import ORAKUL, PATIENCE, end, piped, resize

TASKS: Final = (*ORAKUL, "tasks")
CODES: Final = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
LEFT: Final = "\x1b[?1049l"  # the alternate screen
COLOURED: Final = re.compile(r"\x1b\[[0-9;]*3[0-9]")


class Terminal:
    """A command in a terminal of its own; *shown* is all that it has written."""

    def __init__(self, ours: int, theirs: int, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.shown = ""
        self._ours = ours
        self._theirs = theirs
        self._changed = asyncio.Event()
        self._modes = termios.tcgetattr(theirs)
        asyncio.get_running_loop().add_reader(ours, self._read)

    def _read(self) -> None:
        self.shown += os.read(self._ours, 65536).decode(errors="replace")
        self._changed.set()

    async def until(self, text: str) -> None:
        """Return when *text* has been shown since the last time; forget what came until then."""
        async with asyncio.timeout(PATIENCE):
            while text not in (plain := CODES.sub("", self.shown)):
                assert self.process.returncode is None, plain
                self._changed.clear()
                await self._changed.wait()
        self.shown = ""

    def resize(self, columns: int, lines: int) -> None:
        resize(self._theirs, columns, lines)
        self.process.send_signal(signal.SIGWINCH)  # it has the terminal, not as its own

    def is_as_it_was(self) -> bool:
        return termios.tcgetattr(self._theirs) == self._modes and LEFT in self.shown

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    async def end(self) -> int:
        """Return the exit status, when all that was written has been read."""
        status = await asyncio.wait_for(self.process.wait(), PATIENCE)
        os.write(self._theirs, b"@end@")
        async with asyncio.timeout(PATIENCE):
            while "@end@" not in self.shown:
                self._changed.clear()
                await self._changed.wait()
        return status


@asynccontextmanager
async def terminal(
    database: str, *arguments: object, columns: int = 80, lines: int = 24, **env: str
) -> AsyncGenerator[Terminal]:
    ours, theirs = commands.terminal(columns, lines)
    process = await asyncio.create_subprocess_exec(
        *TASKS,
        *map(str, arguments),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**commands.surroundings(database), "TERM": "xterm-256color", **env},
    )
    try:
        yield Terminal(ours, theirs, process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        asyncio.get_running_loop().remove_reader(ours)
        os.close(ours)
        os.close(theirs)


async def say(db: Connection, task: int, *texts: str) -> None:
    lines: list[dict[str, Any]] = [
        {
            "task_id": task,
            "attempt": 1,
            "at": "2026-01-05T12:00:00+02:00",
            "level": "info",
            "span_id": None,
            "logger": "here",
            "event": text,
            "fields": {},
        }
        for text in texts
    ]
    await logs.keep(db, lines, "worker:test")


async def line(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    return json.loads(await asyncio.wait_for(process.stdout.readline(), PATIENCE))


async def test_top_is_live_fits_and_leaves_the_terminal_as_it_was(
    database: str, db: Connection, queue: Any
) -> None:
    async with terminal(database, "top") as top:
        await top.until("q ends")
        await queue.defer(name="mend")
        await top.until("1 waiting")
        await queue.take()
        await top.until("mend")
        top.resize(120, 40)
        await top.until("worker")
        await db.fetchval(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        await top.until("The database is away")
        await top.until("q ends")
        top.type("q")
        status = await top.end()

        assert status == 0
        assert top.is_as_it_was()


async def test_a_small_terminal_is_told_that_the_database_is_away(
    database: str, db: Connection, queue: Any
) -> None:
    for number in range(9):
        await queue.defer(name="mend", queue=f"queue{number}")
        await queue.take(f"queue{number}")
    async with terminal(database, "top", columns=40, lines=12) as top:
        await top.until("9 running")
        await db.fetchval(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        await top.until("The database is away")


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"]
)
async def test_top_ends_as_it_is_told(database: str, number: signal.Signals, status: int) -> None:
    async with terminal(database, "top") as top:
        await top.until("q ends")
        top.process.send_signal(number)

        assert await top.end() == status
        assert top.is_as_it_was()
        assert "Traceback" not in top.shown


async def test_a_table_is_as_wide_as_the_terminal_and_as_colourful(
    database: str, db: Connection, queue: Any
) -> None:
    failed = await queue.fail(name="mend_" * 20)
    await db.execute("update orakul.task set error = repeat('long ', 100) where id = $1", failed)

    shown: dict[str, str] = {}
    for colourless in ("", "1"):
        async with terminal(database, "list", NO_COLOR=colourless) as listed:
            assert await listed.end() == 0
            shown[colourless] = listed.shown.removesuffix("@end@")
    rows = CODES.sub("", shown[""]).splitlines()

    assert len(rows) == 2
    assert {len(row) for row in rows} == {80}
    assert COLOURED.search(shown[""])
    assert not COLOURED.search(shown["1"])


async def test_a_person_is_asked_before_a_bulk_action(
    database: str, db: Connection, queue: Any
) -> None:
    id = await queue.fail()

    async with terminal(database, "retry", "--where", "example") as asked:
        await asked.until("Retry 1 task? [y/N]")
        asked.process.send_signal(signal.SIGINT)
        assert await asked.end() == 130
    async with terminal(database, "retry", "--where", "example") as asked:
        await asked.until("Retry 1 task? [y/N]")
        asked.type("n\n")
        assert await asked.end() == 1
        assert "Nothing was done." in asked.shown
    assert await db.fetchval("select count(*) from orakul.bulk") == 0

    async with terminal(database, "retry", "--where", "example") as asked:
        await asked.until("Retry 1 task? [y/N]")
        await queue.fail()  # which nobody was asked about
        asked.type("y\n")
        await asked.until("No worker serves the queue default")
        asked.process.send_signal(signal.SIGINT)
        assert await asked.end() == 130
        assert "It goes on: orakul tasks show" in asked.shown
    assert await db.fetchval("select state from orakul.task where id = $1", id) == "failed"
    assert await db.fetchval("select count(*) from orakul.task where name = 'bulk_action'") == 1
    assert await db.fetchval("select ids from orakul.bulk_chunk") == [int(id)]


async def test_a_log_is_followed_until_its_task_has_ended(
    database: str, db: Connection, queue: Any
) -> None:
    id = await queue.defer()
    await queue.take()
    await say(db, id, "one")

    async with piped(database, "tasks", "logs", id, "-f") as followed:
        assert (await line(followed))["event"] == "one"
        await say(db, id, "two", "three")
        assert [(await line(followed))["number"] for _ in range(2)] == [2, 3]
        await db.fetchval(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        await say(db, id, "four")
        assert (await line(followed))["event"] == "four"
        await say(db, id, "five")
        await queue.finish(id)
        status, out, said = await end(followed)

    assert [json.loads(each)["event"] for each in out.splitlines()] == ["five"]
    assert (status, said) == (0, "")


async def test_a_reader_that_takes_only_some_ends_it_without_a_word(
    database: str, db: Connection, queue: Any
) -> None:
    id = 0
    for _ in range(40):
        id = await queue.defer(args={"padding": "x" * 10_000})
    await say(db, id, "one")
    shapes = ("list --all", "list --all --no-json", f"logs -f {id}")
    command = "; ".join(
        f"{' '.join(TASKS)} {each} | head -n 1 | wc -l; echo ${{PIPESTATUS[0]}}" for each in shapes
    )

    process = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        command,
        env={**os.environ, "DATABASE_URL": database},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, out, said = await end(process)

    assert (out.split(), said) == (["1", "0"] * 3, "")

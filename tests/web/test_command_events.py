"""The log on the command line: for people and for pipes, through whatever happens to either end."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from rich.cells import cell_len

from orakul.database import Connection
from tests.broadcaster.site import emit, emitted, id_of, log
from tests.web.commands import surroundings, terminal

ORAKUL = (sys.executable, "-m", "web.command", "events")
TERMINATE = (
    "select count(pg_terminate_backend(pid)) from pg_stat_activity"
    " where datname = current_database() and application_name = 'orakul listener'"
)


class Events:
    """A running ``orakul events``; its lines and what it says beside them."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def line(self) -> str:
        assert self.process.stdout is not None
        async with asyncio.timeout(30):
            return (await self.process.stdout.readline()).decode()

    async def lines(self, count: int) -> list[dict[str, Any]]:
        return [json.loads(await self.line()) for _ in range(count)]

    async def end(self) -> tuple[int, str, str]:
        async with asyncio.timeout(30):
            out, said = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, out.decode(), said.decode()


@pytest.fixture
def events_are_real() -> bool:
    """Here events are only something to show."""
    return False


@asynccontextmanager
async def events(
    database: str, *arguments: str, stdout: int = asyncio.subprocess.PIPE
) -> AsyncGenerator[Events]:
    process = await asyncio.create_subprocess_exec(
        *ORAKUL,
        *arguments,
        env=surroundings(database),
        stdout=stdout,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Events(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def listening(db: Connection, count: int = 1) -> None:
    """Wait until *count* listeners are there, so that nothing is too early for them."""
    async with asyncio.timeout(30):
        while count > await db.fetchval(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and application_name = 'orakul listener' and state = 'idle'"
        ):
            await asyncio.sleep(0.05)


async def test_a_pipe_gets_each_event_as_a_line_of_json(database: str, db: Connection) -> None:
    await emitted(db, 2)
    start = await id_of(db, (await emitted(db))[0])
    expected = await emitted(db, 3, topic="topics", data={"text": "a\nb\x9bc"})

    async with events(database, "tail", "--after", start) as tail:
        before = await tail.lines(3)
        await emitted(db, 2)
        live = await tail.lines(2)

    assert [each["position"] for each in before] == expected
    assert [each["id"] for each in [*before, *live]] == (await log(db))[3:]
    assert before[0]["data"] == {"text": "a\nb\x9bc"}


async def test_without_an_id_it_begins_now_and_topics_are_chosen(
    database: str, db: Connection
) -> None:
    await emitted(db, topic="topics")

    async with events(database, "tail", "--topic", "topics") as tail:
        await listening(db)
        await emitted(db, topic="messages")
        [position] = await emitted(db, topic="topics")
        [line] = await tail.lines(1)

    assert line["position"] == position


async def test_a_listener_that_is_lost_is_replaced(database: str, db: Connection) -> None:
    async with events(database, "tail", "--after", "earliest") as tail:
        await emitted(db, 2)
        seen = await tail.lines(2)
        for _ in range(3):
            await emitted(db, 2)
            await db.fetchval(TERMINATE)
            await emitted(db, 2)
            seen += await tail.lines(4)

    assert [each["id"] for each in seen] == await log(db)


async def test_a_log_that_was_replaced_is_told_of(database: str, db: Connection) -> None:
    async with events(database, "tail", "--after", "earliest") as tail:
        await emitted(db)
        await tail.lines(1)
        await db.execute("update orakul.event set tag = 'ffffff'")
        await db.fetchval(TERMINATE)
        [gap] = await tail.lines(1)

    assert gap == {"id": None, "event": "gap", "data": {"reason": "history changed"}}


async def test_ctrl_c_ends_it_without_a_word(database: str, db: Connection) -> None:
    async with events(database, "tail", "--after", "earliest") as tail:
        await emitted(db)
        await tail.lines(1)
        tail.process.send_signal(signal.SIGINT)

        assert await tail.end() == (130, "", "")


async def test_a_reader_that_leaves_ends_it_without_a_word(database: str, db: Connection) -> None:
    reading, writing = os.pipe()

    async with events(database, "tail", stdout=writing) as tail:
        os.close(writing)
        await listening(db)
        os.close(reading)
        code, _, said = await asyncio.wait_for(_end_of(tail), 30)

    assert (code, said) == (0, "")


async def _end_of(tail: Events) -> tuple[int, str, str]:
    assert tail.process.stderr is not None
    said = await tail.process.stderr.read()
    return await tail.process.wait(), "", said.decode()


async def test_a_reader_that_takes_only_some_ends_a_replay(database: str, db: Connection) -> None:
    for _ in range(40):
        await emit(db, data={"padding": "x" * 10_000})
    command = f"{' '.join(ORAKUL)} replay --after earliest | head -n 1; echo ${{PIPESTATUS[0]}}"

    process = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        command,
        env=surroundings(database),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, said = await asyncio.wait_for(process.communicate(), 60)

    line, status, _ = out.decode().split("\n")
    assert json.loads(line)["id"] == (await log(db))[0]
    assert (status, said) == ("0", b"")


async def test_a_replay_is_a_part_of_the_log_and_ends(database: str, db: Connection) -> None:
    positions = await emitted(db, 6)
    ids = [await id_of(db, position) for position in positions]
    at = await db.fetchval("select at from orakul.event where position = $1", positions[2])

    spans = {
        ("--after", ids[0]): ids[1:],
        ("--after", ids[0], "--until", ids[3]): ids[1:4],
        ("--since", at.isoformat()): ids[2:],
        ("--since", "1h", "--until", at.isoformat()): ids[:2],
        ("--since", (at + timedelta(hours=1)).isoformat()): [],
        ("--after", "earliest", "--topic", "topics"): [],
    }
    for arguments, expected in spans.items():
        async with events(database, "replay", *arguments) as replay:
            code, out, said = await replay.end()

        assert (code, said) == (0, "")
        assert [json.loads(line)["id"] for line in out.splitlines()] == expected


async def test_a_replay_keeps_the_pace_of_the_past(database: str, db: Connection) -> None:
    await emitted(db)
    await asyncio.sleep(1)
    await emitted(db)
    clock = asyncio.get_running_loop().time

    async with events(database, "replay", "--after", "earliest", "--speed", "2") as replay:
        await replay.line()
        first_at = clock()
        await replay.line()
        apart = clock() - first_at

    assert 0.4 < apart < 1


async def test_what_makes_no_sense_is_told_in_a_sentence(database: str, db: Connection) -> None:
    wrong = {
        ("replay",): "say where to begin",
        ("replay", "--since", "yesterday"): "a time is like",
        ("tail", "--after", "7-abcdef"): "no event has the id 7-abcdef",
        ("tail", "--topic", "Tasks"): "a topic is like",
    }
    for arguments, sentence in wrong.items():
        async with events(database, *arguments) as command:
            code, out, said = await command.end()

        assert (code, out) == (1, "")
        assert said.startswith("orakul: ")
        assert sentence in said
        assert said.count("\n") == 1


@pytest.mark.parametrize("columns", [30, 80])
async def test_a_terminal_shows_a_line_that_nothing_can_break_out_of(
    database: str, db: Connection, columns: int
) -> None:
    await emit(db, topic="topics", data={"text": "\x9b31mred\u202e" + "漢" * 500})
    ours, theirs = terminal(columns)

    async with events(database, "replay", "--after", "earliest", stdout=theirs) as replay:
        os.close(theirs)
        await replay.process.wait()
        shown = os.read(ours, 65536).decode()
    os.close(ours)

    assert shown.count("\n") == 1
    assert "topics" in shown
    assert "\x9b" not in shown
    assert "\u202e" not in shown
    assert "\x1b[36" in shown or "\x1b[" in shown
    assert cell_len(re.sub(r"\x1b\[[0-9]*m", "", shown.rstrip())) <= columns

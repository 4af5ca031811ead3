"""``orakul events tail`` and ``orakul events replay``: the log on the command line.

They read the database, not a server, and see everything. A pipe gets one JSON object a
line, in the form that streams have; a person gets a line that fits the terminal.
"""

import asyncio
import os
import re
import shutil
import sys
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import typer
from rich.cells import cell_len, set_cell_size

from broadcaster.entry import START, Entry, Mark, envelope
from broadcaster.feed import end_of_log
from broadcaster.log import find_start
from broadcaster.tail import Gap, follow, position_before, recorded
from broadcaster.topics import Topics
from orakul import database, logs
from orakul.errors import NotFoundError, RejectedError
from web.command.place import dsn_of, settings_for
from web.command.terminal import carry_out, demand_reader, harmless, wants_json
from web.command.times import read_time

COLOURS: Final = ("cyan", "green", "magenta", "yellow", "blue", "bright_red")
_ID: Final = re.compile(r"[0-9]{1,18}-[0-9a-f]{6}")


def tail(*, topics: list[str], after: str | None, as_json: bool | None, data: Path | None) -> int:
    """Show events as they are committed, until Ctrl-C or the reader of the pipe is gone."""
    printer = Printer(as_json=as_json)
    return carry_out(_tail(_dsn(data), Topics.of(topics), after, printer))


def replay(
    *,
    topics: list[str],
    after: str | None,
    since: str | None,
    until: str | None,
    speed: float | None,
    as_json: bool | None,
    data: Path | None,
) -> int:
    """Show a part of the past, at once or at *speed* times its own pace."""
    if (after is None) == (since is None):
        raise RejectedError("say where to begin, with --after or with --since")
    span = Span(after, None if since is None else read_time(since), until)
    printer = Printer(as_json=as_json)
    return carry_out(_replay(_dsn(data), Topics.of(topics), span, speed, printer))


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the log: *after* an id or *since* a time, *until* either or its end."""

    after: str | None
    since: datetime | None
    until: str | None


class Printer:
    """Writes events to standard output, each on a line."""

    def __init__(self, *, as_json: bool | None) -> None:
        self._is_terminal = sys.stdout.isatty()
        self._as_json = wants_json(as_json)
        self._has_colours = self._is_terminal and not os.environ.get("NO_COLOR")

    def show(self, *items: Entry | Gap) -> None:
        """Write, and let nothing wait here."""
        for item in items:
            sys.stdout.write(f"{self._line(item)}\n")
        sys.stdout.flush()
        demand_reader()

    def _line(self, item: Entry | Gap) -> str:
        if isinstance(item, Gap):
            gap = f'{{"id": null, "event": "gap", "data": {{"reason": "{item.reason}"}}}}'
            return gap if self._as_json else f"-- events may be missing here: {item.reason} --"
        return envelope(item) if self._as_json else self._readable(item)

    def _readable(self, entry: Entry) -> str:
        time = entry.at.astimezone().strftime("%H:%M:%S.%f")[:-3]
        topic, name = f"{entry.scoped_topic:<20}", f"{entry.name:<24}"
        rest = " ".join(filter(None, (f"{entry.actor:<18}", entry.reason, entry.data)))
        shown = [harmless(text) for text in (time, topic, name, rest)]
        if self._is_terminal:
            shown = _fitting(shown, shutil.get_terminal_size().columns)
        if self._has_colours:
            colour = COLOURS[sum(entry.topic.encode()) % len(COLOURS)]
            shown[0] = typer.style(shown[0], dim=True)
            shown[1] = typer.style(shown[1], fg=colour)
        return " ".join(filter(None, shown))


def _fitting(texts: Sequence[str], width: int) -> list[str]:
    """Return what of *texts*, with a space between them, fits a line of so many columns."""
    fitting: list[str] = []
    for text in texts:
        fitting.append(text if cell_len(text) <= width else set_cell_size(text, max(0, width)))
        width -= cell_len(text) + 1
    return fitting


async def _tail(dsn: str, topics: Topics, after: str | None, printer: Printer) -> None:
    db = await database.connect(dsn)
    try:
        mark = await end_of_log(db) if after is None else await _mark(db, after)
    finally:
        await db.close()
    async with aclosing(follow(dsn, mark)) as batches:
        async for batch in batches:
            printer.show(*_chosen(topics, batch))


async def _replay(
    dsn: str, topics: Topics, span: Span, speed: float | None, printer: Printer
) -> None:
    db = await database.connect(dsn)
    try:
        after = await _beginning(db, span)
        upto = await _end(db, span)
        pace = Pace(speed)
        async for page in recorded(db, after, upto):
            for item in _chosen(topics, page):
                await pace.wait(item)
                printer.show(item)
    finally:
        await db.close()


class Pace:
    """Holds events back so that they come as far apart as they were, divided by *speed*."""

    def __init__(self, speed: float | None) -> None:
        self._speed = speed
        self._clock = asyncio.get_running_loop().time
        self._began: tuple[float, datetime] | None = None

    async def wait(self, entry: Entry | Gap) -> None:
        """Wait until it is time for *entry*."""
        if self._speed is None or isinstance(entry, Gap):
            return
        if self._began is None:
            self._began = self._clock(), entry.at
        began, first = self._began
        due = began + (entry.at - first).total_seconds() / self._speed
        await asyncio.sleep(max(0.0, due - self._clock()))


def _chosen(topics: Topics, batch: Sequence[Entry | Gap]) -> list[Entry | Gap]:
    return [
        item
        for item in batch
        if isinstance(item, Gap) or topics.names is None or topics.match(item)
    ]


async def _mark(db: database.Connection, id: str) -> Mark:
    start = await find_start(db, id, 0)
    if start.trouble:
        raise NotFoundError(f"no event has the id {id[:80]}, or none has it any more")
    return START if start.after == 0 or id == START.id else Mark(start.after, id)


async def _beginning(db: database.Connection, span: Span) -> int:
    if span.since is not None:
        return await position_before(db, span.since)
    return (await _mark(db, span.after or START.id)).position


async def _end(db: database.Connection, span: Span) -> int:
    if span.until is None:
        return (await end_of_log(db)).position
    if _ID.fullmatch(span.until):
        return (await _mark(db, span.until)).position
    return await position_before(db, read_time(span.until))


def _dsn(data: Path | None) -> str:
    logs.configure()  # to standard error: standard output is for events alone
    return dsn_of(settings_for(data=data))

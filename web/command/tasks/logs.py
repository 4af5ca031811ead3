"""``orakul tasks logs``: what a task logged, and with ``-f`` what it logs, until it ends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from orakul.database import Connection
from orakul.people import OPERATOR
from orakul.settings import Settings
from orakul.tasks import logs, reading
from orakul.tasks.logs import Line, LogFilter
from web.command.place import connected, dsn_of
from web.command.tasks.desk import settings_of
from web.command.terminal import (
    carry_out,
    console,
    demand_reader,
    harmless,
    print_json,
    rows_of,
    wants_json,
)
from web.command.watching import watch

PAGE: Final = 1000  # lines
ENDED: Final = frozenset({"completed", "failed", "cancelled"})
COLOURS: Final = {
    "debug": "bright_black",
    "info": "green",
    "warning": "yellow",
    "error": "red",
    "critical": "bold red",
}
TRACEBACK: Final = "exception"  # the field of a line that has several lines itself
MOST: Final = 200  # lines of a traceback

Print = Callable[[Line], None]


def run(
    id: int, wanted: LogFilter, *, follow: bool, as_json: bool | None, data: Path | None
) -> int:
    """Print the log of a task; return an exit status."""
    work = _run(settings_of(data), id, wanted, _printer(as_json=wants_json(as_json)), follow=follow)
    return carry_out(work)


async def _run(
    settings: Settings, id: int, wanted: LogFilter, show: Print, *, follow: bool
) -> None:
    reader = _Reader(id, wanted, show)
    if follow:
        await watch(dsn_of(settings), reader.follow)
    else:
        async with connected(settings) as db:
            await reader.look(db)


class _Reader:
    """Shows each line once, however often it looks."""

    def __init__(self, id: int, wanted: LogFilter, show: Print) -> None:
        self._id = id
        self._wanted = wanted
        self._show = show
        self._upto = 0

    async def follow(self, db: Connection) -> bool:
        """Show what is new as long as somebody reads it."""
        demand_reader()
        return await self.look(db)

    async def look(self, db: Connection) -> bool:
        """Show what is new, and tell whether no more will come."""
        # The state first: the lines of what has ended are all there.
        task = await reading.read_task(db, OPERATOR, self._id)
        more = True
        while more:
            wanted = LogFilter(
                after=self._upto,
                level=self._wanted.level,
                attempt=self._wanted.attempt,
                search=self._wanted.search,
            )
            log = await logs.read(db, OPERATOR, self._id, wanted, limit=PAGE)
            for line in log.lines:
                self._show(line)
            self._upto, more = log.upto, log.more
        return task["state"] in ENDED


def _printer(*, as_json: bool) -> Print:
    if as_json:
        from web.task_logs import LogLine

        return lambda line: print_json(LogLine.model_validate(line))
    screen = console()
    return lambda line: _print(screen, line)


def _print(screen: Console, line: Line) -> None:
    """Print a line for people: the text first, what was logged with it after."""
    fields = {name: value for name, value in line.fields.items() if name != TRACEBACK}
    said = " ".join(f"{name}={_value(value)}" for name, value in fields.items())
    # soft: a line that is copied is one line
    screen.print(
        Text.assemble(
            (f"{line.at.astimezone():%H:%M:%S.%f}"[:-3], "dim"),
            " ",
            (f"{line.level:<8}", COLOURS[line.level]),
            (f" {line.attempt} ", "dim"),
            harmless(line.event),
            (f"  {harmless(said)}" if said else "", "dim"),
        ),
        soft_wrap=True,
    )
    if TRACEBACK in line.fields:
        for row in rows_of(str(line.fields[TRACEBACK]), MOST):
            screen.print(Text(f"  {row}", "dim"), soft_wrap=True)


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

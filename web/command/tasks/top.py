"""``orakul tasks top``: everything that goes on, live, until ``q``.

It looks whenever something was committed, four times a second at most, and seldomer where a
look takes the database long. The terminal is as it was afterwards, however it ends.
"""

import asyncio
import os
import shutil
import signal
import sys
import termios
import tty
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import typer
from rich.live import Live

from orakul.database import Connection
from orakul.settings import Settings
from orakul.tasks import overview
from orakul.tasks.overview import Overview
from web.command.place import connected, dsn_of
from web.command.tasks.desk import settings_of
from web.command.tasks.frame import Size, frame
from web.command.tasks.pace import Pace
from web.command.terminal import carry_out, console
from web.command.watching import watch

KEYS: Final = "q ends"
AWAY: Final = "The database is away: this is how it was."


def run(*, once: bool, data: Path | None) -> int:
    """Show it once, or until somebody ends it; return an exit status."""
    if not once and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise typer.BadParameter("takes a terminal: --once prints it once", param_hint="top")
    settings = settings_of(data)
    return carry_out(_once(settings) if once else _live(settings))


async def _once(settings: Settings) -> None:
    pace, size = Pace(), Size(*shutil.get_terminal_size())
    async with connected(settings) as db:
        seen = await _look(db, pace, settings, size)
    console().print(frame(seen, pace, size), width=size.width)


async def _live(settings: Settings) -> int:
    screen = console()
    with Live(console=screen, screen=True, auto_refresh=False) as live:
        view = _View(settings, live)
        with _keys(view.press), _signals(view):
            try:
                await watch(dsn_of(settings), view.look, on_lost=view.lose)
            except asyncio.CancelledError:
                if view.status is None:  # Ctrl-C
                    raise
    return view.status or 0


async def _look(db: Connection, pace: Pace, settings: Settings, size: Size) -> Overview:
    silence = settings.stalled_after
    seen = await overview.read(db, since=pace.since, most=size.height, silence=silence)
    pace.add(seen.ended, seen.at)
    return seen


class _View:
    """What is on the screen, and what keys and signals do to it.

    Attributes:
        status: exit status, once it is to end.
    """

    def __init__(self, settings: Settings, live: Live) -> None:
        self.status: int | None = None
        self._settings = settings
        self._live = live
        self._pace = Pace()
        self._seen: Overview | None = None
        self._warning = ""
        self._task = asyncio.current_task()

    async def look(self, db: Connection) -> bool:
        """Read and show; never the last time."""
        size = Size(*self._live.console.size)
        self._seen = await _look(db, self._pace, self._settings, size)
        self._warning = ""
        self.draw()
        return False

    def lose(self) -> None:
        """Show that nothing is known any more."""
        self._warning = AWAY
        self.draw()

    def draw(self) -> None:
        """Show what was read last, in the terminal's size of now."""
        if self._seen is not None:
            size = Size(*self._live.console.size)
            shown = frame(self._seen, self._pace, size, notice=KEYS, warning=self._warning)
            self._live.update(shown, refresh=True)

    def press(self, keys: bytes) -> None:
        """Take what was typed; nothing is the end of the terminal."""
        if not keys or b"q" in keys.lower():
            self.end(0)

    def end(self, status: int) -> None:
        """End it."""
        if self.status is None and self._task is not None:
            self.status = status
            self._task.cancel()


@contextmanager
def _keys(press: Callable[[bytes], None]) -> Generator[None]:
    """Hand each key on as it is typed, and show none."""
    loop, descriptor = asyncio.get_running_loop(), sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)
    loop.add_reader(descriptor, lambda: press(_typed(descriptor)))
    try:
        yield
    finally:
        loop.remove_reader(descriptor)
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _typed(descriptor: int) -> bytes:
    with suppress(OSError):
        return os.read(descriptor, 1024)
    return b""


@contextmanager
def _signals(view: _View) -> Generator[None]:
    """End as told, fit another size, and stay: a suspended screen could not be put back."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, view.end, 128 + number)
    loop.add_signal_handler(signal.SIGWINCH, view.draw)
    loop.add_signal_handler(signal.SIGTSTP, lambda: None)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGWINCH, signal.SIGTSTP):
            loop.remove_signal_handler(number)

"""``orakul`` in this process, as `main` runs it: its output, what it says beside, its status.

Only a process of its own has a terminal, signals and pipes that end; where those matter, a
test starts one.
"""

import asyncio
import fcntl
import json
import logging
import os
import pty
import struct
import sys
import termios
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import structlog
from typer.testing import CliRunner

from web.command.commands import main

NOWHERE: Final = "postgresql://127.0.0.1:1/nowhere"  # a database that is not there
ORAKUL: Final = (sys.executable, "-m", "web.command")
PATIENCE: Final = 60  # seconds, since the machine may be busy


@dataclass(frozen=True)
class Outcome:
    """What a command came to."""

    status: int
    out: str
    said: str

    @property
    def lines(self) -> list[Any]:
        """The lines of JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


async def orakul(database: str, *arguments: object, **env: str) -> Outcome:
    """Run a command against *database*, in a thread, since it has a loop of its own."""
    return await asyncio.to_thread(
        _run, list(map(str, arguments)), {"DATABASE_URL": database, **env}
    )


async def unread(database: str, *arguments: object, beside: bool = True) -> Outcome:
    """Run a command in a process whose output nobody reads; nor what it says, if not *beside*."""
    reading, writing = os.pipe()
    os.close(reading)
    process = await asyncio.create_subprocess_exec(
        *ORAKUL,
        *map(str, arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=writing,
        stderr=asyncio.subprocess.PIPE if beside else writing,
        env=surroundings(database),
    )
    os.close(writing)
    _, said = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode is not None
    return Outcome(process.returncode, "", (said or b"").decode())


def terminal(columns: int = 80, lines: int = 24) -> tuple[int, int]:
    """Open a terminal of this size; return our end of it, and that of a command."""
    ours, theirs = pty.openpty()
    resize(theirs, columns, lines)
    return ours, theirs


def resize(end: int, columns: int, lines: int) -> None:
    """Give the terminal behind *end* another size."""
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def surroundings(database: str) -> dict[str, str]:
    """Return what a process finds in its environment: not the size of the terminal of the tests."""
    bare = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    return {**bare, "DATABASE_URL": database}


@asynccontextmanager
async def piped(database: str, *arguments: object) -> AsyncGenerator[asyncio.subprocess.Process]:
    """Run a command in a process with pipes; ended by force if it has not ended by itself."""
    process = await asyncio.create_subprocess_exec(
        *ORAKUL,
        *map(str, arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=surroundings(database),
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def end(process: asyncio.subprocess.Process) -> tuple[int | None, str, str]:
    """Wait for the end of *process*; return its status and the rest of what it wrote."""
    out, said = await asyncio.wait_for(process.communicate(), PATIENCE)
    return process.returncode, out.decode(), said.decode()


def _run(arguments: list[str], env: dict[str, str]) -> Outcome:
    with _same_logging(), CliRunner().isolation(env=env) as (out, said, _):
        status = _status(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
        return Outcome(status, out.getvalue().decode(), said.getvalue().decode())


def _status(arguments: list[str]) -> int:
    """Run the command line; what its end says goes where the interpreter would write it."""
    try:
        main(arguments)
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
            return 1
        return end.code or 0
    return 0


@contextmanager
def _same_logging() -> Generator[None]:
    """Put logging back: a command sends it to a stream that ends with it."""
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level, levels = root.handlers[:], root.level, _levels()
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name in _levels():
            logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))
        structlog.configure(**configured)


def _levels() -> dict[str, int]:
    loggers = logging.getLogger().manager.loggerDict.items()
    return {name: each.level for name, each in loggers if isinstance(each, logging.Logger)}

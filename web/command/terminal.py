"""Where a command writes: a terminal that a person reads, or a pipe that a program reads.

Both can go away at any time, and neither of them makes a fuss.
"""

import asyncio
import os
import re
import select
import sys
from collections.abc import Coroutine, Generator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NoReturn, TextIO

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from orakul.terminal import harmless

INTERRUPTED: Final = 130  # exit status, as shells have it
UNBOUNDED: Final = 1_000_000  # columns: a pipe is as wide as its widest line
_TRAILING: Final = re.compile(r" +$", re.MULTILINE)


class _Console(Console):
    def print(self, *objects: Any, **options: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] # noqa: ANN401 - as the library's
        """Print; into a pipe without the blanks that make a column as wide as its widest line."""
        if self.is_terminal:
            super().print(*objects, **options)
            return
        with self.capture() as printed:
            super().print(*objects, **options)
        self.file.write(_TRAILING.sub("", printed.get()))
        self.file.flush()

    def on_broken_pipe(self) -> NoReturn:
        """Leave it to `until_reader_leaves` what a reader that is gone means."""
        raise BrokenPipeError


def console(*, to_stderr: bool = False) -> Console:
    """Return what prints for people: as wide as the terminal, with its colours if it has any."""
    is_terminal = (sys.stderr if to_stderr else sys.stdout).isatty()
    return _Console(
        stderr=to_stderr,
        width=None if is_terminal else UNBOUNDED,
        force_terminal=is_terminal,  # whatever FORCE_COLOR says
        highlight=False,
        markup=False,
        emoji=False,
    )


def wants_json(asked: bool | None) -> bool:  # noqa: FBT001 - the flag of the command line itself
    """Tell whether lines of JSON are wanted: in a pipe, unless it was said."""
    return not sys.stdout.isatty() if asked is None else asked


def is_attended() -> bool:
    """Tell whether somebody is there who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def demand_reader() -> None:
    """Make sure that somebody reads standard output, which writing alone would tell too late.

    Raises:
        BrokenPipeError: nobody does any more.
    """
    output = select.poll()
    output.register(sys.stdout.fileno(), 0)
    if output.poll(0):
        raise BrokenPipeError


def print_json(shape: BaseModel) -> None:
    """Write *shape* as REST answers it, on one line."""
    typer.echo(shape.model_dump_json(by_alias=True))


def grid(*columns: str, header: bool = True) -> Table:
    """Return a table without lines; *columns* are what stands above them."""
    table = Table(box=None, show_header=header, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column)
    return table


def rows_of(text: str, most: int) -> Sequence[str]:
    """Return the lines of a stranger's *text*, harmless, *most* of them and a word on the rest."""
    lines = [harmless(line.expandtabs()) for line in text.splitlines()]
    if len(lines) <= most:
        return lines
    return [*lines[:most], f"… {len(lines) - most} more lines"]


@contextmanager
def until_reader_leaves() -> Generator[None]:
    """Let what is done inside end, without a word, where nobody reads any more what it writes."""
    try:
        yield
    except BrokenPipeError:
        for stream in (sys.stdout, sys.stderr):
            _let_go(stream)


def _let_go(stream: TextIO) -> None:
    """Send elsewhere what Python holds for a reader that is gone, or it complains at the end."""
    try:
        stream.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def carry_out(work: Coroutine[Any, Any, int | None]) -> int:
    """Run *work* to its end, Ctrl-C, or the end of its reader; return an exit status."""
    status = 0
    try:
        with until_reader_leaves():
            status = asyncio.run(work) or 0
    except KeyboardInterrupt:
        return INTERRUPTED
    return status

"""The log of a task: what it and the libraries it uses said while it ran, attempt by attempt.

Lines are numbered from 1 without a hole, in the order in which they were stored; who has
read up to a number asks for what is after it. A log is bounded: where it is full, its last
line says how many more there were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

from orakul import database
from orakul.database import Connection
from orakul.errors import NotFoundError
from orakul.people import Person
from orakul.sentences import said

Level = Literal["debug", "info", "warning", "error", "critical"]

LEVELS: Final[tuple[Level, ...]] = get_args(Level)  # least first


@dataclass(frozen=True, slots=True)
class Line:
    """One line that a task logged; *number* is its place in the task's log."""

    number: int
    at: datetime
    attempt: int
    level: Level
    span_id: str | None
    logger: str
    event: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which lines of a log to read; what is None restricts nothing.

    *after* and *before* are numbers of lines, themselves left out. *level* is the least.
    *search* finds a part of the text, of the fields as JSON, or of the logger's name.
    *last* asks for the last of these lines rather than for the first.
    """

    after: int | None = None
    before: int | None = None
    level: Level | None = None
    attempt: int | None = None
    search: str | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Log:
    """Lines of a log, oldest first.

    *more* says whether others match beyond them. All up to *upto* was looked at, so what is
    after it is what is new. *dropped* lines are missing at the end of a log that is full.
    """

    lines: Sequence[Line]
    more: bool
    upto: int
    dropped: int


@dataclass(frozen=True, slots=True)
class _Size:
    upto: int
    dropped: int


async def keep(db: Connection, lines: Sequence[Mapping[str, Any]], actor: str) -> None:
    """Store *lines* of any tasks, as far as their logs are not full, and tell who watches.

    Args:
        db: connection; one statement does it all.
        lines: each the fields of a `Line` but its number, with ``task_id``, in JSON.
        actor: who writes them down.
    """
    await database.execute(db, "keep_log_lines", list(lines), actor)


async def read(db: Connection, person: Person, id: int, wanted: LogFilter, *, limit: int) -> Log:
    """Return up to *limit* lines of a task's log.

    Raises:
        NotFoundError: there is no task with this id, or not for *person*.
    """
    # The size first: lines that come in between are new the next time.
    size = await database.fetch_one(db, _Size, "read_log_size", id, person.reader)
    if size is None:
        raise NotFoundError(said("task_unknown", id=id))
    lines = await database.fetch(
        db,
        Line,
        "list_log_lines",
        id,
        wanted.after,
        wanted.before,
        None if wanted.level is None else LEVELS[LEVELS.index(wanted.level) :],
        wanted.attempt,
        wanted.search,
        wanted.last,
        limit + 1,
    )
    more = len(lines) > limit
    kept = lines[-limit:] if wanted.last else lines[:limit]
    upto = kept[-1].number if more and not wanted.last else _end(size, wanted, kept)
    return Log(kept, more, upto, size.dropped)


def _end(size: _Size, wanted: LogFilter, kept: Sequence[Line]) -> int:
    """Return how far a reader got who was given all that there is."""
    known = max(size.upto, kept[-1].number if kept else 0)
    return known if wanted.before is None else min(known, wanted.before - 1)

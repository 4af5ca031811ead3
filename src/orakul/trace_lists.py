"""Lists of traces: the latest, and the slowest.

A trace is listed by its tasks, for whoever sees the first of them. How long it took is told by
nothing but its spans and attempts, so the slowest are found by measuring: the latest
`MOST_COMPARED` of a time. Where there are more, whoever asks is told since when these are, and may
ask for an earlier time. The pages of one list are as of one moment, which its cursors carry: what
still runs does not move between them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from orakul import database
from orakul.database import Connection
from orakul.paging import Place, Slice, Sort, cut, read_aged, read_cursor, read_time, read_whole
from orakul.people import Person

MOST_COMPARED: Final = 5000  # traces that are measured
DEFAULT_SPAN: Final = timedelta(hours=24)  # of which the slowest are, where no time is given
PATIENCE: Final = 5.0  # seconds that the database may take

_LATEST: Final = Sort("started_at", descending=True)
_SLOWEST: Final = Sort("duration", descending=True)
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which traces; what is not given restricts nothing.

    A trace is one of these if a task of it is that the reader sees, which has *failed* and is of
    *project*, a slug or an id. It stands where the first such task of it does, which was made at
    *since* or later and before *until*.
    """

    failed: bool = False
    project: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Latest:
    """A trace of the latest: the id of its task, its shape, and what it is ordered by."""

    id: int
    key: str
    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Slow:
    """A trace of the slowest: the id of its task, its shape, and microseconds that it took."""

    id: int
    duration_us: int
    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Slowest:
    """A page of the slowest of the traces that began between *since* and *until*.

    Where *is_cut*, *since* is later than was asked for: there were too many to compare.
    """

    page: Slice[Slow]
    since: datetime
    until: datetime
    is_cut: bool


@dataclass(frozen=True, slots=True)
class _Oldest:
    created_at: datetime
    id: int
    is_cut: bool


async def latest(
    db: Connection, reader: Person, wanted: Filter, *, cursor: str | None, limit: int
) -> Slice[Latest]:
    """Return a page of the traces of which *reader* sees the first task, latest first.

    Args:
        db: connection.
        reader: for whom; an administrator sees all that have a task.
        wanted: which of them.
        cursor: of the page; None for the first.
        limit: how many a page holds.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    place = read_cursor(cursor, _LATEST, read_time)
    rows = await database.fetch(
        db,
        Latest,
        "list_traces",
        *_who(reader, wanted),
        wanted.since,
        wanted.until,
        place and place.key,
        place and place.id,
        limit + 1,
    )
    return cut(rows, limit, _LATEST, lambda row: Place(row.key, row.id))


async def slowest(
    db: Connection,
    reader: Person,
    wanted: Filter,
    *,
    cursor: str | None,
    limit: int,
    most: int = MOST_COMPARED,
    patience: float = PATIENCE,
) -> Slowest:
    """Return a page of the traces of which *reader* sees the first task, slowest first.

    Args:
        db: connection outside of a transaction.
        reader: for whom; an administrator sees all that have a task.
        wanted: which of them; without a time, those of the last `DEFAULT_SPAN`.
        cursor: of the page; None for the first.
        limit: how many a page holds.
        most: traces that are compared.
        patience: seconds that the database may take.

    Raises:
        RejectedError: *cursor* is of another list, or the answer would take longer than *patience*.
    """
    place = read_cursor(cursor, _SLOWEST, read_aged(read_whole))
    moment, _, after = ((place and place.key) or "").partition(" ")
    at = read_time(moment) if moment else datetime.now(UTC)
    until = wanted.until or at
    since = wanted.since or max(until, _EARLIEST + DEFAULT_SPAN) - DEFAULT_SPAN
    who = _who(reader, wanted)
    async with database.patience(db, patience):
        oldest = await database.fetch_one(
            db, _Oldest, "find_oldest_compared", *who, since, until, most
        )
        begin = oldest if oldest and oldest.is_cut else _Oldest(since, 0, is_cut=False)
        rows = await database.fetch(
            db,
            Slow,
            "list_slowest_traces",
            *who,
            begin.created_at,
            begin.id,
            until,
            at,
            int(after) if place else None,
            place and place.id,
            limit + 1,
        )
    page = cut(
        rows, limit, _SLOWEST, lambda row: Place(f"{at.isoformat()} {row.duration_us}", row.id)
    )
    return Slowest(page, begin.created_at, until, begin.is_cut)


def _who(reader: Person, wanted: Filter) -> tuple[int | None, bool, str | None]:
    return reader.reader, wanted.failed, wanted.project

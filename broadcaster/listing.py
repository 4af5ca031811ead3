"""Reads the log as a list: first to last or last to first, and only what is asked for.

However little of the log somebody may see or asks for, a page looks at a bounded part of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Final

from broadcaster.entry import Entry
from broadcaster.topics import Topics
from orakul.database import Connection, fetch
from orakul.rights import Rights
from sql import query

LOOKED_AT: Final = 1000  # events at once
LOOKS: Final = 10
COUNTED: Final = LOOKED_AT * LOOKS  # events that a count looks at
_COLUMNS: Final = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events to list; no *names* are all of them, None lets everything through."""

    topics: Topics = field(default_factory=Topics)
    names: Sequence[str] = ()
    actor: str | None = None
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the log, *after* a position and *upto* another; read backwards or not."""

    after: int
    upto: int
    descending: bool

    def past(self, position: int) -> "Span":
        """Return what is left to read when *position* has been."""
        if self.descending:
            return Span(self.after, position - 1, descending=True)
        return Span(position, self.upto, descending=False)


@dataclass(frozen=True, slots=True)
class Found:
    """Some events, and the position up to which the log was looked at; None at its end."""

    entries: Sequence[Entry]
    looked_to: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many events there are, of all or of the newest `COUNTED` that were looked at.

    *newest* is the position of the newest of these, None where there was none.
    """

    count: int
    is_exact: bool
    newest: int | None


@dataclass(frozen=True, slots=True)
class _Counted:
    fitting: int
    looked_at: int
    newest: int | None


async def count_entries(db: Connection, rights: Rights, wanted: Wanted, span: Span) -> Counted:
    """Count what *rights* allow of the events that are *wanted*, the newest of *span*."""
    [row] = await fetch(
        db,
        _Counted,
        "count_events",
        span.after,
        span.upto,
        COUNTED,
        *_conditions(rights, wanted),
    )
    return Counted(row.fitting, row.looked_at < COUNTED, row.newest)


async def list_entries(
    db: Connection, rights: Rights, wanted: Wanted, span: Span, *, limit: int
) -> Found:
    """Return what *rights* allow of the events that are *wanted*, up to *limit* of them.

    There may be fewer and still more to come: at most `LOOKS` times `LOOKED_AT` events are
    looked at.
    """
    entries: list[Entry] = []
    looked_to = None
    for _ in range(LOOKS):
        looked_to, found = await look(db, rights, wanted, span, most=LOOKED_AT)
        entries += found
        if len(entries) > limit:
            return Found(entries[:limit], entries[limit - 1].position)
        if looked_to is None:
            break
        span = span.past(looked_to)
    return Found(entries, looked_to)


async def look(
    db: Connection, rights: Rights, wanted: Wanted, span: Span, *, most: int
) -> tuple[int | None, list[Entry]]:
    """Look at *most* events of *span*; return where the last of them was, and what fits."""
    rows = await db.fetch(
        query("list_events"),
        span.after,
        span.upto,
        most,
        span.descending,
        *_conditions(rights, wanted),
    )
    # The first row is always there, for how far the page went; it may hold no event.
    entries = [
        Entry(**{column: row[column] for column in _COLUMNS})
        for row in rows
        if row["position"] is not None
    ]
    return rows[0]["scanned_to"], entries


def _conditions(rights: Rights, wanted: Wanted) -> tuple[object, ...]:
    return (
        rights.is_admin,
        rights.person_id,
        list(rights.projects),
        None if wanted.topics.names is None else list(wanted.topics.names),
        list(wanted.names) or None,
        wanted.actor,
        wanted.task_id,
    )

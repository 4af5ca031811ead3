"""Reading messages, in pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from orakul import database
from orakul.database import Connection
from orakul.paging import (
    COUNTED,
    Counted,
    Place,
    Slice,
    Sort,
    cut,
    read_cursor,
    read_real,
    read_time,
    read_whole,
)
from orakul.people import Person

Classification = Literal["noise", "weak_signal", "signal"]

# What a list of messages can be sorted by, and how the cursor's key of it is read.
SORTABLE: Final[Mapping[str, Callable[[str], object]]] = {
    "id": read_whole,
    "sent_at": read_time,
    "importance": read_real,
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which messages to list; what is None or empty restricts nothing.

    *project* is an id or a slug, *author* an id, a name or an e-mail, *search* a part of
    the text; *ids*, *chats* and *topics* are ids. Messages are sent at *since* or later, and
    before *until*.
    """

    project: str | None = None
    search: str | None = None
    classifications: Sequence[Classification] = ()
    author: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    ids: Sequence[int] = ()
    chats: Sequence[int] = ()
    topics: Sequence[int] = ()

    @property
    def besides_words(self) -> tuple[object, ...]:
        """What a query takes after the project and the search."""
        return (
            list(self.classifications) or None,
            self.author,
            self.since,
            self.until,
            list(self.ids) or None,
            list(self.chats) or None,
            list(self.topics) or None,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A message of a list: its id, its shape, and what it is ordered by."""

    id: int
    key: str | None
    shape: Mapping[str, Any]


async def list_messages(
    db: Connection, person: Person, wanted: Filter, *, sort: Sort, limit: int, cursor: str | None
) -> Slice[Row]:
    """Return a page of messages that *person* sees.

    Raises:
        RejectedError: *cursor* is not one of a list in this order.
    """
    place = read_cursor(cursor, sort, SORTABLE[sort.field])
    rows = await database.fetch(
        db,
        Row,
        "list_messages",
        person.reader,
        wanted.project,
        wanted.search,
        *wanted.besides_words,
        sort.field,
        sort.descending,
        place.key if place else None,
        place.id if place else None,
        limit + 1,
    )
    return cut(rows, limit, sort, lambda row: Place(row.key, row.id))


async def count_messages(db: Connection, person: Person, wanted: Filter) -> list[Counted]:
    """Return how many messages that *person* sees are of each classification, and `all`.

    The classifications of *wanted* restrict nothing.
    """
    _, *besides_words = wanted.besides_words
    return await database.fetch(
        db,
        Counted,
        "count_messages",
        person.reader,
        wanted.project,
        wanted.search,
        *besides_words,
        COUNTED + 1,
    )

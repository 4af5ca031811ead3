"""Pages of a list that is being written to while it is read.

A page begins after a place: the sort key and the id of the last row of the page before
(keyset pages). Rows that come or go meanwhile neither repeat nor hide another row, which
pages counted by number would do. A place travels as an opaque cursor.

A query for pages returns one row more than a page holds, each with its sort key as text;
`cut` makes the page of them.
"""

import base64
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, Protocol, TypeVar

from orakul import database
from orakul.database import Connection
from orakul.errors import RejectedError
from orakul.sentences import said

Row = TypeVar("Row")

DEFAULT_LIMIT: Final = 50  # items
LARGEST_LIMIT: Final = 200  # items
COUNTED: Final = 10_000  # items of a list that are counted one by one at most


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of a list: by *field*, and by id where fields are equal."""

    field: str
    descending: bool

    def __str__(self) -> str:
        return f"-{self.field}" if self.descending else self.field


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after the row that has this sort key, as text, and this id."""

    key: str | None
    id: int


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """The rows of one page, and the cursor of the next if there is one."""

    rows: Sequence[Row]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows of a list are of the group *name*.

    Counting ends at one more than `COUNTED`; None where it would take long.
    """

    name: str
    counted: int | None


class Shaped(Protocol):
    """A row of which clients are told its shape."""

    @property
    def shape(self) -> Mapping[str, Any]:
        """What JSON has of it."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """One item of a list: its id, its shape, and what it is ordered by besides."""

    shape: Mapping[str, Any]
    id: int
    key: float = 0.0


class Numbered(Protocol):
    """A row that has an id."""

    @property
    def id(self) -> int:
        """Its id."""
        ...


NumberedRow = TypeVar("NumberedRow", bound=Numbered)


async def page_by_id(
    db: Connection,
    shape: type[NumberedRow],
    name: str,
    *args: object,
    sort: Sort,
    cursor: str | None,
    limit: int,
) -> Slice[NumberedRow]:
    """Return a page of a list that is in the order of its ids.

    Args:
        db: connection.
        shape: of its rows.
        name: of the query, which takes *args*, the id before the first and how many rows.
        args: what the query takes before those.
        sort: by id, either way.
        cursor: of the page; None for the first.
        limit: how many a page holds.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    place = read_cursor(cursor, sort, read_text)
    rows = await database.fetch(db, shape, name, *args, place and place.id, limit + 1)
    return cut(rows, limit, sort, lambda row: Place(None, row.id))


def read_sort(text: str, fields: Collection[str]) -> Sort:
    """Read ``field`` or ``-field``.

    Raises:
        RejectedError: it is none of *fields*.
    """
    sort = Sort(text.removeprefix("-"), descending=text.startswith("-"))
    if sort.field not in fields:
        raise RejectedError(said("no_order", choices=", ".join(sorted(fields))), path="sort")
    return sort


def read_cursor(text: str | None, sort: Sort, read_key: Callable[[str], object]) -> Place | None:
    """Return the place that a cursor of a list in this order stands for; None for none.

    Args:
        text: the cursor.
        sort: the order that the list is asked for in.
        read_key: reads a sort key of this field; a ValueError says that it is none.

    Raises:
        RejectedError: it is no cursor, or one of another order.
    """
    if text is None:
        return None
    try:
        order, key, id = json.loads(base64.b64decode(text, altchars=b"-_", validate=True))
        # Before its key is read, which may be none of this order's.
        if order != str(sort):
            raise RejectedError(said("cursor_of_other_order"), path="cursor")
        return Place(_key(key, read_key), _id(id))
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise RejectedError(said("cursor_misspelt"), path="cursor") from None


def read_text(key: str) -> str:
    """Read a sort key that is text, as PostgreSQL can compare it."""
    if "\x00" in key:
        raise ValueError("holds a NUL")
    return key.encode().decode()  # a lone surrogate is a ValueError, too


def read_whole(key: str) -> int:
    """Read a sort key that is a whole number of 64 bits."""
    if not -(2**63) <= int(key) < 2**63:
        raise ValueError("beyond 64 bits")
    return int(key)


def read_real(key: str) -> float:
    """Read a sort key that is a fraction."""
    return float(key)


def read_time(key: str) -> datetime:
    """Read a sort key that is a time with its zone."""
    time = datetime.fromisoformat(key)
    if time.tzinfo is None:
        raise ValueError("has no zone")
    return time


def read_aged(read_key: Callable[[str], object], *, or_none: bool = False) -> Callable[[str], str]:
    """Return what reads a sort key that is a time and, after a blank, a key as *read_key* does.

    Where there may be none of that, *or_none*, the time can stand alone.
    """

    def read(key: str) -> str:
        age, blank, value = key.partition(" ")
        if or_none and not blank:
            return read_time(age).isoformat()
        return f"{read_time(age).isoformat()} {read_key(value)}"

    return read


def cut(rows: Sequence[Row], limit: int, sort: Sort, place: Callable[[Row], Place]) -> Slice[Row]:
    """Make a page of *limit* rows of a query's *limit* + 1.

    Args:
        rows: what the query returned.
        limit: how many a page holds.
        sort: the order they are in.
        place: tells a row's sort key and id.
    """
    if len(rows) <= limit:
        return Slice(rows, None)
    kept = rows[:limit]
    return Slice(kept, write_cursor(sort, place(kept[-1])))


def write_cursor(sort: Sort, place: Place) -> str:
    """Return the cursor of a page that begins after *place*, in this order."""
    content = json.dumps([str(sort), place.key, place.id], separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode()


def _key(key: object, read_key: Callable[[str], object]) -> str | None:
    if key is None:
        return None
    if not isinstance(key, str):
        raise TypeError("no sort key")
    return str(read_key(key))


def _id(id: object) -> int:
    if type(id) is not int or not 0 <= id < 2**63:
        raise ValueError("no id")
    return id

"""Reads the log for streams that are not live, a few at a time.

However many clients come back at once, they share a handful of connections, and none holds
one while it writes to its socket.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from typing import Final

from broadcaster.entry import Entry
from broadcaster.gathering import Gathering
from broadcaster.topics import Topics
from orakul import database
from orakul.database import Connection, Pool
from orakul.rights import Rights, Who, read_rights_of
from sql import query

AT_ONCE: Final = 4  # connections
PAGE: Final = 250  # events looked at
PATIENCE: Final = 10.0  # seconds until a connection is free
_COLUMNS: Final = tuple(field.name for field in fields(Entry))
_ID: Final = re.compile(r"([0-9]{1,18})-([0-9a-f]{6})")


@dataclass(frozen=True, slots=True)
class Page:
    """What a person may see of a part of the log.

    *scanned_to* is how far that part goes, None at its end; *oldest* the position from which
    on nothing was pruned when it was read.
    """

    entries: list[Entry]
    scanned_to: int | None
    oldest: int | None


@dataclass(frozen=True, slots=True)
class _Found:
    tag: str | None
    oldest: int | None


@dataclass(frozen=True, slots=True)
class Start:
    """Where a client goes on: *after* a position, and why something before may be missing."""

    after: int
    trouble: str | None = None  # "malformed", "unknown" or "pruned"


async def find_start(db: Connection, last_id: str, newest: int) -> Start:
    """Find where a client goes on whose last event was *last_id*, ``earliest`` for all.

    An id that is not in the log with that very tag was pruned, or is of another history
    (restored, failed over), or nobody's: then the client goes on with the oldest event
    there is, and is told so. Whose event it was makes no difference.
    """
    return _start(last_id, newest, await _find_event(db, _position_in(last_id)))


def _position_in(last_id: str) -> int:
    given = _ID.fullmatch(last_id[:64])
    return int(given[1]) if given else 0


async def _find_event(db: Connection, position: int) -> _Found:
    return await database.fetch_one(db, _Found, "find_event", position) or _Found(None, None)


async def _find_events(db: Connection, positions: Sequence[int]) -> dict[int, _Found]:
    # Clients that come back at the same time mostly stopped at the same few events.
    return {position: await _find_event(db, position) for position in positions}


def _start(last_id: str, newest: int, found: _Found) -> Start:
    given = _ID.fullmatch(last_id[:64])
    position = _position_in(last_id)
    if given and found.tag == given[2]:
        return Start(position)
    beginning = newest if found.oldest is None else found.oldest - 1
    if last_id == "earliest":
        return Start(beginning)
    if given is None:
        return Start(beginning, "malformed")
    return Start(beginning, "pruned" if position <= beginning else "unknown")


def known_form(last_id: str) -> str | None:
    """Return *last_id* if it has the form of an id, so that it may be repeated."""
    return last_id if _ID.fullmatch(last_id[:64]) else None


async def read_page(
    db: Connection, rights: Rights, topics: Topics, *, after: int, upto: int, most: int = PAGE
) -> Page:
    """Return what *rights* allow of *topics* after a position and up to another.

    Args:
        db: connection whose snapshot is read.
        rights: of the person who asks.
        topics: what they ask for.
        after: position of the last event they have.
        upto: position of the last event they may get.
        most: how many events to look at, seen or not.
    """
    rows = await db.fetch(
        query("read_events_for"),
        after,
        upto,
        most,
        rights.is_admin,
        rights.person_id,
        list(rights.projects),
        None if topics.names is None else list(topics.names),
    )
    # The first row is always there, for what it says of the page; it may hold no event.
    entries = [
        Entry(**{column: row[column] for column in _COLUMNS})
        for row in rows
        if row["position"] is not None
    ]
    return Page(entries, rows[0]["scanned_to"], rows[0]["oldest"])


class Reader:
    """The connections that streams share to read the log, and what is read together."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._rights = Gathering(self.connection, read_rights_of)
        self._found = Gathering(self.connection, _find_events)

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        """Wait for a turn and lend a connection."""
        async with self._turn, self._pool.acquire(timeout=PATIENCE) as db:
            yield db

    async def rights(self, who: Who) -> Rights | None:
        """Return what *who* may see now; None if they, the session or the token is not valid."""
        return await self._rights.ask(who)

    async def start(self, last_id: str, newest: int) -> Start:
        """Find where a client goes on whose last event was *last_id*; see `find_start`."""
        found = await self._found.ask(_position_in(last_id))
        return _start(last_id, newest, found or _Found(None, None))

"""The log for one reader in this process, as an administrator sees it.

It is followed as the hub follows it, through restarts of the database, one batch ahead of
the reader at most. `recorded` reads a part of the past and comes to an end.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from broadcaster.entry import Entry, Mark
from broadcaster.feed import Feed
from broadcaster.limits import Limits
from orakul import database
from orakul.database import Connection

PAGE: Final = 1000  # events


@dataclass(frozen=True, slots=True)
class Gap:
    """Events may be missing here; *reason* as streams give it."""

    reason: str


class _Tail:
    """A sink of the feed that one reader empties."""

    def __init__(self, mark: Mark) -> None:
        self.mark = mark
        self.batches: asyncio.Queue[Sequence[Entry | Gap]] = asyncio.Queue()

    async def publish(self, db: Connection, entries: Sequence[Entry]) -> None:
        del db  # an administrator's rights need no look
        await self.batches.join()
        self.batches.put_nowait(entries)
        self.mark = Mark(entries[-1].position, entries[-1].id)

    def end_all(self, reason: str) -> None:
        self.batches.put_nowait([Gap(reason)])


async def follow(
    dsn: str, after: Mark, *, idle: float = 1.0
) -> AsyncGenerator[Sequence[Entry | Gap]]:
    """Yield what is committed after a place in the log, for as long as anybody asks.

    After *idle* seconds without an event it yields an empty batch, so that the reader can
    look whether it is still wanted.
    """
    tail = _Tail(after)
    feed = Feed(dsn, tail, poll=Limits().poll)
    following = asyncio.create_task(feed.follow())
    try:
        while True:
            try:
                async with asyncio.timeout(idle):
                    batch = await tail.batches.get()
            except TimeoutError:
                if following.done():
                    following.result()
                yield []
                continue
            yield batch
            tail.batches.task_done()
    finally:
        following.cancel()
        feed.close()


async def recorded(db: Connection, after: int, upto: int) -> AsyncGenerator[Sequence[Entry]]:
    """Yield the events after a position and up to another, in pages."""
    while after < upto:
        page = await database.fetch(db, Entry, "read_events", after, PAGE)
        if not page:
            return
        yield [entry for entry in page if entry.position <= upto]
        after = page[-1].position


async def position_before(db: Connection, time: datetime) -> int:
    """Return the position of the last event before *time*, 0 if there is none."""
    found: int | None = await database.fetch_value(db, "last_position_before", time)
    return found or 0

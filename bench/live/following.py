"""Follow the log with nothing but LISTEN and a read, as one writes it first."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import asyncpg

from broadcaster.entry import Entry
from orakul import database


@asynccontextmanager
async def following(dsn: str) -> AsyncGenerator[AsyncGenerator[Entry]]:
    """Listen, and yield what is committed from now on."""
    db = await asyncpg.connect(dsn)
    wakeup = asyncio.Event()

    def wake(*_: object) -> None:
        wakeup.set()

    await db.add_listener("oracle_channel", wake)
    newest: int = await db.fetchval("select coalesce(max(position), 0) from orakul.event")
    try:
        yield _entries(db, wakeup, newest)
    finally:
        await db.close()


async def _entries(
    db: asyncpg.Connection, wakeup: asyncio.Event, position: int
) -> AsyncGenerator[Entry]:
    while True:
        await wakeup.wait()
        wakeup.clear()
        for entry in await database.fetch(db, Entry, "read_events", position, 10_000):
            position = entry.position
            yield entry

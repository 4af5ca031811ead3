"""Look again whenever something was committed, and not much oftener than somebody can read.

A notification only says that it is time to look; the clock looks anyway. What is looked at
is the database itself, so a connection that was lost is replaced and nothing is missed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import asyncpg

from broadcaster.feed import CHANNEL
from broadcaster.trouble import TROUBLE
from orakul import database
from orakul.database import LOST, Connection

IDLE: Final = 1.0  # seconds between looks when no notification comes
OFTEN: Final = 0.25  # seconds between looks when they come all the time
SHARE: Final = 5.0  # a look may take one part of so many of the time
PAUSE: Final = 1.0  # seconds before another try to connect
PATIENCE: Final = 1.0  # seconds that a connection gets to end

Look = Callable[[Connection], Awaitable[bool]]


async def watch(
    dsn: str,
    look: Look,
    *,
    often: float = OFTEN,
    idle: float = IDLE,
    on_lost: Callable[[], None] | None = None,
) -> None:
    """Call *look* until it answers that it has seen enough.

    Args:
        dsn: of the database.
        look: reads, shows, and tells whether it was the last time.
        often: seconds from one look to the next while there is always something new.
        idle: seconds to the next look when nothing is heard.
        on_lost: called when the database went away; it is waited for.
    """
    changed = asyncio.Event()
    db = await _listen(dsn, changed)
    while True:
        try:
            if await _look(db, changed, look, often, idle):
                return
        finally:
            with suppress(*TROUBLE):
                await db.close(timeout=PATIENCE)
        if on_lost is not None:
            on_lost()
        db = await _reconnect(dsn, changed)


async def _look(
    db: Connection, changed: asyncio.Event, look: Look, often: float, idle: float
) -> bool:
    """Look until it was the last time, or, which is false, until the connection is lost."""
    clock = asyncio.get_running_loop().time
    while True:
        began = clock()
        changed.clear()
        try:
            if await look(db):
                return True
        except (*LOST, ConnectionResetError):
            return False
        except asyncpg.InterfaceError:
            if not db.is_closed():
                raise
            return False
        took = clock() - began
        await asyncio.sleep(max(often, SHARE * took) - took)
        with suppress(TimeoutError):
            await asyncio.wait_for(changed.wait(), idle)


async def _listen(dsn: str, changed: asyncio.Event) -> Connection:
    """Return a connection; *changed* is set whenever something was committed."""

    def heard(*_: object) -> None:
        changed.set()

    db = await database.connect(dsn)
    await db.add_listener(CHANNEL, heard)
    return db


async def _reconnect(dsn: str, changed: asyncio.Event) -> Connection:
    while True:
        await asyncio.sleep(PAUSE)
        with suppress(*TROUBLE):
            return await _listen(dsn, changed)

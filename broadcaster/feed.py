"""Follow the log, in commit order, and hand it on.

One connection of its own listens, outside of any pool. A notification is only a wake-up:
what is new is read from the table, after one, after a pause, and after every reconnect,
always in one loop, so that no two reads are ever under way. That look at the table is also
the proof that the connection is alive; it has a timeout, because a connection that was
cut silently never says so.
"""

import asyncio
import random
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol

import asyncpg
import structlog

from broadcaster.entry import START, Entry, Mark
from broadcaster.trouble import TROUBLE
from orakul import database
from orakul.database import Connection, Pool
from orakul.errors import UnavailableError

CHANNEL: Final = "oracle_channel"
NAME: Final = "orakul listener"  # in pg_stat_activity
MOST: Final = 1000  # events read at once
PATIENCE: Final = 5.0  # seconds for an answer
LONGEST_PAUSE: Final = 4.0  # seconds between two tries to connect

_log = structlog.stdlib.get_logger(__name__)


class Sink(Protocol):
    """Where the events go: the hub, above all. *mark* is how far in the log it is."""

    mark: Mark

    async def publish(self, db: Connection, entries: Sequence[Entry]) -> None:
        """Take *entries*, which follow each other, and move *mark*."""
        ...

    def end_all(self, reason: str) -> None:
        """Learn that what follows does not continue what was taken."""
        ...


class Feed:
    """The one listener of a process.

    Attributes:
        alive_at: loop time of the last look at the table.
        reconnects: how often the connection was replaced.
    """

    def __init__(self, dsn: str, sink: Sink, *, poll: float) -> None:
        self.alive_at = 0.0
        self.reconnects = 0
        self._dsn = dsn
        self._sink = sink
        self._poll = poll
        self._wakeup = asyncio.Event()
        self._pauses = _pauses()
        self._db: asyncpg.Connection | None = None

    async def open(self, pool: Pool) -> None:
        """Listen, prove that notifications arrive, and begin where the log ends.

        Raises:
            UnavailableError: the address leads to a standby, or through a pooler that
                loses notifications.
        """
        self._db = db = await self._listen()
        await self._prove(db, pool)
        self._sink.mark = await end_of_log(db)

    async def follow(self) -> None:
        """Hand over every event for as long as the process lives, whatever breaks."""
        while True:
            try:
                await self._follow(self._db or await self._reconnect())
            except TROUBLE as error:
                _log.warning("listener lost", error=repr(error))
                self.close()

    def close(self) -> None:
        """Close the connection at once."""
        if self._db is not None:
            self._db.terminate()
            self._db = None

    async def _follow(self, db: Connection) -> None:
        while True:
            self._wakeup.clear()
            await self._catch_up(db)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll):
                    await self._wakeup.wait()

    async def _catch_up(self, db: Connection) -> None:
        while True:
            after = self._sink.mark.position
            entries = await database.fetch(db, Entry, "read_events", after, MOST)
            self.alive_at = asyncio.get_running_loop().time()
            self._pauses = _pauses()
            if not entries:
                return
            await self._sink.publish(db, entries)

    async def _reconnect(self) -> Connection:
        await asyncio.sleep(next(self._pauses))
        self._db = db = await self._listen()
        await self._check_history(db)
        self.reconnects += 1
        return db

    async def _listen(self) -> asyncpg.Connection:
        db = await asyncpg.connect(
            self._dsn,
            timeout=PATIENCE,
            command_timeout=PATIENCE,
            server_settings={"application_name": NAME},
        )
        try:
            await _refuse_standby(db)
            db.add_termination_listener(self._wake)
            await db.add_listener(CHANNEL, self._wake)
        except BaseException:
            db.terminate()
            raise
        return db

    def _wake(self, *_: object) -> None:
        self._wakeup.set()

    async def _prove(self, db: asyncpg.Connection, pool: Pool) -> None:
        # From another session: a pooler may well pass on what a session tells itself.
        heard = asyncio.Event()
        payload = secrets.token_hex(8)

        def hear(_db: object, _pid: int, _channel: str, text: object) -> None:
            if text == payload:
                heard.set()

        await db.add_listener(CHANNEL, hear)
        async with pool.acquire(timeout=PATIENCE) as other:
            await database.execute(other, "probe_listener", payload)
        try:
            async with asyncio.timeout(PATIENCE):
                await heard.wait()
        except TimeoutError:
            raise UnavailableError(
                "no notification arrives on the connection that listens: its address must lead"
                " to PostgreSQL itself, not through a transaction pooler"
            ) from None
        await db.remove_listener(CHANNEL, hear)

    async def _check_history(self, db: Connection) -> None:
        """Begin anew if the log is not the one that was followed: restored, or failed over."""
        mark = self._sink.mark
        if mark == START:
            return
        tag = await database.fetch_value(db, "find_event", mark.position)
        if mark.id != f"{mark.position}-{tag}":
            self._sink.end_all("history changed")
            self._sink.mark = await end_of_log(db)


async def _refuse_standby(db: Connection) -> None:
    if await database.fetch_value(db, "is_standby"):
        raise UnavailableError(
            "the database is a standby, where nobody can listen: name the primary"
        )


async def end_of_log(db: Connection) -> Mark:
    """Return the place of the newest event."""
    newest = await database.fetch_one(db, _Newest, "newest_position")
    return START if newest is None else Mark(newest.position, f"{newest.position}-{newest.tag}")


@dataclass(frozen=True, slots=True)
class _Newest:
    position: int
    tag: str


def _pauses() -> Iterator[float]:
    """Seconds before each try, doubling, with jitter: all nodes lose a database at once."""
    pause = 0.1
    while True:
        yield random.uniform(pause / 2, pause)  # noqa: S311 - spreads load
        pause = min(2 * pause, LONGEST_PAUSE)

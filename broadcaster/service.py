"""The broadcaster of one process: its listener, its hub and its streams."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import Final

from broadcaster.feed import Feed, end_of_log
from broadcaster.hub import Counts, Hub
from broadcaster.lifetimes import watch
from broadcaster.limits import Limits
from broadcaster.log import Reader, Start
from broadcaster.stream import Stream, Subscriber
from broadcaster.subscription import frames, where
from broadcaster.topics import Choice
from orakul import database
from orakul.database import Connection, Pool
from orakul.errors import UnavailableError

SECOND: Final = 1_000_000  # positions are microseconds


@dataclass(frozen=True, slots=True)
class Status:
    """How the broadcaster does, for readiness and metrics."""

    listener_age: float  # seconds since the listener last proved to be alive
    lag: float  # seconds between the last event of the log and the last one handed out
    reconnects: int
    queue_usage: float  # share of PostgreSQL's notification queue that is full, 0 to 1
    streams: int
    counts: Counts


class Broadcaster:
    """Serves the log to any number of streams, while it is `running`."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._hub = Hub(per_person=self.limits.per_person)
        self._feed: Feed | None = None
        self._reader: Reader | None = None

    @asynccontextmanager
    async def running(self, dsn: str, pool: Pool) -> AsyncGenerator[None]:
        """Follow the log of *dsn*, a direct address of the primary, until the end.

        Streams read what they missed through *pool*.

        Raises:
            UnavailableError: nobody can listen at *dsn*; the message says why.
        """
        feed = Feed(dsn, self._hub, poll=self.limits.poll)
        try:
            await feed.open(pool)
            self._feed, self._reader = feed, Reader(pool)
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(feed.follow()),
                    group.create_task(watch(self._hub, self.limits)),
                ]
                yield
                for task in tasks:
                    task.cancel()
        finally:
            self._feed = self._reader = None
            self._hub.stop()
            feed.close()

    @property
    def cursor(self) -> str:
        """The id of an event up to which all have been committed, ``earliest`` before the first.

        Whoever takes it before they read a row, and streams from it, misses no change of
        that row.
        """
        return self._hub.mark.id

    def stop(self) -> None:
        """End all streams, before the server waits for its connections to finish."""
        self._hub.stop()

    @contextmanager
    def open(
        self, subscriber: Subscriber, topics: Choice, abort: Callable[[], None]
    ) -> Generator[Stream]:
        """Take in a stream for as long as the block lasts; *abort* closes its connection."""
        stream = Stream(subscriber, topics, limit=self.limits.buffer, abort=abort)
        now = asyncio.get_running_loop().time()
        spread = random.uniform(-self.limits.jitter, self.limits.jitter)  # noqa: S311
        stream.renew_at = now + self.limits.life * (1 + spread)
        stream.last_sent = now
        self._hub.add(stream)
        try:
            yield stream
        finally:
            self._hub.remove(stream)

    def frames(
        self, stream: Stream, last_id: str | None, start: Start | None = None
    ) -> AsyncGenerator[bytes]:
        """Yield what to send to *stream*, beginning after the event *last_id*.

        Raises:
            UnavailableError: the broadcaster does not run.
        """
        return frames(stream, self._hub, self._running_reader(), last_id, start)

    async def where(self, stream: Stream, last_id: str) -> Start:
        """Find where *stream* goes on after the event *last_id*.

        Raises:
            UnavailableError: the broadcaster does not run, or is too busy.
        """
        return await where(stream, self._running_reader(), last_id)

    def connection(self) -> AbstractAsyncContextManager[Connection]:
        """Lend one of the few connections that streams share.

        Raises:
            UnavailableError: the broadcaster does not run.
        """
        return self._running_reader().connection()

    async def status(self, db: Connection) -> Status:
        """Tell how things are; *db* says where the log ends.

        Raises:
            UnavailableError: the broadcaster does not run.
        """
        if self._feed is None:
            raise UnavailableError("the broadcaster is not running")
        newest = await end_of_log(db)
        return Status(
            listener_age=asyncio.get_running_loop().time() - self._feed.alive_at,
            lag=max(0, newest.position - self._hub.mark.position) / SECOND,
            reconnects=self._feed.reconnects,
            queue_usage=await database.fetch_value(db, "queue_usage"),
            streams=len(self._hub),
            counts=replace(self._hub.counts, delivered=self._hub.delivered),
        )

    def _running_reader(self) -> Reader:
        if self._reader is None:
            raise UnavailableError("the broadcaster is not running")
        return self._reader

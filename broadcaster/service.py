"""The broadcaster of one process: its listener, its hub and its streams."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace

from broadcaster.feed import Feed, end_of_log
from broadcaster.hub import Counts, Hub
from broadcaster.lifetimes import watch
from broadcaster.limits import Limits
from broadcaster.log import Reader
from broadcaster.stream import Stream, Subscriber
from broadcaster.subscription import frames
from broadcaster.topics import Topics
from orakul.database import Connection, Pool
from orakul.errors import UnavailableError


@dataclass(frozen=True, slots=True)
class Status:
    """How the broadcaster does, for readiness and metrics."""

    listener_age: float  # seconds since the listener last proved to be alive
    lag: int  # positions between the end of the log and what was handed out
    reconnects: int
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

    def stop(self) -> None:
        """End all streams, before the server waits for its connections to finish."""
        self._hub.stop()

    @contextmanager
    def open(
        self, subscriber: Subscriber, topics: Topics, abort: Callable[[], None]
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

    def frames(self, stream: Stream, last_id: str | None) -> AsyncGenerator[bytes]:
        """Yield what to send to *stream*, beginning after the event *last_id*.

        Raises:
            UnavailableError: the broadcaster does not run.
        """
        if self._reader is None:
            raise UnavailableError("the broadcaster is not running")
        return frames(stream, self._hub, self._reader, last_id)

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
            lag=max(0, newest.position - self._hub.mark.position),
            reconnects=self._feed.reconnects,
            streams=len(self._hub),
            counts=replace(self._hub.counts),
        )

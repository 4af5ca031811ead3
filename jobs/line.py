"""The connection on which a worker hears of tasks, and on which it claims them.

A task that is deferred wakes the server's process behind this connection. To claim on another
would wake a second one, which takes about as long as all that the worker does until it asks.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
from procrastinate.jobs import Notification

from orakul import database
from orakul.database import UNLIMITED, Connection, Limits, Pool

# Of all queues: resuming or retrying a task tells no particular one.
CHANNEL: Final = "procrastinate_any_queue_v1"
PATIENCE: Final = 5.0  # seconds for hanging up
DEADLINE: Final = 30.0  # seconds for an answer: a connection that died silently gives none

Hear = Callable[[Notification], None]


class Line:
    """One worker's connection to *dsn* for its claims; there is none while it does not listen."""

    def __init__(self, dsn: str, *, limits: Limits = UNLIMITED) -> None:
        self._dsn = dsn
        self._limits = limits
        self._db: Connection | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a connection."""
        return self._db is not None and not self._db.is_closed()

    @asynccontextmanager
    async def asking(self, otherwise: Pool) -> AsyncGenerator[Connection]:
        """Yield the connection, or, while there is none, one of *otherwise*.

        Raises:
            TimeoutError: it took longer than `DEADLINE`, and is given up.
        """
        db = self._db
        if db is None or not self.is_open:
            async with otherwise.acquire() as other:
                yield other
            return
        try:
            async with asyncio.timeout(DEADLINE):
                yield db
        except TimeoutError:
            db.terminate()
            raise

    async def listen(self, hear: Hear) -> None:
        """Call *hear* with wake-ups and cancellations until cancelled.

        Raises:
            OSError, asyncpg.PostgresError: there is no connection, or none any more.
        """
        lost = asyncio.Event()
        async with self._open() as db:
            db.add_termination_listener(lambda _: lost.set())
            await db.add_listener(CHANNEL, _telling(hear))
            self._db = db
            await lost.wait()
        raise asyncpg.ConnectionDoesNotExistError("the connection was lost")

    @asynccontextmanager
    async def _open(self) -> AsyncGenerator[Connection]:
        db = await database.connect(self._dsn, limits=self._limits)
        try:
            yield db
        finally:
            self._db = None
            await db.close(timeout=PATIENCE)


def _telling(hear: Hear) -> Callable[[object, int, str, object], None]:
    def told(_db: object, _pid: int, _channel: str, payload: object) -> None:
        hear(json.loads(str(payload)))

    return told

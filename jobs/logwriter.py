"""Bring what tasks logged into the database, many lines at a time.

The first line that comes in waits for others for a moment; then all of them are stored in
one statement. While the database is away they wait, as many as memory may hold. No task
waits for this but at its end, and there not for long: its outcome counts more.

Lines are stored at least once: where a connection breaks after a commit that nobody heard
of, they are stored again.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Final

import asyncpg
import structlog

from jobs.capturing import Capture
from jobs.linebuffer import Buffer
from jobs.manager import PASSING, PAUSE
from orakul.database import Pool
from orakul.tasks import logs

GATHER: Final = 0.15  # seconds that a line waits for others
PATIENCE: Final = 2.0  # seconds that the end of a task, or of the worker, waits for lines
BATCH: Final = 1000  # lines of one statement

log = structlog.stdlib.get_logger(__name__)


class LogWriter:
    """Stores what the tasks of one worker say."""

    def __init__(self, pool: Pool, actor: str) -> None:
        self.buffer = Buffer()
        self._pool = pool
        self._actor = actor
        self._filled = asyncio.Event()
        self._urgent = asyncio.Event()
        self._waiting: list[asyncio.Future[None]] = []

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Catch and store lines for as long as the context lasts, and what is left at its end."""
        loop = asyncio.get_running_loop()
        capture = Capture(self.buffer, lambda: loop.call_soon_threadsafe(self._filled.set))
        logging.getLogger().addHandler(capture)
        writing = asyncio.create_task(self._run(), name="log writer")
        try:
            yield
        finally:
            with suppress(asyncio.CancelledError):
                await self.settle()
            logging.getLogger().removeHandler(capture)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            if len(self.buffer):
                log.warning("lines of tasks were not stored", lines=len(self.buffer))

    async def settle(self) -> None:
        """Return when all that was said until now is stored, or when that takes too long."""
        stored = asyncio.get_running_loop().create_future()
        self._waiting.append(stored)
        self._urgent.set()
        self._filled.set()
        await asyncio.wait([stored], timeout=PATIENCE)

    async def _run(self) -> None:
        while True:
            await self._filled.wait()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._urgent.wait(), GATHER)
            self._filled.clear()
            self._urgent.clear()
            waiting, self._waiting = self._waiting, []
            await self._store()
            for each in waiting:
                if not each.done():
                    each.set_result(None)

    async def _store(self) -> None:
        while batch := self.buffer.take(BATCH):
            try:
                async with self._pool.acquire() as db:
                    await logs.keep(db, [line.content for line in batch], self._actor)
            except ValueError as error:  # before those that pass, which some of its kind are
                log.warning("lines cannot be stored", lines=len(batch), error=str(error))
            except (*PASSING, asyncpg.ForeignKeyViolationError):
                # Or a task of theirs was deleted in this moment: then without it.
                self.buffer.give_back(batch)
                await asyncio.sleep(PAUSE)
            except asyncpg.PostgresError as error:
                log.warning("lines were refused", lines=len(batch), error=str(error))
            except BaseException:
                self.buffer.give_back(batch)
                raise

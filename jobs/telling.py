"""Telling of something that changes often: not each time, and the last of it always."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

Write = Callable[[], Awaitable[None]]

APART: Final = 0.2  # seconds from one write to the next


class Latest:
    """Of many writes the latest, `APART` seconds after the one before at the soonest."""

    def __init__(self) -> None:
        self._held: Write | None = None
        self._due = 0.0  # by the loop's clock
        self._one = asyncio.Lock()  # so that none overtakes another
        self._timer: asyncio.Task[None] | None = None

    async def put(self, write: Write, *, at_once: bool) -> None:
        """Do *write*, or let it wait for its time or for one that takes its place."""
        self._held = write
        if at_once or asyncio.get_running_loop().time() >= self._due:
            await self._write()
        elif self._timer is None or self._timer.done():
            self._timer = asyncio.create_task(self._later())

    async def settle(self) -> None:
        """Do the write that waits, if there is one; it is only tried."""
        if self._held is None and self._timer is None:
            return  # as of most tasks, which tell nothing
        self.stop()
        with suppress(Exception):
            await self._write()

    def stop(self) -> None:
        """Do nothing more by itself."""
        if self._timer is not None:
            self._timer.cancel()

    async def _later(self) -> None:
        with suppress(Exception):  # what waits is tried again with the next, or at the end
            while self._held is not None:
                await asyncio.sleep(self._due - asyncio.get_running_loop().time())
                await self._write()

    async def _write(self) -> None:
        async with self._one:
            write, self._held = self._held, None
            if write is None:
                return
            self._due = asyncio.get_running_loop().time() + APART
            try:
                await write()
            except BaseException:
                self._held = self._held or write
                raise

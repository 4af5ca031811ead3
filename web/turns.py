"""Few at once of what keeps a connection for long, so that others find one."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from orakul.errors import UnavailableError
from orakul.sentences import Sentence

PATIENCE: Final = 10.0  # seconds to wait for one's turn


class Turns:
    """Lets *most* in at once, and tells whoever waits in vain the *refusal*."""

    def __init__(self, most: int, refusal: Sentence) -> None:
        self._free = asyncio.Semaphore(most)
        self._refusal = refusal

    @asynccontextmanager
    async def one(self) -> AsyncGenerator[None]:
        """Take a turn for as long as the context lasts.

        Raises:
            UnavailableError: all are taken for too long.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                await self._free.acquire()
        except TimeoutError:
            raise UnavailableError(self._refusal) from None
        try:
            yield
        finally:
            self._free.release()

"""Pauses that end by the clock: they hold nothing from that moment on, and it is told."""

import asyncio
from typing import Final

import structlog

from jobs.manager import PASSING
from orakul import database
from orakul.database import Pool

EVERY: Final = 1.0  # seconds

log = structlog.stdlib.get_logger(__name__)


async def end_pauses(pool: Pool) -> None:
    """Write down which pauses have ended, until cancelled, also after the database was away.

    Every worker does; the first to notice tells of it and wakes the others.
    """
    while True:
        try:
            async with pool.acquire() as db:
                await database.execute(db, "end_pauses")
        except PASSING as error:
            log.warning("could not look for pauses that have ended", error=str(error))
        await asyncio.sleep(EVERY)

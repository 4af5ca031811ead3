"""Hold the rules against what is, and send what is to be told, as long as a process lives.

Every web process and every worker does. PostgreSQL lets one of them evaluate at a time, and
at most every `EVERY` seconds, so more processes watch no more often, and as long as any of
them lives somebody does.
"""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import structlog

from orakul import database, workers
from orakul.alerts import delivering
from orakul.database import TROUBLE, Acting, Connection, Pool
from orakul.settings import Settings

EVERY: Final = 15.0  # seconds between evaluations, by whichever process
LOOK: Final = 5.0  # seconds between looks of one process
ROUNDS: Final = 4  # of deliveries at once: a channel that hangs holds one of them up

log = structlog.stdlib.get_logger(__name__)


async def evaluate(db: Connection, *, silence: float, every: float = EVERY) -> bool:
    """Open, update and resolve alerts; tell whether it was done here.

    Args:
        db: connection outside of any transaction.
        silence: seconds after which a worker counts as dead.
        every: seconds within which nobody evaluates twice.
    """
    async with database.acting(db, Acting("system:alerts")):
        evaluated = await database.fetch_value(db, "evaluate_alerts", silence, every)
    if evaluated:
        # Workers notice each other's death; that of the last one is noticed here.
        await workers.lose_last(db, silence=silence)
    return evaluated


@asynccontextmanager
async def watched(pool: Pool, settings: Settings) -> AsyncGenerator[None]:
    """Watch as long as the context lasts."""
    watching = asyncio.create_task(watch(pool, settings), name="alerts")
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def watch(pool: Pool, settings: Settings) -> None:
    """Evaluate and deliver until cancelled, also after the database was away."""
    async with asyncio.TaskGroup() as group:
        rounds = asyncio.Semaphore(ROUNDS)
        while True:
            await asyncio.sleep(LOOK)
            await _look(pool, settings)
            if not rounds.locked():
                await rounds.acquire()
                group.create_task(_deliver(pool, settings, rounds))


async def _look(pool: Pool, settings: Settings) -> None:
    with _going_on("could not look for alerts"):
        async with pool.acquire() as db:
            await evaluate(db, silence=settings.stalled_after)


async def _deliver(pool: Pool, settings: Settings, rounds: asyncio.Semaphore) -> None:
    try:
        with _going_on("could not tell of alerts"):
            while await delivering.deliver(pool, settings):
                pass
    finally:
        rounds.release()


@contextmanager
def _going_on(failure: str) -> Generator[None]:
    """Let no error end the watching: the log tells of it, and more where nobody expected it."""
    try:
        yield
    except* TROUBLE as errors:
        log.warning(failure, error=str(errors.exceptions[0]))
    except* Exception as errors:
        log.exception(failure, exc_info=errors)

"""The days of the log: made ahead, and dropped when they are old.

Either needs the log for itself for some ms. Where a long reader is in the way, it gives up
at once and tries again, so that nobody waits behind it for long; what is not done by then
is done the next time, and nothing is lost meanwhile.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg
import structlog

from orakul import database
from orakul.database import Connection
from orakul.tasks import tallies

AHEAD: Final = 3  # days
TRIES: Final = 5
PAUSE: Final = 1.0  # seconds between two tries, on average

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping house changed.

    *made* partitions were made, those *dropped* are gone with all events before a time, and
    *history* lines of the history of tasks were kept of them.
    """

    made: int
    dropped: Sequence[str]
    history: int


async def keep_house(db: Connection, *, retention: timedelta) -> Kept:
    """Make the log's next days and drop those that are older than *retention*.

    Args:
        db: a connection outside of any transaction; each step is one of its own.
        retention: how long events are kept, at least; a day more at most.
    """
    made = await _alone(db, "partition_events", AHEAD) or 0
    await tallies.count_all(db)  # what is dropped uncounted, nobody counts any more
    dropped = list[str]()
    history = 0
    for name in await database.fetch_column(
        db, "list_expired_partitions", datetime.now(UTC) - retention
    ):
        history += await database.fetch_value(db, "keep_task_history", name)
        if not await _alone(db, "drop_event_partition", name):
            break  # a hole in the middle of the log would be no gap that could be told
        dropped.append(name)
    return Kept(made, dropped, history)


async def _alone(db: Connection, query: str, *args: object) -> Any:  # noqa: ANN401 - PostgreSQL knows
    """Run what needs the log for itself; return None if that could not be had."""
    for number in range(TRIES):
        if number:
            await asyncio.sleep(random.uniform(0.5, 1.5) * PAUSE)  # noqa: S311 - spreads load
        try:
            return await database.fetch_value(db, query, *args)
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            _log.info("the log is in use", step=query)
    _log.warning("the log was in use all the time", step=query)
    return None

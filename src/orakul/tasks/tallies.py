"""What the tasks of an installation add up to, for whoever watches it from outside.

Waits and runs are counted from the log into histograms that only grow; what waits now is
counted where it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from orakul import database
from orakul.database import Connection

PAGE: Final = 10_000  # events counted in one transaction
PAGES: Final = 20  # that one caller counts at most: the rest is the next one's


@dataclass(frozen=True, slots=True)
class Histogram:
    """How long the tasks of one name waited in a queue, or ran there to one outcome.

    Attributes:
        outcome: of the run: completed, failed, cancelled, retried where it failed and another
            follows, or interrupted, since its worker stopped; empty for a wait.
        bounds: ascending upper bounds of the buckets in seconds, the last one infinite.
        counts: of each bucket alone, as many as there are *bounds*.
        seconds: sum of them all.
    """

    kind: Literal["wait", "run"]
    name: str
    queue: str
    outcome: str
    bounds: Sequence[float]
    counts: Sequence[int]
    seconds: float


Unfinished = Literal["pending", "in_progress"]


@dataclass(frozen=True, slots=True)
class Depth:
    """How many tasks of a queue are in a state, and the wait of the oldest that may start."""

    queue: str
    state: Unfinished
    count: int
    oldest_seconds: float | None


@dataclass(frozen=True, slots=True)
class Workers:
    """How many workers showed themselves lately, those that drain apart, and how many did not."""

    live: int
    draining: int
    silent: int


async def count(db: Connection) -> None:
    """Bring the histograms up to date with the log, as far as `PAGES` go."""
    for _ in range(PAGES):
        if await database.fetch_value(db, "tally_tasks", PAGE) < PAGE:
            return


async def count_all(db: Connection) -> None:
    """Bring the histograms up to date with the log, however much there is to count.

    Args:
        db: a connection outside of any transaction; each page is one of its own.
    """
    while await database.fetch_value(db, "tally_tasks", PAGE) >= PAGE:
        pass


async def histograms(db: Connection) -> list[Histogram]:
    """Return all histograms as they were last counted."""
    return await database.fetch(db, Histogram, "read_task_tallies")


async def depths(db: Connection) -> list[Depth]:
    """Return what is unfinished, by queue and state."""
    return await database.fetch(db, Depth, "count_unfinished_tasks")


async def workers(db: Connection, *, silence: float) -> Workers:
    """Count workers; one that was silent for *silence* seconds is taken for dead."""
    [counted] = await database.fetch(db, Workers, "count_workers", silence)
    return counted

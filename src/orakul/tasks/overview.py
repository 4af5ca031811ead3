"""What goes on at this moment, in a few small questions: what waits, runs, ended and failed.

Each asks an index for what one screen can hold, so that whoever looks several times a second
is no burden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from orakul import database, workers
from orakul.database import Connection
from orakul.tasks.control import Pause, list_pauses
from orakul.tasks.tallies import Depth, depths


@dataclass(frozen=True, slots=True)
class Ended:
    """How many tasks ended one way within the second that begins at *second*."""

    second: datetime
    state: Literal["completed", "failed", "cancelled"]
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it, as of *at* by the database's clock.

    *workers* are as `orakul.workers` lists them, the tasks in *running* and *failures* as
    `orakul.task_shape` makes them.
    """

    at: datetime
    depths: Sequence[Depth]
    ended: Sequence[Ended]
    pauses: Sequence[Pause]
    workers: Sequence[Mapping[str, Any]]
    running: Sequence[Mapping[str, Any]]
    failures: Sequence[Mapping[str, Any]]


async def read(db: Connection, *, since: datetime, most: int, silence: float) -> Overview:
    """Return what goes on, from one snapshot.

    Args:
        db: connection outside of a transaction.
        since: from when on it is counted what ended.
        most: how many running tasks, and how many failures, are wanted.
        silence: seconds after which a worker counts as dead.
    """
    async with db.transaction(isolation="repeatable_read", readonly=True):
        return Overview(
            await database.fetch_value(db, "now"),
            await depths(db),
            await database.fetch(db, Ended, "count_ended_tasks", since),
            await list_pauses(db),
            await workers.list_all(db, None, silence=silence),
            await database.fetch_column(db, "list_running_tasks", most),
            await database.fetch_column(db, "list_last_failures", most),
        )

"""Queues: what waits, runs and ended in each, who serves it, and what holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orakul import database
from orakul.database import Connection
from orakul.people import Person


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue, as somebody sees it: the counts are over the tasks that they see.

    Attributes:
        waiting: tasks that are pending, those *scheduled* for later among them.
        oldest_seconds: how long the one has waited that has been due longest; None without one.
        ended_1h: ends of tasks within an hour, those that *failed_1h* among them, though they
            were retried since.
        workers: that live and serve it, by its name or because they serve all.
        pause: that holds all of it, its own or the one over all queues.
    """

    name: str
    waiting: int
    running: int
    scheduled: int
    oldest_seconds: float | None
    ended_1h: int
    failed_1h: int
    workers: int
    pause: Mapping[str, Any] | None


async def read_all(
    db: Connection, person: Person, *, silence: float, project: str | None = None
) -> list[Queue]:
    """Return the queues, by name, from one snapshot.

    There are those that have tasks that *person* sees, those that a living worker names, and
    those that are paused.

    Args:
        db: connection.
        person: who asks.
        silence: seconds without a heartbeat after which a worker counts as dead.
        project: slug or id of the one whose tasks are counted; the queues are the same.
    """
    return await database.fetch(db, Queue, "read_queues", person.reader, project, silence)

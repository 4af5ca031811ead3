"""What a person does to tasks: retry one, cancel one, hold a queue.

Each is a change in the caller's transaction, whose actor and reason stand in the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from orakul import database
from orakul.database import Connection
from orakul.errors import ConflictError, DeniedError, NotFoundError
from orakul.people import Person


@dataclass(frozen=True, slots=True)
class Pause:
    """A queue whose tasks do not start; *queue* None stands for all queues."""

    queue: str | None
    reason: str | None
    actor: str
    at: datetime


async def retry(db: Connection, person: Person, id: int) -> None:
    """Put a failed or cancelled task back into its queue, for a new attempt.

    Raises:
        NotFoundError: there is none with this id, or not for *person*.
        DeniedError: *person* is a viewer in the task's project.
        ConflictError: it is neither failed nor cancelled, or its job was deleted.
    """
    await _check_may_change(db, person, id)
    try:
        was = await database.fetch_value(db, "retry_task", id)
    except asyncpg.UniqueViolationError:
        raise ConflictError(f"task {id} waits already as another task") from None
    if was == "gone":
        raise ConflictError(f"the job of task {id} was deleted from the queue")
    if was not in {"failed", "cancelled"}:
        raise ConflictError(f"task {id} is {was}: only a failed or cancelled one can be retried")


async def cancel(db: Connection, person: Person, id: int) -> None:
    """Cancel a task that waits, or tell the worker of one that runs to stop.

    Doing it again changes nothing.

    Raises:
        NotFoundError: there is none with this id, or not for *person*.
        DeniedError: *person* is a viewer in the task's project.
        ConflictError: it has ended otherwise.
    """
    await _check_may_change(db, person, id)
    was = await database.fetch_value(db, "cancel_task", id)
    if was in {"completed", "failed"}:
        raise ConflictError(f"task {id} is {was}: only a pending or running one can be cancelled")


async def pause(db: Connection, queue: str | None, reason: str | None = None) -> bool:
    """Let no task of *queue*, or of any queue, start; False if that is so already."""
    return await database.fetch_value(db, "pause_queue", queue, reason)


async def resume(db: Connection, queue: str | None) -> bool:
    """Lift the pause of *queue*, or the one over all queues; False if there is none."""
    return await database.fetch_value(db, "resume_queue", queue)


async def list_pauses(db: Connection) -> Sequence[Pause]:
    """Return the pauses that stand."""
    return await database.fetch(db, Pause, "list_pauses")


async def _check_may_change(db: Connection, person: Person, id: int) -> None:
    row = await database.fetch_one(db, _Seen, "read_task", id, person.reader)
    if row is None:
        raise NotFoundError(f"there is no task {id}")
    if not row.may_change:
        raise DeniedError(f"a viewer changes nothing in the project of task {id}")


@dataclass(frozen=True, slots=True)
class _Seen:
    task: object
    may_change: bool

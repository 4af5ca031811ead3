"""What a person does to tasks: to one of them, or to what may start at all.

Each is a change in the caller's transaction, whose actor and reason stand in the log
together with what the task was before and after. Repeating any of it changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

import asyncpg

from orakul import database
from orakul.database import Connection
from orakul.errors import ConflictError, DeniedError, NotFoundError, RejectedError
from orakul.people import Person
from orakul.sentences import said
from orakul.tasks import kinds

Action = Literal["retry", "cancel", "run_now", "reschedule", "priority"]
Obstacle = Literal["missing", "forbidden", "state", "gone", "waiting", "bulk", "unchanged"]

# What is said of a task whose state does not allow it.
_IMPOSSIBLE: Final[Mapping[Action, str]] = {
    "retry": "task_not_retried",
    "cancel": "task_not_cancelled",
    "run_now": "task_not_run_now",
    "reschedule": "task_not_rescheduled",
    "priority": "task_not_prioritised",
}


@dataclass(frozen=True, slots=True)
class Pause:
    """What does not start: tasks of a queue, of a name, of both, or all where both are None.

    It ends by itself at *resume_at*, where that is given. *by* is what the person is called
    who did it.
    """

    queue: str | None
    task: str | None
    reason: str | None
    actor: str
    by: str | None
    at: datetime
    resume_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Outcome:
    id: int
    was: str | None
    obstacle: Obstacle | None


@dataclass(frozen=True, slots=True)
class _Successor:
    was: str | None
    obstacle: Obstacle | None
    successor: int | None
    made: bool


async def retry(db: Connection, person: Person, id: int) -> None:
    """Put a failed or cancelled task back into its queue, for a new attempt.

    Raises:
        NotFoundError: there is none with this id, or not for *person*.
        DeniedError: *person* is a viewer in the task's project.
        ConflictError: it is neither failed nor cancelled, its job was deleted, or another
            waits under its queueing lock.
    """
    await _act(db, person, id, "retry")


async def retry_edited(
    db: Connection, person: Person, id: int, args: Mapping[str, Any]
) -> tuple[int, bool]:
    """Try a failed or cancelled task again with other arguments, as a new task.

    What is hidden in the arguments and given as it is shown stays as it was.

    Returns:
        The id of the new task, and whether it was made now: the same arguments again are
        the same task, unless that has failed.

    Raises:
        NotFoundError: there is none with this id, or not for *person*.
        DeniedError: *person* is a viewer in the task's project, or may not change what the
            task works on.
        ConflictError: it is neither failed nor cancelled, or another waits under its
            queueing lock.
        ArgumentsError: *args* are not what a task of this name takes.
    """
    old = await database.fetch_one(db, kinds.Given, "read_task_args", id, person.reader)
    if old is None:
        raise NotFoundError(said("task_unknown", id=id))
    asked = await kinds.edited(db, person, old, args)
    try:
        [made] = await database.fetch(db, _Successor, "retry_edited", id, asked, person.actor_id)
    except asyncpg.UniqueViolationError:
        raise _refusal(id, "retry", None, "waiting") from None
    if made.obstacle == "waiting":
        raise await _waiting(db, person, id)
    if made.obstacle or made.successor is None:
        raise _refusal(id, "retry", made.was, made.obstacle)
    return made.successor, made.made


async def cancel(db: Connection, person: Person, id: int) -> None:
    """Cancel a task that waits, or tell the worker of one that runs to stop.

    Raises:
        NotFoundError: there is none with this id, or not for *person*.
        DeniedError: *person* is a viewer in the task's project.
        ConflictError: it has ended otherwise.
    """
    await _act(db, person, id, "cancel")


async def run_now(db: Connection, person: Person, id: int) -> None:
    """Make a pending task due at once, whatever it was scheduled for.

    Raises:
        NotFoundError: there is none with this id, or not for *person*.
        DeniedError: *person* is a viewer in the task's project.
        ConflictError: it is not pending.
    """
    await _act(db, person, id, "run_now")


async def reschedule(db: Connection, person: Person, id: int, at: datetime) -> None:
    """Let a pending task wait until *at*.

    Raises:
        NotFoundError: there is none with this id, or not for *person*.
        DeniedError: *person* is a viewer in the task's project.
        ConflictError: it is not pending.
    """
    await _act(db, person, id, "reschedule", at=at)


async def prioritise(db: Connection, person: Person, id: int, priority: int) -> None:
    """Give a pending task another priority; the highest are taken first.

    Raises:
        NotFoundError: there is none with this id, or not for *person*.
        DeniedError: *person* is a viewer in the task's project.
        ConflictError: it is not pending, or a bulk action.
    """
    await _act(db, person, id, "priority", priority=priority)


async def pause(
    db: Connection,
    queue: str | None,
    reason: str | None = None,
    *,
    task: str | None = None,
    resume_at: datetime | None = None,
) -> bool:
    """Let nothing of *queue*, of the name *task*, or of both start; nothing at all without.

    False if that is so already, with this reason and this end.

    Raises:
        RejectedError: *resume_at* is not in the future.
    """
    if resume_at is not None and resume_at <= datetime.now(UTC):
        raise RejectedError(said("resumes_in_past"), path="resume_at")
    return await database.fetch_value(db, "pause", queue, task, reason, resume_at)


async def resume(db: Connection, queue: str | None, *, task: str | None = None) -> bool:
    """Lift the pause of exactly this; False if there is none."""
    return await database.fetch_value(db, "resume", queue, task)


async def list_pauses(db: Connection) -> Sequence[Pause]:
    """Return the pauses that stand."""
    return await database.fetch(db, Pause, "list_pauses")


async def _act(
    db: Connection,
    person: Person,
    id: int,
    action: Action,
    *,
    priority: int | None = None,
    at: datetime | None = None,
) -> None:
    try:
        [outcome] = await database.fetch(
            db, _Outcome, "act_on_tasks", action, [id], person.actor_id, priority, at
        )
    except asyncpg.UniqueViolationError:
        raise _refusal(id, action, None, "waiting") from None
    if outcome.obstacle == "waiting":
        raise await _waiting(db, person, id)
    if outcome.obstacle not in {None, "unchanged"}:
        raise _refusal(id, action, outcome.was, outcome.obstacle)


async def _waiting(db: Connection, person: Person, id: int) -> ConflictError:
    """Say that another waits under the queueing lock of a task: which, where *person* sees it."""
    other = await database.fetch_value(db, "read_waiting", id, person.reader)
    known = said("task_waits_as", id=id, other=other) if other else said("task_waits", id=id)
    return ConflictError(known)


def _refusal(id: int, action: Action, was: str | None, obstacle: Obstacle | None) -> Exception:
    match obstacle:
        case "forbidden":
            return DeniedError(said("task_foreign", id=id))
        case "state":
            return ConflictError(said(_IMPOSSIBLE[action], id=id, task_state=was or ""))
        case "gone":
            return ConflictError(said("task_gone", id=id))
        case "waiting":
            return ConflictError(said("task_waits", id=id))
        case "bulk":
            return ConflictError(said("task_first", id=id))
        case _:
            return NotFoundError(said("task_unknown", id=id))

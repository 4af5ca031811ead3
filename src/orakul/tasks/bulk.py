"""An action on everything that a filter finds, or on some tasks, carried out as a task.

The tasks are chosen when it is accepted. It can be undone by cancelling its task while that
waits. Whatever stands in the way of one of them is counted, and stops none of the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from orakul import database
from orakul.database import Connection
from orakul.errors import RejectedError
from orakul.paging import Place, Slice, Sort, cut, read_cursor, read_whole
from orakul.people import Person
from orakul.tasks.control import Action
from orakul.tasks.deferring import Work, defer
from orakul.tasks.reading import Filter, read_task, shown

URGENT: Final = 1_000_000  # priority of the task: it must not wait behind what it is to cancel

_MET: Final = Sort("met", descending=False)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done to which tasks.

    *priority* belongs to the action of that name, *at*, from when on they are due, to
    ``reschedule``.

    *wanted* finds them, or they are told by their ids, of which those count that one may see.
    """

    action: Action
    wanted: Filter | Sequence[int]
    priority: int | None = None
    at: datetime | None = None

    def __post_init__(self) -> None:
        if (self.action == "priority") != (self.priority is not None):
            raise RejectedError("priority: goes with the action priority, and only with it")
        if (self.action == "reschedule") != (self.at is not None):
            raise RejectedError("at: goes with the action reschedule, and only with it")


@dataclass(frozen=True, slots=True)
class Accepted:
    """The task that carries it out, and how many tasks it will deal with."""

    task_id: int
    total: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A task that was left as it was: the chunk that it is of, its place there, and its shape."""

    chunk: str
    id: int
    shape: Mapping[str, Any]


async def choose(db: Connection, person: Person, wanted: Filter | Sequence[int]) -> list[int]:
    """Return the ids of the tasks that *person* sees and *wanted* finds, or of these tasks.

    Raises:
        SearchError: what is searched for is no search.
    """
    if isinstance(wanted, Filter):
        return await database.fetch_value(db, "matching_tasks", *wanted.arguments(person))
    return await database.fetch_value(db, "choose_tasks", person.reader, wanted)


async def survey(db: Connection, person: Person, order: Order) -> Mapping[str, Any]:
    """Return what it would do now, as ``orakul.survey_bulk_v1`` shapes it; nothing is done."""
    ids = await choose(db, person, order.wanted)
    found: dict[str, Any] = await database.fetch_value(
        db, "survey_bulk", order.action, ids, person.actor_id, order.priority, order.at
    )
    return {**found, "samples": [shown(task) for task in found["samples"]]}


async def accept(
    db: Connection,
    person: Person,
    order: Order,
    reason: str | None,
    *,
    begins_in: timedelta = timedelta(0),
) -> Accepted:
    """Choose the tasks, and defer the task that will act on them as *person*.

    It begins after *begins_in* at the earliest, and can be undone until then at least: by the
    database's clock, which says what is due.
    """
    ids = await choose(db, person, order.wanted)
    id = await database.fetch_value(
        *(db, "accept_bulk", order.action, ids, person.actor_id, order.priority, reason),
        order.at,
    )
    args = {"bulk_id": id, "total": len(ids)}
    at = await database.fetch_value(db, "clock") + begins_in if begins_in else None
    return Accepted(await defer(db, Work.BULK, args, priority=URGENT, scheduled_at=at), len(ids))


async def carry_out_chunk(db: Connection, id: int) -> int | None:
    """Act on the next thousand; how many are dealt with by now, None when none were left."""
    return await database.fetch_value(db, "carry_out_chunk", id)


async def changed(db: Connection, id: int) -> int:
    """Return how many tasks it has changed so far."""
    return await database.fetch_value(db, "count_changed_by_bulk", id)


async def result(db: Connection, id: int) -> dict[str, Any]:
    """Return what it came to, as ``orakul.bulk_result_v1`` shapes it."""
    return await database.fetch_value(db, "bulk_result", id)


async def skipped(
    db: Connection, person: Person, id: int, *, cursor: str | None, limit: int
) -> Slice[Skipped]:
    """Return a page of what the task *id* left as it was, each with what was in the way.

    Raises:
        NotFoundError: there is no task with this id, or not for *person*.
        RejectedError: *cursor* is of another list.
    """
    await read_task(db, person, id)
    place = read_cursor(cursor, _MET, read_whole)
    after = (int(place.key or 0), place.id) if place else (None, None)
    rows = await database.fetch(db, Skipped, "list_skipped", id, *after, limit + 1)
    return cut(rows, limit, _MET, lambda row: Place(row.chunk, row.id))


async def prune(db: Connection, retention: timedelta) -> int:
    """Forget actions that ended and are older than this; return how many."""
    return await database.fetch_value(db, "prune_bulk", retention)

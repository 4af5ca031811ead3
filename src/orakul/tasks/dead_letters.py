"""Dead letters: tasks that failed for good, until somebody tries them again or discards them.

They are grouped by the kind of their last error (`fingerprint`), since a thousand of them
have a handful of causes. What is done to one, or to a group, is done in the caller's
transaction; each is done or left alone, and of each that is left alone it is said why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from orakul import database
from orakul.database import Connection
from orakul.errors import ConflictError, DeniedError, NotFoundError
from orakul.paging import COUNTED, Place, Slice, Sort, cut, read_cursor, read_time
from orakul.people import Person
from orakul.sentences import Blanks, Sentence, said

MOST: Final = 1000  # that are dealt with at once
ORDER: Final = Sort("finished_at", descending=True)

_WHY: Final[Mapping[str, str]] = {
    "unknown": "task_unknown",
    "denied": "task_foreign",
    "discarded": "letter_discarded",
    "gone": "task_gone",
    "waiting": "task_waits",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which dead letters; what is None restricts nothing. *project* is an id or a slug."""

    name: str | None = None
    queue: str | None = None
    project: str | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A failed task, as `orakul.task_shape` makes it, and the kind of its last error."""

    id: int
    key: str
    task: Mapping[str, Any]
    fingerprint: str
    error_class: str | None
    frame: str | None
    pattern: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Dead letters of one kind; *trend* counts them by hour over a day, the latest last."""

    fingerprint: str
    error_class: str | None
    frame: str | None
    message: str | None
    count: int
    first_at: datetime
    last_at: datetime
    trend: Sequence[int]
    sample_id: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A task that was left alone, and why: *reason* is of this *kind*."""

    id: int
    reason: str
    kind: str | None
    blanks: Blanks


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of them: *unchanged* were so already, *remaining* were too many at once."""

    done: int
    unchanged: int
    skipped: Sequence[Skipped]
    remaining: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Dead letters by their ids, or, without, those of one kind, of one name of task if given."""

    ids: Sequence[int] = ()
    fingerprint: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    id: int
    count: int  # of its kind


@dataclass(frozen=True, slots=True)
class _Outcome:
    id: int
    outcome: str


async def list_letters(
    db: Connection, person: Person, wanted: Filter, *, limit: int, cursor: str | None
) -> Slice[DeadLetter]:
    """Return a page of the dead letters that *person* sees, those that failed last first.

    Raises:
        RejectedError: *cursor* is not one of this list.
    """
    place = read_cursor(cursor, ORDER, read_time)
    rows = await database.fetch(
        db,
        DeadLetter,
        "list_dead_letters",
        person.reader,
        wanted.name,
        wanted.queue,
        wanted.project,
        wanted.fingerprint,
        read_time(place.key) if place and place.key else None,
        place.id if place else None,
        limit + 1,
    )
    return cut(rows, limit, ORDER, lambda row: Place(row.key, row.id))


async def count_letters(db: Connection, person: Person, wanted: Filter) -> int:
    """Return how many dead letters *person* sees, of all kinds; never more than `COUNTED` + 1."""
    return await database.fetch_value(
        db,
        "count_dead_letters",
        person.reader,
        wanted.name,
        wanted.queue,
        wanted.project,
        COUNTED + 1,
    )


async def list_groups(
    db: Connection, person: Person, wanted: Filter, *, limit: int
) -> Sequence[Group]:
    """Return the dead letters that *person* sees by kind, the largest *limit* groups."""
    return await database.fetch(
        db,
        Group,
        "group_dead_letters",
        person.reader,
        wanted.name,
        wanted.queue,
        wanted.project,
        limit,
    )


async def retry(db: Connection, person: Person, chosen: Chosen) -> Settled:
    """Put dead letters back into their queues, up to `MOST` of a kind, the oldest first.

    Of a kind, those come last that cannot be retried, since their job was deleted or another
    waits under its queueing lock.

    Raises:
        NotFoundError: there is none of them, or not for *person*.
        DeniedError: *person* is a viewer in the projects of all of them.
        ConflictError: none could be retried; the message says why of the first.
    """
    return await _settle(db, person, chosen, discard=False)


async def discard(db: Connection, person: Person, chosen: Chosen) -> Settled:
    """Discard dead letters, up to `MOST` of a kind, with the transaction's reason.

    Doing it again changes nothing. Errors are those of `retry`.
    """
    return await _settle(db, person, chosen, discard=True)


async def _settle(db: Connection, person: Person, chosen: Chosen, *, discard: bool) -> Settled:
    ids, remaining = chosen.ids, 0
    if chosen.fingerprint is not None:
        found = await database.fetch(
            *(db, _Found, "find_dead_letters", person.reader, chosen.fingerprint, chosen.name),
            *(not discard, MOST),
        )
        if not found and discard and (known := await _count_discarded(db, person, chosen)):
            return Settled(0, known, [], 0)
        if not found:
            raise NotFoundError(said("letters_unknown", fingerprint=chosen.fingerprint))
        ids, remaining = [each.id for each in found], found[0].count - len(found)
    outcomes = await database.fetch(
        db, _Outcome, "settle_dead_letters", list(ids), person.reader, discard
    )
    done = sum(each.outcome == "done" for each in outcomes)
    unchanged = sum(each.outcome == "unchanged" for each in outcomes)
    skipped = [each for each in outcomes if each.outcome not in {"done", "unchanged"}]
    if not done and not unchanged:
        _refuse(skipped)
    return Settled(done, unchanged, [_skipped(each) for each in skipped], remaining)


async def _count_discarded(db: Connection, person: Person, chosen: Chosen) -> int:
    return await database.fetch_value(
        db, "count_discarded_letters", person.reader, chosen.fingerprint, chosen.name
    )


def _refuse(skipped: Sequence[_Outcome]) -> None:
    """Raise why nothing was done: what is unknown says nothing while anything else is known."""
    known = [each for each in skipped if each.outcome != "unknown"]
    if not known:
        raise NotFoundError(_why(skipped[0]))
    allowed = [each for each in known if each.outcome != "denied"]
    if not allowed:
        raise DeniedError(_why(known[0]))
    raise ConflictError(_why(allowed[0]))


def _skipped(outcome: _Outcome) -> Skipped:
    why = _why(outcome)
    return Skipped(outcome.id, why, why.kind, why.blanks)


def _why(outcome: _Outcome) -> Sentence:
    if outcome.outcome in _WHY:
        return said(_WHY[outcome.outcome], id=outcome.id)
    return said("letter_not_failed", id=outcome.id, task_state=outcome.outcome)

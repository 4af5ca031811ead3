"""The board as it was: tasks, their counters and the pauses after any event in the log.

A moment is the end of a commit, named by the id of its last event. What the board was then
never changes, so a moment can be asked for again, passed on, and paged through.

Who sees what is decided by today's rights, over the owners that the tasks had then. Names
of people and projects are today's, too.
"""

import re
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from orakul import database
from orakul.database import Connection
from orakul.errors import NotFoundError, RejectedError
from orakul.paging import Slice, Sort
from orakul.people import Person
from orakul.sentences import said
from orakul.tasks import reading
from orakul.tasks.control import Pause
from orakul.tasks.reading import Attempt, Change, Day, Detail, Filter, Summary

ID: Final = "[0-9]{1,18}-[0-9a-f]{6}"
TIME: Final = (
    "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?"
    "([Zz]|[+-][0-9]{2}:[0-9]{2})"
)

# How far a clock may be ahead, a browser's above all, before its now is the future.
_AHEAD: Final = timedelta(minutes=1)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)  # positions are microseconds since

_BOUND: Final = re.compile(rf"({ID})[.](.*)", re.DOTALL)


class PrunedError(NotFoundError):
    """The log does not go back to that moment; the message says how far it does."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of a commit: position, tag and time of its last event."""

    position: int
    tag: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.position}-{self.tag}"


@dataclass(frozen=True, slots=True)
class _Named:
    """What names a moment: an event's position and tag, or the position of a time."""

    position: int
    tag: str | None


@dataclass(frozen=True, slots=True)
class _Found:
    position: int | None
    tag: str | None
    at: datetime | None
    pruned_upto: int
    oldest: str | None
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Summarised:
    queued: int
    active: int
    failure_rate_24h: float | None
    mean_run_seconds_24h: float | None
    day_since: datetime
    day_failure_rate: Sequence[float | None]
    day_mean_run_seconds: Sequence[float | None]


def check_name(text: str) -> str:
    """Return *text* if it can name a moment; ValueError if it is neither id nor time."""
    _read(text)
    return text


@asynccontextmanager
async def at_moment(db: Connection, text: str) -> AsyncGenerator[Moment]:
    """Find the moment that *text* names, and keep the log from being pruned meanwhile.

    Args:
        db: connection outside of any transaction: the context is one.
        text: the id of an event, for the commit that it belongs to; or a time of RFC 3339,
            for the last commit at or before it.

    Raises:
        RejectedError: *text* is neither an id nor a time, or it is a time to come.
        PrunedError: the log does not go back so far.
        NotFoundError: no event has this id.
    """
    try:
        named = _read(text)
    except ValueError as error:
        raise RejectedError(*error.args, path="as_of") from None
    if named.tag is None and named.position > position_at(datetime.now(UTC) + _AHEAD):
        raise RejectedError(said("moment_in_future", text=text), path="as_of")
    # Who has read the log holds a lock on it for as long as the transaction lasts.
    async with db.transaction(isolation="repeatable_read", readonly=True):
        [found] = await database.fetch(db, _Found, "find_moment", named.position, named.tag)
        yield _moment(found, named, text)


def bound_moment(cursor: str | None) -> str | None:
    """Return the id of the moment that a cursor is bound to; None for the present."""
    bound = _BOUND.fullmatch(cursor or "")
    return bound[1] if bound else None


async def list_tasks(
    db: Connection,
    person: Person,
    moment: Moment,
    wanted: Filter,
    *,
    sort: Sort,
    limit: int,
    cursor: str | None,
) -> Slice[Mapping[str, Any]]:
    """Return a page of the tasks that *person* sees, as `reading.list_tasks` does.

    Its cursor is bound to the moment: nothing that happens since moves the next page. Ages are
    those of then, and what was scheduled for later was for later than the moment.

    Raises:
        RejectedError: *cursor* is not one of a list in this order at this moment.
    """
    if cursor is not None:
        bound = _BOUND.fullmatch(cursor)
        if bound is None or bound[1] != str(moment):
            raise RejectedError(said("cursor_of_other_moment"), path="cursor")
        cursor = bound[2]
    then = replace(wanted, now=moment.at)
    page = await reading.list_tasks(
        db, person, then, sort=sort, limit=limit, cursor=cursor, upto=moment.position
    )
    if page.next_cursor is None:
        return page
    return replace(page, next_cursor=f"{moment}.{page.next_cursor}")


async def read_detail(db: Connection, person: Person, moment: Moment, id: int) -> Detail:
    """Return a task and all that had happened to it.

    Raises:
        NotFoundError: there was none with this id, or not for *person*.
    """
    task = await database.fetch_value(db, "read_task_as_of", id, person.reader, moment.position)
    if task is None:
        raise NotFoundError(said("task_unknown", id=id))
    attempts = await database.fetch(db, Attempt, "list_attempts", id)
    history = await database.fetch(db, Change, "list_history", id)
    return Detail(
        reading.shown(task),
        list(_attempts_then(attempts, task)),
        [change for change in history if change.position <= moment.position],
        related=None,
    )


def _attempts_then(attempts: Sequence[Attempt], task: Mapping[str, Any]) -> Iterator[Attempt]:
    """Yield the attempts that had begun, the last without its end if it was running."""
    for attempt in attempts:
        if attempt.number == task["attempt"] and task["state"] == "in_progress":
            yield replace(
                attempt,
                finished_at=None,
                outcome=None,
                error=None,
                error_class=None,
                traceback=None,
                fingerprint=None,
                frames=None,
            )
        elif attempt.number <= task["attempt"]:
            yield attempt


async def summarise(
    db: Connection, person: Person, moment: Moment, *, project: str | None = None
) -> Summary:
    """Return the four numbers over the tasks that *person* sees, of the day until then.

    Of those that were of one *project* then, where there is a slug or an id.
    """
    [row] = await database.fetch(
        db, _Summarised, "summarise_tasks_as_of", person.reader, project, moment.position
    )
    return Summary(
        row.queued,
        row.active,
        row.failure_rate_24h,
        row.mean_run_seconds_24h,
        Day(row.day_since, row.day_failure_rate, row.day_mean_run_seconds),
    )


async def list_pauses(db: Connection, moment: Moment) -> Sequence[Pause]:
    """Return the pauses that stood; each since the time of its event."""
    return await database.fetch(db, Pause, "list_pauses_as_of", moment.position)


def position_at(time: datetime) -> int:
    """Return the position that an event has which is committed at *time*."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def _read(text: str) -> _Named:
    if re.fullmatch(ID, text):
        position, _, tag = text.partition("-")
        return _Named(int(position), tag)
    try:
        if re.fullmatch(TIME, text):
            time = datetime.fromisoformat(text.upper())
            return _Named(position_at(time), None)
    except ValueError:
        pass  # a 30th of February
    raise ValueError(said("no_moment"))


def _moment(found: _Found, named: _Named, text: str) -> Moment:
    if found.position is not None and found.tag is not None and found.at is not None:
        return Moment(found.position, found.tag, found.at)
    if found.oldest is None or found.oldest_at is None:
        raise PrunedError(said("log_empty", text=text))
    known = {"oldest": found.oldest, "at": f"{found.oldest_at:%Y-%m-%dT%H:%M:%S.%fZ}"}
    if named.tag and named.position > found.pruned_upto:
        raise NotFoundError(said("moment_unknown", text=text, **known))
    raise PrunedError(said("log_pruned", text=text, **known))

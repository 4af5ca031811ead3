"""Reading tasks: in pages, one with all that happened to it, and as a few numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

from orakul import database, logs
from orakul.database import Connection
from orakul.errors import NotFoundError
from orakul.paging import COUNTED, Place, Slice, Sort, cut, read_cursor
from orakul.people import Person
from orakul.sentences import said
from orakul.tasks import sorting
from orakul.tasks.search import conditions, parsing

State = Literal["pending", "in_progress", "completed", "failed", "cancelled"]
Outcome = Literal["completed", "failed", "cancelled", "lost", "interrupted"]  # of an attempt

STATES: Final[tuple[State, ...]] = get_args(State)
_MOST_RELATED: Final = 20
# Of a larger trace not every task is looked at to find the children of one.
_LARGEST_TRACE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tasks to list; what is None or empty restricts nothing.

    *owner* is an id or an e-mail, *project* an id or a slug, *search* what `orakul.tasks.search`
    reads. What in it goes by the clock goes by *now*, the present where that is None.
    """

    states: Sequence[State] = ()
    name: str | None = None
    owner: str | None = None
    project: str | None = None
    id_prefix: str | None = None
    search: str | None = None
    now: datetime | None = None

    def arguments(self, person: Person) -> tuple[object, ...]:
        """Return it as the queries take it: reader, states, name, owner, and so on.

        Raises:
            SearchError: *search* is none.
        """
        return (
            person.reader,
            list(self.states) or None,
            self.name,
            str(person.id) if self.owner == "me" else self.owner,
            self.project,
            self.id_prefix,
            self.search
            and conditions.compile(parsing.parse(self.search), me=person.id, now=self.now),
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One execution of a task by a worker.

    *due_at* is since when the task waited for it, not known of the oldest. *fingerprint* is the
    kind of its error, *frames* its traceback with the application's frames first, each a
    `fingerprint.Frame`.
    """

    number: int
    worker: str
    due_at: datetime | None
    started_at: datetime
    finished_at: datetime | None
    outcome: Outcome | None
    error: str | None
    error_class: str | None
    traceback: str | None
    trace_id: str
    fingerprint: str | None
    frames: Sequence[Mapping[str, Any]] | None


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a task; *duration_ms* is how long *from_state* lasted.

    Where somebody did it, *by* is what the person is called, *action* says what, and *before* and
    *after* how it was.
    """

    position: int
    at: datetime
    from_state: State | None
    to_state: State
    actor: str
    by: str | None
    reason: str | None
    duration_ms: int | None
    action: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class _Kin:
    relation: Literal["parent", "original", "retry", "child"]
    id: int
    name: str
    state: State
    cancelling: bool
    found: int | None


@dataclass(frozen=True, slots=True)
class Related:
    """The tasks that one has to do with; of many the first 20.

    *original* is the one that it tries again with other arguments. *children_found* is None
    where its trace is too large to count them.
    """

    parent: _Kin | None
    original: _Kin | None
    retries: Sequence[_Kin]
    children: Sequence[_Kin]
    children_found: int | None


@dataclass(frozen=True, slots=True)
class Detail:
    """A task, as `orakul.task_shape` makes it, and all that happened to it.

    *related* is None of a moment that is past.
    """

    task: Mapping[str, Any]
    attempts: Sequence[Attempt]
    history: Sequence[Change]
    related: Related | None


@dataclass(frozen=True, slots=True)
class Oldest:
    """The task that has waited longest since it became due."""

    task_id: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Hour:
    """What ended in each of 60 minutes from *since* on, in the last of which we are."""

    since: datetime
    ended: Sequence[int]
    failed: Sequence[int]


@dataclass(frozen=True, slots=True)
class Day:
    """The rate and the mean of the summary in each of 24 hours from *since* on, the latest last.

    None where there is none to count.
    """

    since: datetime
    failure_rate: Sequence[float | None]
    mean_run_seconds: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Live:
    """What goes on at this moment; *ended_1m* tasks ended within 60 seconds.

    All of the summary stands for *stands_seconds* if nothing happens; for good where it is None.
    """

    oldest_waiting: Oldest | None
    ended_1m: int
    last_hour: Hour
    stands_seconds: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Numbers over all tasks that somebody sees.

    *failure_rate_24h* is failed / (completed + failed) of the ends of tasks within 24 hours,
    0 to 1; a task that was retried since failed all the same. *mean_run_seconds_24h* is the
    mean time from the start of the last attempt to the end, of those that completed. Both are
    None where there is none to count. *live* is None of a moment in the past.
    """

    queued: int  # pending, whatever they wait for
    active: int
    failure_rate_24h: float | None
    mean_run_seconds_24h: float | None
    last_day: Day
    live: Live | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many tasks there are of some kind.

    *counted* is at most `COUNTED`, and all of them if *is_exact*; None where counting would
    take long. *estimate* is what the planner of the database expects; all of them if *is_exact*.
    """

    counted: int | None
    is_exact: bool
    estimate: int


@dataclass(frozen=True, slots=True)
class _Result:
    result: str | None


@dataclass(frozen=True, slots=True)
class _Summarised:
    queued: int
    active: int
    failure_rate_24h: float | None
    mean_run_seconds_24h: float | None
    oldest_id: int | None
    oldest_seconds: float | None
    ended_1m: int
    since: datetime
    ended: Sequence[int]
    failed: Sequence[int]
    day_since: datetime
    day_failure_rate: Sequence[float | None]
    day_mean_run_seconds: Sequence[float | None]
    stands_seconds: float | None


@dataclass(frozen=True, slots=True)
class _Listed:
    id: int
    key: str | None
    task: Mapping[str, Any]


async def list_tasks(
    db: Connection,
    person: Person,
    wanted: Filter,
    *,
    sort: Sort,
    limit: int,
    cursor: str | None,
    upto: int | None = None,
) -> Slice[Mapping[str, Any]]:
    """Return a page of the tasks that *person* sees, each as `orakul.task_shape` makes it.

    They are as they were after the event at the position *upto*, or as they are.

    Raises:
        SearchError: what is searched for is no search.
        RejectedError: *cursor* is not one of a list in this order.
    """
    place = read_cursor(cursor, sort, sorting.key_reader(sort.field))
    arguments = wanted.arguments(person)
    rows = await database.fetch(
        db,
        _Listed,
        "page_of_tasks",
        upto,
        *arguments,
        sort.field,
        sort.descending,
        place.key if place else None,
        place.id if place else None,
        limit + 1,
    )
    page = cut(rows, limit, sort, lambda row: Place(row.key, row.id))
    return Slice([shown(row.task) for row in page.rows], page.next_cursor)


async def count_tasks(db: Connection, person: Person, wanted: Filter) -> Count:
    """Return how many tasks a list has, without reading more than `COUNTED` of them.

    Raises:
        SearchError: what is searched for is no search.
    """
    [found] = await database.fetch(db, Count, "count_tasks", *wanted.arguments(person), COUNTED)
    return found


async def read_task(db: Connection, person: Person, id: int) -> Mapping[str, Any]:
    """Return a task as `orakul.task_shape` makes it, with its arguments and its result.

    Raises:
        NotFoundError: there is none with this id, or not for *person*.
    """
    task = await database.fetch_value(db, "read_task", id, person.reader)
    if task is None:
        raise NotFoundError(said("task_unknown", id=id))
    return shown(task)


def shown(task: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return *task* with everything hidden in its arguments that looks like a secret."""
    return {**task, "args": logs.conceal("", task["args"])}


async def read_result(db: Connection, person: Person, id: int) -> str:
    """Return a task's result, however large, as JSON.

    Raises:
        NotFoundError: it has none, or there is no task with this id, or not for *person*.
    """
    row = await database.fetch_one(db, _Result, "read_result", id, person.reader)
    if row is None:
        raise NotFoundError(said("task_unknown", id=id))
    if row.result is None:
        raise NotFoundError(said("task_without_result", id=id))
    return row.result


async def read_detail(db: Connection, person: Person, id: int) -> Detail:
    """Return a task and all that happened to it.

    Raises:
        NotFoundError: there is none with this id, or not for *person*.
    """
    return Detail(
        await read_task(db, person, id),
        await database.fetch(db, Attempt, "list_attempts", id),
        await database.fetch(db, Change, "list_history", id),
        await _read_related(db, person, id),
    )


async def _read_related(db: Connection, person: Person, id: int) -> Related:
    """Return the tasks that *id* has to do with, as far as *person* sees them."""
    rows = await database.fetch(
        db, _Kin, "list_related", id, person.reader, _MOST_RELATED, _LARGEST_TRACE
    )
    kin: dict[str, list[_Kin]] = {"parent": [], "original": [], "retry": [], "child": []}
    for row in rows:
        kin[row.relation].append(row)
    children = kin["child"]
    return Related(
        parent=next(iter(kin["parent"]), None),
        original=next(iter(kin["original"]), None),
        retries=kin["retry"],
        children=children,
        children_found=children[0].found if children else 0,
    )


async def summarise(db: Connection, person: Person, *, project: str | None = None) -> Summary:
    """Return the numbers over the tasks that *person* sees.

    Of one *project* where there is a slug or an id.
    """
    [row] = await database.fetch(db, _Summarised, "summarise_tasks", person.reader, project)
    oldest = None
    if row.oldest_id is not None and row.oldest_seconds is not None:
        oldest = Oldest(row.oldest_id, row.oldest_seconds)
    return Summary(
        row.queued,
        row.active,
        row.failure_rate_24h,
        row.mean_run_seconds_24h,
        Day(row.day_since, row.day_failure_rate, row.day_mean_run_seconds),
        Live(
            oldest,
            row.ended_1m,
            Hour(row.since, row.ended, row.failed),
            row.stands_seconds,
        ),
    )

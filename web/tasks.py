"""Tasks: the list, one with all that happened to it, and why it is not running."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, RootModel
from starlette.responses import Response

from orakul.paging import Slice
from orakul.tasks import as_of, reading, why
from orakul.tasks.reading import Detail, Filter, Outcome, State
from orakul.tasks.sorting import ANY_ARGUMENT, ARGUMENT, SORTABLE, read_order
from web.as_of import ERRORS, AsOf, AsOfQuery, at_moment, told
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Body, Id, Page, Paging, Shape, Stands, Text, Time, order_by

tasks = Endpoints("tasks")

IdPrefix = Annotated[str, Field(pattern="^[1-9][0-9]{0,17}$")]


LastAttempt = Annotated[
    int | None,
    Field(
        description="the number of the last attempt there may be: one that was interrupted costs"
        " none, and somebody's retry allows as many again as the kind of task has; null where no"
        " worker told it"
    ),
]


class Owner(Shape):
    """Whose task it is."""

    id: Id
    name: str


class Progress(Shape):
    """How far a running task is, in its own units."""

    done: int
    total: int
    note: str | None
    percent: float | None = Field(description="null where the total is 0")
    eta_seconds: int | None = Field(
        description="what was left when it was told, at the pace of the running attempt; null"
        " while that is not known"
    )


class Discarded(Shape):
    """When a failed task was discarded, by whom and why."""

    at: Time
    actor: str
    reason: str


class Task(Shape):
    """One unit of background work.

    `cancelling` says of one `in_progress` that its worker was told to stop. A retry that
    waits for its back-off is `pending` with `scheduled_at`.
    """

    id: Id
    name: str
    queue: str
    state: State
    cancelling: bool
    owner: Owner | None
    project: str | None = Field(description="its slug")
    priority: int
    created_at: Time
    scheduled_at: Time | None
    due_at: Time | None = Field(
        description="since when it waits, or from when on; null while it does not"
    )
    started_at: Time | None
    finished_at: Time | None
    wait_ms: int | None = Field(
        description="from when it was due to the start of its last attempt; null while it waits"
    )
    run_ms: int | None = Field(description="of its last attempt; null while it runs")
    attempt: int
    max_attempts: LastAttempt
    worker: str | None = Field(description="the name of who has, or had, its last attempt")
    progress: Progress | None
    error: str | None
    discarded: Discarded | None
    result: JsonValue = Field(
        description="null where it is larger than 1 MiB, or 4 KiB in a list, or nested deeper than"
        " 100 levels"
    )
    result_url: str | None = Field(description="where such a result is read")
    trace_id: str
    retry_of: Id | None = Field(description="the task that it tries again, with other arguments")
    args: JsonValue = Field(
        description="an object, or whatever foreign SQL deferred instead; … for what is nested"
        " deeper than 100 levels, and in a list for what is long"
    )
    args_cut: bool = Field(
        description="whether something long is left out: the task by itself has its arguments whole"
    )


class Frame(Shape):
    """One call in a traceback."""

    depth: int = Field(description="0 is the outermost")
    module: str
    function: str
    file: str
    line: int | None
    code: str
    own: bool = Field(description="whether it is the application's, not a library's")


class Attempt(Shape):
    """One execution of a task by a worker."""

    number: int
    worker: str
    due_at: Time | None = Field(description="since when the task waited for it; null of the oldest")
    started_at: Time
    finished_at: Time | None
    outcome: Outcome | None
    error: str | None
    error_class: str | None
    traceback: str | None
    trace_id: str
    fingerprint: str | None = Field(description="errors of one kind have one")
    frames: list[Frame] | None = Field(
        description="the application's first, each part from the innermost outwards"
    )


class Change(Shape):
    """Something that happened to a task. Between equal states it left none."""

    position: int = Field(description="of its event in the log")
    at: Time
    from_: State | None = Field(
        serialization_alias="from", validation_alias="from_state", description="null at first"
    )
    to: State = Field(validation_alias="to_state")
    actor: str
    by: str | None = Field(description="the person's name")
    reason: str | None
    duration_ms: int | None = Field(description="how long the state that was left lasted")
    action: str | None = Field(description="what somebody did, where somebody did it")
    before: dict[str, JsonValue] | None
    after: dict[str, JsonValue] | None


class Result(RootModel[JsonValue]):
    """What a task made."""


class RelatedTask(Shape):
    """A task that another one has to do with."""

    id: Id
    name: str
    state: State
    cancelling: bool


class Related(Shape):
    """The tasks that a task has to do with, as far as one sees them; at most 20 of a list."""

    parent: RelatedTask | None = Field(description="which deferred it while it ran")
    original: RelatedTask | None = Field(description="which it tries again, with other arguments")
    retries: list[RelatedTask] = Field(description="which try it again, with other arguments")
    children: list[RelatedTask] = Field(description="which it deferred itself while it ran")
    children_found: int | None = Field(
        description="how many children there are; null where their trace has 10000 tasks or more"
    )


class TaskDetail(Task):
    """A task and all that happened to it."""

    attempts: list[Attempt]
    history: list[Change]
    related: Related | None = Field(description="null as of a moment")


class HoldingPause(Shape):
    """A pause that holds the task, by a queue, by a task name, by both, or by neither: all."""

    queue: str | None
    task: str | None
    reason: str | None
    actor: str
    by: str | None = Field(description="the person's name")
    at: Time
    resume_at: Time | None


class HeldLock(Shape):
    """Which task the lock is held by, or goes to first if that one is `pending`."""

    lock: str
    task_id: Id | None = Field(description="null where it is a task of somebody else")
    state: State
    since: Time


class Schedule(Shape):
    """When the task is due, and whether it waits since an attempt failed."""

    at: Time
    because: Literal["backoff", "schedule"]
    attempt: int = Field(description="the one that is due then")
    error: str | None = Field(description="of the attempt before")


class Place(Shape):
    """Where the task is in the line, and who takes from it."""

    name: str = Field(description="of the queue")
    workers: int = Field(description="that serve it, live, and know the task")
    unaware: int = Field(description="workers that serve it and live, and do not know the task")
    last_worker_at: Time | None = Field(description="when any of them was heard last")
    ahead: int | None = Field(
        description="tasks that would be claimed before it now; null beyond 100000"
    )
    per_minute: float | None = Field(
        description="tasks that these workers end, since the first of those ahead waits, five"
        " minutes at most; null where none has ended since"
    )
    eta_at: Time | None = Field(description="when its turn comes at this pace; null if unknown")


class Execution(Shape):
    """The attempt that runs."""

    attempt: int
    worker: str
    started_at: Time
    heartbeat_at: Time | None = Field(description="null if the worker is gone")
    silent: bool
    cancelling: bool


class Failure(Shape):
    """How the task failed."""

    attempts: int = Field(description="that were made")
    error_class: str | None
    error: str | None = Field(description="its first line, at most 200 characters")


class Why(Shape):
    """Why a task is not running. The first of the reasons that hold is the answer.

    They come in this order. Of a pending task: `paused`, `locked`, `scheduled`,
    `no_worker`, and `queued` if it is none of these. Of a running one: `worker_silent`,
    `cancelling`, and `running` if it is neither. Otherwise its state.
    """

    task_id: Id
    state: State
    at: Time = Field(description="of the snapshot that all of it is from")
    reason: why.Reason
    reasons: list[why.Reason]
    sentence: str
    pause: HoldingPause | None
    lock: HeldLock | None
    schedule: Schedule | None
    queue: Place | None
    run: Execution | None
    failure: Failure | None = Field(description="of a failed task")
    stands_seconds: Stands


class TaskFilter(Body):
    """Which tasks. What is not given restricts nothing."""

    state: list[State] = Field([], description="any of these")
    name: Text | None = Field(None, description="the whole of it")
    owner: Text | None = Field(None, description="an id, an e-mail, or `me`")
    project: Text | None = Field(None, description="a slug or an id")
    id: IdPrefix | None = Field(None, description="the first digits of the id")
    q: Text | None = Field(
        None,
        description="a search, such as `state:failed task:embed* older:1h`; words alone find"
        " names, owners, errors, arguments and first digits of ids (docs/search.md)",
    )

    def wanted(self) -> Filter:
        """Return it as the list takes it."""
        return Filter(self.state, self.name, self.owner, self.project, self.id, self.q)


class TaskQuery(Paging, TaskFilter):
    """Which tasks to list, in which order."""

    sort: Annotated[Text, order_by(SORTABLE, **{ANY_ARGUMENT: ARGUMENT})] = "-created_at"
    as_of: AsOf = None


@tasks.get("/api/tasks", errors=(*ERRORS, 422), lane="search")
async def list_tasks(call: Call, query: TaskQuery) -> Page[Task] | Response:
    """List tasks.

    One's own; an administrator sees everybody's. Pages hold their place while tasks come
    and go. As of a moment, `cursor` is bound to it: the next pages are of that moment too,
    whatever their `as_of` says.
    """
    wanted = query.wanted()
    sort = read_order(query.sort)
    limit, cursor = query.limit, query.cursor
    name = as_of.bound_moment(cursor) or query.as_of
    if name is None:
        return _page(
            await reading.list_tasks(
                call.db, call.person, wanted, sort=sort, limit=limit, cursor=cursor
            )
        )
    async with at_moment(call, name) as moment:
        page = await as_of.list_tasks(
            call.db, call.person, moment, wanted, sort=sort, limit=limit, cursor=cursor
        )
    return told(moment, _page(page))


def _page(page: Slice[Mapping[str, Any]]) -> Page[Task]:
    return Page[Task].model_validate({"items": page.rows, "next_cursor": page.next_cursor})


@tasks.get("/api/tasks/{id}", errors=ERRORS)
async def read_task(call: Call, id: int, query: AsOfQuery) -> TaskDetail | Response:
    """Read a task with its attempts and its history.

    As of a moment, with what had happened to it until then.
    """
    if query.as_of is None:
        return detail_of(await reading.read_detail(call.db, call.person, id))
    async with at_moment(call, query.as_of) as moment:
        detail = await as_of.read_detail(call.db, call.person, moment, id)
    return told(moment, detail_of(detail))


@tasks.get("/api/tasks/{id}/result", answer=Result)
async def read_result(call: Call, id: int) -> Response:
    """Read what a task made, however large it is."""
    result = await reading.read_result(call.db, call.person, id)
    name = f'attachment; filename="task-{id}.json"'
    return Response(result, 200, {"Content-Disposition": name}, media_type="application/json")


def detail_of(detail: Detail) -> TaskDetail:
    """Shape a task and all that happened to it."""
    happened: dict[str, Any] = {
        "attempts": detail.attempts,
        "history": detail.history,
        "related": detail.related,
    }
    return TaskDetail.model_validate({**detail.task, **happened})


@tasks.get("/api/tasks/{id}/why")
async def explain_task(call: Call, id: int) -> Why:
    """Say why a task is not running.

    One answer, from one snapshot of what the claim asks as well; for a task that runs or
    has ended it says so.
    """
    silence = call.site.settings.stalled_after
    found = await why.read(call.db, call.person, id, silence=silence)
    return why_of(found)


def why_of(found: why.Why) -> Why:
    """Shape the answer and its facts."""
    return Why.model_validate({**found.facts, "reason": found.reason, "sentence": found.sentence})

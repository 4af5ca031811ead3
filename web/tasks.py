"""Tasks: the list, one with all that happened to it, trying again, cancelling."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue
from starlette.responses import Response

from orakul.paging import Slice, read_sort
from orakul.tasks import as_of, control, reading
from orakul.tasks.reading import SORTABLE, Detail, Filter, State
from web.as_of import ERRORS, AsOf, AsOfQuery, at_moment, told
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Body, Id, Page, Paging, Reason, Shape, Text, Time, order_by

tasks = Endpoints("tasks")

IdPrefix = Annotated[str, Field(pattern="^[1-9][0-9]{0,17}$")]


class Owner(Shape):
    """Whose task it is."""

    id: Id
    name: str


class Progress(Shape):
    """How far a running task is, in its own units."""

    done: int
    total: int
    note: str | None


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
    started_at: Time | None
    finished_at: Time | None
    attempt: int
    max_attempts: int | None
    progress: Progress | None
    error: str | None
    result: JsonValue
    trace_id: str
    args: dict[str, JsonValue]


class Attempt(Shape):
    """One execution of a task by a worker."""

    number: int
    worker: str
    started_at: Time
    finished_at: Time | None
    outcome: Literal["completed", "failed", "cancelled", "lost"] | None
    error: str | None
    error_class: str | None
    traceback: str | None
    trace_id: str


class Change(Shape):
    """Something that happened to a task. Between equal states it left none."""

    position: int = Field(description="of its event in the log")
    at: Time
    from_: State | None = Field(
        serialization_alias="from", validation_alias="from_state", description="null at first"
    )
    to: State = Field(validation_alias="to_state")
    actor: str
    reason: str | None
    duration_ms: int | None = Field(description="how long the state that was left lasted")


class TaskDetail(Task):
    """A task and all that happened to it."""

    attempts: list[Attempt]
    history: list[Change]


class TaskQuery(Paging):
    """Which tasks to list, in which order. What is not given restricts nothing."""

    state: list[State] = Field([], description="repeat it for several")
    name: Text | None = None
    owner: Text | None = Field(None, description="an id, an e-mail, or `me`")
    project: Text | None = Field(None, description="a slug or an id")
    id: IdPrefix | None = Field(None, description="the first digits of the id")
    q: Text | None = Field(None, description="part of the name, or the first digits of the id")
    sort: Annotated[str, order_by(SORTABLE)] = "-created_at"
    as_of: AsOf = None


class RetryRequest(Body):
    """Why it is tried again."""

    reason: Reason | None = None


class ReasonQuery(Body):
    """Why it is done."""

    reason: Reason | None = None


@tasks.get("/api/tasks", errors=ERRORS)
async def list_tasks(call: Call, query: TaskQuery) -> Page[Task] | Response:
    """List tasks.

    One's own; an administrator sees everybody's. Pages hold their place while tasks come
    and go. As of a moment, `cursor` is bound to it: the next pages are of that moment too,
    whatever their `as_of` says.
    """
    wanted = Filter(query.state, query.name, query.owner, query.project, query.id, query.q)
    sort = read_sort(query.sort, SORTABLE)
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
        return _detail(await reading.read_detail(call.db, call.person, id))
    async with at_moment(call, query.as_of) as moment:
        detail = await as_of.read_detail(call.db, call.person, moment, id)
    return told(moment, _detail(detail))


def _detail(detail: Detail) -> TaskDetail:
    happened: dict[str, Any] = {"attempts": detail.attempts, "history": detail.history}
    return TaskDetail.model_validate({**detail.task, **happened})


@tasks.post("/api/tasks/{id}/retry", errors=(409,))
async def retry_task(call: Call, id: int, body: RetryRequest | None) -> Task:
    """Try a failed or cancelled task again.

    It keeps its id and opens a new attempt; the earlier ones stay.
    """
    async with call.acting(reason=body.reason if body else None):
        await control.retry(call.db, call.person, id)
    return Task.model_validate(await reading.read_task(call.db, call.person, id))


@tasks.delete("/api/tasks/{id}", errors=(409,))
async def cancel_task(call: Call, id: int, query: ReasonQuery) -> Task:
    """Cancel a task.

    One that waits is cancelled at once. One that runs is told to stop: it is `cancelling`
    until its worker confirms, and stays what it became if it ends first. Doing it again
    changes nothing.
    """
    async with call.acting(reason=query.reason):
        await control.cancel(call.db, call.person, id)
    return Task.model_validate(await reading.read_task(call.db, call.person, id))

"""Actions on everything that a filter finds, or on tasks told by their ids."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field, model_validator
from starlette.responses import Response

from orakul.sentences import said
from orakul.tasks import bulk as domain
from orakul.tasks.bulk import Order
from orakul.tasks.control import Action, Obstacle
from orakul.tasks.reading import State
from web.actions import Priority
from web.call import Call
from web.dispatch import answered
from web.endpoints import Endpoints
from web.shapes import Body, FutureTime, GivenId, Id, Page, Paging, Reason, Shape
from web.tasks import Task, TaskFilter

bulk = Endpoints("tasks")

MOST_CHOSEN: Final = 10_000  # ids; more are told by a filter

ChosenIds = Annotated[list[GivenId], Field(min_length=1, max_length=MOST_CHOSEN)]


class BulkRequest(Body):
    """What is to be done to which tasks, and why.

    `priority` belongs to that action alone, as `scheduled_at`, from when on they are due, does to
    `reschedule`. Either `filter` or `ids` tells which tasks.
    """

    action: Action
    filter: TaskFilter | None = None
    ids: ChosenIds | None = Field(None, description="those that do not exist are left out")
    priority: Priority | None = None
    scheduled_at: FutureTime | None = None
    dry_run: bool = False
    begins_in_seconds: int = Field(
        0, ge=0, le=60, description="at least, in which it can be undone for sure"
    )
    reason: Reason | None = None

    @model_validator(mode="after")
    def _one_priority(self) -> "BulkRequest":
        if (self.action == "priority") != (self.priority is not None):
            raise ValueError(said("priority_apart"))
        return self

    @model_validator(mode="after")
    def _one_time(self) -> "BulkRequest":
        if (self.action == "reschedule") != (self.scheduled_at is not None):
            raise ValueError(said("time_apart"))
        return self

    @model_validator(mode="after")
    def _one_choice(self) -> "BulkRequest":
        if (self.filter is None) == (self.ids is None):
            raise ValueError(said("filter_or_ids"))
        return self

    def order(self) -> Order:
        """Return it as it is carried out."""
        wanted = self.filter.wanted() if self.filter else self.ids or []
        return Order(self.action, wanted, self.priority, self.scheduled_at)


class BulkSurvey(Shape):
    """What an action would do now. Of those that it would change, some are shown."""

    total: int = Field(description="tasks that were chosen")
    would_change: int
    states: Mapping[State, int]
    skipped: Mapping[Obstacle, int] = Field(description="tasks by what is in the way")
    samples: list[Task] = Field(max_length=5)


class BulkAccepted(Shape):
    """The task that carries it out. Cancelling it while it is pending undoes it all."""

    task_id: Id
    total: int = Field(description="tasks that were chosen")


class SkippedTask(Shape):
    """A task that an action left as it was."""

    id: Id
    state: State | None = Field(description="in which it was met; null where it was deleted before")
    obstacle: Obstacle = Field(description="what was in the way")


@bulk.post(
    "/api/tasks/bulk",
    status=202,
    answer=BulkAccepted,
    others={200: BulkSurvey},
    headers={"Location": "where the task is read that carries it out"},
    errors=(422,),
    lane="search",
)
async def act_on_tasks(call: Call, body: BulkRequest) -> Response:
    """Do something to all tasks that a filter finds, or to some of them.

    A dry run tells what it would do, and does nothing. Otherwise a task is deferred that
    acts on the tasks chosen now, with the rights that one has when it runs. Its result
    tells how many were changed and what was in the way of how many others; which these are,
    each with its reason, is listed at `/api/tasks/{id}/skipped`.
    """
    order = body.order()
    if body.dry_run:
        return answered(BulkSurvey.model_validate(await domain.survey(call.db, call.person, order)))
    async with call.acting(reason=body.reason):
        accepted = await domain.accept(
            *(call.db, call.person, order, body.reason),
            begins_in=timedelta(seconds=body.begins_in_seconds),
        )
    response = answered(BulkAccepted.model_validate(accepted), 202)
    response.headers["Location"] = f"/api/tasks/{accepted.task_id}"
    return response


@bulk.get("/api/tasks/{id}/skipped")
async def list_skipped(call: Call, id: int, query: Paging) -> Page[SkippedTask]:
    """List the tasks that a bulk action left as they were, each with what was in the way.

    They are there as soon as they are dealt with, and as long as the action is kept. A task that is
    no bulk action left none.
    """
    return Page[SkippedTask].of(
        await domain.skipped(call.db, call.person, id, cursor=query.cursor, limit=query.limit)
    )

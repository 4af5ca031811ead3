"""What a person does to one task: try again, cancel, run now, reschedule, prioritise."""

from typing import Annotated, Any

from pydantic import Field, JsonValue
from starlette.responses import Response

from orakul.tasks import control, reading
from orakul.tasks.kinds import ArgumentsError
from web.call import Call
from web.dispatch import answered
from web.endpoints import Endpoints
from web.problems import InvalidError, InvalidField
from web.shapes import Body, FutureTime, Reason
from web.tasks import Task

actions = Endpoints("tasks")

# What PostgreSQL's integer holds.
Priority = Annotated[int, Field(ge=-(2**31), lt=2**31)]


class ActionRequest(Body):
    """Why it is done."""

    reason: Reason | None = Field(default=None, description="why, in your own words")


class RetryRequest(ActionRequest):
    """Why it is tried again, and with which arguments if with others."""

    args: dict[str, JsonValue] | None = None


class RescheduleRequest(ActionRequest):
    """When the task is due."""

    scheduled_at: FutureTime


class PriorityRequest(ActionRequest):
    """How urgent the task is: higher is taken first."""

    priority: Priority


@actions.post(
    "/api/tasks/{id}/retry",
    answer=Task,
    others={201: Task},
    headers={"Location": "where the new task is read, with other arguments"},
    errors=(409,),
)
async def retry_task(call: Call, id: int, body: RetryRequest | None) -> Task | Response:
    """Try a failed or cancelled task again.

    It keeps its id and opens a new attempt; the earlier ones stay. With arguments, a new
    task is made that names this one, and answered with 201; asked again, it is answered
    with 200. Only an administrator may change arguments that name what it works on.
    """
    asked = body or RetryRequest()
    if asked.args is not None:
        return await _retry_edited(call, id, asked.args, asked.reason)
    async with call.acting(reason=asked.reason):
        await control.retry(call.db, call.person, id)
    return await _task(call, id)


async def _retry_edited(call: Call, id: int, args: dict[str, Any], reason: str | None) -> Response:
    try:
        async with call.acting(reason=reason):
            successor, made = await control.retry_edited(call.db, call.person, id, args)
    except ArgumentsError as error:
        raise invalid_arguments(error) from None
    response = answered(await _task(call, successor), 201 if made else 200)
    response.headers["Location"] = f"/api/tasks/{successor}"
    return response


def invalid_arguments(error: ArgumentsError) -> InvalidError:
    """Tell where in a request the arguments are wrong."""
    return InvalidError(
        InvalidField(
            path=f"args.{each.path}".rstrip("."),
            message=each.message,
            kind=each.kind,
            blanks=dict(each.blanks) if each.kind else None,
        )
        for each in error.faults
    )


@actions.delete("/api/tasks/{id}", errors=(409,))
async def cancel_task(call: Call, id: int, query: ActionRequest) -> Task:
    """Cancel a task.

    One that waits is cancelled at once. One that runs is told to stop: it is `cancelling`
    until its worker confirms, and stays what it became if it ends first. Doing it again
    changes nothing.
    """
    async with call.acting(reason=query.reason):
        await control.cancel(call.db, call.person, id)
    return await _task(call, id)


@actions.post("/api/tasks/{id}/run-now", errors=(409,))
async def run_task_now(call: Call, id: int, body: ActionRequest | None) -> Task:
    """Make a pending task due at once, whatever it was scheduled for.

    Doing it again changes nothing while it is pending.
    """
    async with call.acting(reason=body.reason if body else None):
        await control.run_now(call.db, call.person, id)
    return await _task(call, id)


@actions.post("/api/tasks/{id}/reschedule", errors=(409,))
async def reschedule_task(call: Call, id: int, body: RescheduleRequest) -> Task:
    """Let a pending task wait until another time."""
    async with call.acting(reason=body.reason):
        await control.reschedule(call.db, call.person, id, body.scheduled_at)
    return await _task(call, id)


@actions.post("/api/tasks/{id}/priority", errors=(409,))
async def prioritise_task(call: Call, id: int, body: PriorityRequest) -> Task:
    """Give a pending task another priority."""
    async with call.acting(reason=body.reason):
        await control.prioritise(call.db, call.person, id, body.priority)
    return await _task(call, id)


async def _task(call: Call, id: int) -> Task:
    return Task.model_validate(await reading.read_task(call.db, call.person, id))

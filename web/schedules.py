"""Tasks that workers defer by themselves: when, what came of it, run now, pause."""

from pydantic import Field
from starlette.responses import Response

from orakul import crontab
from orakul import schedules as known
from orakul.crontab import Language
from orakul.tasks import reading
from orakul.tasks.reading import State
from web.actions import ActionRequest
from web.call import Call
from web.dispatch import answered
from web.endpoints import Endpoints
from web.shapes import Body, Id, Shape, Stands, Time
from web.tasks import Task

schedules = Endpoints("schedules")


class SchedulePause(Shape):
    """Since when, by whom and why it defers nothing."""

    at: Time
    actor: str
    by: str | None = Field(description="the person's name")
    reason: str | None


class LastRun(Shape):
    """The task that came of it last, by the clock or by hand."""

    task_id: Id | None = Field(description="null where it is somebody else's")
    state: State
    created_at: Time
    started_at: Time | None
    finished_at: Time | None


class Schedule(Shape):
    """A task that workers defer when it is due. All times of its cron are in UTC."""

    name: str
    task: str = Field(description="name of the task")
    queue: str
    cron: str
    description: str = Field(description="of the cron, in words; the cron where there are none")
    next_at: Time | None = Field(description="null while it is paused")
    overdue: bool = Field(
        description="a minute after its time nothing was deferred, though a worker lives that"
        " should have"
    )
    workers: int = Field(description="that live and defer it")
    paused: SchedulePause | None
    last: LastRun | None
    stands_seconds: Stands


class Schedules(Shape):
    """All schedules by name."""

    items: list[Schedule]


class LanguageQuery(Body):
    """The language of descriptions."""

    language: Language | None = Field(
        None, description="by default the one of them that `Accept-Language` likes best"
    )


@schedules.get("/api/schedules")
async def list_schedules(call: Call, query: LanguageQuery) -> Schedules:
    """List schedules. The code of the workers declares them, and each tells when it starts."""
    silence = call.site.settings.stalled_after
    found = await known.list_all(
        call.db, call.person.reader, silence=silence, language=query.language or _accepted(call)
    )
    return Schedules.model_validate({"items": found})


@schedules.post(
    "/api/schedules/{name}/run",
    access="admin",
    status=201,
    answer=Task,
    headers={"Location": "where the task is read"},
    errors=(409,),
)
async def run_schedule(call: Call, name: str, body: ActionRequest | None) -> Response:
    """Defer its task now, whether or not it is paused.

    The task is one's own. 409 while another of it waits, where only one may.
    """
    async with call.acting(reason=body.reason if body else None):
        id = await known.run(call.db, name)
    response = answered(Task.model_validate(await reading.read_task(call.db, call.person, id)), 201)
    response.headers["Location"] = f"/api/tasks/{id}"
    return response


@schedules.post("/api/schedules/{name}/pause", access="admin")
async def pause_schedule(call: Call, name: str, body: ActionRequest | None) -> Schedule:
    """Let it defer nothing on any worker until it is resumed.

    What it has deferred goes on. Doing it again changes nothing, unless with another reason.
    """
    reason = body.reason if body else None
    async with call.acting(reason=reason):
        await known.pause(call.db, name, reason)
    return await _schedule(call, name)


@schedules.post("/api/schedules/{name}/resume", access="admin")
async def resume_schedule(call: Call, name: str, body: ActionRequest | None) -> Schedule:
    """Let it defer again. What was due meanwhile is not made up for.

    Doing it again changes nothing.
    """
    async with call.acting(reason=body.reason if body else None):
        await known.resume(call.db, name)
    return await _schedule(call, name)


async def _schedule(call: Call, name: str) -> Schedule:
    found = await known.read(
        call.db,
        call.person.reader,
        name,
        silence=call.site.settings.stalled_after,
        language=_accepted(call),
    )
    return Schedule.model_validate(found)


def _accepted(call: Call) -> Language:
    return crontab.choose_language(call.request.headers.get("accept-language", ""))

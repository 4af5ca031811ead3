"""Holding queues, and the numbers over them."""

from pydantic import Field
from starlette.responses import Response

from orakul.tasks import as_of, control, minutes, queues, reading
from web.as_of import ERRORS, AsOfQuery, at_moment, told
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Body, FutureTime, Id, Reason, Shape, Stands, Text, Time

queue = Endpoints("queue")

LONGEST_NAME = 128  # characters


class ResumeRequest(Body):
    """Which pause is meant: that of a queue, of a task name, of both, or of everything."""

    queue: Text | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_NAME,
        description="all of them where it is null",
    )
    task: Text | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_NAME,
        description="a task's name; all of them where it is null",
    )
    reason: Reason | None = None


class PauseRequest(ResumeRequest):
    """What to hold, why, and until when."""

    resume_at: FutureTime | None = Field(default=None, description="it ends by itself then")


class Pause(Shape):
    """What does not start: tasks of a queue, of a name, of both; where both are null, all."""

    queue: str | None
    task: str | None
    reason: str | None
    actor: str
    by: str | None = Field(description="the person's name")
    at: Time
    resume_at: Time | None


class Pauses(Shape):
    """The pauses that stand."""

    paused: list[Pause]


class Queue(Shape):
    """One queue. The counts are over the tasks that one sees."""

    name: str
    waiting: int = Field(description="pending, those scheduled for later among them")
    running: int
    scheduled: int = Field(description="pending, and not due yet")
    oldest_seconds: float | None = Field(
        description="wait of the task that has been due longest; null where none is due"
    )
    ended_1h: int = Field(description="ends of tasks within an hour")
    failed_1h: int = Field(description="of these, though they were retried since")
    workers: int = Field(description="that live and serve it")
    pause: Pause | None = Field(description="that holds all of it: its own, or that of all queues")


class Queues(Shape):
    """Queues by name."""

    items: list[Queue]


class OldestWaiting(Shape):
    """The task that has waited longest since it became due."""

    task_id: Id
    seconds: float


class LastHour(Shape):
    """How many tasks ended in each of 60 minutes by the clock, in the last of which we are."""

    since: Time = Field(description="when the first minute began")
    ended: list[int] = Field(min_length=60, max_length=60)
    failed: list[int] = Field(
        min_length=60, max_length=60, description="of these, though they were retried since"
    )


class LastDay(Shape):
    """The rate and the mean of the summary in each of 24 hours; null where nothing counts."""

    since: Time = Field(description="when the first hour began; we are in the last one")
    failure_rate: list[float | None] = Field(min_length=24, max_length=24)
    mean_run_seconds: list[float | None] = Field(min_length=24, max_length=24)


class Live(Shape):
    """What goes on now."""

    oldest_waiting: OldestWaiting | None = Field(description="null where no task is due")
    ended_1m: int = Field(description="tasks that ended within 60 seconds")
    last_hour: LastHour
    stands_seconds: Stands


class Summary(Shape):
    """Numbers over the tasks that one sees.

    The rate is failed / (completed + failed) of the ends of tasks within 24 hours; a task
    that was retried since failed all the same. The mean is from the start of the last attempt
    to the end, of those that completed. Both are null where there is none to count.
    """

    queued: int
    active: int
    failure_rate_24h: float | None = Field(ge=0, le=1)
    mean_run_seconds_24h: float | None
    last_day: LastDay
    live: Live | None = Field(description="null as of a moment")


class Minutes(Shape):
    """How the queue stood at each of 60 whole minutes, the latest last."""

    since: Time = Field(description="the first of the minutes")
    queued: list[int] = Field(min_length=60, max_length=60)
    active: list[int] = Field(min_length=60, max_length=60)
    oldest_seconds: list[float | None] = Field(
        min_length=60,
        max_length=60,
        description="for how long the task had been due that was so longest; null where none was",
    )


class FiguresQuery(Body):
    """Whose figures: of the tasks of one project, or of all."""

    project: Text | None = Field(None, description="a slug or an id; all where it is not given")


class SummaryQuery(AsOfQuery, FiguresQuery):
    """Whose summary, and as of when."""


@queue.post("/api/admin/queue/pause", access="admin")
async def pause_queue(call: Call, body: PauseRequest | None) -> Pauses:
    """Let no task of a queue start, of a name, or any.

    Running tasks finish. Doing it again changes nothing, unless with another reason or
    another end. A bulk action begins nevertheless, unless a pause is of its name.
    """
    asked = body or PauseRequest()
    async with call.acting(reason=asked.reason):
        await control.pause(
            call.db,
            asked.queue,
            asked.reason,
            task=asked.task,
            resume_at=asked.resume_at,
        )
    return await _pauses(call)


@queue.post("/api/admin/queue/resume", access="admin")
async def resume_queue(call: Call, body: ResumeRequest | None) -> Pauses:
    """Lift the pause of exactly this queue, this task name, or both; or the one over all.

    Doing it again changes nothing.
    """
    asked = body or ResumeRequest()
    async with call.acting(reason=asked.reason):
        await control.resume(call.db, asked.queue, task=asked.task)
    return await _pauses(call)


@queue.get("/api/admin/queue", access="admin", errors=ERRORS)
async def list_pauses(call: Call, query: AsOfQuery) -> Pauses | Response:
    """List the pauses that stand, or stood.

    As of a moment, `at` is the time of the event, which is when the pause was committed.
    """
    if query.as_of is None:
        return await _pauses(call)
    async with at_moment(call, query.as_of) as moment:
        pauses = await as_of.list_pauses(call.db, moment)
    return told(moment, Pauses.model_validate({"paused": pauses}))


@queue.get("/api/queues")
async def list_queues(call: Call, query: FiguresQuery) -> Queues:
    """List queues, what is in each and who serves it.

    Those with tasks that one sees, those that a living worker names, and those that are
    paused, whichever project is chosen: the counts are over its tasks.
    """
    silence = call.site.settings.stalled_after
    found = await queues.read_all(call.db, call.person, silence=silence, project=query.project)
    return Queues.model_validate({"items": found})


async def _pauses(call: Call) -> Pauses:
    return Pauses.model_validate({"paused": await control.list_pauses(call.db)})


@queue.get("/api/metrics/summary", errors=ERRORS)
async def summarise(call: Call, query: SummaryQuery) -> Summary | Response:
    """Count what waits and what runs, and tell how the last day and the last hour went.

    As of a moment, the last day is the one before it.
    """
    if query.as_of is None:
        present = await reading.summarise(call.db, call.person, project=query.project)
        return Summary.model_validate(present)
    async with at_moment(call, query.as_of) as moment:
        summary = await as_of.summarise(call.db, call.person, moment, project=query.project)
    return told(moment, Summary.model_validate(summary))


@queue.get("/api/metrics/minutes")
async def read_minutes(call: Call, query: FiguresQuery) -> Minutes:
    """Tell what waited and what ran at each minute of the last hour.

    Of the tasks that one sees now; one that waits for another attempt waits, as in the list.
    """
    found = await minutes.read(call.db, call.person, project=query.project)
    return Minutes.model_validate(found)

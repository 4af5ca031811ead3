"""Worker processes: those that live, and those that went lately."""

from typing import Literal

from pydantic import Field

from orakul import workers as known
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Id, Page, Paging, Shape, Stands, Time

workers = Endpoints("workers")


class RunningTask(Shape):
    """A task that a worker runs. Of somebody else's nothing is told but that it runs."""

    id: Id | None
    name: str | None
    attempt: int
    started_at: Time


class Worker(Shape):
    """A worker process. What one of an earlier release does not tell is null.

    It is `live`; `silent` when no heartbeat came for a while, and its tasks are taken up
    again; `draining` when it was told to stop and waits for its tasks; or `stopped`.
    """

    id: Id
    name: str
    host: str | None
    pid: int | None
    version: str | None = Field(description="of Orakul")
    queues: list[str] | None = Field(description="null where it serves all")
    concurrency: int | None = Field(description="tasks at once")
    started_at: Time
    heartbeat_at: Time | None = Field(description="the last one")
    state: Literal["live", "draining", "silent", "stopped"]
    draining_at: Time | None
    stopped_at: Time | None
    lost_at: Time | None = Field(description="when it was taken for dead")
    taken_up: int = Field(description="its tasks that others took up when it was dead")
    tasks: list[RunningTask] = Field(description="that it runs")
    ended: int = Field(
        description="tasks that it ended within five minutes; where workers ended more than"
        " 10,000 in all, as many as there would be at their pace"
    )
    stands_seconds: Stands


@workers.get("/api/workers")
async def list_workers(call: Call, query: Paging) -> Page[Worker]:
    """List workers, the living ones first, those that went within an hour last.

    Everybody sees which there are and how much they do. The id and the name of a task are
    told to its owner and to administrators alone.
    """
    silence = call.site.settings.stalled_after
    page = await known.page(
        call.db, call.person.reader, silence=silence, cursor=query.cursor, limit=query.limit
    )
    return Page[Worker].of(page)

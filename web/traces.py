"""Traces: what one request caused, in whatever process."""

from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue

from orakul import trace_lists
from orakul import traces as kept
from orakul.paging import Slice
from orakul.tasks.reading import State
from orakul.trace_lists import Filter, Slowest
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import (
    Body,
    GivenId,
    GivenTime,
    Id,
    Page,
    Paging,
    Shape,
    ShapedRow,
    Stands,
    Text,
    Time,
)

traces = Endpoints("traces")

TraceId = Annotated[
    str, Field(pattern="^[0-9a-f]{32}$", examples=["5f1c3f0e9b7a4d2c8e6f0a1b2c3d4e5f"])
]
HexSpan = Annotated[str, Field(pattern="^[0-9a-f]{16}$")]


class Span(Shape):
    """One piece of work. Its parent may be outside of what is kept."""

    span_id: HexSpan
    parent_id: HexSpan | None
    service: str
    name: str
    kind: Literal["internal", "server", "client", "producer", "consumer"]
    status: Literal["unset", "ok", "error"]
    started_at: Time
    offset_us: int = Field(description="since the first span of the trace, in microseconds")
    duration_us: int
    attributes: dict[str, JsonValue]


class Trace(Shape):
    """A trace as far as it is kept, its spans in the order of their beginning."""

    id: str
    tasks: list[Id] = Field(description="the first of the trace, as far as you may see them")
    spans: list[Span]
    is_cut: bool = Field(description="whether there are more spans or tasks than are shown")
    stands_seconds: Stands


class TraceTask(Shape):
    """The first task of a trace that you may see, and that the filter asks for."""

    id: Id
    name: str
    state: State
    created_at: Time = Field(description="the latest traces are in its order")
    project: str | None


class TraceSummary(Shape):
    """A trace in few words, as far as it is kept."""

    id: str
    name: str = Field(description="of the request that began it, or of its task")
    started_at: Time
    duration_us: int = Field(description="from the first beginning to the last end; 0 before")
    spans: int
    errors: int = Field(description="spans that ended in an error")
    is_cut: bool = Field(description="whether there may be more spans than were looked at")
    task: TraceTask


class Compared(Shape):
    """Which traces were compared to find the slowest."""

    since: Time = Field(
        serialization_alias="from", description="later than was asked for where it is cut"
    )
    until: Time = Field(serialization_alias="to")
    is_cut: bool = Field(
        description=f"whether there are more: the latest {trace_lists.MOST_COMPARED} are compared"
    )


class TracePage(Page[TraceSummary]):
    """A page of traces."""

    compared: Compared | None = Field(description="null of the latest")

    @classmethod
    def listed(cls, found: Slice[ShapedRow], compared: Slowest | None) -> Self:
        """Make the page of what was found."""
        items = [row.shape for row in found.rows]
        return cls.model_validate(
            {"items": items, "next_cursor": found.next_cursor, "compared": compared}
        )


class TraceQuery(Paging):
    """Which traces to list, in which order. What is not given restricts nothing."""

    failed: bool = Field(default=False, description="those with a failed task alone")
    project: Text | None = Field(
        None,
        description="a slug or an id: those with a task of it alone, with `failed` a failed one",
    )
    from_: GivenTime | None = Field(
        None,
        alias="from",
        description="with a first task of then or later; of the slowest, a day before `to`",
    )
    to: GivenTime | None = Field(None, description="whose first task is from before then")
    sort: Literal["-started_at", "-duration"] = Field(
        "-started_at", description="the latest or the slowest first"
    )


@traces.get("/api/traces")
async def list_traces(call: Call, query: TraceQuery) -> TracePage:
    """List the traces of which one sees the first task, the latest or the slowest first.

    The slowest are of one time, whose traces are all measured: where there are too many, those
    of its end, and `compared` says since when. What takes the database too long is refused: ask
    for less time. Further pages are as of when the first was read.
    """
    wanted = Filter(query.failed, query.project, query.from_, query.to)
    who, cursor, limit = call.person, query.cursor, query.limit
    if query.sort == "-duration":
        found = await trace_lists.slowest(call.db, who, wanted, cursor=cursor, limit=limit)
        return TracePage.listed(found.page, found)
    return TracePage.listed(
        await trace_lists.latest(call.db, who, wanted, cursor=cursor, limit=limit), None
    )


class SpanQuery(Body):
    """Which spans of a trace to read."""

    task: GivenId | None = Field(None, description="of the attempts at this task alone")


@traces.get("/api/traces/{id}")
async def read_trace(call: Call, id: TraceId, query: SpanQuery) -> Trace:
    """Read the first spans of a trace, or of one task of it.

    One sees the attempts at one's own tasks, and what was done within these and within one's own
    requests; an administrator sees all. Spans come some seconds after they ended, and are kept for
    some days; a process that makes too many leaves whole traces out.
    """
    found = await kept.read(call.db, call.person, id, task=query.task)
    return Trace.model_validate(found)

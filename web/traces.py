"""Traces: what one request caused, in whatever process."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from orakul import traces as kept
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Id, Shape, Stands, Time

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
    tasks: list[Id] = Field(description="of the trace, as far as you may see them")
    spans: list[Span]
    is_cut: bool = Field(description="whether there are more spans than are shown")
    stands_seconds: Stands


@traces.get("/api/traces/{id}")
async def read_trace(call: Call, id: TraceId) -> Trace:
    """Read a trace.

    Whoever sees a task of it sees all of it. Spans come some seconds after they ended, and
    are kept for some days; a process that makes too many leaves whole traces out.
    """
    found = await kept.read(call.db, call.person, id)
    return Trace.model_validate(found)

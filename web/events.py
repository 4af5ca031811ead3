"""The log in pages of JSON: the same envelopes that the streams carry."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import Field, JsonValue
from starlette.responses import Response

from broadcaster.entry import envelope
from broadcaster.listing import COUNTED, Span, Wanted, count_entries, list_entries
from broadcaster.log import find_start
from broadcaster.topics import Topics
from orakul.database import Connection
from orakul.errors import NotFoundError
from orakul.paging import Place, read_cursor, read_sort, read_text, write_cursor
from orakul.rights import Rights, read_rights
from orakul.sentences import said
from orakul.tasks.as_of import position_at
from web.call import Call
from web.endpoints import Endpoints
from web.problems import UnauthenticatedError
from web.shapes import Body, GivenId, GivenTime, Id, Page, Paging, Shape, Text, Time, order_by

events = Endpoints("events")

SORTABLE: Final = ("position",)
LAST: Final = 2**63 - 1  # position


class Event(Shape):
    """One committed fact."""

    id: str = Field(description="where a stream goes on after it, and what `after` takes")
    position: int
    topic: str = Field(description="`space:{project_id}:{topic}`, or flat without a project")
    event: str
    at: Time
    project_id: Id | None
    actor: str
    by: str | None = Field(description="the person's name")
    reason: str | None
    trace_id: str | None
    data: JsonValue


class EventFilter(Body):
    """Which events. What is not given restricts nothing."""

    topic: list[Annotated[str, Field(pattern="^(space:[0-9]{1,18}:)?[a-z_]{1,50}$")]] = Field(
        [], max_length=100, description="repeat it for several; all of them without it"
    )
    event: list[Annotated[str, Field(pattern="^[a-z_.]{1,100}$")]] = Field(
        [], max_length=100, description="by name; repeat it for several"
    )
    task: GivenId | None = Field(None, description="of this task alone")
    actor: Text | None = Field(None, description="the whole of it")
    from_: GivenTime | None = Field(None, alias="from", description="committed then or later")
    to: GivenTime | None = Field(None, description="committed before then")

    def wanted(self) -> Wanted:
        """Return it, but for the time."""
        return Wanted(Topics.of(self.topic), self.event, self.actor, self.task)


class EventQuery(Paging, EventFilter):
    """Which events to list."""

    after: Annotated[str | None, Field(pattern="^([0-9]{1,18}-[0-9a-f]{6}|earliest)$")] = Field(
        None, description="id of an event: only later ones; from the beginning without it"
    )
    sort: Annotated[str, order_by(SORTABLE)] = "position"


class EventCount(Shape):
    """How many events there are."""

    count: int = Field(description="of those that were looked at")
    exact: bool = Field(description="whether all were looked at; otherwise there may be more")
    most: int = Field(description="events of the time, or of the task, that are looked at")
    newest: int | None = Field(
        description="position of the newest event that was looked at: later ones are not counted"
    )


@events.get("/api/events/count", scopes=("events",))
async def count_events(call: Call, query: EventFilter) -> EventCount:
    """Count what one may see of the newest events of a time: of all of them where they are few."""
    span = Span(_position(query.from_, 0), _position(query.to, LAST), descending=True)
    found = await count_entries(call.db, await _rights(call), query.wanted(), span)
    return EventCount(count=found.count, exact=found.is_exact, most=COUNTED, newest=found.newest)


@events.get("/api/events", answer=Page[Event], scopes=("events",), errors=(404,))
async def list_events(call: Call, query: EventQuery) -> Response:
    """List what happened, as far as one may see it: first to last, or the newest first.

    A page may hold fewer events than `limit` and still have a next one.
    """
    rights = await _rights(call)
    sort = read_sort(query.sort, SORTABLE)
    span = Span(
        max(await _start(call.db, query.after), _position(query.from_, 0)),
        _position(query.to, LAST),
        descending=sort.descending,
    )
    place = read_cursor(query.cursor, sort, read_text)
    if place:
        span = span.past(place.id)
    found = await list_entries(call.db, rights, query.wanted(), span, limit=query.limit)
    # The data stay the text that PostgreSQL wrote, as they do in the streams.
    items = ", ".join(envelope(entry) for entry in found.entries)
    to = found.looked_to
    cursor = "null" if to is None else f'"{write_cursor(sort, Place(None, to))}"'
    return Response(
        f'{{"items": [{items}], "next_cursor": {cursor}}}', media_type="application/json"
    )


async def _rights(call: Call) -> Rights:
    rights = await read_rights(call.db, call.person.id, call.session)
    if rights is None:
        raise UnauthenticatedError(said("session_over"))
    return rights


async def _start(db: Connection, after: str | None) -> int:
    if after is None:
        return 0
    start = await find_start(db, after, 0)
    if start.trouble:
        raise NotFoundError(said("event_unknown", id=after))
    return start.after


def _position(time: datetime | None, without: int) -> int:
    """Return the last position before *time*."""
    return without if time is None else position_at(time) - 1

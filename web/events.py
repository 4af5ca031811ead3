"""The log in pages of JSON: the same envelopes that the streams carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, JsonValue
from starlette.responses import Response

from broadcaster.entry import Entry, envelope
from broadcaster.log import find_start, read_page
from broadcaster.topics import Topics
from orakul.database import Connection
from orakul.errors import NotFoundError
from orakul.paging import Place, Sort, read_cursor, read_text, write_cursor
from orakul.rights import Rights, read_rights
from web.call import Call
from web.endpoints import Endpoints
from web.problems import UnauthenticatedError
from web.shapes import Id, Page, Paging, Shape, Time

events = Endpoints("events")

ORDER: Final = Sort("position", descending=False)
LOOKED_AT: Final = 1000  # events at once, of which one person may see few
LOOKS: Final = 10
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
    reason: str | None
    trace_id: str | None
    data: JsonValue


class EventQuery(Paging):
    """Which events to list."""

    after: Annotated[str | None, Field(pattern="^([0-9]{1,18}-[0-9a-f]{6}|earliest)$")] = Field(
        None, description="id of the last event that is known; the beginning without it"
    )
    topic: list[Annotated[str, Field(pattern="^(space:[0-9]{1,18}:)?[a-z_]{1,50}$")]] = Field(
        [], max_length=100, description="repeat it for several; all of them without it"
    )


@events.get("/api/events", answer=Page[Event], scopes=("events",), errors=(404,))
async def list_events(call: Call, query: EventQuery) -> Response:
    """List what happened, first to last, as far as one may see it.

    A page may hold fewer events than `limit` and still have a next one.
    """
    rights = await read_rights(call.db, call.person.id, call.session)
    if rights is None:
        raise UnauthenticatedError("The session has ended: sign in again.")
    after = await _start(call.db, query)
    found = await _look(call.db, rights, Topics.of(query.topic), after, query.limit)
    # The data stay the text that PostgreSQL wrote, as they do in the streams.
    items = ", ".join(envelope(entry) for entry in found.entries)
    cursor = f'"{write_cursor(ORDER, Place(None, found.after))}"' if found.has_more else "null"
    return Response(
        f'{{"items": [{items}], "next_cursor": {cursor}}}', media_type="application/json"
    )


@dataclass(frozen=True, slots=True)
class _Found:
    entries: Sequence[Entry]
    after: int  # position up to which the log was looked at
    has_more: bool


async def _start(db: Connection, query: EventQuery) -> int:
    place = read_cursor(query.cursor, ORDER, read_text)
    if place:
        return place.id
    if query.after is None:
        return 0
    start = await find_start(db, query.after, 0)
    if start.trouble:
        raise NotFoundError(f"no event has the id {query.after}, or none has it any more")
    return start.after


async def _look(db: Connection, rights: Rights, topics: Topics, after: int, limit: int) -> _Found:
    entries: list[Entry] = []
    for _ in range(LOOKS):
        page = await read_page(db, rights, topics, after=after, upto=LAST, most=LOOKED_AT)
        entries += page.entries
        if len(entries) > limit:
            return _Found(entries[:limit], entries[limit - 1].position, has_more=True)
        if page.scanned_to is None:
            return _Found(entries, after, has_more=False)
        after = page.scanned_to
    return _Found(entries, after, has_more=True)

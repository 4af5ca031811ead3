"""The sessions of whoever is signed in: where they are signed in, and ending that."""

from uuid import UUID

from pydantic import Field

from orakul import sessions
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Page, Paging, Shape, Time

own_sessions = Endpoints("sign-in")


class Session(Shape):
    """Being signed in somewhere."""

    id: str
    current: bool = Field(description="whether this request came in it")
    address: str | None
    user_agent: str | None
    created_at: Time
    seen_at: Time | None = Field(description="to the minute")
    expires_at: Time


@own_sessions.get("/api/auth/sessions", access="account")
async def list_sessions(call: Call, query: Paging) -> Page[Session]:
    """List where one is signed in, the places used last first."""
    page = await sessions.page(call.db, call.person, cursor=query.cursor, limit=query.limit)
    items = [
        Session.model_validate({**each.shape, "current": each.id == call.session})
        for each in page.rows
    ]
    return Page[Session](items=items, next_cursor=page.next_cursor)


@own_sessions.delete("/api/auth/sessions", access="account", counted=False)
async def end_other_sessions(call: Call) -> None:
    """End all of one's sessions but the one that this request came in."""
    async with call.acting():
        await sessions.end_all(call.db, call.person.id, keep=call.session)


@own_sessions.delete("/api/auth/sessions/{id}", access="account", counted=False)
async def end_session(call: Call, id: UUID) -> None:
    """End one of one's sessions, with its streams; doing it again changes nothing."""
    async with call.acting():
        await sessions.end(call.db, call.person, id)

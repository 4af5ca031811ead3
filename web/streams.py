"""Who reads an event stream, and how the documentation tells of them.

The streams themselves are the broadcaster's. A browser's EventSource can send no header,
so it is known by its cookie; a script may use its token.
"""

import json
from typing import Any, Final

from starlette.requests import Request

from broadcaster import Subscriber
from orakul.sentences import said
from orakul.tokens import Scope
from web.call import Site
from web.dispatch import connection
from web.events import Event
from web.examples import SHAPES, WORDS
from web.identity import demand_scope, identify, verify
from web.openapi import security
from web.problems import UnauthenticatedError
from web.refusals import described_headers, failures

SCOPES: Final[tuple[Scope, ...]] = ("events", "read")  # one of which an API token must have

_LAST_ID: Final = "id of the last event that was seen; the stream goes on after it"

RESUMING: Final[list[dict[str, Any]]] = [
    {"name": name, "in": place, "description": _LAST_ID, "schema": {"type": "string"}}
    for name, place in (("Last-Event-ID", "header"), ("last_event_id", "query"))
]

_STRINGS: Final[dict[str, Any]] = {"type": "array", "items": {"type": "string"}}

MATCHERS: Final[list[dict[str, Any]]] = [
    {"name": name, "in": "query", "description": what, "schema": _STRINGS}
    for name, what in (
        ("match", "a topic, such as `space:7:tasks`; `*` for all of them"),
        ("match_urlpattern", "a pattern of topics, such as `space::id:tasks`"),
    )
]


async def authenticate(request: Request) -> Subscriber:
    """Tell who asks for a stream.

    Raises:
        UnauthenticatedError: nobody is signed in.
        ScopeError: an API token is not for streams.
    """
    site: Site = request.app.state.site
    claims = await verify(site, request)
    async with connection(site) as db:
        signed_in = await identify(db, site, request, claims)
    if signed_in is None:
        raise UnauthenticatedError(said("not_signed_in"))
    demand_scope(signed_in, SCOPES)
    return Subscriber(signed_in.person.id, signed_in.session, signed_in.expires_at, signed_in.token)


TOPICS: Final[dict[str, Any]] = {
    "name": "topic",
    "in": "query",
    "description": "`tasks`, or `space:7:tasks` for one project; all of them without it",
    "schema": _STRINGS,
}

DESCRIPTION: Final = """Server-sent events that never end by themselves.

An event has an `id` and one line of `data`, which is an Event as GET /api/events lists it.
`event: gap` says that some are missing, with `from`, `to` and `reason`; `event: end` why the
stream ends: come back with the last id. Lines that begin with a colon are heartbeats. Rights
are those of each moment: what one may not see any more does not come. For everybody who is
signed in."""

_EVENT: Final = {
    field: SHAPES[Event.__name__].get(field, WORDS.get(field)) for field in Event.model_fields
}

EXAMPLE: Final = f""": at 1772442904000000-9f3a1c
retry: 2000

id: {_EVENT["id"]}
data: {json.dumps(_EVENT)}

:
id: 1772442919000000-9f3a1c

event: end
data: {{"reason": "shutdown"}}

"""


def documented() -> dict[str, Any]:
    """Describe the streams, as paths of the OpenAPI document."""
    begins = {"Mercure-Last-Event-ID": "the event after which the stream goes on, if one was asked"}
    tasks = _operation("subscribe_to_tasks", "Watch tasks, live", [])
    events = _operation("subscribe_to_events", "Watch what happens, live", [TOPICS])
    mercure = _operation("subscribe_by_mercure", "Watch what happens, by Mercure", MATCHERS)
    mercure["responses"]["200"]["headers"] = described_headers(begins)
    return {
        "/api/tasks/subscribe": {"get": tasks},
        "/api/events/stream": {"get": events},
        "/.well-known/mercure": {"get": mercure},
    }


def _operation(id: str, summary: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    content = {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE}}
    return {
        "operationId": id,
        "tags": ["events"],
        "summary": summary,
        "description": DESCRIPTION,
        "parameters": [*parameters, *RESUMING],
        "responses": {
            "200": {"description": "OK", "content": content},
            **failures({400, 401, 403, 503}),
        },
        "security": security(SCOPES),
    }

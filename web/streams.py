"""Who reads an event stream, and how the documentation tells of them.

The streams themselves are the broadcaster's. A browser's EventSource can send no header,
so it is known by its cookie; a script may use its token.
"""

from typing import Any, Final

from starlette.requests import Request

from broadcaster import Subscriber
from web.call import Site
from web.dispatch import connection
from web.identity import demand_scope, identify, verify
from web.openapi import SECURITY, failures
from web.problems import UnauthenticatedError

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
    async with connection(site.pool) as db:
        signed_in = await identify(db, site, request, claims)
    if signed_in is None:
        raise UnauthenticatedError("Sign in first.")
    demand_scope(signed_in, ("events", "read"))
    return Subscriber(signed_in.person.id, signed_in.session, signed_in.expires_at, signed_in.token)


def documented() -> dict[str, Any]:
    """Describe the streams, as paths of the OpenAPI document."""
    topic = {
        "name": "topic",
        "in": "query",
        "description": "`tasks`, or `space:7:tasks` for one project; all of them without it",
        "schema": _STRINGS,
    }
    return {
        "/api/tasks/subscribe": {"get": _operation("subscribe_to_tasks", "Watch tasks, live", [])},
        "/api/events/stream": {
            "get": _operation("subscribe_to_events", "Watch what happens, live", [topic])
        },
        "/.well-known/mercure": {
            "get": _operation("subscribe_by_mercure", "Watch what happens, by Mercure", MATCHERS)
        },
    }


def _operation(id: str, summary: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "operationId": id,
        "tags": ["events"],
        "summary": summary,
        "description": (
            "Server-sent events: `id` and `data`, an Event in one line. `event: gap` says that"
            " some are missing, `event: end` why the stream ends; comments are heartbeats."
        ),
        "parameters": [*parameters, *RESUMING],
        "responses": {
            "200": {
                "description": "OK",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            },
            **failures({400, 401, 403, 503}),
        },
        "security": SECURITY,
    }

"""Whether this process lives, and whether it can do its work.

``/health`` asks nothing but the process itself. ``/health/ready`` says what fails, so that
a load balancer waits and an operator knows why.
"""

import asyncio
from typing import Any, Final, cast

import asyncpg
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from orakul.database import Connection
from orakul.errors import UnavailableError
from orakul.sentences import said
from sql.migrate import pending
from web.call import Site
from web.dispatch import connection
from web.problems import InvalidField, problem, wrong
from web.refusals import failures

TIMEOUT: Final = 3.0  # seconds for all checks together
OLDEST_LISTENER: Final = 10.0  # seconds since the listener last proved to be alive


async def live(_request: Request) -> Response:
    """Answer as long as the process runs."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """Answer 200 if requests can be served, else 503 with what fails."""
    site: Site = request.app.state.site
    try:
        async with asyncio.timeout(TIMEOUT), connection(site) as db:
            failures = await _failures(db, site)
    except (TimeoutError, UnavailableError):
        failures = [wrong("database", said("silent"))]
    if failures:
        return problem(503, said("not_ready"), errors=failures, headers={"Retry-After": "1"})
    return JSONResponse({"status": "ready"})


async def _failures(db: Connection, site: Site) -> list[InvalidField]:
    try:
        return [*await _migrations(db), *await _listener(db, site)]
    except asyncio.CancelledError:
        # The pool would wait for an answer before it takes back one that does not answer.
        db.terminate()
        raise


async def _migrations(db: Connection) -> list[InvalidField]:
    due = await pending(cast("asyncpg.Connection[asyncpg.Record]", db))  # it may be a pooled one
    if not due:
        return []
    return [wrong("migrations", said("migrations_due", many=len(due), first=due[0]))]


async def _listener(db: Connection, site: Site) -> list[InvalidField]:
    try:
        age = (await site.broadcaster.status(db)).listener_age
    except UnavailableError:
        return [wrong("listener", said("listener_stopped"))]
    if age <= OLDEST_LISTENER:
        return []
    return [wrong("listener", said("listener_silent", seconds=round(age)))]


def documented() -> dict[str, Any]:
    """Describe both, as paths of the OpenAPI document."""
    return {
        "/health": {"get": _operation("read_health", "Tell that the process lives", "ok", ())},
        "/health/ready": {
            "get": _operation("read_readiness", "Tell whether it can work", "ready", (503,))
        },
    }


def _operation(id: str, summary: str, status: str, errors: tuple[int, ...]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {"status": {"type": "string", "const": status}},
        "required": ["status"],
    }
    content = {"application/json": {"schema": schema, "example": {"status": status}}}
    return {
        "operationId": id,
        "tags": ["health"],
        "summary": summary,
        "description": "Needs nobody to be signed in. What fails is named in `errors`.",
        "parameters": [],
        "responses": {"200": {"description": "OK", "content": content}, **failures(errors)},
    }

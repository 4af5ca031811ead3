"""From a request to a handler and back.

The order is the order of what a stranger may learn: first who is calling (401), then
whether such a person may (403), then whether the input is valid (400). The body is read
before a connection is taken from the pool, so that a slow client holds none.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, get_origin
from uuid import UUID

import asyncpg
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from orakul.database import Connection, Pool
from orakul.errors import DeniedError, NotFoundError, UnavailableError
from orakul.sessions import SignedIn
from orakul.telegram import parse_json_strictly
from web.call import Call, Site
from web.endpoints import Endpoint
from web.identity import credential, demand_scope, guard_against_forgery, identify, verify
from web.problems import InvalidError, InvalidField, UnauthenticatedError, invalid
from web.shapes import read_id, storable

READ_TIMEOUT: Final = 30.0  # seconds that a body may take to arrive
POOL_TIMEOUT: Final = 10.0  # seconds to wait for a connection

# How the parameters of a path are read; a ValueError says that there is no such thing.
_READERS: Final[Mapping[type, Callable[[str], object]]] = {int: read_id, UUID: UUID, str: storable}

# What a database that is away, or too busy, makes of a question.
_TROUBLE: Final = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)

# What tells by itself that the connection is lost. A server that shuts down says so before it
# closes the connection; and asyncpg trips over itself when the server ends an idle one just
# as a statement is being sent.
_LOST: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InternalClientError,
)


def routes(endpoints: Sequence[Endpoint]) -> list[Route]:
    """Make a route of every path, fixed paths before those with parameters."""
    paths: dict[str, dict[str, Endpoint]] = {}
    for each in endpoints:
        paths.setdefault(each.path, {})[each.method] = each
    return [Route(path, _Path(path, paths[path])) for path in sorted(paths, key=_specificity)]


def answered(content: BaseModel, status: int = 200) -> Response:
    """Make the response that answers *content*."""
    text = content.model_dump_json(by_alias=True)
    return Response(text, status, media_type="application/json")


@asynccontextmanager
async def connection(pool: Pool) -> AsyncGenerator[Connection]:
    """Take a connection from the pool for as long as the context lasts.

    Raises:
        UnavailableError: the database does not answer, all connections are busy, or this
            one was lost meanwhile.
    """
    try:
        db = await pool.acquire(timeout=POOL_TIMEOUT)
    except _TROUBLE as error:
        raise UnavailableError("The database does not answer.") from error
    try:
        yield db
    except _TROUBLE as error:
        if _is_lost(db, error):
            raise UnavailableError("The database went away.") from error
        raise
    finally:
        await pool.release(db)


def _is_lost(db: Connection, error: Exception) -> bool:
    if isinstance(error, _LOST):
        return True
    try:
        return db.is_closed()
    except asyncpg.InterfaceError:  # the pool has taken it back, because it was
        return True


class _Path:
    """Answers the requests to one path, each by the endpoint of its method."""

    def __init__(self, path: str, endpoints: Mapping[str, Endpoint]) -> None:
        self.path = path  # which names the span
        self._endpoints = endpoints
        self._allowed = ", ".join(sorted(endpoints))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        method = "GET" if request.method == "HEAD" else request.method
        endpoint = self._endpoints.get(method)
        if endpoint is None:
            raise HTTPException(
                405, f"This path takes {self._allowed}.", headers={"Allow": self._allowed}
            )
        response = await _respond(endpoint, request)
        await response(scope, receive, send)


async def _respond(endpoint: Endpoint, request: Request) -> Response:
    site: Site = request.app.state.site
    if endpoint.access != "public" and not credential(request):
        raise UnauthenticatedError("Sign in first.")
    raw = await _read_body(request, endpoint) if endpoint.body else b""
    claims = None if endpoint.access == "public" else await verify(site, request)
    async with connection(site.pool) as db:
        signed_in = None
        if endpoint.access != "public":
            signed_in = await identify(db, site, request, claims)
            _admit(endpoint, request, signed_in)
        arguments = _arguments(endpoint, request, raw)
        answer = await endpoint.handler(Call(request, site, db, signed_in), **arguments)
    match answer:
        case Response():
            return answer
        case None:
            return Response(status_code=endpoint.status)
        case _:
            return answered(answer, endpoint.status)


def _admit(endpoint: Endpoint, request: Request, signed_in: SignedIn | None) -> None:
    if signed_in is None:
        raise UnauthenticatedError("The session has ended: sign in again.")
    guard_against_forgery(request)
    demand_scope(signed_in, endpoint.scopes)
    if endpoint.access == "admin" and not signed_in.person.is_admin:
        raise DeniedError("Only an administrator may do this.")
    if endpoint.access == "write" and not signed_in.person.may_write:
        raise DeniedError("A viewer changes nothing.")


def _arguments(endpoint: Endpoint, request: Request, raw: bytes) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        name: _parameter(request.path_params[name], kind)
        for name, kind in endpoint.parameters.items()
    }
    if endpoint.query:
        arguments["query"] = _valid(endpoint.query, _read_query(endpoint.query, request))
    if endpoint.body:
        arguments["body"] = _body(endpoint, endpoint.body, raw)
    return arguments


def _parameter(text: str, kind: type) -> object:
    try:
        return _READERS[kind](text)
    except ValueError:
        raise NotFoundError(f"there is nothing with the id {text}") from None


def _read_query(model: type[BaseModel], request: Request) -> dict[str, object]:
    """Return the query's fields: lists of values where the model has lists."""
    repeatable = {
        field.alias or name
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is list
    }
    given: dict[str, object] = {}
    for name in request.query_params:
        values = request.query_params.getlist(name)
        if name not in repeatable and len(values) > 1:
            raise InvalidError([InvalidField(path=name, message="is given more than once")])
        given[name] = values if name in repeatable else values[0]
    return given


def _body(endpoint: Endpoint, model: type[BaseModel], raw: bytes) -> BaseModel | None:
    if not raw and not endpoint.body_required:
        return None
    return _valid(model, parse_json_strictly(raw))


def _valid(model: type[BaseModel], given: Mapping[str, object]) -> BaseModel:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise invalid(error) from None


async def _read_body(request: Request, endpoint: Endpoint) -> bytes:
    """Read a JSON body, no longer and for no longer than allowed."""
    body = bytearray()
    try:
        async with asyncio.timeout(READ_TIMEOUT):
            async for piece in request.stream():
                body += piece
                if len(body) > endpoint.largest_body:
                    raise HTTPException(
                        413, f"A body has at most {endpoint.largest_body} bytes here."
                    )
    except TimeoutError:
        raise HTTPException(408, "The body did not arrive in time.") from None
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and media_type != "application/json":
        raise HTTPException(415, "Send the body as application/json.")
    return bytes(body)


def _specificity(path: str) -> tuple[int, str]:
    return path.count("{"), path

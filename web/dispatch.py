"""From a request to a handler and back.

The order is the order of what a stranger may learn: first who is calling (401), then
whether such a person may (403), or has done too much (429), then whether the input is valid
(400). The body is read before a connection is taken from the pool, so that a slow client
holds none; of a file, the body is read once its sender is known, and they are asked for again.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, get_origin
from uuid import UUID

import asyncpg
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from orakul import allowance, telemetry
from orakul.database import LOST, TROUBLE, Connection, Limits
from orakul.errors import DeniedError, NotFoundError, RejectedError, UnavailableError
from orakul.people import Person
from orakul.sentences import said
from orakul.sessions import SignedIn
from orakul.telegram import parse_json_strictly
from web.call import Call, Site
from web.endpoints import Endpoint, Upload
from web.identity import credential, demand_scope, guard_against_forgery, identify, verify
from web.leaving import unless_left
from web.problems import InvalidError, UnauthenticatedError, invalid, wrong
from web.shapes import read_id, storable
from web.uploading import demand_json, promised, received, too_large, too_slow

Answer = Callable[[Request], Awaitable[Response]]

READ_TIMEOUT: Final = 30.0  # seconds that a body may take to arrive
POOL_TIMEOUT: Final = 10.0  # seconds to wait for a connection

# Whoever asked has left by then, and others wait for the connection.
LIMITS: Final = Limits(statement=30, lock=10)

_WORTH_IT: Final = 2048  # bytes
_LEVEL: Final = 6  # of 9: 9 takes twice as long for a hundredth less

# How the parameters of a path are read; a ValueError says that there is no such thing.
_READERS: Final[Mapping[type, Callable[[str], object]]] = {int: read_id, UUID: UUID}


def routes(endpoints: Sequence[Endpoint]) -> list[Route]:
    """Make a route of every path, fixed paths before those with parameters."""
    paths: dict[str, dict[str, Answer]] = {}
    for each in endpoints:
        answer = _read if each.method == "GET" else _respond
        paths.setdefault(each.path, {})[each.method] = partial(answer, each)
    return [Route(path, _Path(path, paths[path])) for path in sorted(paths, key=_specificity)]


def readable(path: str, answer: Answer) -> Route:
    """Make the route of something that is read without knowing by whom, and not changed."""
    return Route(path, _Path(path, {"GET": answer}))


def answered(content: BaseModel, status: int = 200) -> Response:
    """Make the response that answers *content*."""
    text = content.model_dump_json(by_alias=True)
    return Response(text, status, media_type="application/json")


@asynccontextmanager
async def connection(site: Site) -> AsyncGenerator[Connection]:
    """Take a connection from the pool for as long as the context lasts.

    Raises:
        UnavailableError: the database does not answer, all connections are busy, this one
            was lost meanwhile, or something was locked for too long.
        RejectedError: a statement took too long.
    """
    site.line.waiting += 1
    try:
        db = await site.pool.acquire(timeout=POOL_TIMEOUT)
    except TROUBLE as error:
        raise UnavailableError(said("database_silent")) from error
    finally:
        site.line.waiting -= 1
    try:
        yield db
    except asyncpg.QueryCanceledError:
        seconds = f"{site.limits.statement:g}"
        raise RejectedError(said("takes_too_long", seconds=seconds)) from None
    except asyncpg.LockNotAvailableError as error:
        raise UnavailableError(said("database_held")) from error
    except TROUBLE as error:
        if _is_lost(db, error):
            raise UnavailableError(said("database_gone")) from error
        raise
    finally:
        await site.pool.release(db)


def _is_lost(db: Connection, error: Exception) -> bool:
    if isinstance(error, LOST):
        return True
    try:
        return db.is_closed()
    except asyncpg.InterfaceError:  # the pool has taken it back, because it was
        return True


class _Path:
    """Answers the requests to one path, each by what there is for its method.

    It takes all methods, so that none falls through to another route.
    """

    def __init__(self, path: str, answers: Mapping[str, Answer]) -> None:
        self.path = path  # which names the span
        self._answers = dict(answers)
        if "GET" in answers:
            self._answers["HEAD"] = answers["GET"]
        self._allowed = ", ".join(sorted({*self._answers, "OPTIONS"}))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        answer = self._answers.get(request.method)
        if answer is not None:
            response = await answer(request)
        elif request.method == "OPTIONS":
            response = Response(status_code=204, headers={"Allow": self._allowed})
        else:
            detail = said("method_unknown", methods=self._allowed)
            raise HTTPException(405, detail, headers={"Allow": self._allowed})
        # No page of somebody else can measure what its visitor's answers shrink to: the
        # cookie does not go with its requests.
        smaller = GZipMiddleware(response, minimum_size=_WORTH_IT, compresslevel=_LEVEL)
        await smaller(scope, receive, send)


async def _read(endpoint: Endpoint, request: Request) -> Response:
    return await unless_left(request, _respond(endpoint, request))


async def _respond(endpoint: Endpoint, request: Request) -> Response:
    if endpoint.access != "public" and not credential(request):
        raise UnauthenticatedError(said("not_signed_in"))
    if endpoint.admit:
        endpoint.admit(request)
    if endpoint.upload:
        answer = await _take_in(endpoint, endpoint.upload, request)
    else:
        raw = await _read_body(request, endpoint) if endpoint.body else b""
        async with _turn(endpoint, request), _calling(endpoint, request, raw) as (call, arguments):
            answer = await endpoint.handler(call, **arguments)
    match answer:
        case Response():
            return answer
        case None:
            return Response(status_code=endpoint.status)
        case _:
            return answered(answer, endpoint.status)


async def _take_in(
    endpoint: Endpoint, upload: Upload, request: Request
) -> BaseModel | Response | None:
    async with _calling(endpoint, request) as (call, arguments):
        await upload.admit(call, **arguments)
        person = call.person.id
    site: Site = request.app.state.site
    most = upload.largest(site.settings)
    demand_json(request)
    size = promised(request, most)
    async with (
        site.uploads.room(person, size, site.settings) as coming,
        received(request, most, coming) as file,
    ):
        read = await upload.read(file)
        async with _calling(endpoint, request, counted=False) as (call, arguments):
            return await endpoint.handler(call, **arguments, upload=read)


@asynccontextmanager
async def _turn(endpoint: Endpoint, request: Request) -> AsyncGenerator[None]:
    """Wait, before a connection is taken, until few others keep one for the same.

    Raises:
        UnavailableError: too many others are.
    """
    if endpoint.lane is None:
        yield
        return
    site: Site = request.app.state.site
    async with site.turns[endpoint.lane].one():
        yield


@asynccontextmanager
async def _calling(
    endpoint: Endpoint, request: Request, raw: bytes = b"", *, counted: bool = True
) -> AsyncGenerator[tuple[Call, dict[str, Any]]]:
    """Give what a handler is called with, once whoever calls is known and may call it.

    Without *counted* it is the same request once more, and no other change.
    """
    site: Site = request.app.state.site
    claims = None if endpoint.access == "public" else await verify(site, request)
    async with connection(site) as db:
        if endpoint.access == "public":
            yield Call(request, site, db, None), _arguments(endpoint, request, raw)
            return
        signed_in = await identify(db, site, request, claims)
        who = _admit(endpoint, request, signed_in)
        with telemetry.on_behalf_of(who.id):
            if endpoint.counted and counted:
                await allowance.take(db, who.id, site.settings.write_rate)
            yield Call(request, site, db, signed_in), _arguments(endpoint, request, raw)


def _admit(endpoint: Endpoint, request: Request, signed_in: SignedIn | None) -> Person:
    if signed_in is None:
        raise UnauthenticatedError(said("session_over"))
    guard_against_forgery(request)
    if endpoint.access in {"admin", "accounts"} and not signed_in.person.is_admin:
        raise DeniedError(said("administrators_only"))
    if endpoint.access == "write" and not signed_in.person.may_write:
        raise DeniedError(said("viewer"))
    # Last: what the role forbids, no other token allows.
    demand_scope(signed_in, endpoint.scopes)
    return signed_in.person


def _arguments(endpoint: Endpoint, request: Request, raw: bytes) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        name: _parameter(request.path_params[name], kind)
        for name, kind in endpoint.parameters.items()
    }
    if endpoint.query:
        if endpoint.method == "DELETE" and _sends_body(request):
            raise RejectedError(said("body_unread"))  # or a reason would be lost
        arguments["query"] = _query(endpoint.query, request)
    if endpoint.body:
        given = raw or endpoint.body_required
        arguments["body"] = read_body(endpoint.body, raw) if given else None
    return arguments


def _sends_body(request: Request) -> bool:
    headers = request.headers
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _parameter(text: str, kind: type) -> object:
    try:
        return _READERS.get(kind, storable)(text)
    except ValueError:
        raise NotFoundError(said("id_unknown", id=text)) from None


def _read_query(model: type[BaseModel], request: Request) -> dict[str, object]:
    """Return the query's fields: lists of values where the model has lists."""
    repeatable = {
        field.alias or name
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is list
    }
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        given.setdefault(name, []).append(value)
    for name, values in given.items():
        if name not in repeatable and len(values) > 1:
            raise InvalidError([wrong(name, said("given_twice"))])
    return {name: values if name in repeatable else values[0] for name, values in given.items()}


def _query(model: type[BaseModel], request: Request) -> BaseModel:
    try:
        return model.model_validate(_read_query(model, request))
    except ValidationError as error:
        raise invalid(error) from None


def read_body(model: type[BaseModel], raw: bytes) -> BaseModel:
    """Return what the JSON object *raw* says.

    Raises:
        RejectedError: it is no JSON, or holds what cannot be stored.
        InvalidError: it is no *model*.
    """
    parse_json_strictly(raw)
    try:
        # Strictly, as JSON has types of its own: who sends `"dry_run": 0` may mean something else.
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise invalid(error) from None


async def _read_body(request: Request, endpoint: Endpoint) -> bytes:
    """Read a JSON body, no longer and for no longer than allowed."""
    promised(request, endpoint.largest_body)
    body = bytearray()
    try:
        async with asyncio.timeout(READ_TIMEOUT):
            async for piece in request.stream():
                body += piece
                if len(body) > endpoint.largest_body:
                    raise too_large(endpoint.largest_body)
    except TimeoutError:
        raise too_slow() from None
    if body:
        demand_json(request)
    return bytes(body)


def _specificity(path: str) -> tuple[int, str]:
    return path.count("{"), path

"""Endpoints: what a resource offers, declared where it is handled.

`Endpoints` collects them. A handler's signature is its contract: the path's parameters by
name, a `query` and a `body` if it has them, and what it returns. `web.dispatch` runs them,
`web.openapi` documents them; both read the same declaration.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import (
    Any,
    BinaryIO,
    Final,
    Literal,
    TypedDict,
    TypeVar,
    Union,
    Unpack,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from orakul.settings import Settings
from orakul.tokens import Scope

Handler = Callable[..., Awaitable[BaseModel | Response | None]]
Declared = TypeVar("Declared", bound=Handler)

Access = Literal["public", "read", "own", "write", "admin", "account", "accounts"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Lane = Literal["proof", "search"]  # a password is looked at; much may be

LARGEST_BODY: Final = 1024 * 1024  # bytes
LARGEST_OF_STRANGERS: Final = 16 * 1024  # bytes, of who has still to prove who they are

_PARAMETER: Final = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A body that is a file, of any size: it goes to the disk, never whole to the memory.

    Attributes:
        admit: is called as the handler is, before the file is sent, and raises where the
            handler would refuse whoever sends it.
        read: makes of the file what the handler gets as `upload`; no connection is held
            while the file comes and is read.
        largest: how many bytes it may have.
        example: of a file, as JSON.
    """

    admit: Callable[..., Awaitable[object]]
    read: Callable[[BinaryIO], Awaitable[object]]
    largest: Callable[[Settings], int]
    example: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path: who may call it, what it takes, what it answers."""

    method: Method
    path: str
    tag: str
    handler: Handler
    access: Access
    scopes: frozenset[Scope]  # one of which an API token must have; it may not call it at all
    status: int
    summary: str
    description: str
    parameters: Mapping[str, type]  # those of the path
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    body_required: bool
    answer: type[BaseModel] | None
    others: Mapping[int, type[BaseModel]]  # further statuses of success, and their shapes
    media_type: str
    headers: Mapping[str, str]  # that come with success, and what they tell
    errors: frozenset[int]
    scheme: str | None  # of `web.openapi`: how who is not signed in proves themselves
    example: str | None  # of what is answered, where it has no shape
    largest_body: int
    upload: Upload | None
    lane: Lane | None
    counted: bool  # among the changes that one person may make in a minute
    admit: Callable[[Request], None] | None  # of who is not signed in: before the body is read


class Options(TypedDict, total=False):
    """What a declaration may say besides method and path.

    Attributes:
        access: who may call it; by default "read" for GET and "write" for the others.
        scopes: of API tokens that suffice besides the one called as *access*.
        status: of success; by default 200, or 204 where nothing is answered.
        answer: the shape that is answered, where the handler returns a Response.
        others: further statuses of success, each with the shape that is answered then.
        media_type: of what is answered; JSON by default.
        headers: that come with success, by name, and what they tell.
        errors: statuses of failure that the signature does not imply, such as 409.
        scheme: of `web.openapi`, where a public endpoint asks for a proof of its own.
        example: of what is answered, where that is no JSON.
        largest_body: most bytes that a body may have; `LARGEST_BODY` by default.
        upload: where the body is a file.
        lane: of what keeps a connection for long: few of each are at once in a process.
        counted: whether it counts among the changes that one person may make in a minute; by
            default whatever is no GET does. What protects an account must not wait for a
            program that changes too much.
        admit: where a public endpoint asks for a proof of its own: raises without it, before the
            body is read.
    """

    access: Access
    scopes: tuple[Scope, ...]
    status: int
    answer: type[BaseModel]
    others: Mapping[int, type[BaseModel]]
    media_type: str
    headers: Mapping[str, str]
    errors: tuple[int, ...]
    scheme: str
    example: str
    largest_body: int
    upload: Upload
    lane: Lane
    counted: bool
    admit: Callable[[Request], None]


class Endpoints:
    """The endpoints of one resource; *tag* is its name in the documentation."""

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self.declared: list[Endpoint] = []

    def get(self, path: str, **options: Unpack[Options]) -> Callable[[Declared], Declared]:
        """Declare that the decorated function handles GET of *path*."""
        return self._declare("GET", path, options)

    def post(self, path: str, **options: Unpack[Options]) -> Callable[[Declared], Declared]:
        """Declare that the decorated function handles POST to *path*."""
        return self._declare("POST", path, options)

    def put(self, path: str, **options: Unpack[Options]) -> Callable[[Declared], Declared]:
        """Declare that the decorated function handles PUT to *path*."""
        return self._declare("PUT", path, options)

    def patch(self, path: str, **options: Unpack[Options]) -> Callable[[Declared], Declared]:
        """Declare that the decorated function handles PATCH of *path*."""
        return self._declare("PATCH", path, options)

    def delete(self, path: str, **options: Unpack[Options]) -> Callable[[Declared], Declared]:
        """Declare that the decorated function handles DELETE of *path*."""
        return self._declare("DELETE", path, options)

    def _declare(
        self, method: Method, path: str, options: Options
    ) -> Callable[[Declared], Declared]:
        def declared(handler: Declared) -> Declared:
            self.declared.append(_endpoint(method, path, self._tag, handler, options))
            return handler

        return declared


def _endpoint(method: Method, path: str, tag: str, handler: Handler, options: Options) -> Endpoint:
    hints = get_type_hints(handler)
    known = get_type_hints(handler, include_extras=True)
    parameters = {name: known[name] for name in _PARAMETER.findall(path)}
    access = options.get("access", "read" if method == "GET" else "write")
    counted = options.get("counted", method != "GET" and access != "public")
    body = _shape(hints.get("body"))
    summary, description = _told(handler)
    return Endpoint(
        method=method,
        path=path,
        tag=tag,
        handler=handler,
        access=access,
        scopes=_scopes(access) | frozenset(options.get("scopes", ())),
        status=options.get("status", 204 if hints["return"] is NoneType else 200),
        summary=summary,
        description=description,
        parameters=parameters,
        query=_shape(hints.get("query")),
        body=body,
        body_required=body is not None and body is hints["body"],
        answer=options.get("answer") or _shape(hints["return"]),
        others=options.get("others", {}),
        media_type=options.get("media_type", "application/json"),
        headers=options.get("headers", {}),
        errors=frozenset(options.get("errors", ()))
        | _implied(access, hints, parameters, counted=counted),
        scheme=options.get("scheme"),
        example=options.get("example"),
        largest_body=options.get("largest_body", LARGEST_BODY),
        upload=options.get("upload"),
        lane=options.get("lane"),
        counted=counted,
        admit=options.get("admit"),
    )


def _scopes(access: Access) -> frozenset[Scope]:
    match access:
        case "public" | "account" | "accounts":
            return frozenset()
        case "own":
            return frozenset[Scope]({"write"})
        case _:
            return frozenset[Scope]({access})


def _told(handler: Handler) -> tuple[str, str]:
    summary, _, description = (inspect.getdoc(handler) or "").partition("\n")
    return summary.rstrip("."), description.strip()


def _shape(hint: object) -> type[BaseModel] | None:
    """Return the model in *hint*, which may be ``Model | None``."""
    options = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    models = (each for each in options if isinstance(each, type) and issubclass(each, BaseModel))
    return next(models, None)


def _implied(
    access: Access, hints: Mapping[str, Any], parameters: Mapping[str, type], *, counted: bool
) -> set[int]:
    statuses = {503}
    if access != "public":
        statuses |= {401, 403}
    if counted:
        statuses |= {429}
    if parameters:
        statuses |= {404}
    if "query" in hints:
        statuses |= {400}
    if "body" in hints or "upload" in hints:
        statuses |= {400, 408, 413, 415}
    return statuses

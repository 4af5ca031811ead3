"""What goes wrong, as RFC 9457 problem details.

Every failure becomes one here, whoever raised it: our own errors, Starlette's (no such
path, no such method), what pydantic refuses, and what nobody expected. The last kind is
logged under its trace id and tells the client that id, not what happened inside.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from http import HTTPStatus
from math import ceil
from typing import Any, Final, Self

import structlog
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from orakul import telemetry
from orakul.errors import (
    ConflictError,
    DeniedError,
    NotFoundError,
    OrakulError,
    RejectedError,
    ThrottledError,
    UnavailableError,
)
from orakul.exports import UnreadableError
from orakul.sentences import Sentence, said
from orakul.tasks.as_of import PrunedError
from orakul.tasks.search.mistakes import SearchError
from web.schema_faults import in_characters, kind_of

log = structlog.stdlib.get_logger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
MOST_TOLD: Final = 100  # places where the input is wrong
RETRY_AFTER: Final = timedelta(seconds=5)  # where nobody knows better

STATUSES: Final[Mapping[type[OrakulError], HTTPStatus]] = {
    SearchError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnreadableError: HTTPStatus.UNPROCESSABLE_ENTITY,
    RejectedError: HTTPStatus.BAD_REQUEST,
    DeniedError: HTTPStatus.FORBIDDEN,
    PrunedError: HTTPStatus.GONE,
    NotFoundError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.CONFLICT,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
}


class InvalidField(BaseModel):
    """One thing that is wrong with the input, and where."""

    path: str = Field(description="`field`, or `field.inner`; empty for the whole")
    message: str
    kind: str | None = Field(
        default=None, description="of what is wrong, to say it in another language"
    )
    blanks: dict[str, str | int] | None = Field(
        default=None, description="what is particular in its sentence, by name"
    )


class Problem(BaseModel):
    """A failure, as RFC 9457 shapes it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[InvalidField] | None = Field(
        default=None, description="what is wrong with the input; the first 100 where there are more"
    )
    position: int | None = Field(
        default=None, description="of a search that cannot be read: where, in characters from 0"
    )
    length: int | None = Field(default=None, description="of what is wrong there")
    kind: str | None = Field(
        default=None, description="of what is wrong, to say it in another language"
    )
    blanks: dict[str, str | int] | None = Field(
        default=None, description="what is particular in its sentence, by name"
    )

    def explained(self, cause: Exception | str | None) -> Self:
        """Return it with what there is to say it in another language, and where it is wrong."""
        match cause:
            case SearchError():
                place = {"position": cause.position, "length": cause.length}
            case OrakulError(kind=str()) | Sentence():
                place = {}
            case _:
                return self
        return self.model_copy(update={**place, "kind": cause.kind, "blanks": cause.blanks})


class UnauthenticatedError(OrakulError):
    """Nobody is signed in, and somebody must be."""


class ScopeError(DeniedError):
    """An API token is not for this; *scopes* are those of which one would be enough."""

    def __init__(self, scopes: Collection[str]) -> None:
        self.scopes = " ".join(sorted(scopes))
        names = " or ".join(sorted(scopes))
        super().__init__(said("scope_missing", scopes=names) if scopes else said("token_barred"))


class InvalidError(RejectedError):
    """The input is invalid in places that can be named."""

    def __init__(self, errors: Iterable[InvalidField]) -> None:
        self.errors = list(errors)
        super().__init__(said("invalid"))


def wrong(path: str, sentence: Sentence) -> InvalidField:
    """Tell what is wrong at *path*."""
    return InvalidField(
        path=path, message=sentence, kind=sentence.kind, blanks=dict(sentence.blanks)
    )


def invalid(error: ValidationError) -> InvalidError:
    """Tell where the input is wrong and how, the first `MOST_TOLD`, and nothing of what it was.

    Who sends thousands of wrong fields would otherwise be answered at ten times the length.
    """
    return InvalidError(_field(each) for each in error.errors(include_url=False)[:MOST_TOLD])


def problem(
    status: int,
    detail: str,
    *,
    errors: list[InvalidField] | None = None,
    headers: Mapping[str, str] | None = None,
    error: Exception | None = None,
) -> Response:
    """Make the answer to a failed request; *error* may tell more of it."""
    content = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=errors,
    ).explained(error or detail)
    return Response(
        content.model_dump_json(exclude_none=True), status, headers, media_type=MEDIA_TYPE
    )


async def on_error(request: Request, error: Exception) -> Response:
    """Answer for one of our own errors."""
    match error:
        case UnauthenticatedError():
            # RFC 6750: only who came with a token is told that it is no good.
            came = "authorization" in request.headers
            challenge = 'Bearer error="invalid_token"' if came else "Bearer"
            return problem(401, str(error), headers={"WWW-Authenticate": challenge}, error=error)
        case ScopeError(scopes=scopes) if scopes:
            challenge = f'Bearer error="insufficient_scope", scope="{scopes}"'
            return problem(403, str(error), headers={"WWW-Authenticate": challenge}, error=error)
        case RejectedError(path=str()) | InvalidError():
            return problem(400, str(error), errors=_fields_of(error), error=error)
        case UnavailableError():
            wait = _retry_after(error.retry_after or RETRY_AFTER)
            return problem(503, str(error), headers=wait, error=error)
        case ThrottledError():
            return problem(429, str(error), headers=_retry_after(error.retry_after), error=error)
        case _:
            return problem(_status_of(error), str(error), error=error)


def problem_of(error: Exception) -> Problem:
    """Return what is answered for one of our own errors, where there is nothing to answer."""
    status = _status_of(error)
    return Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=str(error),
        errors=_fields_of(error),
    ).explained(error)


def _fields_of(error: Exception) -> list[InvalidField] | None:
    """Return which parts of the input are wrong, where that is known."""
    match error:
        case InvalidError():
            return error.errors
        case RejectedError(path=str() as path):
            told = InvalidField(
                path=path, message=str(error), kind=error.kind, blanks=dict(error.blanks)
            )
            return [told]
        case _:
            return None


def _status_of(error: Exception) -> int:
    return next((STATUSES[each] for each in type(error).__mro__ if each in STATUSES), 500)


async def on_http_error(_request: Request, error: Exception) -> Response:
    """Answer for an error of Starlette's own: no such path, no such method, too large."""
    if not isinstance(error, HTTPException):
        raise error
    return problem(error.status_code, error.detail, headers=error.headers)


def unexpected(error: Exception) -> Response:
    """Log what nobody expected, and answer with the trace id to find it by."""
    log.error("a request failed", exc_info=error)
    trace = telemetry.current_trace_id()
    return problem(500, said("unexpected", trace=trace or ""))


HANDLERS: Final[Mapping[Any, Any]] = {
    OrakulError: on_error,
    HTTPException: on_http_error,
}


def _retry_after(wait: timedelta) -> Mapping[str, str]:
    return {"Retry-After": str(max(1, ceil(wait.total_seconds())))}


def _field(error: ErrorDetails) -> InvalidField:
    error = in_characters(error)
    path, given = ".".join(map(str, error["loc"])), error.get("ctx", {})
    match given.get("error"):
        case ValueError(args=(Sentence() as sentence,)):
            return wrong(path, sentence)
        case _:
            pass
    message = error["msg"].removeprefix("Value error, ")
    kind, blanks = kind_of(error["type"], given)
    return InvalidField(path=path, message=message, kind=kind, blanks=blanks)

"""How the documentation tells of failures: one response for each status, with an example.

What is answered is made in `web.problems`; here it is described, once for all operations.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from orakul.sentences import said
from orakul.tasks.search.mistakes import SearchError
from web.problems import MEDIA_TYPE, InvalidField, Problem

SCHEMA: Final = "#/components/schemas/Problem"


@dataclass(frozen=True, slots=True)
class Refusal:
    """When a status is answered, an example of its detail, and headers that come with it.

    *search* is what is wrong in one.
    """

    when: str
    detail: str
    headers: Mapping[str, str] | None = None
    errors: tuple[InvalidField, ...] = ()
    search: SearchError | None = None


_MISTAKE: Final = SearchError("takes_number", 9, 4, name="priority")
_RETRY: Final = {"Retry-After": "seconds to wait before the next try"}
_CHALLENGE: Final = {"WWW-Authenticate": "as RFC 6750 has it; it names the scope that is missing"}

REFUSALS: Final[Mapping[int, Refusal]] = {
    400: Refusal(
        "The input is invalid; `errors` tells where, and what is wrong there.",
        said("invalid"),
        errors=(
            InvalidField(
                path="limit",
                message="Input should be less than or equal to 200",
                kind="maximum",
                blanks={"limit": "200"},
            ),
        ),
    ),
    401: Refusal(
        "Nobody is signed in: there is no token, or it counts no more.",
        said("not_signed_in"),
        _CHALLENGE,
    ),
    403: Refusal(
        "Whoever is signed in may not do this, or not with this token.",
        said("viewer"),
        _CHALLENGE,
    ),
    404: Refusal("It does not exist, or not for whoever asks.", said("task_unknown", id=4711)),
    408: Refusal("The body took too long to arrive.", said("body_too_slow")),
    409: Refusal(
        "It is not in a state in which this can be done; the detail names the state.",
        said("task_not_retried", id=4711, task_state="pending"),
    ),
    410: Refusal(
        "The log does not go back so far.",
        said(
            "log_pruned",
            text="2026-01-01T00:00:00Z",
            oldest="1772442904512000-9f3a1c",
            at="2026-03-02T09:15:04.512000Z",
        ),
    ),
    413: Refusal("The body is too large.", said("body_too_large", most=1048576)),
    415: Refusal("The body is not JSON.", said("body_of_other_type")),
    422: Refusal(
        "The search or the file cannot be read; of a search, `position` and `length` say where.",
        str(_MISTAKE),
        search=_MISTAKE,
    ),
    429: Refusal(
        "This was tried too often, or is done too often at the same time.",
        said("too_many_changes", most=1000),
        _RETRY,
    ),
    503: Refusal(
        "Something this depends on does not answer, or has no room.",
        said("database_gone"),
        _RETRY,
    ),
}


def responses() -> dict[str, Any]:
    """Return the responses as components of the OpenAPI document."""
    return {_name(status): _response(status, each) for status, each in REFUSALS.items()}


def failures(statuses: Iterable[int]) -> dict[str, Any]:
    """Return problems with these *statuses*, as responses of an operation."""
    return {
        str(status): {"$ref": f"#/components/responses/{_name(status)}"}
        for status in sorted(statuses)
    }


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.title().replace(" ", "")


def _response(status: int, refusal: Refusal) -> dict[str, Any]:
    example = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=refusal.detail,
        errors=list(refusal.errors) or None,
    ).explained(refusal.search or refusal.detail)
    response: dict[str, Any] = {
        "description": refusal.when,
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": SCHEMA},
                "example": example.model_dump(exclude_none=True),
            }
        },
    }
    if refusal.headers:
        response["headers"] = described_headers(refusal.headers)
    return response


def described_headers(headers: Mapping[str, str]) -> dict[str, Any]:
    """Return what *headers* tell, by name, as the headers of a response."""
    return {
        name: {"description": told, "schema": {"type": "string"}} for name, told in headers.items()
    }

"""The OpenAPI 3.1 document, from what the endpoints declare.

Shapes come from pydantic's own JSON schema, examples from `web.examples`: nothing is
described twice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema

from orakul.tokens import Scope
from web.endpoints import Access, Endpoint
from web.examples import ANSWERS, UnknownWordError, example
from web.problems import Problem
from web.refusals import described_headers, failures, responses
from web.shapes import ID

TEMPLATE: Final = "#/components/schemas/{model}"
JSON: Final = "application/json"

Mode = Literal["validation", "serialization"]
References = Mapping[Any, dict[str, Any]]  # by model and mode
Schemas = Mapping[str, dict[str, Any]]  # by name

TAGS: Final[Mapping[str, str]] = {
    "sign-in": "Who is signed in, where, and with which tokens.",
    "people": "Who may sign in at all.",
    "projects": "The projects that one sees, and who is a member of them.",
    "tasks": "Units of background work: what they are, why they wait, and what is done to them.",
    "dead letters": "Tasks that failed for good, by the kind of their error.",
    "queue": "What may start, and the numbers over it.",
    "schedules": "Tasks that workers defer by themselves.",
    "workers": "The processes that carry tasks out.",
    "views": "What somebody keeps of the board under a name, for themselves or a project.",
    "alerts": "What is wrong, the rules that find it, and the channels that tell of it.",
    "events": "The log of what happened, in pages and live.",
    "messages": "What was said in the chats.",
    "knowledge": "Topics and atoms: found in messages, proposed, reviewed.",
    "runs": "Analysis runs, and the things to do that they propose.",
    "experiments": "Labelled texts, classified by the engine to measure how often it is right.",
    "intake": "What other services send here.",
    "about": "This installation.",
    "metrics": "Figures for Prometheus.",
    "traces": "What one request caused, in whatever process.",
    "health": "Whether the process lives, and whether it can do its work.",
}

_SECURITY_SCHEMES: Final = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API token. It does what its scopes name; those listed are alternatives.",
    },
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token of POST /api/auth/login, or of the issuer outside.",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "orakul_session",
        "description": "Writes also need the header X-Requested-With, or the Origin of this site."
        " By HTTPS its name begins with `__Host-`.",
    },
    "telegram": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Telegram-Bot-Api-Secret-Token",
        "description": "What was agreed on with Telegram.",
    },
}

_INTRODUCTION: Final = """Mission control for background jobs and a reader of team chats.

Ids are strings, times are RFC 3339 in UTC. A list answers `items` and `next_cursor`, which is
the `cursor` of the next page. Every failure is `application/problem+json`: what does not exist,
or not for whoever asks, is a 404, another method a 405 that names those there are."""

_WHO: Final[Mapping[Access, str]] = {
    "public": "Needs nobody to be signed in.",
    "read": "For everybody who is signed in.",
    "own": "For everybody who is signed in; a viewer changes what is theirs alone.",
    "write": "For everybody who is signed in but viewers.",
    "admin": "For administrators.",
    "account": "For everybody who is signed in themselves: no API token may do this.",
    "accounts": "For administrators who are signed in themselves: no API token may do this.",
}

_PARAMETERS: Final[Mapping[type, dict[str, Any]]] = {
    int: {"type": "string", "pattern": ID, "examples": ["4711"]},
    UUID: {
        "type": "string",
        "format": "uuid",
        "examples": ["7d1f5c1e-3f0a-4d7b-9a53-0d6f2b8c4e11"],
    },
}

# By what a parameter names something, where that is not its own name.
_NAMES: Final[Mapping[str, str]] = {"project": "slug or id"}

# What the parts of a path are called whose name is not that of their list without its s.
_SINGULAR: Final[Mapping[str, str]] = {"people": "person", "members": "person"}


def document(endpoints: Sequence[Endpoint], others: Mapping[str, Any]) -> dict[str, Any]:
    """Describe *endpoints*, and the paths of *others*, which are described already; JSON."""
    references, schemas = _schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for each in endpoints:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each, references, schemas)
    paths |= others
    used = {
        tag for path in paths.values() for operation in path.values() for tag in operation["tags"]
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Orakul",
            "version": version("orakul"),
            "description": _INTRODUCTION,
            "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        },
        "tags": [{"name": name, "description": TAGS[name]} for name in TAGS if name in used],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": responses(),
            "securitySchemes": _SECURITY_SCHEMES,
        },
    }


def security(scopes: Collection[Scope]) -> list[dict[str, list[str]]]:
    """Say that somebody must be signed in, or have a token with one of *scopes*."""
    tokens: list[dict[str, list[str]]] = [{"token": [scope]} for scope in sorted(scopes)]
    return [{"bearer": []}, {"cookie": []}, *tokens]


def _schemas(endpoints: Iterable[Endpoint]) -> tuple[References, dict[str, Any]]:
    used: dict[tuple[type[BaseModel], Mode], None] = {(Problem, "serialization"): None}
    for each in endpoints:
        if each.body:
            used[each.body, "validation"] = None
        for answer in (each.answer, *each.others.values()):
            if answer:
                used[answer, "serialization"] = None
    references, definitions = models_json_schema(list(used), ref_template=TEMPLATE)
    return references, definitions.get("$defs", {})


def _operation(endpoint: Endpoint, references: References, schemas: Schemas) -> dict[str, Any]:
    told = " ".join(filter(None, (endpoint.description, _WHO[endpoint.access])))
    operation: dict[str, Any] = {
        "operationId": endpoint.handler.__name__,
        "tags": [endpoint.tag],
        "summary": endpoint.summary,
        "description": told,
        "parameters": [*_path_parameters(endpoint), *_query_parameters(endpoint)],
        "responses": _responses(endpoint, references, schemas),
    }
    if endpoint.body:
        schema = references[endpoint.body, "validation"]
        operation["requestBody"] = {
            "required": endpoint.body_required,
            "content": {JSON: _content(schema, schemas)},
        }
    if endpoint.upload:
        file = {"schema": {"type": "object"}, "example": endpoint.upload.example}
        operation["requestBody"] = {"required": True, "content": {JSON: file}}
    if endpoint.scheme:
        operation["security"] = [{endpoint.scheme: []}]
    elif endpoint.access != "public":
        operation["security"] = security(endpoint.scopes)
    return operation


def _path_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    parts = endpoint.path.split("/")
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": f"{_NAMES.get(name, name)} of the {_singular(parts, name)}",
            "schema": _PARAMETERS.get(kind) or TypeAdapter(kind).json_schema(),
        }
        for name, kind in endpoint.parameters.items()
    ]


def _singular(parts: Sequence[str], name: str) -> str:
    """Name what the parameter *name* stands for: the list before it, without its s."""
    listed = parts[parts.index(f"{{{name}}}") - 1]
    return _SINGULAR.get(listed, listed.removesuffix("s"))


def _query_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    if endpoint.query is None:
        return []
    schema = endpoint.query.model_json_schema(ref_template=TEMPLATE)
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": field.pop("description", ""),
            "schema": _without_null(field),
        }
        for name, field in schema.get("properties", {}).items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return *schema* without the null that stands for an absent parameter."""
    options = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    kept = {key: value for key, value in schema.items() if key not in {"anyOf", "title"}}
    if kept.get("default", ...) is None:
        del kept["default"]
    match options:
        case []:
            return kept
        case [only]:
            return kept | only
        case _:
            return kept | {"anyOf": options}


def _responses(endpoint: Endpoint, references: References, schemas: Schemas) -> dict[str, Any]:
    shapes = {endpoint.status: endpoint.answer, **endpoint.others}
    successes: dict[str, dict[str, Any]] = {}
    for status, shape in sorted(shapes.items()):
        success: dict[str, Any] = {"description": HTTPStatus(status).phrase}
        if shape:
            schema = references[shape, "serialization"]
            content = _content(schema, schemas)
            content.get("example", {}).update(ANSWERS.get((endpoint.handler.__name__, status), {}))
            success["content"] = {endpoint.media_type: content}
        elif endpoint.media_type != JSON:
            text = {"schema": {"type": "string"}, "example": endpoint.example}
            success["content"] = {endpoint.media_type: text}
        if endpoint.headers:
            success["headers"] = described_headers(endpoint.headers)
        successes[str(status)] = success
    return successes | failures(endpoint.errors)


def _content(schema: dict[str, Any], schemas: Schemas) -> dict[str, Any]:
    """Return a media type; without an example where one is missing, which a test tells."""
    try:
        return {"schema": schema, "example": example(schema, schemas)}
    except UnknownWordError:
        return {"schema": schema}

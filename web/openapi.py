"""The OpenAPI 3.1 document, from what the endpoints declare.

Shapes come from pydantic's own JSON schema: nothing is described twice. `/api/docs` shows
the document with what this server itself serves, so it works without a network.
"""

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from web.endpoints import Endpoint
from web.problems import MEDIA_TYPE, Problem
from web.shapes import ID

TEMPLATE: Final = "#/components/schemas/{model}"
SECURITY: Final[list[dict[str, list[str]]]] = [{"bearer": []}, {"cookie": []}]

Mode = Literal["validation", "serialization"]


def document(endpoints: Sequence[Endpoint], others: Mapping[str, Any]) -> dict[str, Any]:
    """Describe *endpoints*, and the paths of *others*, which are described already; JSON."""
    references, schemas = _schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for each in endpoints:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Orakul",
            "version": version("orakul"),
            "description": "Mission control for background jobs and a reader of team chats.",
        },
        "paths": {**paths, **others},
        "components": {"schemas": schemas, "securitySchemes": _SECURITY_SCHEMES},
    }


_SECURITY_SCHEMES: Final = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of POST /api/auth/login, or an API token.",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "orakul_session",
        "description": "Writes also need the header X-Requested-With, or the Origin of this site.",
    },
}

_PARAMETERS: Final[Mapping[type, dict[str, str]]] = {
    int: {"type": "string", "pattern": ID},
    UUID: {"type": "string", "format": "uuid"},
}

References = Mapping[Any, dict[str, Any]]  # by model and mode


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


def _operation(endpoint: Endpoint, references: References) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.handler.__name__,
        "tags": [endpoint.tag],
        "summary": endpoint.summary,
        "parameters": [*_path_parameters(endpoint), *_query_parameters(endpoint)],
        "responses": _responses(endpoint, references),
    }
    if endpoint.description:
        operation["description"] = endpoint.description
    if endpoint.body:
        operation["requestBody"] = {
            "required": endpoint.body_required,
            "content": {"application/json": {"schema": references[endpoint.body, "validation"]}},
        }
    if endpoint.access != "public":
        operation["security"] = SECURITY
    return operation


def _path_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": _PARAMETERS.get(kind, {"type": "string"}),
        }
        for name, kind in endpoint.parameters.items()
    ]


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


def _responses(endpoint: Endpoint, references: References) -> dict[str, Any]:
    success: dict[str, Any] = {"description": HTTPStatus(endpoint.status).phrase}
    if endpoint.answer:
        schema = references[endpoint.answer, "serialization"]
        success["content"] = {endpoint.media_type: {"schema": schema}}
    elif endpoint.media_type != "application/json":
        success["content"] = {endpoint.media_type: {"schema": {"type": "string"}}}
    others = {
        str(status): {
            "description": HTTPStatus(status).phrase,
            "content": {"application/json": {"schema": references[shape, "serialization"]}},
        }
        for status, shape in endpoint.others.items()
    }
    return {str(endpoint.status): success} | others | failures(endpoint.errors)


def failures(statuses: Iterable[int]) -> dict[str, Any]:
    """Describe problems with these *statuses*, as responses of an operation."""
    content = {MEDIA_TYPE: {"schema": {"$ref": TEMPLATE.format(model="Problem")}}}
    return {
        str(status): {"description": HTTPStatus(status).phrase, "content": content}
        for status in sorted(statuses)
    }


def reader(document: Mapping[str, Any]) -> str:
    """Return the document as a page that a person can read: HTML with nothing from outside."""
    operations = [
        _entry(method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    schemas = [
        f"<details id='schema-{html.escape(name)}'><summary>{html.escape(name)}</summary>"
        f"<pre>{_pretty(schema)}</pre></details>"
        for name, schema in document["components"]["schemas"].items()
    ]
    return _PAGE.format(operations="".join(operations), schemas="".join(schemas))


def _entry(method: str, path: str, operation: Mapping[str, Any]) -> str:
    told = html.escape(operation["summary"])
    description = html.escape(operation.get("description", ""))
    parts = {
        name: operation[name]
        for name in ("parameters", "requestBody", "responses")
        if operation.get(name)
    }
    return (
        f"<details><summary><code><b>{method}</b> {html.escape(path)}</code> {told}</summary>"
        f"<p>{description}</p><pre>{_pretty(parts)}</pre></details>"
    )


def _pretty(value: object) -> str:
    return html.escape(json.dumps(value, indent=2, ensure_ascii=False))


_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Orakul API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color-scheme: light dark; }}
summary {{ cursor: pointer; padding: .3rem 0; }}
pre {{ overflow: auto; padding: .8rem; border: 1px solid #8884; border-radius: 6px; }}
</style></head><body>
<h1>Orakul API</h1>
<p>The same for machines: <a href="/api/openapi.json">/api/openapi.json</a>. Sign in with
<code>POST /api/auth/login</code>, then send <code>Authorization: Bearer …</code>. Failures are
<code>application/problem+json</code>.</p>
<h2>Endpoints</h2>{operations}
<h2>Shapes</h2>{schemas}
</body></html>
"""

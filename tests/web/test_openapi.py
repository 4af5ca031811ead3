"""The OpenAPI document tells all there is to know of each operation, with examples that are right."""

import json
from collections.abc import Iterator
from typing import Any, cast

import jsonschema_rs
import pytest
from schemathesis import openapi

from web.app import document, endpoints
from web.dispatch import read_body
from web.examples import SHAPES, example
from web.problems import MEDIA_TYPE
from web.refusals import REFUSALS

DOCUMENT = document()
COMPONENTS = DOCUMENT["components"]
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
BODIES = [each for each in endpoints() if each.body]


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """What a reference refers to; anything else as it is."""
    found: Any = DOCUMENT
    for step in part["$ref"].removeprefix("#/").split("/") if "$ref" in part else ():
        found = found[step]
    return part if found is DOCUMENT else found


def contents(operation: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What is sent and answered: where, of which media type, and its description."""
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        yield "body", media_type, content
    for status, response in operation["responses"].items():
        for media_type, content in resolved(response).get("content", {}).items():
            yield status, media_type, content


def lacks(operation: dict[str, Any]) -> Iterator[str]:
    """Name what an operation does not tell."""
    words = ("operationId", "summary", "description")
    yield from (f"a {each}" for each in words if not operation[each])
    if operation["tags"][0] not in {each["name"] for each in DOCUMENT["tags"]}:
        yield f"a description of the tag {operation['tags'][0]}: see TAGS in web/openapi.py"
    for parameter in operation["parameters"]:
        if not (parameter.get("description") and parameter.get("schema")):
            yield f"a description or a schema of the parameter {parameter['name']}"
    for where, media_type, content in contents(operation):
        yield from lacks_content(where, media_type, content)


def lacks_content(where: str, media_type: str, content: dict[str, Any]) -> Iterator[str]:
    if "schema" not in content:
        yield f"a schema of {where}"
    elif content.get("example") is None:
        yield f"an example of {where}: {missing(content['schema'])}"
    if where.startswith(("4", "5")) and media_type != MEDIA_TYPE:
        yield f"problem details for {where}"


def missing(schema: dict[str, Any]) -> str:
    """Say which word there is no example for."""
    try:
        example(schema, COMPONENTS["schemas"])
    except LookupError as error:
        return f"{error} has no word in web/examples.py"
    return "nothing is said of it"


# What protects an account does not count among the changes of a minute.
UNCOUNTED = {"log_out", "refresh", "end_session", "end_other_sessions", "revoke_token"}


def implied(operation: dict[str, Any], method: str) -> set[str]:
    """Name the failures that whatever is like this can end in."""
    places = {each["in"] for each in operation["parameters"]}
    has_caller = {"bearer": []} in operation.get("security", ())
    return {
        *(("401", "403") if has_caller else ()),
        *(
            ("429",)
            if has_caller and method != "GET" and operation["operationId"] not in UNCOUNTED
            else ()
        ),
        *(("404",) if "path" in places else ()),
        *(("400",) if "query" in places else ()),
        *(("400", "408", "413", "415") if "requestBody" in operation else ()),
        *(("503",) if operation["operationId"] != "read_health" else ()),
    }


def test_the_document_is_openapi_3_1() -> None:
    loaded: Any = openapi.from_dict(DOCUMENT)

    loaded.validate()

    assert loaded.specification.version.startswith("3.1")


def test_no_operation_lacks_words_schemas_or_examples() -> None:
    found = {name: list(lacks(operation)) for name, operation in OPERATIONS.items()}

    assert {name: each for name, each in found.items() if each} == {}


def test_every_operation_tells_of_the_failures_that_it_can_end_in() -> None:
    untold = {
        name: sorted(implied(operation, name.split()[0]) - set(operation["responses"]))
        for name, operation in OPERATIONS.items()
    }

    assert {name: each for name, each in untold.items() if each} == {}


def test_every_example_is_what_its_schema_says() -> None:
    wrong: list[str] = []
    for name, operation in OPERATIONS.items():
        for where, _, content in contents(operation):
            whole = {**content["schema"], "components": COMPONENTS}
            validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
            wrong += [
                f"{name} {where}: {each}" for each in validator.iter_errors(content["example"])
            ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("endpoint", BODIES, ids=lambda each: each.handler.__name__)
def test_every_example_of_a_body_is_taken_as_it_is(endpoint: Any) -> None:
    content = OPERATIONS[f"{endpoint.method} {endpoint.path}"]["requestBody"]["content"]
    [body] = [each["example"] for each in content.values()]

    assert read_body(endpoint.body, json.dumps(body).encode())


def test_the_tasks_of_the_examples_can_be_tasks() -> None:
    shown = {
        (name, status): content["example"]
        for name, operation in OPERATIONS.items()
        for status, answer in operation["responses"].items()
        for content in answer.get("content", {}).values()
        if {"discarded", "retry_of"} <= set(content.get("example", ()))
    }

    assert shown
    assert [where for where, task in shown.items() if task["discarded"]] == []
    assert [where for where, task in shown.items() if task["retry_of"]] == [
        ("POST /api/tasks/{id}/retry", "201")
    ]
    assert {task["state"] for (name, _), task in shown.items() if name.endswith("/retry")} == {
        "pending"
    }


def test_no_example_is_left_of_what_there_is_no_more() -> None:
    schemas = COMPONENTS["schemas"]
    fields: dict[str, Any] = {name: each.get("properties") for name, each in schemas.items()}

    gone = [
        f"{shape}.{word}"
        for shape, words in SHAPES.items()
        for word in words
        if shape not in fields or (fields[shape] is not None and word not in fields[shape])
    ]

    assert gone == []


def test_operations_are_named_once() -> None:
    ids = [each["operationId"] for each in OPERATIONS.values()]

    assert len(ids) == len(set(ids))


def test_who_may_do_what_is_told_as_it_is_enforced() -> None:
    for endpoint in endpoints():
        told = OPERATIONS[f"{endpoint.method} {endpoint.path}"].get("security", [])

        scopes = {scope for each in told for scope in each.get("token", ())}
        assert scopes == endpoint.scopes
        assert bool(told) == (endpoint.access != "public" or endpoint.scheme is not None)


def test_every_failure_that_we_answer_is_described_and_has_an_example() -> None:
    for response in COMPONENTS["responses"].values():
        content = response["content"][MEDIA_TYPE]

        assert response["description"]
        assert content["example"]["detail"]
        assert content["example"]["status"] in REFUSALS


def test_every_reference_leads_somewhere() -> None:
    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, each in cast("dict[str, Any]", value).items():
                if key == "$ref":
                    yield each
                else:
                    yield from references(each)
        elif isinstance(value, list):
            for each in cast("list[Any]", value):
                yield from references(each)

    for each in references(DOCUMENT):
        resolved({"$ref": each})

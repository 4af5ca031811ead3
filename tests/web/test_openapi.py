"""The server does what its OpenAPI document says, whatever a client that read it sends."""

import asyncio
from collections.abc import Iterator
from typing import Any, cast

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, openapi
from schemathesis import checks as registry
from schemathesis.core.failures import FailureGroup

from web.app import document, endpoints

# Generic over what nobody names, so the types of schemathesis are not known here.
schema_from: Any = openapi.from_url
known_checks: Any = cast("Any", registry).CHECKS

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
STREAMS = {"/api/tasks/subscribe", "/api/events/stream", "/.well-known/mercure"}


def operations(url: str) -> Iterator[Any]:
    for result in schema_from(f"{url}/api/openapi.json").get_all_operations():
        operation = result.ok()
        if operation.path not in STREAMS:
            yield operation


def failures(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> list[str]:
    """Call one operation with what its description makes up; return what went wrong."""

    @settings(
        max_examples=6,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=known_checks.get_by_names(CHECKS))

    try:
        call()
    except Unsatisfiable:  # nothing to get wrong: it takes no input
        return []
    except FailureGroup as group:
        return [f"{operation.label} ({mode.value}): {each}" for each in group.exceptions]
    return []


async def test_no_made_up_request_fails_or_has_an_answer_that_is_not_documented(
    site: Any, admin: Any, queue: Any
) -> None:
    await queue.fail()
    headers = {
        "Authorization": admin.headers["authorization"],
        "X-Telegram-Bot-Api-Secret-Token": "agreed",
    }

    def every() -> list[str]:
        return [
            failure
            for operation in operations(site.url)
            if operation.path != "/api/auth/logout"
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
            for failure in failures(operation, mode, headers)
        ]

    found = await asyncio.to_thread(every)

    assert not found, "\n\n".join(found)


def test_every_endpoint_is_documented_in_words_and_named_once() -> None:
    described = document()
    operations = [each for path in described["paths"].values() for each in path.values()]
    ids = [each["operationId"] for each in operations]

    assert all(each["summary"] and not each["summary"].endswith(".") for each in operations)
    assert len(ids) == len(set(ids))
    assert all(endpoint.handler.__doc__ for endpoint in endpoints())


def test_every_reference_leads_somewhere() -> None:
    described = document()

    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, each in cast("dict[str, Any]", value).items():
                if key == "$ref":
                    yield each.removeprefix("#/components/schemas/")
                else:
                    yield from references(each)
        elif isinstance(value, list):
            for each in cast("list[Any]", value):
                yield from references(each)

    assert set(references(described)) <= set(described["components"]["schemas"])

"""Lines go to a collector as they stand in the stream: with their trace, without secrets."""

import logging
import threading
from collections.abc import Generator
from typing import Any

import pytest
import structlog
from opentelemetry.proto.logs.v1.logs_pb2 import SeverityNumber

from orakul import logs, telemetry
from tests.lines import Lines
from tests.orakul.test_telemetry_logs import API_KEY, fail
from tests.standins.collector import CollectedLine, Collector


@pytest.fixture
def collector(lines: Lines) -> Generator[Collector]:
    with Collector() as running:
        telemetry.configure("tests", otlp_endpoint=f"{running.url}/v1/traces/")
        yield running
        telemetry.shutdown()


def said(collector: Collector) -> list[CollectedLine]:
    """The lines of these tests; whatever else runs in this process may log as well."""
    return [line for line in collector.lines if line.scope in {"orakul.test", "library"}]


def test_a_line_of_ours_and_of_a_library_is_sent_with_its_trace(collector: Collector) -> None:
    structlog.contextvars.bind_contextvars(task_id=7)
    with telemetry.span("work"):
        trace = telemetry.current_trace_id()
        structlog.stdlib.get_logger("orakul.test").warning("done", many=3, key=f"{API_KEY}")
        logging.getLogger("library").error("said %s", "this")
    structlog.contextvars.clear_contextvars()
    telemetry.shutdown()

    ours, theirs = said(collector)
    assert (ours.scope, ours.body, ours.raw.trace_id.hex()) == ("orakul.test", "done", trace)
    assert ours.attributes == {"task_id": 7, "many": 3, "key": logs.HIDDEN}
    assert ours.raw.severity_number == SeverityNumber.SEVERITY_NUMBER_WARN
    assert (theirs.scope, theirs.body, theirs.raw.trace_id) == (
        "library",
        "said this",
        ours.raw.trace_id,
    )
    assert ours.raw.time_unix_nano <= theirs.raw.time_unix_nano
    assert theirs.service == collector.spans[0].service


def test_an_exception_is_sent_with_its_traceback(collector: Collector) -> None:
    try:
        fail(f"not {API_KEY}")
    except ValueError:
        structlog.stdlib.get_logger("orakul.test").exception("broke")
    telemetry.shutdown()

    [line] = said(collector)
    told = str(line.attributes["exception.stacktrace"])
    assert "ValueError: not [hidden]" in told
    assert API_KEY not in told
    assert line.raw.trace_id == b""


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("half a \ud800", "half a ?"),
        (["\ud800", {"\udfff": 1}], ["?", {"?": 1}]),
        (2**63, "0x8000000000000000"),
        (-(2**63), -(2**63)),
        (2**70, "0x400000000000000000"),
        ("x" * 10**7, "x" * 32_768),
    ],
    ids=["text", "within", "number", "least number", "long number", "long text"],
)
def test_a_value_that_no_collector_takes_costs_neither_its_line_nor_those_beside_it(
    collector: Collector, value: Any, sent: Any
) -> None:
    library = logging.getLogger("library")
    library.warning("before")
    structlog.stdlib.get_logger("orakul.test").info("odd \ud800", value=value)
    library.warning("after")
    telemetry.shutdown()

    arrived = {line.body: line.attributes for line in said(collector)}
    assert arrived == {"before": {}, "odd ?": {"value": sent}, "after": {}}


def test_a_collector_that_refuses_holds_up_nobody_and_is_told_nothing_of_itself(
    lines: Lines,
) -> None:
    with Collector(status=400) as collector:
        telemetry.configure("tests", otlp_endpoint=collector.url)
        structlog.stdlib.get_logger("orakul.test").info("lost")
        telemetry.shutdown()

    assert said(collector) == []
    assert "lost" in [line["event"] for line in lines.all()]


def test_nothing_is_left_when_it_has_ended(collector: Collector) -> None:
    telemetry.shutdown()
    logging.getLogger("library").error("too late")

    assert said(collector) == []
    assert not [each for each in threading.enumerate() if "Otel" in each.name]

"""A trace holds from process to process and into SQL, and tells no values and no secrets.

What is exported is looked at where it arrives: in a collector that decodes OTLP/HTTP.
"""

import subprocess
import sys
import time
from collections.abc import AsyncGenerator

import asyncpg
import pytest
from opentelemetry import trace

from orakul import telemetry
from orakul.database import Connection
from tests.standins.collector import Collector

REMOTE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
EMAIL = "olena@example.org"
TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"  # shaped like one of the Bot API
CHILD = """
import sys
from orakul import telemetry

telemetry.configure("orakul-child", otlp_endpoint=sys.argv[1])
with telemetry.continue_trace(sys.argv[2]), telemetry.span("child"):
    pass
telemetry.shutdown()
"""


@pytest.fixture
async def collector() -> AsyncGenerator[Collector]:
    """A collector that this process exports to; `telemetry.shutdown` brings the spans there."""
    with Collector() as running:
        telemetry.configure("tests", otlp_endpoint=running.url)
        yield running
        telemetry.shutdown()


def test_a_span_is_exported_with_its_attributes(collector: Collector) -> None:
    with telemetry.span("score", **{"task.id": 7, "task.queue": "default", "task.note": None}):
        pass
    telemetry.shutdown()

    assert collector.named("score").attributes == {"task.id": 7, "task.queue": "default"}


def test_a_trace_goes_on_in_another_process(collector: Collector) -> None:
    with telemetry.span("parent"):
        traceparent = telemetry.current_traceparent()
        command = [sys.executable, "-W", "error", "-c", CHILD, collector.url, str(traceparent)]
        subprocess.run(command, check=True)
    telemetry.shutdown()

    parent, child = collector.named("parent"), collector.named("child")
    assert child.trace_id == parent.trace_id
    assert child.parent_id == parent.span_id
    assert child.service == "orakul-child"


def test_the_current_trace_can_be_named() -> None:
    telemetry.configure("tests")
    with telemetry.span("work") as work:
        id, traceparent = telemetry.current_trace_id(), telemetry.current_traceparent()

    assert id == trace.format_trace_id(work.get_span_context().trace_id)
    assert traceparent is not None
    assert traceparent.split("-")[1] == id
    assert (telemetry.current_trace_id(), telemetry.current_traceparent()) == (None, None)


def test_a_remote_trace_is_current_before_any_span() -> None:
    telemetry.configure("tests")
    with telemetry.continue_trace(REMOTE):
        id = telemetry.current_trace_id()

    assert id == "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize("traceparent", [None, "", "rubbish", REMOTE.replace("0af", "xyz")])
def test_without_a_remote_trace_work_begins_its_own(traceparent: str | None) -> None:
    telemetry.configure("tests")
    with telemetry.span("whoever takes the job"):
        outer = telemetry.current_trace_id()
        with telemetry.continue_trace(traceparent), telemetry.span("job"):
            inner = telemetry.current_trace_id()

    assert inner is not None
    assert inner != outer


def test_the_span_of_a_task_continues_a_trace_and_is_the_parent_of_what_is_within(
    collector: Collector,
) -> None:
    with (
        pytest.raises(ValueError, match=EMAIL),
        telemetry.span("whoever takes the job"),
        telemetry.TaskSpan(REMOTE, 0xABC, "task score", 12, **{"task.id": 7}),
        telemetry.span("step"),
    ):
        raise ValueError(EMAIL)
    telemetry.shutdown()

    task, step = collector.named("task score"), collector.named("step")
    assert task.trace_id == step.trace_id == REMOTE[3:35]
    assert task.raw.parent_span_id.hex() == REMOTE[36:52]
    assert step.raw.parent_span_id == task.raw.span_id == (0xABC).to_bytes(8)
    assert task.raw.kind == task.raw.SPAN_KIND_CONSUMER
    assert task.attributes == {"task.id": 7, "user.id": "12", "error.type": "ValueError"}
    assert step.attributes == task.attributes
    assert task.raw.status.code == task.raw.status.STATUS_CODE_ERROR
    assert EMAIL not in str(task.raw)


def test_the_span_of_a_task_that_nobody_traced_begins_a_trace() -> None:
    with telemetry.TaskSpan(f"00-{'0' * 32}-{'0' * 16}-00", 1, "task", None):
        id = telemetry.current_trace_id()

    assert id is not None


def test_for_whom_it_is_says_every_span_of_a_work_and_none_of_another(
    collector: Collector,
) -> None:
    with telemetry.span("request"):
        with telemetry.on_behalf_of(12), telemetry.span("statement"):
            pass
        with (
            telemetry.on_behalf_of(12),
            telemetry.continue_trace(telemetry.current_traceparent()),
            telemetry.span("another request"),
        ):
            pass
        with telemetry.span("next"):
            pass
    telemetry.shutdown()

    told = {each.name: each.attributes.get("user.id") for each in collector.spans}
    assert told == {"request": "12", "statement": "12", "another request": None, "next": None}


def test_a_trace_that_others_do_not_sample_is_recorded_here(collector: Collector) -> None:
    with telemetry.continue_trace(REMOTE[:-2] + "00"), telemetry.span("kept"):
        pass
    telemetry.shutdown()

    assert collector.named("kept").trace_id == REMOTE[3:35]


def test_an_exception_marks_the_span_with_its_type_alone(collector: Collector) -> None:
    with pytest.raises(ValueError, match=EMAIL), telemetry.span("broken"):
        raise ValueError(EMAIL)
    telemetry.shutdown()

    broken = collector.named("broken")
    assert broken.attributes == {"error.type": "ValueError"}
    assert broken.raw.status.code == broken.raw.status.STATUS_CODE_ERROR
    assert EMAIL not in str(broken.raw)


def test_spans_of_libraries_lose_messages_and_secrets(collector: Collector) -> None:
    library = trace.get_tracer("library")
    attributes = {
        "http.url": f"https://api.telegram.org/bot{TOKEN}/getMe?secret=s3cr3t",
        "http.request.header.authorization": ("Bearer abcdefgh",),
    }
    with (
        pytest.raises(ValueError, match=EMAIL),
        library.start_as_current_span("call", attributes=attributes),
    ):
        raise ValueError(EMAIL)
    telemetry.shutdown()

    call = collector.named("call")
    assert [event.name for event in call.raw.events] == ["exception"]
    assert not [text for text in (EMAIL, TOKEN, "s3cr3t", "abcdefgh") if text in str(call.raw)]


def test_a_value_that_no_collector_takes_costs_neither_its_span_nor_those_beside_it(
    collector: Collector,
) -> None:
    with telemetry.span("before"):
        pass
    with telemetry.span("odd \ud800", text="\ud800", number=2**63, long="x" * 10**6):
        pass
    telemetry.shutdown()

    before, odd = collector.spans
    assert (before.name, odd.name) == ("before", "odd ?")
    assert odd.attributes == {
        "text": "?",
        "number": "0x8000000000000000",
        "long": "x" * 32_768,
    }


async def test_a_statement_is_a_span_named_after_its_query(
    db: Connection, collector: Collector
) -> None:
    with telemetry.span("request"):
        await db.fetchval("-- greet(name text) -> text\nselect 'hello ' || $1", EMAIL)
    telemetry.shutdown()

    statement = collector.named("greet")
    assert statement.parent_id == collector.named("request").span_id
    assert "select 'hello ' || $1" in str(statement.attributes["db.statement"])
    assert EMAIL not in str(statement.raw)


async def test_a_statement_that_no_work_caused_is_not_exported(
    db: Connection, collector: Collector
) -> None:
    async with db.transaction():
        await db.fetchval("select 1")
    telemetry.shutdown()

    assert collector.spans == []


async def test_no_argument_of_a_refused_statement_is_exported(
    db: Connection, collector: Collector
) -> None:
    insert = "insert into person values ($1)"
    with telemetry.span("request"):
        await db.execute("create temporary table person (email text primary key)")
        await db.execute(insert, EMAIL)
        with pytest.raises(asyncpg.UniqueViolationError, match="email"):
            await db.execute(insert, EMAIL)
        with pytest.raises(asyncpg.DataError, match=EMAIL):
            await db.execute("select $1::integer", EMAIL)
        prepared = await db.prepare("select $1::text")
        await prepared.fetchval(EMAIL)
        await db.executemany(insert, [("a",), (f"other {EMAIL}",)])
    telemetry.shutdown()

    assert len(collector.spans) == 7
    assert not [each.name for each in collector.spans if EMAIL in str(each.raw)]


async def test_statements_are_not_traced_where_nobody_collects(db: Connection) -> None:
    telemetry.configure("tests")
    plain = asyncpg.Connection.fetchval

    assert not hasattr(plain, "__wrapped__")
    assert await db.fetchval("select 1") == 1


def test_it_can_be_configured_anew_after_a_shutdown() -> None:
    with Collector() as first, Collector() as second:
        for each in (first, second):
            telemetry.configure("tests", otlp_endpoint=f"{each.url}/v1/traces")
            with telemetry.span("once"):
                pass
            telemetry.shutdown()
            telemetry.shutdown()

    assert [len(first.spans), len(second.spans)] == [1, 1]


@pytest.mark.parametrize("status", [400, 503])
def test_a_collector_that_refuses_holds_nothing_up(status: int) -> None:
    with Collector(status=status) as refusing:
        telemetry.configure("tests", otlp_endpoint=refusing.url)
        with telemetry.span("lost"):
            pass
        began = time.monotonic()
        telemetry.shutdown()

    assert time.monotonic() - began < telemetry.FLUSH_TIMEOUT + 1


def test_a_collector_that_is_not_there_holds_nothing_up() -> None:
    with Collector() as gone:
        pass
    telemetry.configure("tests", otlp_endpoint=gone.url)
    with telemetry.span("lost"):
        pass
    began = time.monotonic()
    telemetry.shutdown()

    assert time.monotonic() - began < telemetry.FLUSH_TIMEOUT + 1

"""The Anthropic engine gives checked notes, or says at once whether trying again can help.

It talks through the real SDK over a socket to a server that speaks the Messages API.
"""

import asyncio
import io
import json
import traceback
from collections.abc import Generator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from orakul import logs, telemetry
from orakul.errors import RejectedError, UnavailableError
from orakul.llm.anthropic_engine import AnthropicEngine
from orakul.llm.engine import Context, Extraction, Item, Label, Usage, Verdict
from tests.standins.anthropic_server import (
    KEY,
    Answer,
    AnthropicServer,
    Behaviour,
    Cut,
    Failure,
    Page,
    Silence,
    Words,
    overloaded,
    rate_limited,
)
from tests.standins.collector import Collector

MODEL = "claude-sonnet-5-5"
CONTEXT = Context("demo", language="uk", keywords=["billing"], topics=["Card payments"])
SECRET_TEXT = "the staging password is hunter2"
ITEMS = (
    Item(7, datetime(2026, 3, 1, 9, tzinfo=UTC), "Олена", "The invoice job fails on Mondays"),
    Item(9, datetime(2026, 3, 1, 9, 5, tzinfo=UTC), "Bob", SECRET_TEXT),
)


def topic(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Invoice job",
        "description": "The job that writes invoices",
        "keywords": ["invoice"],
        "confidence": 0.9,
        "reasoning": "Two messages speak of it",
        "sources": [7, 9],
    } | changes


def atom(**changes: Any) -> dict[str, Any]:
    return {
        "type": "problem",
        "title": "The invoice job fails on Mondays",
        "content": "It fails every Monday",
        "topic": "invoice JOB",
        "confidence": 0.7,
        "reasoning": "Said outright",
        "sources": [7],
    } | changes


def task(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Mend the invoice job",
        "description": "It fails on Mondays",
        "category": "bug",
        "priority": "high",
        "confidence": 0.8,
        "reasoning": "Asked for",
        "sources": [7],
        "tags": ["billing"],
        "due": "2026-03-08",
    } | changes


def found(*topics: dict[str, Any], atoms: tuple[dict[str, Any], ...] = ()) -> Answer:
    return Answer({"topics": topics, "atoms": atoms})


def engine(server: AnthropicServer, *, model: str = MODEL, patience: float = 20) -> AnthropicEngine:
    return AnthropicEngine(SecretStr(KEY), model=model, base_url=server.url, timeout=patience)


async def extract(*script: Behaviour, patience: float = 20) -> tuple[Extraction, AnthropicServer]:
    with AnthropicServer(*script) as server:
        return await engine(server, patience=patience).extract(ITEMS, CONTEXT), server


@pytest.fixture
def lines() -> Generator[io.StringIO]:
    """Everything that is logged, down to the lowest level."""
    stream = io.StringIO()
    logs.configure(level="DEBUG", stream=stream, pretty=False)
    yield stream
    logs.configure(level="WARNING")
    structlog.reset_defaults()


async def test_extraction_gives_topics_and_atoms_with_their_sources() -> None:
    extraction, server = await extract(found(topic(), atoms=(atom(),)))

    assert [(each.name, each.sources) for each in extraction.topics] == [("Invoice job", (7, 9))]
    assert [(each.type, each.title) for each in extraction.atoms] == [
        ("problem", "The invoice job fails on Mondays")
    ]
    assert extraction.atoms[0].topic == "Invoice job"
    assert len(server.received) == 1


async def test_an_atom_of_a_topic_that_is_not_in_the_answer_belongs_to_none() -> None:
    extraction, _ = await extract(found(topic(), atoms=(atom(topic="Holidays"),)))

    assert extraction.atoms[0].topic is None


async def test_analysis_gives_candidate_tasks() -> None:
    with AnthropicServer(Answer({"tasks": [task()]})) as server:
        analysis = await engine(server).analyse(ITEMS, CONTEXT)

    [found] = analysis.tasks
    assert (found.category, found.priority, found.due) == ("bug", "high", date(2026, 3, 8))
    assert found.sources == (7,)
    assert analysis.usage.engine == "anthropic"


async def test_usage_is_counted_and_priced_in_exact_decimals() -> None:
    spent = Answer({"topics": [], "atoms": []}, input_tokens=1_000_000, output_tokens=1)
    with AnthropicServer(spent) as server:
        extraction = await engine(server, model="claude-sonnet-4-6").extract(ITEMS, CONTEXT)

    # 3 dollars for a million tokens in, 15 for a million out
    assert extraction.usage.input_tokens == 1_000_000
    assert extraction.usage.cost == Decimal("3.000015")


async def test_a_model_without_a_price_costs_nothing_and_is_named_in_the_log(
    lines: io.StringIO,
) -> None:
    with AnthropicServer(found()) as server:
        extraction = await engine(server, model="claude-of-tomorrow").extract(ITEMS, CONTEXT)

    assert extraction.usage == Usage("anthropic", "claude-of-tomorrow", 1_000, 100, Decimal(0))
    assert '"no price is known for the model"' in lines.getvalue()
    assert "claude-of-tomorrow" in lines.getvalue()


async def test_no_items_ask_nobody() -> None:
    with AnthropicServer() as server:
        extraction = await engine(server).extract([], CONTEXT)
        analysis = await engine(server).analyse([], CONTEXT)

    assert (extraction.topics, extraction.atoms, analysis.tasks) == ((), (), ())
    assert server.received == []


async def test_the_question_names_project_language_and_items() -> None:
    _, server = await extract(found())

    question = server.received[0].question
    assert "Write names, titles, descriptions and reasoning in Ukrainian." in question
    assert (
        '{"name": "demo", "keywords": ["billing"], "existing_topics": ["Card payments"]}'
        in question
    )
    assert '{"id": 7, "at": "2026-03-01T09:00+00:00", "author": "Олена", "text":' in question


async def test_our_trace_is_not_told_to_the_service() -> None:
    telemetry.configure("tests")
    with telemetry.span("batch"):
        _, server = await extract(found())

    assert not {"traceparent", "tracestate", "baggage"} & server.received[0].headers.keys()


@pytest.mark.parametrize(
    ("failure", "wait"),
    [
        (rate_limited("7"), timedelta(seconds=7)),
        (rate_limited(), None),
        (
            Failure(429, "rate_limit_error", "slow", {"retry-after-ms": "1500"}),
            timedelta(seconds=1.5),
        ),
        (overloaded(), None),
        (
            Failure(529, "overloaded_error", "Overloaded", {"retry-after": "3"}),
            timedelta(seconds=3),
        ),
        (Failure(500, "api_error", "Internal server error"), None),
        (Page(502, "<html>Bad gateway</html>"), None),
        (Page(200, "<html>Sign in to the hotel's network</html>"), None),
        (Cut(), None),
    ],
)
async def test_what_may_pass_is_raised_at_once_with_the_wait_that_was_asked_for(
    failure: Behaviour, wait: timedelta | None
) -> None:
    with AnthropicServer(failure, failure) as server, pytest.raises(UnavailableError) as caught:
        await engine(server).extract(ITEMS, CONTEXT)

    assert caught.value.retry_after == wait
    assert len(server.received) == 1


async def test_the_wait_may_be_given_as_a_date() -> None:
    until = datetime.now(UTC) + timedelta(minutes=2)

    with pytest.raises(UnavailableError) as caught:
        await extract(rate_limited(format_datetime(until, usegmt=True)))

    wait = caught.value.retry_after
    assert wait is not None
    assert timedelta(minutes=1) < wait <= timedelta(minutes=2)


async def test_a_service_that_keeps_silent_is_unavailable_after_the_time_out() -> None:
    with pytest.raises(UnavailableError, match=r"did not answer within 0\.5 s"):
        await extract(Silence(), patience=0.5)


async def test_the_time_out_holds_for_all_answers_of_a_batch_together() -> None:
    with pytest.raises(UnavailableError, match="did not answer within 1 s"):
        await extract(Words(), Silence(), patience=1)


async def test_a_service_that_is_not_there_is_unavailable() -> None:
    with AnthropicServer() as server:
        gone = engine(server)

    with pytest.raises(UnavailableError, match="cannot be reached"):
        await gone.extract(ITEMS, CONTEXT)


async def test_a_call_can_be_cancelled() -> None:
    with AnthropicServer(Silence()) as server:
        call = asyncio.create_task(engine(server).extract(ITEMS, CONTEXT))
        await asyncio.to_thread(server.asked.wait, 10)
        call.cancel()

        with pytest.raises(asyncio.CancelledError):
            await call


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (Failure(401, "authentication_error", "invalid x-api-key"), "refused the API key"),
        (Failure(403, "permission_error", "Not for you"), "refused the API key"),
        (Failure(400, "invalid_request_error", "max_tokens: too large"), "max_tokens: too large"),
        (Failure(400, "invalid_request_error", "Your credit balance is too low"), "credit balance"),
        (Failure(404, "not_found_error", "model: claude-9"), "model: claude-9"),
        (Failure(413, "request_too_large", "Request exceeds the maximum size"), "maximum size"),
    ],
)
async def test_what_asking_again_cannot_help_is_rejected(failure: Failure, message: str) -> None:
    with pytest.raises(RejectedError, match=message):
        await extract(failure, failure)


async def test_a_key_that_no_header_can_hold_is_rejected_without_being_shown() -> None:
    with pytest.raises(RejectedError) as caught:
        AnthropicEngine(SecretStr("sk-ant-ключ\n"), model=MODEL)

    assert "ключ" not in str(caught.value)


@pytest.mark.parametrize(
    "misfit",
    [
        Words(),
        Answer({"topics": "many"}),
        found(topic(confidence=1.5)),
        found(topic(name="n" * 101)),
        found(topic(name="  ")),
        found(atoms=(atom(type="gossip"),)),
        found(atoms=(atom(title="t" * 201),)),
        found(topic(sources=["seven"])),
    ],
)
async def test_an_answer_that_does_not_fit_is_sent_back_and_paid_for(misfit: Behaviour) -> None:
    extraction, server = await extract(misfit, found(topic()))

    assert [each.name for each in extraction.topics] == ["Invoice job"]
    assert extraction.usage.input_tokens == 2_000
    assert len(server.received) == 2


async def test_an_answer_that_never_fits_is_rejected_with_the_reason() -> None:
    misfit = found(topic(confidence=7, name=SECRET_TEXT))
    with (
        AnthropicServer(misfit, misfit, misfit, found()) as server,
        pytest.raises(RejectedError) as caught,
    ):
        await engine(server).extract(ITEMS, CONTEXT)

    assert "topics.0.confidence: Input should be less than or equal to 1" in str(caught.value)
    assert SECRET_TEXT not in "".join(traceback.format_exception(caught.value))
    assert len(server.received) == 3


async def test_sources_that_were_not_given_are_dropped_and_the_rest_keeps_its_order() -> None:
    extraction, _ = await extract(found(topic(sources=[9, 1234, 7, 9])))

    assert extraction.topics[0].sources == (9, 7)


async def test_a_note_left_without_a_source_is_dropped_and_the_others_stay(
    lines: io.StringIO,
) -> None:
    extraction, server = await extract(
        found(topic(sources=[]), topic(name="Kept"), atoms=(atom(sources=[8]),))
    )

    assert [each.name for each in extraction.topics] == ["Kept"]
    assert extraction.atoms == ()
    assert len(server.received) == 1
    assert '"dropped": 2' in lines.getvalue()


async def test_an_answer_of_which_nothing_is_founded_is_sent_back() -> None:
    extraction, server = await extract(found(topic(sources=[1])), found(topic()))

    assert len(extraction.topics) == 1
    assert "No source is the id of an item" in json.dumps(server.received[1].body["messages"])


async def test_an_analysis_that_never_names_a_known_source_is_rejected() -> None:
    lost = Answer({"tasks": [task(sources=[1])]})
    with (
        AnthropicServer(lost, lost, lost) as server,
        pytest.raises(RejectedError, match="No source is the id of an item"),
    ):
        await engine(server).analyse(ITEMS, CONTEXT)


async def test_what_postgresql_cannot_store_is_taken_out_of_an_answer() -> None:
    extraction, _ = await extract(found(topic(description="a\0b", keywords=["c\ud800d"])))

    assert extraction.topics[0].description == "ab"
    assert extraction.topics[0].keywords == ("c?d",)


async def test_an_answer_that_does_not_fit_and_is_no_unicode_is_rejected() -> None:
    with pytest.raises(RejectedError, match="not valid Unicode"):
        await extract(found(topic(confidence=7, name="a\ud800b")))


async def test_naughty_strings_go_there_and_back_whole(shared: Path) -> None:
    strings: list[str] = json.loads((shared / "data/strings/blns.json").read_text())
    titles = [each for each in strings if 0 < len(each.strip()) <= 200]
    at = datetime(2026, 3, 1, tzinfo=UTC)
    items = [Item(id, at, "Ann", text) for id, text in enumerate([*strings, "\0", "a\ud800b"])]
    answer = Answer({"tasks": [task(title=each, sources=[1]) for each in titles]})

    with AnthropicServer(answer) as server:
        analysis = await engine(server).analyse(items, CONTEXT)

    block = server.received[0].question.split("<items>\n")[1].split("\n</items>")[0]
    texts = [json.loads(line)["text"] for line in block.split("\n")]
    assert texts == [*strings, "\0", "a?b"]
    assert [each.title for each in analysis.tasks] == [each.strip() for each in titles]


async def test_a_call_is_a_span_with_model_and_tokens_and_no_word_of_any_text() -> None:
    with Collector() as collector, AnthropicServer(Words(), found(topic())) as server:
        telemetry.configure("tests", otlp_endpoint=collector.url)
        with telemetry.span("batch"):
            await engine(server).extract(ITEMS, CONTEXT)
        telemetry.shutdown()

    [call] = [each for each in collector.spans if each.name == f"chat {MODEL}"]
    assert call.parent_id == collector.named("batch").span_id
    assert call.attributes["gen_ai.system"] == "anthropic"
    assert call.attributes["gen_ai.request.model"] == MODEL
    assert call.attributes["gen_ai.usage.input_tokens"] == 2_000
    assert call.attributes["gen_ai.usage.output_tokens"] == 110
    everything = "".join(str(each.raw) for each in collector.spans)
    assert not [word for word in ("invoice", "Invoice", "hunter2", KEY) if word in everything]
    assert len(collector.spans) == 2


@pytest.mark.parametrize(
    "failure",
    [
        Failure(401, "authentication_error", f"invalid x-api-key {KEY}"),
        Failure(400, "invalid_request_error", f"what is {KEY} to you"),
        Failure(529, "overloaded_error", f"Overloaded {KEY}"),
        Page(200, KEY),
        Cut(),
    ],
)
async def test_the_key_shows_in_no_log_no_error_and_no_span(
    failure: Behaviour, lines: io.StringIO
) -> None:
    log = structlog.stdlib.get_logger()
    with Collector() as collector, AnthropicServer(failure) as server:
        telemetry.configure("tests", otlp_endpoint=collector.url)
        with pytest.raises((RejectedError, UnavailableError)) as caught:
            await engine(server).extract(ITEMS, CONTEXT)
        log.error("failed", exc_info=caught.value)
        telemetry.shutdown()

    assert KEY not in lines.getvalue()
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert KEY not in repr(vars(caught.value))
    assert KEY not in "".join(str(each.raw) for each in collector.spans)
    assert '"exception"' in lines.getvalue()
    assert len(collector.spans) == 1


def verdict(item: int, label: str, confidence: float = 0.8) -> dict[str, Any]:
    return {"item": item, "label": label, "confidence": confidence, "reasoning": "Says so"}


async def test_classification_gives_each_item_one_of_the_labels_in_its_own_spelling() -> None:
    answer = Answer(
        {"verdicts": [verdict(9, "secrets"), verdict(7, "Billing", 0.6), verdict(7, "Secrets")]}
    )
    labels = [Label("Billing", "invoices & payments"), Label("Secrets")]

    with AnthropicServer(answer) as server:
        found = await engine(server).classify(ITEMS, labels, CONTEXT)

    assert found.verdicts == (
        Verdict(9, "Secrets", 0.8, "Says so"),
        Verdict(7, "Billing", 0.6, "Says so"),
    )
    assert found.usage.input_tokens == 1_000
    question = server.received[0].question
    assert '<labels>\n{"name": "Billing", "description": "invoices & payments"}' in question


async def test_a_label_that_was_not_offered_costs_the_item_its_verdict_and_no_other() -> None:
    labels = [Label("Billing"), Label("Secrets")]
    strange = Answer({"verdicts": [verdict(7, "Holidays"), verdict(12, "Billing")]})
    better = Answer({"verdicts": [verdict(7, "Holidays"), verdict(9, "Secrets")]})

    with AnthropicServer(strange, better) as server:
        found = await engine(server).classify(ITEMS, labels, CONTEXT)
    with AnthropicServer() as idle:
        nothing = await engine(idle).classify([], labels, CONTEXT)

    assert [each.item for each in found.verdicts] == [9]
    assert len(server.received) == 2
    assert (nothing.verdicts, idle.received) == ((), [])

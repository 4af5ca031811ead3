"""The engine that asks a model of Anthropic, through pydantic-ai.

It never waits out a failure: what may pass is raised at once with the time that the
service asked for, and the job decides when to try again. Only an answer that does not
fit is sent back within the call, at most `OUTPUT_RETRIES` times.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, TypeVar

import structlog
from anthropic import AsyncAnthropic, Timeout
from opentelemetry.trace import SpanKind
from pydantic import SecretStr, ValidationError
from pydantic_ai import Agent, ModelRetry, RunContext, ToolOutput
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelConnectionError,
    ModelHTTPError,
    UnexpectedModelBehavior,
)
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RunUsage
from pydantic_core import PydanticSerializationError

from orakul import telemetry
from orakul.errors import OrakulError, RejectedError, UnavailableError
from orakul.llm.cost import price
from orakul.llm.engine import (
    Analysis,
    Classification,
    Context,
    Extraction,
    Item,
    Label,
    Usage,
)
from orakul.llm.metering import meter
from orakul.llm.prompts import (
    ANALYSE,
    CLASSIFY,
    EXTRACT,
    AnalysisAnswer,
    ClassificationAnswer,
    ExtractionAnswer,
    Note,
    VerdictNote,
    ask,
    ask_labels,
)
from orakul.logs import HIDDEN, redact

OUTPUT_RETRIES: Final = 2  # times that an answer that does not fit is sent back
CONNECT_TIMEOUT: Final = 5.0  # seconds
LONGEST_ANSWER: Final = 16_000  # tokens
LONGEST_REASON: Final = 300  # characters of the service's own words in an error

# A model that thinks first would take longer than a batch may; the answer's reasoning
# fields make it account for itself.
_SETTINGS: Final = ModelSettings(max_tokens=LONGEST_ANSWER, thinking=False)

_PASSING: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS)
_KEY_REFUSED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)

_log = structlog.stdlib.get_logger(__name__)

AnswerT = TypeVar("AnswerT")
NoteT = TypeVar("NoteT", bound=Note)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an answer is checked against."""

    ids: frozenset[int]
    labels: Mapping[str, str] = field(default_factory=dict[str, str])  # case-folded to real name


class AnthropicEngine:
    """Reads with a model of Anthropic.

    Raises:
        RejectedError: *api_key* holds characters that no key has.
    """

    name = "anthropic"

    def __init__(
        self,
        api_key: SecretStr,
        *,
        model: str,
        base_url: str | None = None,
        timeout: float = 60,  # seconds for one batch, answers sent back included
    ) -> None:
        self.model = model
        self._key = api_key.get_secret_value().strip()
        if not (self._key.isascii() and self._key.isprintable()):  # an HTTP header would show it
            raise RejectedError("the Anthropic API key holds characters that no key has")
        self._base_url = base_url
        self._timeout = timeout
        self._extractor = _agent(ExtractionAnswer, "note_knowledge", EXTRACT)
        self._extractor.output_validator(_check_extraction)
        self._analyst = _agent(AnalysisAnswer, "note_tasks", ANALYSE)
        self._analyst.output_validator(_check_analysis)
        self._classifier = _agent(ClassificationAnswer, "note_labels", CLASSIFY)
        self._classifier.output_validator(_check_classification)

    async def extract(self, items: Sequence[Item], context: Context) -> Extraction:
        """Find topics and atoms in *items*, oldest first."""
        if not items:
            return Extraction((), (), Usage(self.name, self.model))
        answer, usage = await self._ask(self._extractor, ask(items, context), _asked(items))
        names = {topic.name.casefold(): topic.name for topic in answer.topics}
        topics = tuple(note.as_topic() for note in answer.topics)
        return Extraction(topics, tuple(note.as_atom(names) for note in answer.atoms), usage)

    async def analyse(self, items: Sequence[Item], context: Context) -> Analysis:
        """Find candidate tasks in *items*, oldest first."""
        if not items:
            return Analysis((), usage=Usage(self.name, self.model))
        answer, usage = await self._ask(self._analyst, ask(items, context), _asked(items))
        return Analysis(tuple(note.as_task() for note in answer.tasks), usage=usage)

    async def classify(
        self, items: Sequence[Item], labels: Sequence[Label], context: Context
    ) -> Classification:
        """Give each of *items* the one of *labels* that fits it best."""
        if not items:
            return Classification((), Usage(self.name, self.model))
        question = ask_labels(items, labels, context)
        answer, usage = await self._ask(self._classifier, question, _asked(items, labels))
        return Classification(tuple(note.as_verdict() for note in answer.verdicts), usage)

    async def _ask(
        self, agent: Agent[_Asked, AnswerT], question: str, asked: _Asked
    ) -> tuple[AnswerT, Usage]:
        spent = RunUsage()
        attributes = {
            "gen_ai.system": self.name,
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": self.model,
            "gen_ai.request.max_tokens": LONGEST_ANSWER,
            "orakul.items": len(asked.ids),
        }
        with telemetry.span(f"chat {self.model}", SpanKind.CLIENT, **attributes) as span:
            began = time.monotonic()
            try:
                answer = await self._run(agent, question, asked, spent)
            finally:  # what was spent is told of a failure, too
                usage = self._usage(spent)
                meter(usage)
                span.set_attribute("gen_ai.usage.input_tokens", usage.input_tokens)
                span.set_attribute("gen_ai.usage.output_tokens", usage.output_tokens)
                span.set_attribute("orakul.llm.answers", spent.requests)
                _log.info(
                    "asked a language model",
                    model=self.model,
                    items=len(asked.ids),
                    answers=spent.requests,
                    input_tokens=usage.input_tokens,
                    output_tokens=usage.output_tokens,
                    cost=usage.cost,
                    seconds=round(time.monotonic() - began, 3),
                )
        return answer, usage

    async def _run(
        self,
        agent: Agent[_Asked, AnswerT],
        question: str,
        asked: _Asked,
        spent: RunUsage,
    ) -> AnswerT:
        try:
            async with asyncio.timeout(self._timeout), self._client() as client:
                provider = AnthropicProvider(anthropic_client=client)
                result = await agent.run(
                    question,
                    model=AnthropicModel(self.model, provider=provider),
                    deps=asked,
                    usage=spent,
                )
        except TimeoutError as error:
            message = f"the language model did not answer within {self._timeout:g} s"
            raise UnavailableError(message) from error
        except ModelHTTPError as error:
            # Without its cause: that one quotes all of the service's answer.
            raise self._refusal(error) from None
        except ModelConnectionError as error:
            raise UnavailableError("the language model cannot be reached") from error
        except ModelAPIError:
            # Without its cause: that one quotes whatever came, a proxy's page for instance.
            raise UnavailableError("the language model's address sends no answers") from None
        except (UnicodeError, PydanticSerializationError):
            # A lone surrogate in an answer that had to be sent back, which cannot be encoded.
            raise RejectedError("the language model's answer is not valid Unicode") from None
        except UnexpectedModelBehavior as error:
            # Without its cause: that one quotes what the model wrote.
            reason = _misfit(error)
            raise RejectedError(f"the language model gave no usable answer: {reason}") from None
        return result.output

    def _client(self) -> AsyncAnthropic:
        """Make a client for one call, so that none outlives its event loop.

        Its own retries would wait where nobody sees it, and its own traces would carry
        our trace to the service and, by an environment variable, texts into spans.
        """
        return AsyncAnthropic(
            api_key=self._key,
            base_url=self._base_url,
            timeout=Timeout(2 * self._timeout, connect=CONNECT_TIMEOUT),  # `_run` is stricter
            max_retries=0,
            open_telemetry={"traces": False, "propagation": False},
        )

    def _usage(self, spent: RunUsage) -> Usage:
        cost = price(spent, provider=self.name, model=self.model)
        return Usage(self.name, self.model, spent.input_tokens, spent.output_tokens, cost)

    def _refusal(self, error: ModelHTTPError) -> OrakulError:
        status = error.status_code
        if status in _KEY_REFUSED:
            return RejectedError(f"Anthropic refused the API key (status {status})")
        told = f"status {status}{self._reason(error.body)}"
        if status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return UnavailableError(
                f"Anthropic cannot answer now ({told})", retry_after=error.retry_after
            )
        return RejectedError(f"Anthropic refused the request ({told})")

    def _reason(self, body: object) -> str:
        match body:
            case {"error": {"message": str(message)}}:
                return f": {redact(message.replace(self._key, HIDDEN))[:LONGEST_REASON]}"
            case _:
                return ""


def _asked(items: Sequence[Item], labels: Sequence[Label] = ()) -> _Asked:
    names = {label.name.casefold(): label.name for label in labels}
    return _Asked(frozenset(item.id for item in items), names)


def _agent(answer: type[AnswerT], tool: str, instructions: str) -> Agent[_Asked, AnswerT]:
    return Agent(
        output_type=ToolOutput(answer, name=tool),
        deps_type=_Asked,
        instructions=instructions,
        model_settings=_SETTINGS,
        retries=OUTPUT_RETRIES,
        name=tool,
    )


def _check_extraction(run: RunContext[_Asked], answer: ExtractionAnswer) -> ExtractionAnswer:
    topics, atoms = _sourced(run, answer.topics), _sourced(run, answer.atoms)
    _require_sources([*answer.topics, *answer.atoms], [*topics, *atoms])
    return ExtractionAnswer(topics=topics, atoms=atoms)


def _check_analysis(run: RunContext[_Asked], answer: AnalysisAnswer) -> AnalysisAnswer:
    tasks = _sourced(run, answer.tasks)
    _require_sources(answer.tasks, tasks)
    return AnalysisAnswer(tasks=tasks)


def _check_classification(
    run: RunContext[_Asked], answer: ClassificationAnswer
) -> ClassificationAnswer:
    """Keep the first verdict on each known item; send an answer back that has none at all.

    A model that leaves one item out, or gives it a label that was not offered, is right about
    the rest.
    """
    kept: dict[int, VerdictNote] = {}
    for note in answer.verdicts:
        label = run.deps.labels.get(note.label.casefold())
        if label is not None and note.item in run.deps.ids:
            kept.setdefault(note.item, note.model_copy(update={"label": label}))
    if answer.verdicts and not kept:
        raise ModelRetry("No verdict is on an item with an offered label. Copy ids and labels.")
    return ClassificationAnswer(verdicts=list(kept.values()))


def _sourced(run: RunContext[_Asked], notes: Sequence[NoteT]) -> list[NoteT]:
    """Return *notes* with the sources that were really given; without the unfounded ones."""
    known = [
        note.model_copy(
            update={"sources": [id for id in dict.fromkeys(note.sources) if id in run.deps.ids]}
        )
        for note in notes
    ]
    return [note for note in known if note.sources]


def _require_sources(found: Sequence[Note], kept: Sequence[Note]) -> None:
    """Send an answer back of which nothing is founded; drop single notes with a line in the log.

    A model that mistakes one id is right about the rest; one that mistakes every id has
    not understood what ids are.
    """
    if found and not kept:
        raise ModelRetry("No source is the id of an item. Copy ids from the items.")
    if len(kept) < len(found):
        _log.warning("dropped notes without a known source", dropped=len(found) - len(kept))


def _misfit(error: UnexpectedModelBehavior) -> str:
    """Say what was wrong with the last answer, without a word of it."""
    match error.__cause__:
        case ValidationError() as misfit:
            details = misfit.errors(include_url=False, include_context=False, include_input=False)
            told = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in details]
            return "; ".join(told)[:LONGEST_REASON]
        case ModelRetry(message=message):
            return message
        case _:
            return error.message

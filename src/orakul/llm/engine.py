"""What every engine takes and gives, whoever does the reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol

AtomType = Literal[
    "problem",
    "solution",
    "decision",
    "question",
    "insight",
    "pattern",
    "requirement",
    "idea",
    "blocker",
    "risk",
]
Category = Literal["bug", "feature", "improvement", "question", "chore", "docs"]
Priority = Literal["low", "medium", "high", "critical"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to read: a message, or an approved topic or atom."""

    id: int
    at: datetime
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Context:
    """What an engine is told of the project it reads for."""

    project: str
    language: str = "en"  # of names and descriptions: en, uk or ru
    keywords: Sequence[str] = ()
    topics: Sequence[str] = ()  # names of topics that exist already


@dataclass(frozen=True, slots=True)
class Usage:
    """Who did the reading, and what it cost."""

    engine: str  # offline, anthropic
    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal = Decimal(0)  # US dollars


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of a reasoning by its *kind*, and what stands in its *blanks*."""

    kind: str
    blanks: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class ExtractedTopic:
    """A subject that several items share."""

    name: str  # 2 to 4 words, at most 100 characters
    description: str
    keywords: Sequence[str]
    confidence: float  # 0 to 1
    reasoning: str
    sources: Sequence[int]  # ids of the items that speak of it
    reasons: Sequence[Reason] = ()  # what the reasoning says, where an engine knows


@dataclass(frozen=True, slots=True)
class ExtractedAtom:
    """One piece of knowledge: a problem, a decision, a question and so on."""

    type: AtomType
    title: str  # at most 200 characters
    content: str
    confidence: float  # 0 to 1
    reasoning: str
    topic: str | None  # name of the extracted topic it belongs to
    sources: Sequence[int]
    reasons: Sequence[Reason] = ()


@dataclass(frozen=True, slots=True)
class CandidateTask:
    """Something a person seems to be asked to do."""

    title: str  # at most 200 characters
    description: str
    category: Category
    priority: Priority
    confidence: float  # 0 to 1
    reasoning: str
    sources: Sequence[int]
    tags: Sequence[str] = ()
    due: date | None = None
    reasons: Sequence[Reason] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """Topics and atoms found in a batch of items."""

    topics: Sequence[ExtractedTopic]
    atoms: Sequence[ExtractedAtom]
    usage: Usage


@dataclass(frozen=True, slots=True)
class Analysis:
    """Candidate tasks found in a batch of items."""

    tasks: Sequence[CandidateTask]
    usage: Usage = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Label:
    """Something that an item can be, as whoever asks calls and describes it."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which label an item was given."""

    item: int  # its id
    label: str  # name of one of those that were offered
    confidence: float  # 0 to 1
    reasoning: str
    reasons: Sequence[Reason] = ()


@dataclass(frozen=True, slots=True)
class Classification:
    """The items that could be given a label, each once; others are left out."""

    verdicts: Sequence[Verdict]
    usage: Usage


class Engine(Protocol):
    """Reads a batch of items and answers with what it found in them.

    Every source that an engine names is the id of an item that it was given. The
    methods raise `UnavailableError` when the service behind the engine fails in a way
    that may pass, and `RejectedError` when asking again cannot help.
    """

    @property
    def name(self) -> str:
        """Name of the engine, shown on every output."""
        ...

    async def extract(self, items: Sequence[Item], context: Context) -> Extraction:
        """Find topics and atoms in *items*, oldest first."""
        ...

    async def analyse(self, items: Sequence[Item], context: Context) -> Analysis:
        """Find candidate tasks in *items*, oldest first."""
        ...

    async def classify(
        self, items: Sequence[Item], labels: Sequence[Label], context: Context
    ) -> Classification:
        """Give each of *items* the one of *labels*, at least two, that fits it best."""
        ...

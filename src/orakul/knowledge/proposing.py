"""Keep a finding as a proposal, compared with what there is.

A finding that a pending proposal says already adds its sources to that one. A proposal
names the likest topic or atom, so that its reviewer may merge instead of approve.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from orakul import database, similarity, vectors
from orakul.database import Connection
from orakul.llm.engine import ExtractedAtom, ExtractedTopic, Reason
from orakul.similarity import SAME, SIMILAR, Embedding, Likeness


def embedded_text(kind: str, name: str, description: str, keywords: Sequence[str]) -> str:
    """Return what is embedded of a topic or an atom.

    A topic is what it is called: its description tells of one conversation, and two of
    them about the same subject have little in common.
    """
    return f"{name}\n{', '.join(keywords) if kind == 'topic' else description}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a finding comes from."""

    extraction_id: int
    project_id: int
    engine: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding, of either kind, with its place in the space of meanings."""

    kind: Literal["topic", "atom"]
    name: str
    description: str
    keywords: Sequence[str]
    atom_type: str | None
    topic_proposal_id: int | None
    confidence: float
    reasoning: str
    reasons: Sequence[Reason]
    sources: Sequence[int]
    embedding: Embedding | None


@dataclass(frozen=True, slots=True)
class Kept:
    """The proposal that holds a finding; *added* sources came to it if it is not new."""

    id: int
    is_new: bool
    added: int


def topic_draft(topic: ExtractedTopic, embedding: Embedding | None) -> Draft:
    """Make the draft of a topic."""
    return Draft(
        kind="topic",
        name=topic.name,
        description=topic.description,
        keywords=topic.keywords,
        atom_type=None,
        topic_proposal_id=None,
        confidence=topic.confidence,
        reasoning=topic.reasoning,
        reasons=topic.reasons,
        sources=topic.sources,
        embedding=embedding,
    )


def atom_draft(
    atom: ExtractedAtom, topic_proposal_id: int | None, embedding: Embedding | None
) -> Draft:
    """Make the draft of an atom that belongs to the topic of a proposal, or to none."""
    return Draft(
        kind="atom",
        name=atom.title,
        description=atom.content,
        keywords=(),
        atom_type=atom.type,
        topic_proposal_id=topic_proposal_id,
        confidence=atom.confidence,
        reasoning=atom.reasoning,
        reasons=atom.reasons,
        sources=atom.sources,
        embedding=embedding,
    )


async def keep(db: Connection, origin: Origin, draft: Draft) -> Kept:
    """Keep a finding: in the pending proposal that says the same, else in one of its own."""
    twin = await _twin(db, origin.project_id, draft)
    if twin is not None:
        return Kept(
            twin.id, is_new=False, added=await _add_sources(db, origin, twin.id, draft.sources)
        )
    likest = await _likest(db, origin.project_id, draft)
    id = await _propose(db, origin, draft, likest)
    if draft.embedding is not None:
        await database.execute(db, "embed_knowledge_proposal", id, vectors.MODEL, draft.embedding)
    added = await _add_sources(db, origin, id, draft.sources)
    return Kept(id, is_new=True, added=added)


async def _twin(db: Connection, project_id: int, draft: Draft) -> Likeness | None:
    return await similarity.likest(
        db,
        "likest_knowledge_proposal",
        project_id,
        draft.kind,
        draft.atom_type,
        draft.name,
        vectors.MODEL,
        draft.embedding,
        border=SIMILAR if draft.kind == "topic" else SAME,
    )


async def _likest(db: Connection, project_id: int, draft: Draft) -> Likeness | None:
    place = draft.name, vectors.MODEL, draft.embedding
    if draft.kind == "topic":
        return await similarity.likest(db, "likest_topic", project_id, *place)
    return await similarity.likest(db, "likest_atom", project_id, draft.atom_type, *place)


async def _propose(db: Connection, origin: Origin, draft: Draft, likest: Likeness | None) -> int:
    return await database.fetch_value(
        db,
        "propose_knowledge",
        origin.extraction_id,
        draft.kind,
        draft.name,
        draft.description,
        list(draft.keywords),
        draft.atom_type,
        draft.topic_proposal_id,
        draft.confidence,
        draft.reasoning,
        [asdict(each) for each in draft.reasons] or None,
        origin.engine,
        likest and likest.id,
        likest and likest.score,
    )


async def _add_sources(db: Connection, origin: Origin, id: int, sources: Sequence[int]) -> int:
    return await database.fetch_value(
        db, "add_knowledge_sources", id, origin.extraction_id, list(sources)
    )

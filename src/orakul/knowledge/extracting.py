"""Turn the messages of an extraction into proposals, with an engine in between.

    reading = await begin(db, id)                                 # a short transaction
    found = await engine.extract(reading.items, reading.context)  # none
    await usage.charge(db, "extraction", id, found.usage)         # another
    await save(db, id, found)                                     # a third

A worker may die anywhere in it: begun again, the extraction reads the same messages, and
only the first to save it does. An extraction whose task ends without saving is failed by
the database, which sets its messages free.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from orakul import database, events, similarity
from orakul.database import Connection
from orakul.knowledge import proposing
from orakul.knowledge.proposing import Kept, Origin, embedded_text
from orakul.llm.engine import Context, Extraction, Item
from orakul.similarity import Embedding

LATEST_TOPICS: Final = 100  # that an engine is told of


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine is given to read."""

    items: Sequence[Item]
    context: Context


@dataclass(frozen=True, slots=True)
class Saved:
    """How many proposals an extraction made, and how many others got more sources."""

    topics: int
    atoms: int
    grown: int


@dataclass(frozen=True, slots=True)
class _Begun:
    id: int
    project_id: int
    begun: bool
    shape: Mapping[str, Any]


async def begin(db: Connection, id: int) -> Reading | None:
    """Start an extraction, or take it up again; None if it is completed or there is none.

    A failed one takes back those of its messages that no other has claimed since.
    """
    async with db.transaction():
        extraction = await database.fetch_one(db, _Begun, "begin_extraction", id)
        if extraction is None:
            return None
        if extraction.begun:
            await database.execute(db, "reclaim_messages", id)
            await _announce(db, extraction.project_id, "started", id, extraction.shape)
        items = await database.fetch(db, Item, "read_extraction_items", id)
        [context] = await database.fetch(
            db, Context, "read_context", extraction.project_id, LATEST_TOPICS
        )
    return Reading(items, context)


async def save(db: Connection, id: int, found: Extraction) -> Saved | None:
    """Keep what an engine found as pending proposals, and complete the extraction.

    Whatever its confidence, a finding becomes a proposal. One that a pending proposal says
    already adds its sources to that.

    Returns:
        What was made; None if the extraction does not run: somebody else saved it first,
        or it failed meanwhile.
    """
    topics, atoms = await _embed(found)
    async with db.transaction():
        project_id = await database.fetch_value(db, "complete_extraction", id)
        if project_id is None:
            return None
        await database.execute(db, "lock_knowledge", project_id)
        origin = Origin(id, project_id, found.usage.engine)
        drafts = map(proposing.topic_draft, found.topics, topics)
        of_topics = [await proposing.keep(db, origin, draft) for draft in drafts]
        proposal = {
            topic.name: kept.id for topic, kept in zip(found.topics, of_topics, strict=True)
        }
        of_atoms = [
            await proposing.keep(
                db, origin, proposing.atom_draft(atom, proposal.get(atom.topic or ""), embedding)
            )
            for atom, embedding in zip(found.atoms, atoms, strict=True)
        ]
        return await _tell(db, origin, of_topics, of_atoms)


async def fail(db: Connection, id: int, error: str) -> bool:
    """Fail an extraction that has not ended, and set its messages free; False if it has."""
    return await database.fetch_value(db, "fail_extraction", id, error)


async def _embed(
    found: Extraction,
) -> tuple[list[Embedding | None], list[Embedding | None]]:
    """Return where the topics and the atoms lie."""
    topics = [
        embedded_text("topic", each.name, each.description, each.keywords) for each in found.topics
    ]
    atoms = [embedded_text("atom", each.title, each.content, ()) for each in found.atoms]
    return await similarity.embed(topics), await similarity.embed(atoms)


async def _tell(
    db: Connection, origin: Origin, topics: Sequence[Kept], atoms: Sequence[Kept]
) -> Saved:
    new = [kept.id for kept in (*topics, *atoms) if kept.is_new]
    grown = {kept.id for kept in (*topics, *atoms) if kept.added} - set(new)
    saved = Saved(_count_new(topics), _count_new(atoms), len(grown))
    id, project_id = origin.extraction_id, origin.project_id
    shapes = await _shapes(db, new)
    data = {"extraction_id": str(id), "proposals": shapes, "count": len(shapes)}
    await events.emit(db, "knowledge_extraction", "proposals_created", data, project_id=project_id)
    for shape in await _shapes(db, grown):
        await events.emit(
            db, "knowledge_extraction", "edited", {"proposal": shape}, project_id=project_id
        )
    shape = await database.fetch_value(db, "count_extraction", id, saved.topics, saved.atoms)
    await _announce(db, project_id, "completed", id, shape)
    return saved


def _count_new(kept: Sequence[Kept]) -> int:
    return sum(each.is_new for each in kept)


async def _shapes(db: Connection, ids: Collection[int]) -> list[Mapping[str, Any]]:
    return await database.fetch_value(db, "shape_knowledge_proposals", sorted(ids))


async def _announce(
    db: Connection, project_id: int, what: str, id: int, shape: Mapping[str, Any]
) -> None:
    data = {"extraction_id": str(id), "extraction": shape}
    name = f"knowledge.extraction_{what}"
    await events.emit(db, "knowledge_extraction", name, data, project_id=project_id)

"""Keep a found task as a proposal, compared with the tasks that there are."""

from dataclasses import asdict, dataclass
from typing import Literal

from orakul import database, similarity, vectors
from orakul.database import Connection
from orakul.llm.engine import CandidateTask
from orakul.similarity import SAME, Embedding

Recommendation = Literal["new_task", "update_existing", "merge", "reject"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a found task comes from."""

    run_id: int
    batch: int
    project_id: int
    engine: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What is most alike, and what to do about it."""

    recommendation: Recommendation = "new_task"
    item_id: int | None = None
    proposal_id: int | None = None
    score: float | None = None


async def propose(
    db: Connection, origin: Origin, task: CandidateTask, embedding: Embedding | None
) -> int:
    """Keep *task* as a pending proposal with its sources and advice; return its id."""
    sources: list[int] = await database.fetch_value(
        db, "messages_of_places", origin.run_id, origin.batch, list(task.sources)
    )
    advice = Advice() if embedding is None else await _advise(db, origin, embedding, sources)
    id = await _insert(db, origin, task, advice)
    await database.execute(db, "add_task_proposal_sources", id, sources)
    if embedding is not None:
        await database.execute(db, "embed_task_proposal", id, vectors.MODEL, embedding)
    return id


async def _advise(
    db: Connection, origin: Origin, embedding: Embedding, sources: list[int]
) -> Advice:
    """Compare with the project's task items, then with the run's pending proposals.

    Says the same as an item: merge it into that, or reject it where it adds no source.
    About the same as one: update that. Says the same as another proposal: merge it, once
    the other is approved.
    """
    place = vectors.MODEL, embedding
    item = await similarity.likest(db, "likest_task_item", origin.project_id, *place)
    if item is not None:
        if item.score < SAME:
            return Advice("update_existing", item_id=item.id, score=item.score)
        known = await database.fetch_value(db, "item_has_sources", item.id, sources)
        return Advice("reject" if known else "merge", item_id=item.id, score=item.score)
    other = await similarity.likest(db, "likest_task_proposal", origin.run_id, *place)
    if other is None:
        return Advice()
    recommendation = "new_task" if other.score < SAME else "merge"
    return Advice(recommendation, proposal_id=other.id, score=other.score)


async def _insert(db: Connection, origin: Origin, task: CandidateTask, advice: Advice) -> int:
    return await database.fetch_value(
        db,
        "propose_task",
        origin.run_id,
        origin.batch,
        task.title,
        task.description,
        task.category,
        task.priority,
        list(task.tags),
        task.due,
        task.confidence,
        task.reasoning,
        [asdict(each) for each in task.reasons] or None,
        origin.engine,
        advice.recommendation,
        advice.item_id,
        advice.proposal_id,
        advice.score,
    )

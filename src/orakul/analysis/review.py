"""Decide what becomes of a proposed task: approve, reject or merge, once and for all.

A decision, the counters of its run and the task item that comes of it are one
transaction. Whoever decides locks the proposal, so a second one waits, sees the first
decision and is told of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from orakul import database, events, similarity, vectors
from orakul.analysis import executing
from orakul.database import Connection
from orakul.decisions import already_decided
from orakul.errors import NotFoundError, RejectedError
from orakul.llm.engine import Category, Priority
from orakul.sentences import said

Shape = Mapping[str, Any]  # JSON, as clients see it
Decision = Literal["approved", "rejected", "merged"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as its reviewer finds it."""

    id: int
    run_id: int
    project_id: int
    state: str
    title: str
    description: str
    category: Category
    priority: Priority
    tags: list[str]
    due: date | None
    reviewer: str | None
    reviewed_at: datetime | None


async def read(db: Connection, id: int) -> Shape:
    """Return a proposal.

    Raises:
        NotFoundError: there is no such proposal.
    """
    found = await database.fetch_value(db, "shape_task_proposals", [id])
    if not found:
        raise NotFoundError(said("proposal_unknown", id=id))
    return found[0]


async def approve(db: Connection, id: int, *, by: int, note: str | None = None) -> Shape:
    """Make a task item of a proposal, and return the proposal.

    Raises:
        NotFoundError: there is no such proposal.
        ConflictError: it is decided already.
    """
    async with db.transaction():
        proposal = await _lock(db, id)
        item_id = await database.fetch_value(db, "add_task_item", id)
        await database.execute(db, "add_task_item_sources", item_id, id)
        await database.execute(db, "embed_task_item", item_id, id)
        return await _decide(db, proposal, "approved", by, note, item_id)


async def reject(db: Connection, id: int, *, by: int, note: str | None = None) -> Shape:
    """Turn a proposal down, and return it.

    Raises:
        NotFoundError: there is no such proposal.
        ConflictError: it is decided already.
    """
    async with db.transaction():
        return await _decide(db, await _lock(db, id), "rejected", by, note, None)


async def merge(db: Connection, id: int, into: int, *, by: int, note: str | None = None) -> Shape:
    """Count a proposal to the task item *into*, which gets its sources; return the proposal.

    Raises:
        NotFoundError: there is no such proposal.
        RejectedError: the project has no task item with the id *into*.
        ConflictError: the proposal is decided already.
    """
    async with db.transaction():
        proposal = await _lock(db, id)
        if not await database.fetch_value(db, "shape_task_item", into, proposal.project_id):
            raise RejectedError(said("item_missing", id=into))
        await database.execute(db, "add_task_item_sources", into, id)
        return await _decide(db, proposal, "merged", by, note, into)


async def edit(db: Connection, id: int, changes: Mapping[str, Any]) -> Shape:
    """Put a pending proposal in other words, and return it.

    Args:
        db: connection in whose transaction it happens.
        id: the proposal.
        changes: new values of title, description, category, priority, tags or due.

    Raises:
        NotFoundError: there is no such proposal.
        ConflictError: it is decided already.
    """
    async with db.transaction():
        edited = replace(await _lock(db, id), **changes)
        shape = await _store(db, edited)
        await events.emit(
            db, "proposals", "edited", {"proposal": shape}, project_id=edited.project_id
        )
    return shape


async def project_of(db: Connection, id: int) -> str:
    """Return the slug of a proposal's project.

    Raises:
        NotFoundError: there is no such proposal.
    """
    slug = await database.fetch_value(db, "project_of_task_proposal", id)
    if slug is None:
        raise NotFoundError(said("proposal_unknown", id=id))
    return slug


async def _lock(db: Connection, id: int) -> Proposal:
    proposal = await database.fetch_one(db, Proposal, "lock_task_proposal", id)
    if proposal is None:
        raise NotFoundError(said("proposal_unknown", id=id))
    if proposal.reviewed_at is not None:
        raise already_decided(id, proposal.state, proposal.reviewer, proposal.reviewed_at)
    return proposal


async def _decide(
    db: Connection,
    proposal: Proposal,
    decision: Decision,
    by: int,
    note: str | None,
    item_id: int | None,
) -> Shape:
    shape = await database.fetch_value(
        db, "decide_task_proposal", proposal.id, decision, item_id, by, note
    )
    run = await database.fetch_value(db, "count_decision", proposal.run_id, decision)
    counted = {name: run[name] for name in ("id", "state", "counters")}
    data = {"proposal": shape, "run": counted}
    await events.emit(db, "proposals", decision, data, project_id=proposal.project_id)
    await executing.settle(db, proposal.run_id)
    return shape


async def _store(db: Connection, proposal: Proposal) -> Shape:
    [embedding] = await similarity.embed([f"{proposal.title}\n{proposal.description}"])
    if embedding is not None:
        await database.execute(db, "embed_task_proposal", proposal.id, vectors.MODEL, embedding)
    return await database.fetch_value(
        db,
        "edit_task_proposal",
        proposal.id,
        proposal.title,
        proposal.description,
        proposal.category,
        proposal.priority,
        proposal.tags,
        proposal.due,
    )

"""Decide what becomes of a proposal: approve, reject or merge, once and for all.

Whoever decides locks the proposal, so a second one waits, sees the first decision and is
told of it. An atom and its topic may be approved in either order; the later of the two
links them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

import asyncpg

from orakul import database, events, similarity, vectors
from orakul.database import Connection
from orakul.decisions import already_decided
from orakul.errors import ConflictError, NotFoundError, RejectedError
from orakul.knowledge.proposing import embedded_text
from orakul.sentences import said
from orakul.tasks.deferring import Work, defer

Shape = Mapping[str, Any]  # JSON, as clients see it
Decision = Literal["approved", "rejected", "merged"]

LONGEST_TOPIC: Final = 100  # characters of its name


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as its reviewer finds it."""

    id: int
    project_id: int
    kind: Literal["topic", "atom"]
    state: str
    name: str
    description: str
    keywords: list[str]
    atom_type: str | None
    confidence: float
    topic_proposal_id: int | None
    reviewer: str | None
    reviewed_at: datetime | None


async def read(db: Connection, id: int) -> Shape:
    """Return a proposal.

    Raises:
        NotFoundError: there is no such proposal.
    """
    found = await database.fetch_value(db, "shape_knowledge_proposals", [id])
    if not found:
        raise NotFoundError(said("proposal_unknown", id=id))
    return found[0]


async def approve(db: Connection, id: int, *, by: int, note: str | None = None) -> Shape:
    """Make a topic or an atom of a proposal, and return the proposal.

    A topic takes over those of the proposal's messages that have none, and is linked with
    its atoms that were approved before it.

    Raises:
        NotFoundError: there is no such proposal.
        ConflictError: it is decided already, or there is a topic of this name: merge then.
    """
    async with db.transaction():
        proposal = await _lock(db, id)
        if proposal.kind == "topic":
            topic_id = await _add_topic(db, proposal)
            shape = await _decide(db, proposal, "approved", by, note, topic_id=topic_id)
            await _settle_topic(db, proposal, topic_id)
            await _tell_topic(db, proposal.project_id, "topic_created", topic_id)
        else:
            atom_id = await _add_atom(db, proposal)
            shape = await _decide(db, proposal, "approved", by, note, atom_id=atom_id)
            await _settle_atom(db, proposal, atom_id)
            await _tell_atom(db, proposal.project_id, "atom_created", atom_id)
            await defer(db, Work.EMBED_ATOMS, {"atom_ids": [atom_id]})
    return shape


async def reject(db: Connection, id: int, *, by: int, note: str | None = None) -> Shape:
    """Turn a proposal down, and return it.

    Raises:
        NotFoundError: there is no such proposal.
        ConflictError: it is decided already.
    """
    async with db.transaction():
        return await _decide(db, await _lock(db, id), "rejected", by, note)


async def merge(db: Connection, id: int, into: int, *, by: int, note: str | None = None) -> Shape:
    """Count a proposal to the topic or atom *into* of its project, and return it.

    What is there keeps its words; it gets the proposal's sources and links.

    Raises:
        NotFoundError: there is no such proposal.
        RejectedError: the project has no topic, or no atom, with the id *into*.
        ConflictError: the proposal is decided already.
    """
    async with db.transaction():
        proposal = await _lock(db, id)
        if not await database.fetch_value(db, f"shape_{proposal.kind}", into, proposal.project_id):
            raise RejectedError(
                said("topic_missing" if proposal.kind == "topic" else "atom_missing", id=into)
            )
        if proposal.kind == "topic":
            shape = await _decide(db, proposal, "merged", by, note, topic_id=into)
            await _settle_topic(db, proposal, into)
            await _tell_topic(db, proposal.project_id, "topic_updated", into)
        else:
            shape = await _decide(db, proposal, "merged", by, note, atom_id=into)
            await _settle_atom(db, proposal, into)
            await _tell_atom(db, proposal.project_id, "atom_updated", into)
    return shape


async def edit(db: Connection, id: int, changes: Mapping[str, Any]) -> Shape:
    """Put a pending proposal in other words, and return it.

    Args:
        db: connection in whose transaction it happens.
        id: the proposal.
        changes: new values of name, description, keywords or atom_type.

    Raises:
        NotFoundError: there is no such proposal.
        RejectedError: a topic is given a type, or a name too long for one.
        ConflictError: it is decided, or another pending topic has this name.
    """
    async with db.transaction():
        proposal = await _lock(db, id)
        edited = replace(proposal, **changes)
        _check(edited)
        await _store(db, edited)
        [shape] = await database.fetch_value(db, "shape_knowledge_proposals", [id])
        await _tell(db, proposal.project_id, "edited", shape)
    return shape


async def project_of(db: Connection, id: int) -> str:
    """Return the slug of a proposal's project.

    Raises:
        NotFoundError: there is no such proposal.
    """
    slug = await database.fetch_value(db, "project_of_knowledge_proposal", id)
    if slug is None:
        raise NotFoundError(said("proposal_unknown", id=id))
    return slug


async def _lock(db: Connection, id: int) -> Proposal:
    await database.execute(db, "lock_topic_of_proposal", id)
    proposal = await database.fetch_one(db, Proposal, "lock_knowledge_proposal", id)
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
    *,
    topic_id: int | None = None,
    atom_id: int | None = None,
) -> Shape:
    shape = await database.fetch_value(
        db, "decide_knowledge_proposal", proposal.id, decision, topic_id, atom_id, by, note
    )
    await _tell(db, proposal.project_id, decision, shape)
    return shape


async def _add_topic(db: Connection, proposal: Proposal) -> int:
    id = await database.fetch_value(
        db,
        "add_topic",
        proposal.project_id,
        proposal.name,
        proposal.description,
        proposal.keywords,
    )
    if id is None:
        there = await database.fetch_value(
            db, "find_topic_by_name", proposal.project_id, proposal.name
        )
        raise ConflictError(said("topic_taken", id=there, name=proposal.name))
    await database.execute(db, "embed_topic", id, proposal.id)
    return id


async def _settle_topic(db: Connection, proposal: Proposal, topic_id: int) -> None:
    await database.execute(db, "assign_topic", topic_id, proposal.id)
    await database.execute(db, "link_atoms_of_topic", topic_id, proposal.id)


async def _add_atom(db: Connection, proposal: Proposal) -> int:
    return await database.fetch_value(
        db,
        "add_atom",
        proposal.project_id,
        proposal.atom_type,
        proposal.name,
        proposal.description,
        proposal.confidence,
    )


async def _settle_atom(db: Connection, proposal: Proposal, atom_id: int) -> None:
    if proposal.topic_proposal_id is not None:
        await database.execute(db, "link_topic_of_atom", atom_id, proposal.topic_proposal_id)


def _check(proposal: Proposal) -> None:
    if proposal.kind == "topic" and proposal.atom_type is not None:
        raise RejectedError(said("topic_without_type"))
    if proposal.kind == "topic" and len(proposal.name) > LONGEST_TOPIC:
        raise RejectedError(said("topic_too_long", most=LONGEST_TOPIC))


async def _store(db: Connection, proposal: Proposal) -> None:
    try:
        await database.execute(
            db,
            "edit_knowledge_proposal",
            proposal.id,
            proposal.name,
            proposal.description,
            proposal.keywords,
            proposal.atom_type,
        )
    except asyncpg.UniqueViolationError:
        raise ConflictError(said("topic_proposed", name=proposal.name)) from None
    text = embedded_text(proposal.kind, proposal.name, proposal.description, proposal.keywords)
    [embedding] = await similarity.embed([text])
    if embedding is not None:
        await database.execute(
            db, "embed_knowledge_proposal", proposal.id, vectors.MODEL, embedding
        )


async def _tell(db: Connection, project_id: int, name: str, proposal: Shape) -> None:
    await events.emit(
        db, "knowledge_extraction", name, {"proposal": proposal}, project_id=project_id
    )


async def _tell_topic(db: Connection, project_id: int, name: str, id: int) -> None:
    topic = await database.fetch_value(db, "shape_topic", id, project_id)
    await events.emit(db, "topics", name, {"topic": topic}, project_id=project_id)


async def _tell_atom(db: Connection, project_id: int, name: str, id: int) -> None:
    atom = await database.fetch_value(db, "shape_atom", id, project_id)
    await events.emit(db, "topics", name, {"atom": atom}, project_id=project_id)

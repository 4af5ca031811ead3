"""What a worker does with a run, in short transactions with the engine between them.

    if await begin(db, id):
        await prepare(db, id, gap=…, size=…)
        while batch := await next_batch(db, id):
            found = await engine.analyse(batch.items, batch.context)   # no transaction
            await usage.charge(db, "run", id, found.usage)
            await save_batch(db, id, batch.number, found)              # or fail_batch
        await finish(db, id)

Each step is done once, whoever repeats it: a worker that dies leaves a run which the next
one resumes at the first batch that is not done. A run whose task ends otherwise is ended
by the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from orakul import database, events, similarity
from orakul.analysis import proposing, runs
from orakul.analysis.batching import Entry, batches
from orakul.database import Connection
from orakul.errors import ConflictError
from orakul.llm.engine import Analysis, Context, Item

SHORTEST: Final = 10  # characters of a message worth reading
LATEST_TOPICS: Final = 100  # that an engine is told of


@dataclass(frozen=True, slots=True)
class Batch:
    """What an engine is given to read; an item's id is its place in the batch."""

    number: int
    items: Sequence[Item]
    context: Context


@dataclass(frozen=True, slots=True)
class _Begun:
    id: int
    project_id: int
    begun: bool


@dataclass(frozen=True, slots=True)
class _Unprepared:
    id: int
    project_id: int
    source: runs.Source
    window_start: datetime
    window_end: datetime


@dataclass(frozen=True, slots=True)
class _Next:
    number: int
    project_id: int


@dataclass(frozen=True, slots=True)
class _Ended:
    id: int
    project_id: int
    state: str


async def begin(db: Connection, id: int) -> bool:
    """Set a run running, or take it up again; False if it has ended, or there is none."""
    async with db.transaction():
        run = await database.fetch_one(db, _Begun, "begin_run", id)
        if run is not None and run.begun:
            await _tell(db, run.project_id, "run_started", id)
    return run is not None


async def prepare(db: Connection, id: int, *, gap: timedelta, size: int) -> None:
    """Select a running run's input and cut it into batches, once.

    Args:
        db: connection in whose transaction it happens.
        id: the run.
        gap: pause in the talk at which a new batch begins.
        size: items that a batch holds at most.
    """
    async with db.transaction():
        run = await database.fetch_one(db, _Unprepared, "lock_unprepared_run", id)
        if run is None:
            return
        messages, left_out = await _messages(db, run)
        knowledge = await _knowledge(db, run)
        made = batches(knowledge, gap=gap, size=size) + batches(messages, gap=gap, size=size)
        kept = len(messages) + len(knowledge)
        refs = [[{"kind": each.kind, "id": each.id} for each in batch] for batch in made]
        await database.execute(db, "prepare_run", id, kept + left_out, kept, refs)


async def next_batch(db: Connection, id: int) -> Batch | None:
    """Return the first batch of a running run that is not done; None when none is left."""
    batch = await database.fetch_one(db, _Next, "next_run_batch", id)
    if batch is None:
        return None
    items = await database.fetch(db, Item, "read_batch_items", id, batch.number)
    [context] = await database.fetch(db, Context, "read_context", batch.project_id, LATEST_TOPICS)
    return Batch(batch.number, items, context)


async def save_batch(db: Connection, id: int, number: int, found: Analysis) -> int | None:
    """Keep what an engine found in a batch as pending proposals, and count them.

    Returns:
        How many; None if the batch was done before.

    Raises:
        ConflictError: the run does not run any more; nothing is kept.
    """
    texts = [f"{each.title}\n{each.description}" for each in found.tasks]
    embeddings = await similarity.embed(texts)
    count = len(found.tasks)
    async with db.transaction():
        if not await _finish(db, id, number, "done", count, None):
            return None
        project_id = await _count(db, id, count)
        origin = proposing.Origin(id, number, project_id, found.usage.engine)
        made = [
            await proposing.propose(db, origin, task, embedding)
            for task, embedding in zip(found.tasks, embeddings, strict=True)
        ]
        shapes = await database.fetch_value(db, "shape_task_proposals", made)
        data = {"batch": number, "proposals": shapes, "count": count}
        await _tell(db, project_id, "proposals_created", id, data)
        await _tell(db, project_id, "progress_updated", id, {"batch": number})
    return count


async def fail_batch(db: Connection, id: int, number: int, error: str) -> None:
    """Note that a batch cannot be read; the run goes on without it.

    Raises:
        ConflictError: the run does not run any more.
    """
    async with db.transaction():
        if not await _finish(db, id, number, "failed", 0, error):
            return
        project_id = await database.fetch_value(db, "count_failed_batch", id, number, error)
        if project_id is None:
            raise ConflictError(f"run {id} does not run any more")
        await _tell(db, project_id, "progress_updated", id, {"batch": number, "error": error})


async def finish(db: Connection, id: int) -> str | None:
    """End a running run whose batches are all done or failed.

    It is completed, and reviewed at once if nothing waits for a decision; or failed, if
    it had batches and all of them failed.

    Returns:
        Its state; None if it does not run, or a batch is left.
    """
    async with db.transaction():
        run = await database.fetch_one(db, _Ended, "complete_run", id)
        if run is None:
            return None
        await _tell(db, run.project_id, f"run_{run.state}", id)
        if run.state == "completed" and await settle(db, id):
            return "reviewed"
    return run.state


async def settle(db: Connection, id: int) -> bool:
    """Move a completed run to reviewed if nothing waits for a decision; tell whether."""
    project_id = await database.fetch_value(db, "review_run", id)
    if project_id is not None:
        await _tell(db, project_id, "run_reviewed", id)
    return project_id is not None


async def fail(db: Connection, id: int, error: str) -> bool:
    """End a run before its time: running to failed, pending to cancelled; False if ended."""
    return await database.fetch_value(db, "fail_run", id, error)


async def _messages(db: Connection, run: _Unprepared) -> tuple[list[Entry], int]:
    """Return the messages to read, and how many others are in the window."""
    if run.source == "knowledge":
        return [], 0
    window = run.project_id, run.window_start, run.window_end
    kept = await database.fetch(db, Entry, "run_messages", *window, SHORTEST)
    return kept, await database.fetch_value(db, "count_run_messages", *window) - len(kept)


async def _knowledge(db: Connection, run: _Unprepared) -> list[Entry]:
    if run.source == "messages":
        return []
    window = run.project_id, run.window_start, run.window_end
    return await database.fetch(db, Entry, "run_knowledge", *window)


async def _finish(
    db: Connection, id: int, number: int, state: str, proposals: int, error: str | None
) -> bool:
    done = await database.fetch_value(db, "finish_batch", id, number, state, proposals, error)
    return done is not None


async def _count(db: Connection, id: int, proposals: int) -> int:
    project_id = await database.fetch_value(db, "count_batch", id, proposals)
    if project_id is None:
        raise ConflictError(f"run {id} does not run any more")
    return project_id


async def _tell(
    db: Connection, project_id: int, name: str, id: int, data: Mapping[str, Any] | None = None
) -> None:
    run = await runs.read(db, id)
    told = {"run_id": str(id), **(data or {}), "run": run.shape}
    await events.emit(db, "analysis_runs", name, told, project_id=project_id)

"""The life of a run, as people steer it: create, start, cancel, close."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from orakul import database, events
from orakul.analysis import metrics
from orakul.database import Connection
from orakul.errors import ConflictError, NotFoundError, RejectedError
from orakul.sentences import Sentence, said
from orakul.tasks.deferring import Work, defer

Shape = Mapping[str, Any]  # JSON, as clients see it
Source = Literal["knowledge", "messages", "both"]


@dataclass(frozen=True, slots=True)
class Run:
    """A run, and as clients see it."""

    id: int
    project_id: int
    state: str
    pending: int
    task_id: int | None
    shape: Shape


@dataclass(frozen=True, slots=True)
class _Open:
    id: int
    state: str


@dataclass(frozen=True, slots=True)
class _Reviewed:
    id: int
    project_id: int
    state: str
    pending: int
    input_tokens: int
    output_tokens: int
    cost: Decimal


async def create(
    db: Connection,
    project_id: int,
    *,
    source: Source,
    start: datetime,
    end: datetime,
    by: int | None,
) -> Shape:
    """Create a pending run over a window and return it.

    Args:
        db: connection in whose transaction it happens.
        project_id: whose knowledge or messages are read.
        source: approved knowledge, messages, or both.
        start: beginning of the window, included.
        end: end of the window, included.
        by: the person who creates it.

    Raises:
        RejectedError: the window does not start before it ends.
        ConflictError: the project has a run that is not closed; the message names it.
    """
    if start >= end:
        raise RejectedError(said("run_window"))
    async with db.transaction():
        id = await database.fetch_value(db, "create_run", project_id, source, start, end, by)
        if id is None:
            raise ConflictError(await _why_none(db, project_id))
        return await _announce(db, await read(db, id), "run_created")


async def read(db: Connection, id: int) -> Run:
    """Return a run.

    Raises:
        NotFoundError: there is none with this id.
    """
    run = await database.fetch_one(db, Run, "read_run", id)
    if run is None:
        raise NotFoundError(said("run_unknown", id=id))
    return run


async def start(db: Connection, id: int) -> Shape:
    """Defer the task that carries a pending run out, and return the run.

    The run becomes running when a worker takes the task up.

    Raises:
        NotFoundError: there is no such run.
        ConflictError: it was started before, or is not pending.
    """
    async with db.transaction():
        if await database.fetch_value(db, "request_run", id) is None:
            run = await read(db, id)
            if run.state == "pending":
                raise ConflictError(said("run_requested", id=id))
            raise ConflictError(said("run_not_started", id=id, run_state=run.state))
        task = await defer(db, Work.ANALYSE_RUN, {"run_id": id})
        await database.execute(db, "set_run_task", id, task)
        return (await read(db, id)).shape


async def cancel(db: Connection, id: int) -> Shape:
    """Cancel a pending run, take its task out of the queue, and return it.

    Raises:
        NotFoundError: there is no such run.
        ConflictError: it is not pending; a running one is ended by cancelling its task.
    """
    async with db.transaction():
        # Its job before the run itself: whoever cancels the task locks them in that order.
        await database.execute(db, "lock_run_job", id)
        if await database.fetch_value(db, "cancel_run", id) is None:
            run = await read(db, id)
            raise ConflictError(said("run_not_cancelled", id=id, run_state=run.state))
        run = await read(db, id)
        if run.task_id is not None:
            await database.execute(db, "cancel_run_task", run.task_id)
        return await _announce(db, run, "run_cancelled")


async def close(db: Connection, id: int) -> Shape:
    """Close a reviewed run with its accuracy metrics, and return it.

    Raises:
        NotFoundError: there is no such run.
        RejectedError: proposals wait for a decision; the message says how many.
        ConflictError: the run is neither completed nor reviewed.
    """
    async with db.transaction():
        run = await database.fetch_one(db, _Reviewed, "lock_run", id)
        if run is None:
            raise NotFoundError(said("run_unknown", id=id))
        if run.state == "completed":
            raise RejectedError(said("run_undecided", id=id, many=run.pending))
        if run.state != "reviewed":
            raise ConflictError(said("run_not_closed", id=id, run_state=run.state))
        await database.execute(db, "close_run", id, await _measure(db, run))
        return await _announce(db, await read(db, id), "run_closed")


async def _measure(db: Connection, run: _Reviewed) -> Mapping[str, Any]:
    return metrics.accuracy(
        await database.fetch(db, metrics.Decided, "read_decisions", run.id),
        await database.fetch(db, metrics.Batch, "read_batches", run.id),
        cost=run.cost,
        tokens=run.input_tokens + run.output_tokens,
    )


async def _why_none(db: Connection, project_id: int) -> Sentence:
    run = await database.fetch_one(db, _Open, "find_open_run", project_id)
    if run is None:
        return said("run_open_before")
    return said("run_open", id=run.id, run_state=run.state)


async def _announce(db: Connection, run: Run, name: str) -> Shape:
    data = {"run_id": str(run.id), "run": run.shape}
    await events.emit(db, "analysis_runs", name, data, project_id=run.project_id)
    return run.shape

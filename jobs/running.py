"""What surrounds a task while it runs: its trace, its logs, its writes, its outcome."""

import asyncio
import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

import structlog
from opentelemetry.trace import SpanKind
from procrastinate import JobContext
from procrastinate.exceptions import JobAborted
from procrastinate.job_context import AbortReason
from procrastinate.worker import Worker
from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from jobs.manager import Claim, Manager, Outcome
from orakul import database, logs, telemetry
from orakul.database import Acting, Connection, Pool
from orakul.llm.engine import Engine
from orakul.settings import Settings

LONGEST: Final = 20_000  # characters of an error or a traceback

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tools:
    """What the tasks of one worker process share."""

    pool: Pool
    settings: Settings
    engine: Engine
    manager: Manager


@dataclass(frozen=True, slots=True)
class Running:
    """One task while it runs."""

    id: int
    claim: Claim
    tools: Tools

    @asynccontextmanager
    async def transaction(self, *, project_id: int | None = None) -> AsyncGenerator[Connection]:
        """Open a transaction in this task's name; what it defers are this task's children."""
        who = Acting(
            actor=f"task:{self.id}",
            owner_id=self.claim.owner_id,
            project_id=project_id or self.claim.project_id,
            task_id=self.id,
            traceparent=telemetry.current_traceparent() or self.claim.traceparent,
        )
        async with self.tools.pool.acquire() as db, database.acting(db, who):
            yield db

    async def progress(self, done: int, total: int, note: str | None = None) -> None:
        """Show that *done* of *total* are dealt with. Call it every ten items or so."""
        async with self.transaction() as db:
            await tell_progress(db, self.id, done, total, note)


async def tell_progress(
    db: Connection, task_id: int, done: int, total: int, note: str | None = None
) -> None:
    """Show how far a task is when the transaction commits, together with its work."""
    await database.execute(db, "set_progress", task_id, done, total, note)


def running(context: JobContext) -> Running:
    """Return the task that *context* is of."""
    tools = cast("Tools", context.additional_context["tools"])  # pyright: ignore[reportUnknownMemberType]
    id = context.job.id or 0
    return Running(id, tools.manager.claim(id), tools)


async def accounted(
    call: Callable[[], Awaitable[Any]], context: JobContext, _worker: Worker
) -> object:
    """Run a task so that its trace goes on and its outcome is known: a worker middleware."""
    task = running(context)
    with (
        structlog.contextvars.bound_contextvars(
            task_id=task.id, task=context.job.task_name, attempt=task.claim.attempt
        ),
        telemetry.continue_trace(task.claim.traceparent),
        telemetry.span(
            f"task {context.job.task_name}",
            SpanKind.CONSUMER,
            **{"orakul.task.id": task.id, "orakul.task.attempt": task.claim.attempt},
        ),
    ):
        return await _kept(call, context, task)


async def _kept(call: Callable[[], Awaitable[Any]], context: JobContext, task: Running) -> object:
    keep = task.tools.manager.keep
    log.info("started")
    try:
        result = storable(to_jsonable_python(await call(), fallback=repr))
    except asyncio.CancelledError:
        if context.abort_reason() is AbortReason.USER_REQUEST:
            keep(task.id, Outcome(error="cancelled on request", error_class="Cancelled"))
            log.info("cancelled")
            raise JobAborted from None
        keep(task.id, Outcome(error="interrupted: the worker stopped", error_class="Stopped"))
        raise
    except BaseException as error:
        keep(task.id, outcome(error))
        log.warning("failed", error=f"{type(error).__name__}: {error}")
        raise
    keep(task.id, Outcome(result=result))
    log.info("completed")
    return result


def outcome(error: BaseException) -> Outcome:
    """Return what to keep of *error*: no secret, and nothing that PostgreSQL cannot store."""
    name = type(error).__name__
    text = "".join(traceback.format_exception(error))
    return Outcome(
        error=_text(str(error) or name), error_class=name, traceback=_text(text[-LONGEST:])
    )


def storable(value: JsonValue) -> JsonValue:
    """Return *value* without what a ``jsonb`` cannot hold: NUL and lone surrogates."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return [storable(each) for each in value]
    if isinstance(value, dict):
        return {_text(key): storable(each) for key, each in value.items()}
    return value


def _text(text: str) -> str:
    replaced = text.replace("\0", "�").encode("utf-8", "replace").decode()
    return logs.redact(replaced)[:LONGEST]

"""What surrounds a task while it runs: its trace, its logs, its writes, its outcome."""

import asyncio
import json
import math
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

from jobs.claims import Claim
from jobs.ends import Outcome
from jobs.manager import Manager
from orakul import database, logs, telemetry
from orakul.database import Acting, Connection, Pool
from orakul.errors import ConflictError, OrakulError
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
    tools: Tools

    @property
    def claim(self) -> Claim:
        """What was learnt when the task was claimed; it may be claimed anew while it runs."""
        return self.tools.manager.claims[self.id]

    def acting(self, project_id: int | None = None) -> Acting:
        """Return this task as who acts, for a project, or for the task's own."""
        return Acting(
            actor=f"task:{self.id}",
            owner_id=self.claim.owner_id,
            project_id=project_id or self.claim.project_id,
            task_id=self.id,
            traceparent=telemetry.current_traceparent() or self.claim.traceparent,
        )

    @asynccontextmanager
    async def transaction(self, *, project_id: int | None = None) -> AsyncGenerator[Connection]:
        """Open a transaction in this task's name; what it defers are this task's children.

        Raises:
            ConflictError: this worker was taken for dead and another has the task now, so
                nothing of the transaction is kept.
        """
        async with self.tools.pool.acquire() as db, database.acting(db, self.acting(project_id)):
            yield db
            if not await database.fetch_value(db, "holds_task", self.id, self.claim.attempt):
                raise ConflictError(f"another worker has taken task {self.id} up")

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
    return Running(context.job.id or 0, tools)


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
    if not task.tools.manager.claims.begin(task.id):
        keep(task.id, Outcome(error="cancelled before it began", error_class="Cancelled"))
        log.info("cancelled")
        raise JobAborted
    log.debug("started")
    try:
        task.claim.check()
        result = stored_form(await call())
    except asyncio.CancelledError as error:
        if context.abort_reason() is AbortReason.USER_REQUEST:
            keep(task.id, Outcome(error="cancelled on request", error_class="Cancelled"))
            log.info("cancelled")
            raise JobAborted from None
        if context.abort_reason() is AbortReason.SHUTDOWN:
            keep(task.id, Outcome(error="interrupted: the worker stopped", error_class="Stopped"))
            log.info("interrupted")
            raise
        # Neither we nor the worker: something that the task awaited was cancelled.
        keep(task.id, outcome(error))
        raise OrakulError("what the task waited for was cancelled") from error
    except BaseException as error:
        broken = outcome(error)
        keep(task.id, broken)
        log.warning("failed", error=broken.error, error_class=broken.error_class)
        raise
    keep(task.id, Outcome(result=result))
    log.debug("completed")
    return result


def outcome(error: BaseException) -> Outcome:
    """Return what to keep of *error*: no secret, and nothing that PostgreSQL cannot store."""
    name = type(error).__name__
    trace = _text("".join(traceback.format_exception(error)))
    return Outcome(
        error=_text(_described(error, str) or name)[:LONGEST],
        error_class=name,
        traceback=trace[-LONGEST:],
    )


def stored_form(value: object) -> JsonValue:
    """Return *value* as JSON that PostgreSQL can store, without secrets.

    The work is done by now: what is no JSON is described rather than refused.
    """
    try:
        return _storable(to_jsonable_python(value, fallback=_described, bytes_mode="base64"))
    except (ValueError, RecursionError):
        return _text(_described(value))[:LONGEST]


def _storable(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {_text(key): _storable(each) for key, each in value.items()}
    if isinstance(value, int):
        json.dumps(value)  # raises when it has too many digits
    return value


def _described(value: object, form: Callable[[object], str] = repr) -> str:
    try:
        return form(value)
    except Exception as error:  # noqa: BLE001 - it is anybody's code
        return f"<{type(value).__name__} that cannot be shown: {type(error).__name__}>"


def _text(text: str) -> str:
    replaced = text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    return logs.redact(replaced)

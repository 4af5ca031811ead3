"""What surrounds a task while it runs: its trace, its logs, its writes, its outcome."""

import asyncio
import inspect
import operator
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, TypeVar, cast

import structlog
from procrastinate import JobContext
from procrastinate.exceptions import JobAborted
from procrastinate.job_context import AbortReason

from jobs.capturing import Captured
from jobs.claims import Claim
from jobs.ends import Outcome
from jobs.logwriter import LogWriter
from jobs.manager import Manager
from jobs.outage import PASSING
from jobs.storing import storable_end, storable_start, storable_text, stored_result
from jobs.telling import Latest
from orakul import database, telemetry, traces
from orakul.database import Acting, Connection, Pool
from orakul.errors import ConflictError, OrakulError, RejectedError
from orakul.llm.engine import Engine
from orakul.logs import described, keep_secret, traceback_of
from orakul.settings import Settings
from orakul.tasks.fingerprint import Frame, only, read_fault

log = structlog.stdlib.get_logger(__name__)

T = TypeVar("T")

INTERRUPTED: Final = Outcome(
    error="interrupted: the worker stopped", error_class="Stopped", is_interruption=True
)
LONGEST_NOTE: Final = 500  # characters of what is said of the progress

_MOST: Final = 2**63 - 1  # as PostgreSQL counts


@dataclass(frozen=True, slots=True)
class Tools:
    """What the tasks of one worker process share; *secrets* are the arguments of each, by name."""

    pool: Pool
    settings: Settings
    engine: Engine
    manager: Manager
    logs: LogWriter
    secrets: Mapping[str, Collection[str]] = field(default_factory=dict[str, Collection[str]])


@dataclass(frozen=True, slots=True)
class Running:
    """One task while it runs."""

    id: int
    tools: Tools
    told: Latest = field(default_factory=Latest, repr=False, compare=False)

    @property
    def claim(self) -> Claim:
        """What was learnt when the task was claimed; it may be claimed anew while it runs.

        Raises:
            ConflictError: the task has ended here, and what it began has not.
        """
        claims = self.tools.manager.claims
        if self.id not in claims:
            raise ConflictError(f"task {self.id} has ended")
        return claims[self.id]

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
        """Show that *done* of *total* are dealt with. Call it as often as you like.

        Where *done* is all of *total* it is written at once, otherwise 0.2 s after the one before
        at the soonest: of what comes in between, the last is written then, or when the task ends.
        One that is cancelled does not wait for that. No task fails since the database is away for a
        while: what could not be written is written with the next, or when the task ends.

        Raises:
            TypeError: one of them is no whole number.
            ValueError: one of them is negative or has more than 64 bits.
            ConflictError: another worker has the task now.
        """
        counts = _count("done", done), _count("total", total)
        with suppress(*PASSING):
            await self.told.put(partial(self._tell, counts, note), at_once=done >= total)

    async def _tell(self, counts: tuple[int, int], note: str | None) -> None:
        # Unrecorded, since some 200 s of it would fill the trace, and the work find no room there.
        with telemetry.unrecorded():
            async with self.transaction() as db:
                await _set_progress(db, self.id, counts, note)

    async def carry_out(self, work: Awaitable[T]) -> T:
        """Await *work*, which is the task, and have its last progress told unless cancelled."""
        try:
            made = await work
        except asyncio.CancelledError:
            self.told.stop()
            raise
        except BaseException:
            await self.told.settle()
            raise
        await self.told.settle()
        return made


async def tell_progress(
    db: Connection, task_id: int, done: int, total: int, note: str | None = None
) -> None:
    """Show how far a task is when the transaction commits, together with its work.

    A note of more than `LONGEST_NOTE` characters is cut.

    Raises:
        TypeError: *done* or *total* is no whole number.
        ValueError: one of them is negative or has more than 64 bits.
    """
    await _set_progress(db, task_id, (_count("done", done), _count("total", total)), note)


async def _set_progress(
    db: Connection, task_id: int, counts: tuple[int, int], note: str | None
) -> None:
    await database.execute(db, "set_progress", task_id, *counts, note and _cut(note))


def _count(name: str, value: object) -> int:
    try:
        count = operator.index(cast("Any", value))
    except TypeError:
        kind = type(value).__name__
        raise TypeError(f"progress: {name} must be a whole number, not a {kind}") from None
    if not 0 <= count <= _MOST:
        raise ValueError(f"progress: {name} must be from 0 to {_MOST}")
    return count


def _cut(note: str) -> str:
    text = storable_text(note)
    return text if len(text) <= LONGEST_NOTE else f"{text[: LONGEST_NOTE - 1]}…"


def running(context: JobContext) -> Running:
    """Return the task that *context* is of."""
    held = cast("dict[str, Any]", context.additional_context)  # pyright: ignore[reportUnknownMemberType]
    if "running" not in held:
        held["running"] = Running(context.job.id or 0, held["tools"])
    return held["running"]


async def accounted(call: Callable[..., Awaitable[Any]], context: JobContext) -> object:
    """Run *call*, which is a task, so that its trace goes on and its outcome is known."""
    task = running(context)
    name, attempt, owner = context.job.task_name, task.claim.attempt, task.claim.owner_id
    # Each task runs in a context of its own: nothing has to be unbound.
    structlog.contextvars.bind_contextvars(task_id=task.id, task=name, attempt=attempt)
    keep_secret(context.job.task_kwargs, task.tools.secrets.get(name, ()))
    attributes = {"orakul.task.id": task.id, "orakul.task.attempt": attempt}
    span_id = traces.span_of_attempt(task.id, attempt)
    with telemetry.TaskSpan(task.claim.traceparent, span_id, f"task {name}", owner, **attributes):
        try:
            return await _kept(call, context, task)
        except JobAborted:  # a cancellation is no error of the span
            pass
    raise JobAborted


async def _kept(call: Callable[..., Awaitable[Any]], context: JobContext, task: Running) -> object:
    keep = task.tools.manager.keep
    if not task.tools.manager.claims.begin(task.id):
        keep(task.id, Outcome(error="cancelled before it began", error_class="Cancelled"))
        log.info("cancelled")
        raise JobAborted
    # That it began and that it is done stands in the attempt: the log is for what it says.
    with Captured(task.tools.logs.buffer, task.id, task.claim.attempt) as captured:
        try:
            result = await _made(call, context, task)
        finally:
            if captured.lines:
                await _settled(task)
    keep(task.id, Outcome(result=result))
    return result


async def _made(call: Callable[..., Awaitable[Any]], context: JobContext, task: Running) -> object:
    keep = task.tools.manager.keep
    try:
        task.claim.check()
        result = await call(context, **context.job.task_kwargs)
        if result is None:
            return None
        _demand_done(result)
        return await stored_result(result)
    except asyncio.CancelledError as error:
        if context.abort_reason() is AbortReason.USER_REQUEST:
            keep(task.id, Outcome(error="cancelled on request", error_class="Cancelled"))
            log.info("cancelled")
            raise JobAborted from None
        if context.abort_reason() is AbortReason.SHUTDOWN:
            keep(task.id, INTERRUPTED)
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


def _demand_done(result: object) -> None:
    """Refuse a result that stands for work that is still to be done.

    Raises:
        RejectedError: it is a coroutine or the like, and nobody would ever await it.
    """
    if inspect.isawaitable(result) or inspect.isasyncgen(result):
        if inspect.iscoroutine(result):
            result.close()
        raise RejectedError(f"it returned a {type(result).__name__} that nobody awaited")


async def _settled(task: Running) -> None:
    """Wait until what the task said is stored, so that it is there when the task has ended."""
    try:
        await task.tools.logs.settle()
    except asyncio.CancelledError:
        # The task is over, and stays what it became: only the waiting is given up.
        if this := asyncio.current_task():
            this.uncancel()


def outcome(error: BaseException) -> Outcome:
    """Return what to keep of *error*: no secret, and nothing that PostgreSQL cannot store.

    A group that holds one error alone is told as that one; its traceback has both.
    """
    single = only(error)
    name = type(single).__name__
    told = storable_start(described(single, str) or name)
    fault = read_fault(error, told)
    return Outcome(
        error=told,
        error_class=name,
        traceback=storable_end(traceback_of(error)),
        fault=replace(fault, frames=[_shown(frame) for frame in fault.frames]),
    )


def _shown(frame: Frame) -> Frame:
    return replace(frame, code=storable_text(frame.code), file=storable_text(frame.file))

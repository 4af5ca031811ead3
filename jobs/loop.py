"""Procrastinate's worker with a loop that starts many tasks at a time.

Its own loop claims one job after the other, each in a transaction, and keeps a task's place
until its end is written. This one claims as many as there are places, in one transaction, and
a place is free as soon as what ran there has ended, so that the next claim and the writing of
ends go on side by side. All else is Procrastinate's: signals, heartbeat, wake-ups,
cancellation, periodic tasks, retry decisions and the drain at the end.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from procrastinate import App
from procrastinate.exceptions import JobAborted, TaskNotFound
from procrastinate.job_context import AbortReason, JobContext
from procrastinate.jobs import Job, Status
from procrastinate.retry import RetryDecision
from procrastinate.tasks import Task
from procrastinate.utils import wait_any
from procrastinate.worker import Worker

from jobs.manager import Manager
from jobs.running import INTERRUPTED, accounted
from jobs.scheduling import Deferrer

log = structlog.stdlib.get_logger(__name__)

PATIENCE: Final = 4.0  # seconds for what is told to stop: threads are given up before
UNWRITTEN: Final = 4  # ends that may wait to be written, for each place
# Jobs that are always claimed together where there are places; beyond it only half of the
# places at a time, so that the database claims one half while the other runs.
WAVE: Final = 16


class BatchWorker(Worker):
    """A worker that claims through *manager*.

    *deaf* are the tasks that went on although they were told to stop, and were given back after
    *disarm* was called, so that none of them has anything locked.
    """

    def __init__(
        self,
        app: App,
        manager: Manager,
        *,
        disarm: Callable[[], None],
        **options: Any,  # noqa: ANN401 - Procrastinate's
    ) -> None:
        super().__init__(app, **options)
        self._manager = manager
        self._disarm = disarm
        self.deaf: set[asyncio.Task[None]] = set()

    async def _fetch_and_process_jobs(self) -> None:
        """Claim and start until the worker is to stop, or, if it does not wait, has all."""
        while not self._stop_event.is_set():
            most = self._places()
            if not most:
                await wait_any(self._manager.claims.changed(), self._stop_event.wait())
                continue
            # Before the claim: what is deferred while it looks must wake us.
            self._new_job_event.clear()
            jobs = await self._manager.fetch_jobs(self.queues, self.worker_id or 0, most)
            if self._stop_event.is_set():
                await self._manager.give_back(jobs)
                return
            self._start(jobs)
            if len(jobs) < most:
                if not self.wait:
                    return
                await self._news()

    async def _news(self) -> None:
        """Return when there may be more to claim: told so, or after a while.

        Procrastinate's own loop begins three tasks to wait and ends two of them, each time.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(self.fetch_job_polling_interval):
                await self._new_job_event.wait()

    def stop(self) -> None:
        """Take no more, and wait for what runs; from this thread or from another."""
        super().stop()
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._new_job_event.set)

    async def _shutdown(self, side_tasks: list[asyncio.Task[Any]]) -> None:
        await self._manager.begin_drain()
        # Procrastinate hears of no cancellation from here on, however long it waits.
        hearing = asyncio.create_task(self._poll_jobs_to_abort(), name="cancellations")
        try:
            await super()._shutdown(side_tasks)
        finally:
            hearing.cancel()
            await asyncio.wait([hearing])

    async def _abort_running_jobs(self) -> None:
        """Tell what runs to stop, and give back what does not."""
        for task, context in self._running_jobs.items():
            self._abort_job(task, context, AbortReason.SHUTDOWN)
        _, self.deaf = await asyncio.wait(self._running_jobs, timeout=PATIENCE)
        if self.deaf:
            self._disarm()
        for context in (self._running_jobs[task] for task in self.deaf):
            log.error("does not stop", task=context.job.task_name, task_id=context.job.id)
            self._manager.keep(context.job.id or 0, INTERRUPTED)
            self._manager.end(context.job, None)

    async def _periodic_deferrer(self) -> None:
        await Deferrer(self.app, self._manager.read_clock).worker()

    def _places(self) -> int:
        free = self.concurrency - self._manager.claims.running
        unwritten = (1 + UNWRITTEN) * self.concurrency - len(self._manager.claims.jobs)
        return min(free, unwritten, max(WAVE, self.concurrency // 2))

    def _start(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            context = self._context(job)
            task = asyncio.create_task(self._process_job(context), name=f"{job.task_name} {job.id}")
            self._running_jobs[task] = context
            task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        context = self._running_jobs.pop(task)
        self._job_ids_to_abort.pop(context.job.id or 0, None)

    def _context(self, job: Job) -> JobContext:
        def abort_reason() -> AbortReason | None:
            return self._job_ids_to_abort.get(job.id or 0)

        return JobContext(
            app=self.app,
            worker_name=self.worker_name,
            worker_queues=self.queues,
            additional_context=dict(self.additional_context or {}),
            job=job,
            abort_reason=abort_reason,
            start_timestamp=time.time(),
        )

    async def _process_job(self, context: JobContext) -> None:
        """Run a task, and hand over how it ended, which is written down while others run.

        As Procrastinate's own does for tasks as `Tasks` declares them, which are coroutines
        and tell what happens by themselves: its middleware and its lines cost a task that
        does little more than all else.
        """
        broken = await self._broken(context)
        if self.deaf and asyncio.current_task() in self.deaf:
            return  # that end is written
        try:
            decision = self._retry_of(context, broken) if broken else None
        except Exception:
            # The error is a task's own, and may be made of anything: the attempt ends all the same.
            log.exception("no decision on another attempt", task_id=context.job.id)
            decision = None
        if decision:
            self._manager.end(context.job, None, _seconds_until(decision.retry_at))
        else:
            self._manager.end(context.job, _status(broken))

    async def _broken(self, context: JobContext) -> BaseException | None:
        """Run a task, and return what broke it."""
        task = self._task(context)
        if task is None:
            log.error("unknown task", task=context.job.task_name, task_id=context.job.id)
            return TaskNotFound()
        try:
            await accounted(task.func, context)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the task has ended
            return error
        return None

    def _task(self, context: JobContext) -> Task[..., Any, ...] | None:
        return self.app.tasks.get(context.job.task_name)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]

    def _retry_of(self, context: JobContext, broken: BaseException) -> RetryDecision | None:
        """Say when a task is tried again; one that was cancelled is not, unless by our stop."""
        task = self._task(context)
        stops = context.abort_reason() is AbortReason.SHUTDOWN
        if task is None or (isinstance(broken, JobAborted) and not stops):
            return None
        retry = task.get_retry_exception(exception=broken, job=context.job)
        return retry and retry.retry_decision


def _status(broken: BaseException | None) -> Status:
    if broken is None:
        return Status.SUCCEEDED
    is_cancelled = isinstance(broken, JobAborted | asyncio.CancelledError)
    return Status.ABORTED if is_cancelled else Status.FAILED


def _seconds_until(at: datetime | None) -> float:
    """Return how long it is to a time of this process's own clock, 0 where it is past."""
    return max(0.0, (at - datetime.now(UTC)).total_seconds()) if at else 0.0

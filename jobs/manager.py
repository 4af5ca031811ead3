"""Procrastinate's job manager, with claims and ends that keep a task's whole story.

A claim goes through our function, which knows pauses, and brings the task's owner and
trace along. An end carries the result or the error into the transaction that ends it,
and names the attempt: a worker that comes back late cannot end what another has taken up.

The database may go away at any moment. Claims, heartbeats and wake-ups then wait for it,
an end is written down when it is back, and what stands under our name that we do not know
of, since the connection broke within a claim, is given back.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import asyncpg
import structlog
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Notification, Status
from procrastinate.manager import JobManager, NotificationCallback

from orakul import database
from orakul.database import Pool

PAUSE: Final = 0.5  # seconds between two tries while the database is away

# Errors of the database that pass: it is away, overloaded, or took another's side. asyncpg
# has several ways to say that a connection broke while it was used.
PASSING: Final = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
)
# Another worker took a job of the same lock in the same moment, or we were forgotten while
# we were silent; the next heartbeat mends that.
OVERTAKEN: Final = (asyncpg.UniqueViolationError, asyncpg.ForeignKeyViolationError)

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the worker knows of the task it runs besides the job."""

    attempt: int
    owner_id: int | None
    project_id: int | None
    traceparent: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt made, or what broke it."""

    result: Any = None
    error: str | None = None
    error_class: str | None = None
    traceback: str | None = None


class Manager(JobManager):
    """Claims and ends jobs for one worker process."""

    def __init__(
        self,
        connector: BaseConnector,
        pool: Pool,
        worker: str,
        queues: Sequence[str] | None = None,
    ) -> None:
        super().__init__(connector)
        self._pool = pool
        self._worker = worker
        self._queues = None if queues is None else list(queues)
        self._claims: dict[int, Claim] = {}
        self._begun: set[int] = set()
        self._outcomes: dict[int, Outcome] = {}
        self._unsure = False  # whether more may stand under our name than we know of
        self._id: int | None = None

    @property
    def actor(self) -> str:
        """Who this worker is in the log."""
        return f"worker:{self._worker}"

    def claim(self, job: int) -> Claim:
        """Return what was learnt when *job* was claimed."""
        return self._claims[job]

    def begin(self, job: int) -> Claim:
        """Return what was learnt when *job* was claimed; from now on it can be cancelled."""
        self._begun.add(job)
        return self._claims[job]

    def keep(self, job: int, outcome: Outcome) -> None:
        """Remember how the attempt at *job* went until it is ended."""
        self._outcomes[job] = outcome

    async def register_worker(self) -> int:
        """Register this process under its name."""
        self._id = await super().register_worker()
        async with self._pool.acquire() as db:
            await database.execute(db, "add_worker", self._id, self._worker, self._queues)
        return self._id

    async def unregister_worker(self, worker_id: int) -> None:
        """Forget this process."""
        self._id = None
        await super().unregister_worker(worker_id)

    async def update_heartbeat(self, worker_id: int) -> None:
        """Show that this process lives, unless the database is away."""
        try:
            async with self._pool.acquire() as db:
                await self._beat(db, worker_id)
        except PASSING as error:
            log.warning("no heartbeat", error=_told(error))

    async def _beat(self, db: database.Connection, worker_id: int) -> None:
        await database.execute(db, "beat_worker", worker_id, self._worker, self._queues)

    async def rescue(self, silence: float) -> None:
        """Take up what workers left that have been silent for so many seconds."""
        try:
            async with self._pool.acquire() as db:
                if self._id is not None:  # who slept, and with it the machine, is not dead
                    await self._beat(db, self._id)
                rescued = await database.fetch_value(db, "rescue_jobs", silence)
        except PASSING as error:
            log.warning("could not look for dead workers", error=_told(error))
            return
        if rescued:
            log.warning("took up tasks of dead workers", tasks=rescued)

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """Claim the next job whose queue is not paused; None while the database is away."""
        wanted = None if queues is None else list(queues)
        try:
            async with self._pool.acquire() as db:
                await self._release_unknown(db, worker_id)
                rows = await database.fetch(db, dict[str, Any], "claim_job", wanted, worker_id)
        except PASSING as error:
            self._unsure = True  # the claim may have succeeded without our hearing of it
            log.warning("could not claim", error=_told(error))
            return None
        except OVERTAKEN:
            return None
        if not rows:
            return None
        return await self._taken(rows[0]) or await self.fetch_job(wanted, worker_id)

    async def _taken(self, row: dict[str, Any]) -> Job | None:
        names = ("attempt", "owner_id", "project_id", "traceparent")
        claim = Claim(**{name: row.pop(name) for name in names})
        # What was taken from us while we were silent still runs: it goes on as this attempt.
        runs = row["id"] in self._claims
        self._claims[row["id"]] = claim
        if not isinstance(row["args"], dict):
            await self._refuse(Job.from_row({**row, "args": {}}))
            return None
        return None if runs else Job.from_row(row)

    async def _refuse(self, job: Job) -> None:
        # Foreign SQL may defer what Procrastinate's worker would stumble over.
        error = "its arguments are no JSON object"
        self._outcomes[job.id or 0] = Outcome(error=error, error_class="TypeError")
        await self.finish_job(job, Status.FAILED, delete_job=False)

    async def _release_unknown(self, db: database.Connection, worker_id: int) -> None:
        if self._unsure:
            held = list(self._claims)
            released = await database.fetch_value(db, "release_jobs", worker_id, held)
            self._unsure = False
            log.info("connected again", released=released)

    async def listen_for_jobs(
        self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None
    ) -> None:
        """Pass on wake-ups and cancellations until cancelled, also after the database was away.

        Wake-ups of all queues: resuming or retrying a task tells no particular one.
        """

        async def heard(*, channel: str, notification: Notification) -> None:
            if notification["type"] == "job_inserted" or notification["job_id"] in self._begun:
                await on_notification(channel=channel, notification=notification)

        while True:
            try:
                await super().listen_for_jobs(on_notification=heard)
            except ConnectorException as error:
                log.warning("not listening", error=_told(error))
            await asyncio.sleep(PAUSE)

    async def defer_periodic_job(
        self, job: Job, periodic_id: str, defer_timestamp: int
    ) -> int | None:
        """Defer a task that is due; not at all while the database is away.

        Procrastinate would stop the worker, and the process would end as if told to.
        """
        try:
            return await super().defer_periodic_job(job, periodic_id, defer_timestamp)
        except ConnectorException as error:
            log.warning("could not defer", task=job.task_name, error=_told(error))
            return None

    async def list_jobs_to_abort_async(self, queue: str | None = None) -> Iterable[int]:
        """Return the running jobs that are to be cancelled.

        Not those that have not begun yet: an asyncio task that is cancelled before its
        first step does not even come to say so.
        """
        return [id for id in await super().list_jobs_to_abort_async(queue) if id in self._begun]

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001 - Procrastinate's signature
        """End *job* with its result or its error."""
        await self._end(job, "finish_job", status)

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Put *job* back into the queue with its error."""
        await self._end(job, "retry_job", retry_at)

    async def _end(self, job: Job, query: str, how: Status | datetime | None) -> None:
        if job.id is None:
            raise ValueError("a job without an id was never claimed")
        unheard = Outcome(error=f"this worker knows no task {job.task_name}", error_class="Unknown")
        outcome = self._outcomes.pop(job.id, unheard)
        try:
            if not await self._written(job.id, query, how, outcome):
                log.warning("too late: another worker has the task", task_id=job.id)
        except BaseException:
            self._unsure = True  # give it back rather than let it seem to run for ever
            raise
        finally:
            del self._claims[job.id]
            self._begun.discard(job.id)

    async def _written(
        self, job: int, query: str, how: Status | datetime | None, outcome: Outcome
    ) -> bool:
        while True:
            attempt = self._claims[job].attempt
            try:
                if await self._write(job, attempt, query, how, outcome):
                    return True
                if attempt == self._claims[job].attempt:  # else we have just got it again
                    return False
            except PASSING as error:
                log.warning("could not end the task yet", task_id=job, error=_told(error))
                await asyncio.sleep(PAUSE)
            except asyncpg.PostgresError as error:
                if query == "finish_job" and outcome.result is None:
                    raise
                query, how, outcome = "finish_job", Status.FAILED, _refused(error)

    async def _write(
        self, job: int, attempt: int, query: str, how: Status | datetime | None, outcome: Outcome
    ) -> bool:
        what = (outcome.error, outcome.error_class, outcome.traceback, self.actor)
        given = (how.value, outcome.result) if isinstance(how, Status) else (how,)
        async with self._pool.acquire() as db:
            return await database.fetch_value(db, query, job, attempt, *given, *what)


def _refused(error: asyncpg.PostgresError) -> Outcome:
    """Return what to tell of a task whose own outcome the database does not take."""
    return Outcome(
        error=f"the outcome could not be stored: {_told(error)}", error_class=type(error).__name__
    )


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__

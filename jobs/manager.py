"""Procrastinate's job manager, with claims and ends that keep a task's whole story.

A claim goes through our function, which knows pauses, takes as many jobs at once as there
are free places, and brings each task's owner and trace along. An end carries the result or
the error into the transaction that ends it, and names the attempt: a worker that comes back
late cannot end what another has taken up.

What is claimed begins: nothing is claimed in advance, so that no task seems to run that does
not, and none waits here while another worker is idle.

The database may go away at any moment. Claims, heartbeats and wake-ups then wait for it,
an end is written down when it is back, and what stands under our name that we do not know
of, since the connection broke within a claim, is given back.
"""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Final, cast

import asyncpg
import structlog
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Notification, Status
from procrastinate.manager import JobManager, NotificationCallback

from jobs.claims import Claim, Claims
from jobs.ends import End, Ends, Outcome
from jobs.line import CHANNEL, Line
from jobs.outage import PASSING, PAUSE
from orakul import database, schedules, telemetry, workers
from orakul.database import TROUBLE, Pool
from orakul.workers import Identity

log = structlog.stdlib.get_logger(__name__)

PATIENCE: Final = 5.0  # seconds for telling of something that must not wait for it


class Manager(JobManager):
    """Claims and ends jobs for one worker process."""

    def __init__(self, connector: BaseConnector, pool: Pool, line: Line, who: Identity) -> None:
        super().__init__(connector)
        self._pool = pool
        self._line = line
        self._who = who
        self._ends = Ends(pool, self.actor)
        self.claims = Claims()
        self._dropped: set[int] = set()  # begun, and given up without an end
        self._outcomes: dict[int, Outcome] = {}
        self._insisting: set[asyncio.Task[None]] = set()
        self._unsure = False  # whether more may stand under our name than we know of
        self._claiming = False
        self._heard: set[int] = set()  # cancelled by somebody while we were claiming
        self._passing: set[asyncio.Future[None]] = set()  # what we heard, to Procrastinate's worker
        self._id: int | None = None

    async def aclose(self) -> None:
        """Wait until all ends are written that were to be."""
        await self._settle()
        await self._ends.aclose()

    @property
    def actor(self) -> str:
        """Who this worker is in the log."""
        return f"worker:{self._who.name}"

    def keep(self, job: int, outcome: Outcome) -> None:
        """Remember how the attempt at *job* went until it is ended."""
        self._outcomes[job] = outcome

    async def register_worker(self) -> int:
        """Let this process be known."""
        async with self._pool.acquire() as db:
            self._id = await workers.start(db, self._who)
        return self._id

    async def begin_drain(self) -> None:
        """Tell that this process takes no more and waits for what it runs."""
        if self._id is None:
            return
        try:
            async with asyncio.timeout(PATIENCE), self._pool.acquire() as db:
                await workers.drain(db, self._id)
        except TROUBLE as error:
            log.warning("could not tell of the drain", error=_told(error))

    async def unregister_worker(self, worker_id: int) -> None:
        """Tell that this process has stopped, unless the database is away."""
        await self._settle()  # what has ended here ends in our name
        self._id = None
        try:
            async with self._pool.acquire() as db:
                await workers.stop(db, worker_id)
        except PASSING as error:
            log.warning("could not tell of the end", error=_told(error))

    async def prune_stalled_workers(self, seconds_since_heartbeat: float) -> list[int]:
        """Forget workers that were last heard of so long ago."""
        async with self._pool.acquire() as db:
            return await workers.forget(db, seconds_since_heartbeat)

    async def update_heartbeat(self, worker_id: int) -> None:
        """Show that this process lives, unless the database is away."""
        try:
            async with self._pool.acquire() as db:
                await workers.beat(db, worker_id, self._who)
        except PASSING as error:
            log.warning("no heartbeat", error=_told(error))

    async def rescue(self, silence: float) -> None:
        """Take up what workers left that have been silent for so many seconds."""
        try:
            async with self._pool.acquire() as db:
                if self._id is not None:  # who slept, and with it the machine, is not dead
                    await workers.beat(db, self._id, self._who)
                rescued = await database.fetch_value(db, "rescue_jobs", silence)
        except PASSING as error:
            log.warning("could not look for dead workers", error=_told(error))
            return
        if rescued:
            log.warning("took up tasks of dead workers", tasks=rescued)

    async def fetch_jobs(
        self, queues: Iterable[str] | None, worker_id: int, most: int
    ) -> list[Job]:
        """Claim up to *most* jobs that are not paused; none while the database is away."""
        wanted = None if queues is None else list(queues)
        while True:
            rows = await self._claim(wanted, worker_id, most)
            jobs = [job for row in rows if (job := self._taken(row)) is not None]
            if any(id in self.claims for id in self._heard):
                with suppress(ConnectorException):
                    await self.list_jobs_to_abort_async()
            if jobs or not rows:
                return jobs

    async def _claim(
        self, queues: list[str] | None, worker_id: int, most: int
    ) -> list[asyncpg.Record]:
        self._claiming = True
        self._heard.clear()
        try:
            async with self._line.asking(self._pool) as db:
                await self._release_unknown(db, worker_id)
                with telemetry.unrecorded():
                    return await database.fetch_records(db, "claim_jobs", queues, worker_id, most)
        except PASSING as error:
            self._unsure = True  # the claim may have succeeded without our hearing of it
            log.warning("could not claim", error=_told(error))
        except asyncpg.UniqueViolationError:
            # Another worker took one of the same lock in the same moment.
            return await self._claim(queues, worker_id, most)
        except asyncpg.ForeignKeyViolationError:
            pass  # we were forgotten while we were silent; the next heartbeat mends it
        finally:
            self._claiming = False
        return []

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """Claim the next job that is not paused; None while the database is away."""
        return next(iter(await self.fetch_jobs(queues, worker_id, 1)), None)

    def _taken(self, row: asyncpg.Record) -> Job | None:
        job = Job.from_row(cast("dict[str, Any]", row))  # which has all that it reads
        claim = Claim(row["attempt"], row["owner_id"], row["project_id"], row["traceparent"])
        if not isinstance(row["args"], dict):  # Procrastinate's worker would stumble over it
            claim = claim._replace(args_are_names=False)
            job = job.evolve(task_kwargs={})
        return job if self.claims.add(row["id"], claim) else None

    async def give_back(self, jobs: Sequence[Job]) -> None:
        """Put *jobs* back, which were claimed and have not begun, as if nobody had taken them."""
        for job in jobs:
            self.claims.drop(job.id or 0)
        if not jobs or self._id is None:
            return
        try:
            async with self._pool.acquire() as db:
                await self._release(db, self._id, "the worker is to stop")
        except (*PASSING, asyncpg.UniqueViolationError) as error:
            log.warning("could not give tasks back", tasks=len(jobs), error=_told(error))

    async def _release_unknown(self, db: database.Connection, worker_id: int) -> None:
        if self._unsure:
            released = await self._release(db, worker_id, "the worker lost its connection")
            self._unsure = False
            log.info("connected again", released=released)

    async def _release(self, db: database.Connection, worker_id: int, why: str) -> int:
        held, begun = self.claims.jobs, list(self._dropped)
        released: int = await database.fetch_value(
            db, "release_jobs", worker_id, held, begun, why, self.actor
        )
        self._dropped.difference_update(begun)
        return released

    async def listen_for_jobs(
        self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None
    ) -> None:
        """Pass on wake-ups and cancellations until cancelled, also after the database was away.

        Wake-ups of all queues, whatever *queues* says.
        """

        def heard(notification: Notification) -> None:
            id = notification["job_id"]
            if notification["type"] == "job_inserted" or self.claims.has_begun(id):
                passed = asyncio.ensure_future(
                    on_notification(channel=CHANNEL, notification=notification)
                )
                self._passing.add(passed)
                passed.add_done_callback(self._passing.discard)
            elif not self.claims.cancel(id) and self._claiming:
                self._heard.add(id)  # it may turn out to be ours

        while True:
            try:
                await self._line.listen(heard)
            except TROUBLE as error:
                log.warning("not listening", error=_told(error))
            await asyncio.sleep(PAUSE)

    async def read_clock(self) -> float:
        """Return the database's time, in seconds since 1970, as soon as it tells."""
        while True:
            try:
                async with self._pool.acquire() as db:
                    now: datetime = await database.fetch_value(db, "now")
                    return now.timestamp()
            except PASSING as error:
                log.warning("could not read the clock", error=_told(error))
            await asyncio.sleep(PAUSE)

    async def defer_periodic_job(
        self, job: Job, periodic_id: str, defer_timestamp: int
    ) -> int | None:
        """Defer a task that is due; not at all while the database is away.

        Procrastinate would stop the worker, and the process would end as if told to.
        """
        try:
            return await super().defer_periodic_job(job, periodic_id, defer_timestamp)
        except AlreadyEnqueued:
            await self._note_skipped(job.task_name, periodic_id, defer_timestamp)
            raise
        except ConnectorException as error:
            log.warning("could not defer", task=job.task_name, error=_told(error))
            return None

    async def _note_skipped(self, task: str, periodic_id: str, due: int) -> None:
        try:
            async with self._pool.acquire() as db:
                await schedules.skip(db, (task, periodic_id), due)
        except PASSING as error:
            log.warning("could not note what was skipped", task=task, error=_told(error))

    async def list_jobs_to_abort_async(self, queue: str | None = None) -> Iterable[int]:
        """Return the running jobs that are to be cancelled.

        Not those that have not begun yet: an asyncio task that is cancelled before its
        first step does not even come to say so.
        """
        ids = list(await super().list_jobs_to_abort_async(queue))
        for id in ids:
            self.claims.cancel(id)
        return [id for id in ids if self.claims.has_begun(id)]

    async def delete_old_jobs(
        self,
        nb_hours: int,
        queue: str | None = None,
        include_failed: bool | None = False,  # noqa: FBT001, FBT002 - Procrastinate's, all three
        include_cancelled: bool | None = False,  # noqa: FBT001, FBT002
        include_aborted: bool | None = False,  # noqa: FBT001, FBT002
    ) -> None:
        """Delete jobs that succeeded, or ended otherwise, so many hours ago; their tasks stay.

        Procrastinate's own goes by events that it does not get here.
        """
        wanted = {
            Status.SUCCEEDED: True,
            Status.FAILED: include_failed,
            Status.CANCELLED: include_cancelled,
            Status.ABORTED: include_aborted,
        }
        statuses = [status.value for status, is_wanted in wanted.items() if is_wanted]
        async with self._pool.acquire() as db:
            await database.execute(db, "delete_old_jobs", nb_hours, queue, statuses)

    def end(self, job: Job, status: Status | None, retry_after: float | None = None) -> None:
        """Begin to write down how the attempt at *job* ended; its place is free at once.

        Without a status it is to be tried again, after so many seconds.
        """
        if job.id is None:
            raise ValueError("a job without an id was never claimed")
        unheard = Outcome(error=f"this worker knows no task {job.task_name}", error_class="Unknown")
        outcome = self._outcomes.pop(job.id, unheard)
        end = End(job.id, self.claims[job.id].attempt, status, retry_after, outcome)
        self.claims.end(job.id)
        self._ends.write(end).add_done_callback(partial(self._written, end))

    def _written(self, end: End, written: "asyncio.Future[bool]") -> None:
        if written.exception() is None and written.result():
            self._heed(end)
            self.claims.drop(end.job)
            return
        task = asyncio.create_task(self._insist(end, written))
        self._insisting.add(task)
        task.add_done_callback(self._insisting.discard)

    def _heed(self, end: End) -> None:
        """Notice that the job of *end*, which is written, came back before we heard of that.

        It was taken for what still ran here: nobody runs it, and it is to be given back.
        """
        if self.claims[end.job].attempt != end.attempt:
            self._unsure = True

    async def _insist(self, end: End, written: "asyncio.Future[bool]") -> None:
        """See to it that *end* is written down where the first try came to nothing."""
        try:
            while (tried := await self._tried(end, written)) is not None:
                end, written = tried, self._ends.write(tried)
        except Exception as error:  # noqa: BLE001 - nobody waits for it
            self._unsure = True  # give it back rather than let it seem to run for ever
            self._dropped.add(end.job)
            log.error("could not end the task", task_id=end.job, error=_told(error))  # noqa: TRY400
        finally:
            self.claims.drop(end.job)

    async def _tried(self, end: End, written: "asyncio.Future[bool]") -> End | None:
        """Return what is to be tried instead of *end*; None if it is done with."""
        try:
            if await written:
                self._heed(end)
                return None
        except PASSING as error:
            log.warning("could not end the task yet", task_id=end.job, error=_told(error))
            await asyncio.sleep(PAUSE)
            return end._replace(attempt=self.claims[end.job].attempt)
        except asyncpg.PostgresError as error:
            if end.status is None and isinstance(error, asyncpg.UniqueViolationError):
                return end  # another came to wait under its queueing lock in the same moment
            if end.status is not None and end.outcome.result is None:
                raise
            return end._replace(status=Status.FAILED, outcome=_refused(error))
        if end.attempt == (attempt := self.claims[end.job].attempt):
            log.warning("too late: another worker has the task", task_id=end.job)
            return None
        return end._replace(attempt=attempt)  # we have just got it again

    async def _settle(self) -> None:
        """Wait until all ends are written that were to be."""
        while self.claims.ending:
            await self.claims.changed()


def _refused(error: asyncpg.PostgresError) -> Outcome:
    """Return what to tell of a task whose own outcome the database does not take."""
    return Outcome(
        error=f"the outcome could not be stored: {_told(error)}", error_class=type(error).__name__
    )


def _told(error: Exception) -> str:
    """Say in one line what went wrong; Procrastinate's own error says nothing, but its cause."""
    cause = error.__cause__ if isinstance(error, ConnectorException) else None
    told = cause or error
    text = " ".join(str(told).split()) or type(told).__name__
    return f"the database does not answer: {text}" if isinstance(told, OSError) else text

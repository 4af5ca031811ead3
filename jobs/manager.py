"""Procrastinate's job manager, with claims and ends that keep a task's whole story.

A claim goes through our function, which knows pauses, and brings the task's owner and
trace along. An end carries the result or the error into the transaction that ends it,
and names the attempt: a worker that comes back late cannot end what another has taken up.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import asyncpg
import structlog
from procrastinate.connector import BaseConnector
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from orakul import database
from orakul.database import Pool
from orakul.errors import UnavailableError

LOST: Final = (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)
PATIENCE: Final = 60  # tries to write down an end while the database is away
PAUSE: Final = 0.5  # seconds between two of them

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

    def __init__(self, connector: BaseConnector, pool: Pool, worker: str) -> None:
        super().__init__(connector)
        self._pool = pool
        self._worker = worker
        self._claims: dict[int, Claim] = {}
        self._outcomes: dict[int, Outcome] = {}

    @property
    def actor(self) -> str:
        """Who this worker is in the log."""
        return f"worker:{self._worker}"

    def claim(self, job: int) -> Claim:
        """Return what was learnt when *job* was claimed."""
        return self._claims[job]

    def keep(self, job: int, outcome: Outcome) -> None:
        """Remember how the attempt at *job* went until it is ended."""
        self._outcomes[job] = outcome

    async def register_worker(self) -> int:
        """Register this process under its name."""
        id = await super().register_worker()
        async with self._pool.acquire() as db:
            await database.execute(db, "add_worker", id, self._worker)
        return id

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """Claim the next job whose queue is not paused."""
        wanted = None if queues is None else list(queues)
        async with self._pool.acquire() as db:
            rows = await database.fetch(db, dict[str, Any], "claim_job", wanted, worker_id)
        if not rows:
            return None
        [row] = rows
        names = ("attempt", "owner_id", "project_id", "traceparent")
        self._claims[row["id"]] = Claim(**{name: row.pop(name) for name in names})
        return Job.from_row(row)

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001 - Procrastinate's signature
        """End *job* with its result or its error."""
        outcome = self._outcomes.get(job.id or 0, Outcome())
        await self._end(job, outcome, "finish_job", status.value, outcome.result)

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Put *job* back into the queue with its error."""
        await self._end(job, self._outcomes.get(job.id or 0, Outcome()), "retry_job", retry_at)

    async def _end(self, job: Job, outcome: Outcome, query: str, *how: object) -> None:
        if job.id is None:
            raise ValueError("a job without an id was never claimed")
        claim = self._claims.pop(job.id)
        self._outcomes.pop(job.id, None)
        what = (outcome.error, outcome.error_class, outcome.traceback, self.actor)
        if not await self._written(query, job.id, claim.attempt, *how, *what):
            log.warning("too late: another worker has the task", task_id=job.id)

    async def _written(self, query: str, *args: object) -> bool:
        # A task whose end is not written down would run for ever in everybody's eyes.
        for _ in range(PATIENCE):
            with suppress(*LOST):
                async with self._pool.acquire() as db:
                    return await database.fetch_value(db, query, *args)
            await asyncio.sleep(PAUSE)
        raise UnavailableError(f"the database was away for {PATIENCE * PAUSE:.0f} s")

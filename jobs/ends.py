"""Writing down how attempts ended: many in one transaction, each standing for itself.

An end is written at once where nothing is being written. What ends meanwhile makes up the
next group, so that groups grow with the load and nobody waits for a clock. A group waits for
nobody else: a task that somebody has locked, an end that the database refuses, and a large
result are written by themselves, while the next group goes its way.
"""

import asyncio
import json
from collections.abc import Coroutine, Sequence
from dataclasses import asdict
from typing import Any, Final, NamedTuple

from procrastinate.jobs import Status

from jobs.outage import PASSING
from orakul import database, telemetry
from orakul.database import Pool
from orakul.tasks.fingerprint import Fault, make_fault

MOST: Final = 250  # ends in one group
PATIENT: Final = 2  # ends that are written by themselves at once: they may wait for long
LARGE: Final = 50_000  # characters of JSON from which on an end is written by itself

# One encoder for all: `json.dumps` makes a new one for each text that is not ASCII alone.
_encode: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


class Outcome(NamedTuple):
    """What an attempt made, or what broke it."""

    result: Any = None
    error: str | None = None
    error_class: str | None = None
    traceback: str | None = None
    fault: Fault | None = None  # the kind of the error, where more is known than its text
    is_interruption: bool = False  # the worker stopped: it costs the task none of its attempts


class End(NamedTuple):
    """How one attempt ended: for good with *status*, or until another after *retry_after*.

    That is in seconds, which the database adds to its own time: a worker's clock may be wrong.
    """

    job: int
    attempt: int
    status: Status | None
    retry_after: float | None
    outcome: Outcome

    def as_json(self) -> str:
        """Return it as the database takes it, where what is not said is null."""
        # Most ends say no more than this: an encoder would cost as much as all that led here.
        text = f'"job":{self.job},"attempt":{self.attempt}'
        if self.status:
            text += f',"status":"{self.status.value}"'
        if said := self._said():
            text += f",{_encode(said)[1:-1]}"
        return f"{{{text}}}"

    def _said(self) -> dict[str, Any]:
        said: dict[str, Any] = {}
        if self.retry_after is not None:
            said["retry_after"] = self.retry_after
        if self.outcome.result is not None:
            said["result"] = self.outcome.result
        if self.outcome.error is not None:
            said |= {
                "error": self.outcome.error,
                "error_class": self.outcome.error_class,
                "traceback": self.outcome.traceback,
                "interrupted": self.outcome.is_interruption,
                **self._fault(self.outcome.error),
            }
        return said

    def _fault(self, error: str) -> dict[str, Any]:
        """Return what kind of error it ended with; nothing where it was told to end."""
        if self.status is Status.ABORTED:
            return {}
        what = self.outcome
        fault = what.fault or make_fault(what.error_class or "", None, error)
        return {
            "fingerprint": fault.fingerprint,
            "frame": fault.frame,
            "error_pattern": fault.message,
            "frames": [asdict(frame) for frame in fault.frames] or None,
        }


class _Waiting(NamedTuple):
    job: int
    text: str
    written: "asyncio.Future[bool]"


class Ends:
    """Writes ends for one worker process, in whose name they are."""

    def __init__(self, pool: Pool, actor: str) -> None:
        self._pool = pool
        self._actor = actor
        self._waiting: list[_Waiting] = []
        self._patient = asyncio.Semaphore(PATIENT)
        self._grouping: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def write(self, end: End) -> "asyncio.Future[bool]":
        """Begin to write *end* down; it comes to False when the attempt is not the running one.

        Raises, when it is awaited:
            asyncpg.PostgresError: the database does not take it.
            OSError, asyncpg.InterfaceError: the database is away.
        """
        one = _Waiting(end.job, end.as_json(), asyncio.get_running_loop().create_future())
        if len(one.text) >= LARGE:
            self._begin(self._write_alone(one))
        else:
            self._waiting.append(one)
            if self._grouping is None:
                self._grouping = self._begin(self._write_groups())
        return one.written

    async def aclose(self) -> None:
        """Wait until all is written that was begun."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _write_groups(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            await self._write(group, patient=False)
        self._grouping = None

    async def _write_alone(self, one: _Waiting) -> None:
        # Whoever has a task locked must not use up the connections of heartbeats and groups.
        async with self._patient:
            await self._write([one], patient=True)

    async def _write(self, group: Sequence[_Waiting], *, patient: bool) -> None:
        texts = ",".join(one.text for one in group)
        try:
            async with self._pool.acquire() as db:
                with telemetry.unrecorded():
                    rows = await database.fetch_records(
                        db, "end_attempts", f"[{texts}]", patient, self._actor
                    )
        except Exception as error:  # noqa: BLE001 - it is handed to whoever waits
            self._broken(group, error)
            return
        ended = {row["job"]: row["ended"] for row in rows}
        for one in group:
            if ended[one.job] is None:
                self._begin(self._write_alone(one))
            elif not one.written.done():
                one.written.set_result(ended[one.job])

    def _broken(self, group: Sequence[_Waiting], error: Exception) -> None:
        if len(group) > 1 and not isinstance(error, PASSING):
            for one in group:  # one of them is to blame, the others are not
                self._begin(self._write_alone(one))
            return
        for one in group:
            if not one.written.done():
                one.written.set_exception(error)

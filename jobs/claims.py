"""What one worker process holds: tasks from their claim until their end is written."""

import asyncio
from typing import NamedTuple

from orakul.errors import RejectedError


class Claim(NamedTuple):
    """What the worker knows of the task it runs besides the job.

    A tuple, since one is made for each task: a frozen dataclass takes three times as long.
    """

    attempt: int
    owner_id: int | None
    project_id: int | None
    traceparent: str
    args_are_names: bool = True  # foreign SQL may defer what is no call

    def check(self) -> None:
        """Refuse to run what nobody could call.

        Raises:
            RejectedError: its arguments are no JSON object, or nested too deeply.
        """
        if not self.args_are_names:
            raise RejectedError("its arguments are no JSON object, or nested too deeply to read")


class Claims:
    """The claims by job, and how far each is: claimed, begun, or ending."""

    def __init__(self) -> None:
        self._claims: dict[int, Claim] = {}
        self._begun: set[int] = set()
        self._ending: set[int] = set()
        self._cancelled: set[int] = set()  # before they began
        self._changed = asyncio.Event()

    def __getitem__(self, job: int) -> Claim:
        return self._claims[job]

    def __contains__(self, job: int) -> bool:
        return job in self._claims

    @property
    def jobs(self) -> list[int]:
        """What is held, as the database has it."""
        return list(self._claims)

    @property
    def running(self) -> int:
        """How many have not ended here."""
        return len(self._claims) - self.ending

    @property
    def ending(self) -> int:
        """How many have ended here and are still to be written down."""
        return len(self._ending)

    async def changed(self) -> None:
        """Return when fewer are held or running than the last time."""
        await self._changed.wait()
        self._changed.clear()

    def add(self, job: int, claim: Claim) -> bool:
        """Keep *claim*; False where the job runs here already.

        It was taken from us while we were silent, and goes on as this attempt.
        """
        known = job in self._claims
        self._claims[job] = claim
        return not known

    def begin(self, job: int) -> bool:
        """Let *job* begin, unless it was cancelled first; from now on it can be interrupted."""
        self._begun.add(job)
        return job not in self._cancelled

    def has_begun(self, job: int) -> bool:
        """Tell whether *job* runs here and can be interrupted."""
        return job in self._begun

    def cancel(self, job: int) -> bool:
        """Let *job* end without running; False unless it is still to begin."""
        if job not in self._claims or job in self._begun:
            return False
        self._cancelled.add(job)
        return True

    def end(self, job: int) -> None:
        """Free the place of *job*; its end is still to be written."""
        self._ending.add(job)
        self._changed.set()

    def drop(self, job: int) -> None:
        """Hold *job* no longer."""
        del self._claims[job]
        for ids in (self._begun, self._ending, self._cancelled):
            ids.discard(job)
        self._changed.set()

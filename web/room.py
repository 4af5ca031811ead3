"""Room for what is uploaded: how much a process takes in at once, so that its disk lasts.

Who finds none is refused before anything of the file is read. A process counts what it takes
in itself; what it promised room to and did not get yet counts against what its disk has left.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from orakul.errors import ThrottledError, UnavailableError
from orakul.settings import Settings

# Each kind is a part of the API, as is what stands in its blanks.
SENTENCES: Final[Mapping[str, str]] = {
    "uploads_of_person": "You are sending as many files already as one person may ({most}): wait"
    " until one has arrived, and send this one then.",
    "uploads_at_once": "As many files are being sent here already as are taken at once ({most}):"
    " try again in a moment.",
    "disk_full": "The server's disk has no room for this file: ask whoever runs it to free some,"
    " and try again then.",
}

SPARE: Final = 64 << 20  # bytes of the disk that are left to others
_SOON: Final = timedelta(seconds=10)
_LATER: Final = timedelta(minutes=1)  # somebody has to do something about a full disk


class OwnUploadsError(ThrottledError):
    """Somebody sends as many files as one person may; *kind* is a key of `SENTENCES`."""

    def __init__(self, most: int) -> None:
        self.kind = "uploads_of_person"
        self.blanks: Mapping[str, str | int] = {"most": most}
        super().__init__(SENTENCES[self.kind].format(most=most), retry_after=_SOON)


class NoRoomError(UnavailableError):
    """There is no room for a file; *kind* is a key of `SENTENCES`."""

    def __init__(self, kind: str, retry_after: timedelta, **blanks: str | int) -> None:
        self.kind = kind
        self.blanks: Mapping[str, str | int] = blanks
        super().__init__(SENTENCES[kind].format(**blanks), retry_after=retry_after)


def disk_full() -> NoRoomError:
    """Make the refusal of a file that the disk has no room for."""
    return NoRoomError("disk_full", _LATER)


@dataclass(slots=True, eq=False)
class Coming:
    """A file that is being sent, or was and is being read.

    Attributes:
        person: who sends it.
        missing: bytes of it that are still to come, as far as that is known.
    """

    person: int
    missing: int

    def got(self, size: int) -> None:
        """Count *size* bytes that have come."""
        self.missing = max(0, self.missing - size)


@dataclass(frozen=True, slots=True)
class Uploads:
    """The files that this process takes in at this moment."""

    _coming: set[Coming] = field(default_factory=set[Coming])

    async def check(self, person: int, size: int | None, settings: Settings) -> None:
        """Make sure that there is room for one more.

        Args:
            person: who sends it.
            size: how many bytes it has; none where that is not told.
            settings: have how many there may be.

        Raises:
            OwnUploadsError: *person* sends as many as one may.
            NoRoomError: all together do, or the disk has no room.
        """
        free = (await asyncio.to_thread(shutil.disk_usage, tempfile.gettempdir())).free
        if sum(each.person == person for each in self._coming) >= settings.imports_per_person:
            raise OwnUploadsError(settings.imports_per_person)
        if len(self._coming) >= settings.imports_at_once:
            raise NoRoomError("uploads_at_once", _SOON, most=settings.imports_at_once)
        if size and size + sum(each.missing for each in self._coming) > free - SPARE:
            raise disk_full()

    @asynccontextmanager
    async def room(
        self, person: int, size: int | None, settings: Settings
    ) -> AsyncGenerator[Coming]:
        """Give a file room for as long as the context lasts; raises what `check` does."""
        await self.check(person, size, settings)
        # Nobody else came between: the check waits for nothing after it has begun to count.
        coming = Coming(person, size or 0)
        self._coming.add(coming)
        try:
            yield coming
        finally:
            self._coming.discard(coming)

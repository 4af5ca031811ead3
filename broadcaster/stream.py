"""One subscriber's stream: what waits to be sent, and why it ends.

What waits is bounded. A live stream that falls a whole buffer behind is cut off and told:
a gap that it does not know of would be worse. It comes back with the id of the last event
it saw and reads what it missed from the table. While a stream replays the table, live
events wait here; if they overflow, they are dropped and read from the table instead.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from broadcaster.entry import START, Mark
from broadcaster.frames import Frame, end, heartbeat
from broadcaster.topics import Choice
from orakul.rights import Rights, Who

CHUNK: Final = 64 * 1024  # bytes handed to the server at once


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who reads a stream, as sign-in found it.

    *token_id* is that of an API token. *expires_at* ends the stream; a session's own expiry
    is known from its row, so only a token that has no row needs it.
    """

    person_id: int
    session_id: UUID | None = None
    expires_at: datetime | None = None
    token_id: int | None = None


class Stream:
    """A bounded buffer between the hub, which never waits, and one socket, which may."""

    __slots__ = (
        "_ending",
        "_frames",
        "_heartbeat",
        "_is_holding",
        "_limit",
        "_size",
        "_wakeup",
        "abort",
        "after",
        "begun_at",
        "changes",
        "is_live",
        "last_sent",
        "renew_at",
        "rights",
        "sending_since",
        "sent",
        "subscriber",
        "topics",
        "write",
    )

    def __init__(
        self, subscriber: Subscriber, topics: Choice, *, limit: int, abort: Callable[[], None]
    ) -> None:
        self.subscriber = subscriber
        self.topics = topics
        self.abort = abort  # closes the connection at once, whatever still waits in it
        # Sends bytes at once and tells so, or not: what must wait is for `take`.
        self.write: Callable[[bytes], bool] = _never
        self.rights: Rights | None = None  # kept current by the hub once they are known
        self.changes = 0  # how often the log told of a change of this person's rights
        self.begun_at = START  # where the hub was when it took the stream in
        self.after = 0  # position up to which nothing comes from the hub
        self.is_live = False
        self.renew_at = 0.0  # loop time, as the next two
        self.last_sent = 0.0
        self.sending_since: float | None = None
        self.sent = 0  # events that were handed to the socket
        self._limit = limit  # bytes
        self._frames: list[Frame] = []
        self._size = 0
        self._is_holding = False
        self._heartbeat = b""
        self._ending: bytes | None = None
        self._wakeup: asyncio.Future[None] | None = None

    @property
    def who(self) -> Who:
        """The person, and the session or the API token, that the stream belongs to."""
        return self.subscriber.person_id, self.subscriber.session_id, self.subscriber.token_id

    @property
    def expires_at(self) -> datetime | None:
        """When the session, or the token, is over."""
        session = None if self.rights is None else self.rights.expires_at
        return min(filter(None, (session, self.subscriber.expires_at)), default=None)

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will be queued."""
        return self._ending is not None

    def may_show(self, frame: Frame) -> bool:
        """Tell whether the person may see *frame* with the rights of this moment."""
        return self.rights is not None and self.rights.may_see(frame.entry)

    def shows(self, frame: Frame) -> bool:
        """Tell whether *frame* is asked for, and may be shown."""
        return self.topics.match(frame.entry) and self.may_show(frame)

    def offer(self, frame: Frame, *, alone: bool = False) -> bool:
        """Send or queue *frame* if it is for this stream; return whether that cut it off.

        Waking the task that takes costs more than to write. It is worth it only where frames
        follow each other, because it joins them: so a frame that comes *alone* is written here.
        """
        if not self._is_holding or frame.entry.position <= self.after:
            return False
        if not self.shows(frame):
            return False
        if alone and self._is_idle and self.write(frame.text):
            self.sent += 1
            self.last_sent = asyncio.get_running_loop().time()
            return False
        if self._size and self._size + len(frame.text) > self._limit:
            return self._overflow()
        self._frames.append(frame)
        self._size += len(frame.text)
        if self.is_live:
            self._wake()
        return False

    def hold(self, after: int) -> None:
        """Keep live events after a position while the table is read up to it."""
        self.after = after
        self._is_holding = not self.has_ended

    def go_live(self) -> bool:
        """Send live events from now on; False if some were dropped and must be read first."""
        self.is_live = self._is_holding
        return self.is_live

    def change_rights(self, rights: Rights | None) -> None:
        """Take new rights; what waits and is no longer allowed is dropped."""
        self.rights = rights
        self._frames = [frame for frame in self._frames if self.may_show(frame)]
        self._size = sum(len(frame.text) for frame in self._frames)
        if rights is None:
            self.end("signed out")

    def end(self, reason: str, at: Mark | None = None, retry: int | None = None) -> None:
        """Say *reason* after what still waits, then no more; the first reason stands.

        *at* is how far the hub is: a live stream has been sent everything up to there.
        """
        if self._ending is None:
            is_there = at is not None and self.is_live and at.position >= self.after
            self._ending = end(reason, at.id if at is not None and is_there else None, retry)
            self._is_holding = False
            if not self.is_live:
                self._drop()  # what waits follows events that were not read yet
            self._wake()

    def beat(self, at: Mark) -> None:
        """Send a heartbeat, unless something else is on its way; the hub is at *at*."""
        is_there = self.is_live and at.position >= self.after
        self._heartbeat = heartbeat(at.id if is_there else None)
        self._wake()

    async def take(self) -> tuple[bytes, bool]:
        """Wait for the next bytes to send; return them and whether more will follow."""
        while not (self._frames or self._heartbeat or self._ending):
            self._wakeup = asyncio.get_running_loop().create_future()
            await self._wakeup
        beat, self._heartbeat = self._heartbeat, b""
        if self._frames:
            return self._chunk(), True
        return (beat, True) if self._ending is None else (self._ending, False)

    @property
    def _is_idle(self) -> bool:
        # Whoever takes has handed over all there was, and waits.
        return self.is_live and self._wakeup is not None and not self._wakeup.done()

    def _chunk(self) -> bytes:
        size = count = 0
        while count < len(self._frames) and size < CHUNK:
            size += len(self._frames[count].text)
            count += 1
        chunk = b"".join([frame.text for frame in self._frames[:count]])
        del self._frames[:count]
        self.sent += count
        self._size -= size
        return chunk

    def _overflow(self) -> bool:
        if self.is_live:
            self.end("too slow")
            return True
        self._is_holding = False
        self._drop()
        return False

    def _drop(self) -> None:
        self._frames.clear()
        self._size = 0

    def _wake(self) -> None:
        if self._wakeup is not None and not self._wakeup.done():
            self._wakeup.set_result(None)


def _never(_: bytes) -> bool:
    return False

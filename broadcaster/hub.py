"""Fan one sequence of events out to many streams.

The hub keeps no history and never waits for a stream. It moves through the log in commit
order. A change of rights is an event, too: before anything that follows it is offered to
the streams of that person, their rights are read again, so nothing is shown to anybody
after the commit that took the right away.
"""

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, cast

import structlog

from broadcaster.entry import START, Entry, Mark
from broadcaster.frames import encode
from broadcaster.stream import Stream
from orakul.database import Connection
from orakul.rights import read_rights_of

SLICE: Final = 128 * 1024  # bytes between two turns of the streams
SPREAD: Final = 5000  # ms over which clients come back after a shutdown

_log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class Counts:
    """What the hub has done since it started."""

    offered: int = 0  # events
    delivered: int = 0  # events handed to sockets, once for each
    opened: int = 0  # streams
    replays: int = 0  # streams that began in the past
    gaps: int = 0  # that streams were told of
    cut_off: int = 0  # streams that fell a whole buffer behind
    aborted: int = 0  # connections closed because nobody read them
    failed: int = 0  # streams ended by an error of their own
    longest_stall: float = 0.0  # seconds that nothing in this process could run


class Hub:
    """The streams of one process, and how far in the log they are."""

    def __init__(self, *, per_person: int) -> None:
        self.mark = START  # everything up to there was offered
        self.counts = Counts()
        self.is_stopped = False
        self._per_person = per_person  # streams
        # Dictionaries keep their order: the first stream of a person is the oldest. Ids are
        # text, as in the log.
        self._streams: dict[Stream, None] = {}
        self._by_person: dict[str | None, dict[Stream, None]] = defaultdict(dict)

    def __len__(self) -> int:
        return len(self._streams)

    @property
    def delivered(self) -> int:
        """Events handed to sockets, once for each, by streams past and present."""
        return self.counts.delivered + sum(stream.sent for stream in self._streams)

    def __iter__(self) -> Iterator[Stream]:
        return iter(list(self._streams))

    def add(self, stream: Stream) -> None:
        """Take in *stream*, and end its person's oldest one if there are too many."""
        mine = self._by_person[str(stream.subscriber.person_id)]
        lasting = [each for each in mine if not each.has_ended]
        if len(lasting) >= self._per_person:
            lasting[0].end("too many streams", self.mark)
        stream.begun_at = self.mark
        mine[stream] = self._streams[stream] = None
        self.counts.opened += 1
        if self.is_stopped:
            stream.end("shutdown")

    def remove(self, stream: Stream) -> None:
        """Forget *stream*."""
        del self._streams[stream]
        self.counts.delivered += stream.sent
        person = str(stream.subscriber.person_id)
        del self._by_person[person][stream]
        if not self._by_person[person]:
            del self._by_person[person]

    async def publish(self, db: Connection, entries: Sequence[Entry]) -> None:
        """Offer *entries*, which follow each other in the log, to every stream.

        An error of the database leaves *mark* at the last event that was offered.
        """
        await self._renew_rights(db, entries)
        size = 0
        for entry in entries:
            size += self._offer(entry, alone=len(entries) == 1)
            if size >= SLICE:
                # One turn of the loop lets every stream that can write empty its buffer.
                await asyncio.sleep(0)
                size = 0

    def stop(self) -> None:
        """End all streams, present and future, and spread the return of their clients."""
        self.is_stopped = True
        for stream in self:
            retry = random.randrange(500, SPREAD)  # noqa: S311 - spreads load, hides nothing
            stream.end("shutdown", self.mark, retry)

    def end_all(self, reason: str) -> None:
        """End all present streams."""
        for stream in self:
            stream.end(reason)

    def _offer(self, entry: Entry, *, alone: bool) -> int:
        """Offer one event and return its size in bytes."""
        self.counts.offered += 1
        self.mark = Mark(entry.position, entry.id)
        if not self._streams:
            return 0
        frame = encode(entry)
        for stream in self._streams:
            try:
                self.counts.cut_off += stream.offer(frame, alone=alone)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is that stream's own
                self._end_failed(stream, error)
        return len(frame.text)

    def _end_failed(self, stream: Stream, error: Exception) -> None:
        _log.error("a stream failed", person=stream.subscriber.person_id, exc_info=error)
        self.counts.failed += 1
        stream.end("failed")

    async def _renew_rights(self, db: Connection, entries: Iterable[Entry]) -> None:
        people = {_person(entry) for entry in entries if entry.topic == "rights"}
        streams = [stream for person in people for stream in self._by_person.get(person, ())]
        for stream in streams:
            stream.changes += 1
        if not streams:
            return
        rights = await read_rights_of(db, list({stream.who for stream in streams}))
        for stream in streams:
            if stream.rights is not None:  # otherwise it has still to read them itself
                stream.change_rights(rights.get(stream.who))


def _person(entry: Entry) -> str | None:
    data: object = json.loads(entry.data)
    # Anybody who may write SQL may write such an event, with whatever in it.
    person = cast("dict[str, object]", data).get("person_id") if isinstance(data, dict) else None
    return person if isinstance(person, str) else None

"""One event of the log, as it travels from the table to a socket.

The data stay the JSON text that PostgreSQL wrote. It is on one line, because control characters
are escaped in every text and nothing that makes events breaks lines between texts, and it is
exact, because no reader has been over it: Python would make infinity of 1e400, and one such
event would stop the stream for everybody.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple


class Mark(NamedTuple):
    """A place in the log: the position of an event and what a client calls it."""

    position: int
    id: str


START: Final = Mark(0, "earliest")  # before the first event


@dataclass(frozen=True, slots=True)
class Entry:
    """One committed fact; the columns of ``read_events``."""

    position: int
    tag: str
    at: datetime
    topic: str
    name: str
    audience: str
    project_id: int | None
    owner_id: int | None
    actor: str
    by: str | None  # what the person is called who acted
    reason: str | None
    trace_id: str | None
    data: str  # JSON on one line

    @property
    def id(self) -> str:
        """What a client sends back to go on after this event."""
        return f"{self.position}-{self.tag}"

    @property
    def scoped_topic(self) -> str:
        """The topic with its project, as subscribers may name it: ``space:7:tasks``."""
        return self.topic if self.project_id is None else f"space:{self.project_id}:{self.topic}"


def envelope(entry: Entry) -> str:
    """Return *entry* as clients know it: one JSON object on one line."""
    head = json.dumps(
        {
            "id": entry.id,
            "position": entry.position,
            "topic": entry.scoped_topic,
            "event": entry.name,
            "at": entry.at.isoformat(),
            "project_id": None if entry.project_id is None else str(entry.project_id),
            "actor": entry.actor,
            "by": entry.by,
            "reason": entry.reason,
            "trace_id": entry.trace_id,
        },
        ensure_ascii=False,
    )
    return f'{head[:-1]}, "data": {entry.data}}}'

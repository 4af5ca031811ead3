"""Cut a run's input into batches that an engine can read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be read, and when it was sent or approved."""

    kind: Literal["message", "topic", "atom"]
    id: int
    at: datetime


def batches(entries: Iterable[Entry], *, gap: timedelta, size: int) -> list[list[Entry]]:
    """Cut *entries*, oldest first, where talk paused for more than *gap*, or after *size*."""
    made: list[list[Entry]] = []
    for entry in entries:
        if not made or len(made[-1]) == size or entry.at - made[-1][-1].at > gap:
            made.append([])
        made[-1].append(entry)
    return made

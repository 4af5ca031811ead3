"""Lines that wait for the database, as many as memory may hold.

Where there are too many, because the database is away, the oldest go, and in their place
stands one line that says how many there were. Any thread may put a line in.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final

MOST: Final = 10_000  # lines
LARGEST: Final = 32 * 1024 * 1024  # characters of all lines

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of a task's attempt, as `orakul.tasks.logs.keep` takes it, and its size."""

    task: int
    attempt: int
    content: Content
    size: int  # characters, about


class Buffer:
    """A queue of lines that loses its oldest rather than growing, and says so."""

    def __init__(self, *, most: int = MOST, largest: int = LARGEST) -> None:
        self._most = most
        self._largest = largest
        self._lines: deque[Waiting] = deque()
        self._size = 0
        self._lost: dict[tuple[int, int], int] = {}  # by task and attempt
        self._lock = Lock()

    def put(self, line: Waiting) -> bool:
        """Add a line; return whether it is the first, so that somebody has to be woken."""
        with self._lock:
            first = not self._lines
            self._lines.append(line)
            self._size += line.size
            self._shrink()
            return first

    def take(self, most: int) -> Sequence[Waiting]:
        """Remove and return up to *most* lines, oldest first, after what tells of lost ones."""
        with self._lock:
            lost = [_told(*whose, count) for whose, count in self._lost.items()]
            self._lost.clear()
            taken = [self._lines.popleft() for _ in range(min(most, len(self._lines)))]
            self._size -= sum(line.size for line in taken)
            return [*lost, *taken]

    def give_back(self, lines: Sequence[Waiting]) -> None:
        """Put lines back that could not be stored, before those that came since."""
        with self._lock:
            self._lines.extendleft(reversed(lines))
            self._size += sum(line.size for line in lines)
            self._shrink()

    def __len__(self) -> int:
        return len(self._lines)

    def _shrink(self) -> None:
        while len(self._lines) > self._most or self._size > self._largest:
            oldest = self._lines.popleft()
            self._size -= oldest.size
            whose = (oldest.task, oldest.attempt)
            # What is lost may itself tell of lost lines.
            count = oldest.content["fields"].get("lost", 1)
            self._lost[whose] = self._lost.get(whose, 0) + count


def _told(task: int, attempt: int, count: int) -> Waiting:
    content = {
        "task_id": task,
        "attempt": attempt,
        "at": datetime.now(UTC).isoformat(),
        "level": "warning",
        "span_id": None,
        "logger": __name__,
        "event": f"{count} lines are missing here: the database was away",
        "fields": {"lost": count},
    }
    return Waiting(task, attempt, content, size=200)

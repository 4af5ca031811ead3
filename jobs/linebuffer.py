"""Lines that wait for the database, as many as memory may hold.

Where there are too many, because the database is away or a task says more than it can take,
the oldest go of the attempt that has the most, and in their place stands one line that says how
many there were. Any thread may put a line in.
"""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final

MOST: Final = 10_000  # lines
LARGEST: Final = 32 * 1024 * 1024  # characters of all lines

Content = Mapping[str, Any]
Whose = tuple[int, int]  # task and attempt


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of a task's attempt, as `orakul.tasks.logs.keep` takes it, and its size."""

    task: int
    attempt: int
    content: Content
    size: int  # characters, about

    @property
    def whose(self) -> Whose:
        """The attempt that said it."""
        return self.task, self.attempt


class Buffer:
    """A queue of lines that loses some rather than growing, and says so."""

    def __init__(self, *, most: int = MOST, largest: int = LARGEST) -> None:
        self._most = most
        self._largest = largest
        self._lines: deque[Waiting] = deque()
        self._size = 0
        self._held: Counter[Whose] = Counter()
        self._lost: Counter[Whose] = Counter()
        self._lock = Lock()

    def put(self, line: Waiting) -> bool:
        """Add a line; return whether it is the first, so that somebody has to be woken."""
        with self._lock:
            first = not self._lines
            self._lines.append(line)
            self._count(line, 1)
            self._shrink()
            return first

    def take(self, most: int) -> Sequence[Waiting]:
        """Remove and return up to *most* lines, oldest first, after what tells of lost ones."""
        with self._lock:
            lost = [_told(*whose, count) for whose, count in self._lost.items()]
            self._lost.clear()
            taken = [self._lines.popleft() for _ in range(min(most, len(self._lines)))]
            for line in taken:
                self._count(line, -1)
            return [*lost, *taken]

    def give_back(self, lines: Sequence[Waiting]) -> None:
        """Put lines back that could not be stored, before those that came since."""
        with self._lock:
            self._lines.extendleft(reversed(lines))
            for line in lines:
                self._count(line, 1)
            self._shrink()

    def __len__(self) -> int:
        return len(self._lines)

    def _count(self, line: Waiting, sign: int) -> None:
        self._size += sign * line.size
        self._held[line.whose] += sign
        if not self._held[line.whose]:
            del self._held[line.whose]

    def _shrink(self) -> None:
        while len(self._lines) > self._most or self._size > self._largest:
            # Whoever says little loses nothing to whoever says much.
            most = max(self._held.values())
            place, oldest = next(
                (place, line)
                for place, line in enumerate(self._lines)
                if self._held[line.whose] == most
            )
            del self._lines[place]
            self._count(oldest, -1)
            # What is lost may itself tell of lost lines.
            self._lost[oldest.whose] += oldest.content["fields"].get("lost", 1)


def _told(task: int, attempt: int, count: int) -> Waiting:
    lines = "1 line is" if count == 1 else f"{count} lines are"
    content = {
        "task_id": task,
        "attempt": attempt,
        "at": datetime.now(UTC).isoformat(),
        "level": "warning",
        "span_id": None,
        "logger": __name__,
        "event": f"{lines} missing here: more came than could be stored",
        "fields": {"lost": count},
    }
    return Waiting(task, attempt, content, size=200)

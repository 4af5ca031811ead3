"""How many tasks ended in each second of the last minute, without counting any of them often."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from orakul.tasks.overview import Ended

SECONDS: Final = 60
LATE: Final = timedelta(seconds=3)  # what ended then may be committed only now


class Pace:
    """Keeps what was counted; *since* is from when on it wants to know more."""

    def __init__(self) -> None:
        self.since = datetime.now(UTC) - timedelta(seconds=SECONDS)
        self._counts: dict[datetime, dict[str, int]] = {}
        self._at = self.since

    def add(self, ended: Sequence[Ended], at: datetime) -> None:
        """Take what was counted from *since* on; *at* is now by the database's clock."""
        first = at.replace(microsecond=0) - timedelta(seconds=SECONDS - 1)
        kept = {
            second: states
            for second, states in self._counts.items()
            if first <= second < self.since
        }
        for each in ended:
            if each.second >= first:
                kept.setdefault(each.second, {})[each.state] = each.count
        self._counts, self._at = kept, at
        self.since = at.replace(microsecond=0) - LATE

    def totals(self) -> Mapping[str, int]:
        """Return how many ended in the last minute, by state."""
        totals = {"completed": 0, "failed": 0, "cancelled": 0}
        for states in self._counts.values():
            for state, count in states.items():
                totals[state] += count
        return totals

    def by_second(self) -> Sequence[int]:
        """Return how many ended in each second, the running one last."""
        now = self._at.replace(microsecond=0)
        seconds = (now - timedelta(seconds=back) for back in reversed(range(SECONDS)))
        return [sum(self._counts.get(second, {}).values()) for second in seconds]

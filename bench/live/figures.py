"""The figures of one run, and the table they end in."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bench.results import record

COLUMNS: Final = {"ours": "", "plain": "plain_", "nchan": "nchan_", "bare LISTEN": "bare_"}


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure of ours is to stay below."""

    name: str
    most: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured, by name; the name says the unit."""

    values: dict[str, float] = field(default_factory=dict[str, float])

    def note(self, name: str, value: float) -> None:
        """Keep a figure and print it."""
        record(name, value)
        self.values[name] = value
        print(f"  {name:48}{value:12.2f}", flush=True)

    def note_delays(self, name: str, delays: Sequence[float]) -> None:
        """Keep the median and the 99th centile of *delays*, which are seconds."""
        centiles = statistics.quantiles(delays, n=100)
        self.note(f"{name}_p50_ms", 1000 * centiles[49])
        self.note(f"{name}_p99_ms", 1000 * centiles[98])


def table(figures: Figures, targets: Sequence[Target]) -> str:
    """Return a line for each target, with what is ours and what the others have."""
    rows = [["figure", "target", "", *COLUMNS]]
    for target in targets:
        found = [figures.values.get(prefix + target.name) for prefix in COLUMNS.values()]
        rows.append([target.name, f"≤ {target.most:g}", _verdict(found[0], target.most)])
        rows[-1] += ["–" if value is None else f"{value:.1f}" for value in found]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if index < 1 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _verdict(value: float | None, most: float) -> str:
    if value is None:
        return "not measured"
    return "met" if value <= most else "MISSED"

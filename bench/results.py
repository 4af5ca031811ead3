"""Keep measured figures by name, in ``bench/results.json``."""

import json
from pathlib import Path

FILE = Path(__file__).with_name("results.json")


def record(name: str, value: float) -> None:
    """Keep *value* as the figure called *name*, in place of the one before it."""
    _write({**_read(), name: round(value, 4)})


def forget(*parts: str) -> None:
    """Drop the figures with one of *parts* in their name: not every run measures all of them."""
    kept = {
        name: value for name, value in _read().items() if not any(part in name for part in parts)
    }
    _write(kept)


def _read() -> dict[str, float]:
    return json.loads(FILE.read_text()) if FILE.exists() else {}


def _write(figures: dict[str, float]) -> None:
    FILE.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n")

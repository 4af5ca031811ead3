"""Keep measured figures by name, in ``bench/results.json``."""

import json
from pathlib import Path

FILE = Path(__file__).with_name("results.json")


def record(name: str, value: float) -> None:
    """Keep *value* as the figure called *name*, in place of the one before it."""
    figures: dict[str, float] = json.loads(FILE.read_text()) if FILE.exists() else {}
    FILE.write_text(json.dumps({**figures, name: round(value, 4)}, indent=1, sort_keys=True) + "\n")

"""The figures of all benchmarks, by name, in ``bench/results.json``."""

import json
from pathlib import Path
from typing import Final

PATH: Final = Path(__file__).with_name("results.json")


def record(name: str, value: float) -> None:
    """Keep a figure under its name, beside those of other benchmarks, and print it."""
    figures: dict[str, float] = json.loads(PATH.read_text()) if PATH.exists() else {}
    figures[name] = round(value, 4)
    PATH.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")
    print(f"{name:40} {value:12.3f}")

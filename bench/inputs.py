"""What the benchmarks read: real chats beside the project, or the sample within it."""

import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parents[1]
DATA: Final = HERE.parent / "shared" / "data"
SAMPLE: Final = HERE / "web" / "command" / "sample.json"


def chat() -> Path:
    """Return the export named on the command line, a real chat, or the sample."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    real = DATA / "chats" / "irc-rust.0.json"
    return real if real.exists() else SAMPLE

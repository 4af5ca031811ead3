"""The browser that tests, pictures and benchmarks use: the machine's, or Playwright's own."""

import shutil
from typing import Final

# The first does without what is only for a screen, and takes a quarter less of the processor.
NAMES: Final = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
QUIET: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def path() -> str | None:
    """Return where the machine's Chromium is; None where Playwright has to bring its own."""
    return next(filter(None, map(shutil.which, NAMES)), None)

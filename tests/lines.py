"""What is logged, as somebody reads it."""

import io
import json
import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import structlog

from orakul import logs


class Lines(io.StringIO):
    """A stream that reads its lines back."""

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def only(self) -> dict[str, Any]:
        [line] = self.all()
        return line


@contextmanager
def logged() -> Generator[Lines]:
    """Log into memory as a process logs to its stream, until the context ends."""
    lines = Lines()
    logs.configure(stream=lines)
    try:
        yield lines
    finally:
        root = logging.getLogger()
        root.handlers = [each for each in root.handlers if each.get_name() != logs.HANDLER]
        root.setLevel(logging.WARNING)
        logging.captureWarnings(capture=False)
        structlog.reset_defaults()

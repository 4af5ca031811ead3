"""What is logged, as somebody reads it."""

import io
import json
import logging
from collections.abc import Generator
from typing import Any

import pytest
import structlog

from orakul import logs


class Lines(io.StringIO):
    """A stream that reads its lines back."""

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def only(self) -> dict[str, Any]:
        [line] = self.all()
        return line


@pytest.fixture
def lines() -> Generator[Lines]:
    stream = Lines()
    logs.configure(stream=stream)
    yield stream
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if each.get_name() != logs.HANDLER]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()

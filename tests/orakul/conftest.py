"""What the tests of this room share."""

from collections.abc import Generator

import pytest

from tests.lines import Lines, logged


@pytest.fixture
def lines() -> Generator[Lines]:
    """Everything that is logged in the test."""
    with logged() as lines:
        yield lines

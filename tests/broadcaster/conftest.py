"""What the tests of the broadcaster share."""

import pytest


@pytest.fixture
def events_are_real() -> bool:
    """Here events are only something to carry."""
    return False

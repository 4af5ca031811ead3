"""What the tests of this room share."""

from collections.abc import Generator

import pytest

from orakul.database import Connection
from tests.lines import Lines, logged


@pytest.fixture
def lines() -> Generator[Lines]:
    """Everything that is logged in the test."""
    with logged() as lines:
        yield lines


@pytest.fixture
async def project(db: Connection) -> int:
    """The id of a project called demo."""
    return await db.fetchval(
        "insert into orakul.project (slug, name) values ('demo', 'Demo') returning id"
    )


@pytest.fixture
async def ann(db: Connection) -> int:
    """The id of somebody called Ann."""
    return await db.fetchval("insert into orakul.person (name) values ('Ann') returning id")

"""What takes the database too long, and what it cannot get at, is refused."""

from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest

from orakul.database import Connection, Limits, connect

SURVEY = {"action": "cancel", "filter": {"q": "state:pending"}, "dry_run": True}


@pytest.fixture
async def other(database: str) -> AsyncGenerator[Connection]:
    """Somebody else in the database."""
    db = await connect(database)
    yield db
    await db.close()


@pytest.mark.parametrize("limits", [Limits(statement=0.1, lock=30)])
async def test_what_takes_too_long_is_refused_and_the_next_is_not(
    admin: httpx.AsyncClient, queue: Any, other: Connection
) -> None:
    await queue.defer()
    async with other.transaction():
        await other.execute("lock table orakul.task")
        answers = [
            await admin.get("/api/tasks"),
            await admin.get("/api/tasks/count"),
            await admin.post("/api/tasks/bulk", json=SURVEY),
        ]

    for answer in answers:
        assert answer.status_code == 400
        assert answer.json()["kind"] == "takes_too_long"
        assert answer.json()["detail"].startswith("This takes longer than 0.1 s")
    assert len((await admin.get("/api/tasks")).json()["items"]) == 1


@pytest.mark.parametrize("limits", [Limits(statement=30, lock=0.1)])
async def test_what_somebody_keeps_locked_is_to_be_tried_again(
    admin: httpx.AsyncClient, queue: Any, other: Connection
) -> None:
    id = await queue.defer()
    async with other.transaction():
        await other.execute("select from procrastinate_jobs for update")
        answer = await admin.delete(f"/api/tasks/{id}")

    assert answer.status_code == 503
    assert answer.json()["kind"] == "database_held"
    assert int(answer.headers["retry-after"]) > 0
    assert (await admin.get(f"/api/tasks/{id}")).json()["state"] == "pending"
    assert (await admin.delete(f"/api/tasks/{id}")).status_code == 200

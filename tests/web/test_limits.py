"""What takes the database too long, and what it cannot get at, is refused."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any, Final

import httpx
import pytest

from orakul.database import UNLIMITED, Connection, Limits, connect
from orakul.errors import UnavailableError
from orakul.settings import Settings
from web import turns
from web.call import SEARCHES
from web.command import place

PATIENCE: Final = 20  # seconds, since the machine may be busy
WAITING: Final = "select count(*) from pg_locks where not granted"
SURVEY = {"action": "cancel", "filter": {"q": "state:pending"}, "dry_run": True}


@pytest.fixture
async def other(database: str) -> AsyncGenerator[Connection]:
    """Somebody else in the database."""
    db = await connect(database)
    yield db
    await db.close()


async def until_waiting(db: Connection, many: int) -> None:
    """Return when so many statements wait for a lock."""
    async with asyncio.timeout(PATIENCE):
        while await db.fetchval(WAITING) != many:
            await asyncio.sleep(0.01)


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


async def test_a_command_waits_for_what_somebody_keeps_locked_for_a_while_alone(
    database: str, queue: Any, other: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await queue.defer()
    monkeypatch.setattr(place, "LIMITS", Limits(lock=0.1))
    settings = Settings(anthropic_api_key=None, database_url=database)
    async with other.transaction():
        await other.execute("select from procrastinate_jobs for update")
        with pytest.raises(UnavailableError, match="try again"):
            async with asyncio.timeout(PATIENCE), place.writing(settings) as db:
                await db.execute("delete from procrastinate_jobs where id = $1", id)


async def test_few_search_at_once_and_tasks_are_steered_meanwhile(
    admin: httpx.AsyncClient, queue: Any, other: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await queue.defer()
    async with other.transaction():
        await other.execute("lock table orakul.message")
        searches = [asyncio.create_task(admin.get("/api/messages")) for _ in range(12)]
        await until_waiting(other, SEARCHES)

        async with asyncio.timeout(PATIENCE):
            steered = await admin.delete(f"/api/tasks/{id}")
            ready = await admin.get("/health/ready")
        at_once = await other.fetchval(WAITING)
        monkeypatch.setattr(turns, "PATIENCE", 0.0)
        refused = await admin.get("/api/messages")

    assert (steered.status_code, ready.status_code, at_once) == (200, 200, SEARCHES)
    assert (refused.status_code, refused.json()["kind"]) == (503, "searches_many")
    assert int(refused.headers["retry-after"]) > 0
    assert [each.status_code for each in await asyncio.gather(*searches)] == [200] * 12


@pytest.mark.parametrize("limits", [UNLIMITED])
async def test_what_nobody_waits_for_any_more_is_given_up(
    admin: httpx.AsyncClient, other: Connection
) -> None:
    async with other.transaction():
        await other.execute("lock table orakul.task")
        asked = asyncio.create_task(admin.get("/api/tasks"))
        await until_waiting(other, 1)
        asked.cancel()
        await until_waiting(other, 0)

    assert (await admin.get("/api/tasks")).status_code == 200


@pytest.mark.parametrize("limits", [UNLIMITED])
async def test_what_changes_something_is_done_though_whoever_asked_has_left(
    admin: httpx.AsyncClient, queue: Any, other: Connection
) -> None:
    id = await queue.defer()
    async with other.transaction():
        await other.execute("select from procrastinate_jobs for update")
        asked = asyncio.create_task(admin.delete(f"/api/tasks/{id}"))
        await until_waiting(other, 1)
        asked.cancel()
        await asyncio.wait([asked])

    async with asyncio.timeout(PATIENCE):
        while (await admin.get(f"/api/tasks/{id}")).json()["state"] != "cancelled":
            await asyncio.sleep(0.01)

"""Nobody changes more in a minute than they may, whichever process they ask; reading is free."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from orakul import allowance
from orakul.database import Connection, connect
from orakul.errors import ThrottledError
from orakul.settings import Settings
from tests.web.sending import sending
from tests.web.test_imports import export, upload

RATE = 2  # a minute: so the next is free half a minute later, which no machine needs here


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"write_rate": RATE})


async def let_time_pass(db: Connection, time: timedelta) -> None:
    await db.execute(
        "update orakul.write_allowance set spent_until = spent_until - $1::interval", time
    )


async def test_who_changes_too_much_waits_as_long_as_told_and_nobody_else_does(
    site: Any, admin: Any, db: Connection
) -> None:
    other = await site.client(site.admin)  # another token of the same person
    member = await site.member()
    pause, nothing = "/api/admin/queue/pause", "/api/tasks/999"

    done = [await admin.post(pause), await other.delete(nothing)]
    refused = [await each.post("/api/admin/queue/resume") for each in (admin, other)]
    free = [await admin.get("/api/tasks"), await member.delete(nothing)]
    wait = int(refused[0].headers["retry-after"])
    await let_time_pass(db, timedelta(seconds=wait))
    after = [await admin.post("/api/admin/queue/resume") for _ in range(2)]

    assert [each.status_code for each in done] == [200, 404]
    assert [each.status_code for each in refused] == [429, 429]
    assert refused[0].headers["content-type"] == "application/problem+json"
    assert refused[0].json()["detail"].endswith(f"at most {RATE} changes a minute.")
    assert 0 < wait <= 60 / RATE
    assert [each.status_code for each in free] == [200, 404]
    assert [each.status_code for each in after] == [200, 429]


async def test_who_may_not_do_it_anyway_is_told_so_and_counts_nothing(
    site: Any, db: Connection
) -> None:
    viewer = await site.member("viewer", "viewer")

    statuses = {(await viewer.post("/api/admin/queue/pause")).status_code for _ in range(RATE + 2)}

    assert statuses == {403}
    assert await db.fetchval("select count(*) from orakul.write_allowance") == 0


async def test_what_protects_an_account_waits_for_no_changes(site: Any) -> None:
    person = await site.signed_in(site.admin)
    for _ in range(RATE):
        await person.post("/api/admin/queue/pause")
    wrong = {"current": "not this one", "new": "a long sentence is good"}

    answers = [
        await person.post("/api/admin/queue/resume"),
        await person.delete("/api/auth/tokens/999"),
        await person.delete("/api/auth/sessions"),
        await person.post("/api/auth/password", json=wrong),
        await person.post("/api/auth/refresh"),
        await person.post("/api/auth/logout"),
    ]

    assert [each.status_code for each in answers] == [429, 404, 204, 400, 200, 204]


async def test_a_file_counts_once_and_is_refused_before_it_is_sent(site: Any) -> None:
    client = await site.member("ada", demo="member")

    taken = [(await upload(client, export())).status_code for _ in range(RATE)]
    async with sending(
        site.url, client.headers["authorization"], promised=5000, expect="100-continue"
    ) as answer:
        refused = await answer.readline()

    assert taken == [202, 202]
    assert refused.startswith(b"HTTP/1.1 429")


async def test_at_once_by_several_connections_no_more_pass_than_may(
    site: Any, database: str
) -> None:
    connections = [await connect(database) for _ in range(4)]

    async def passes(db: Connection) -> int:
        passed = 0
        for _ in range(RATE):
            try:
                await allowance.take(db, site.admin.id, RATE)
                passed += 1
            except ThrottledError:
                pass
        return passed

    passed = await asyncio.gather(*map(passes, connections))
    for each in connections:
        await each.close()

    assert sum(passed) == RATE


async def test_without_a_rate_nothing_is_counted(site: Any, db: Connection) -> None:
    for _ in range(RATE * 2):
        await allowance.take(db, site.admin.id, 0)

    assert await db.fetchval("select count(*) from orakul.write_allowance") == 0

"""Everybody sees where they are signed in, and ends it; a session outlives neither its time
nor the password that opened it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from orakul import people, sessions
from orakul.database import Acting, Connection, acting, connect
from orakul.errors import ConflictError
from orakul.paging import Place, Sort, write_cursor
from orakul.people import Role
from orakul.throttling import Origin

HERE = {"X-Requested-With": "test"}
DAY = timedelta(days=1)


async def listed(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    return (await client.get("/api/auth/sessions")).json()["items"]


async def told(db: Connection) -> list[tuple[str, str, int]]:
    """The names, actors and owners of the events of people."""
    rows = await db.fetch(
        "select name, actor, owner_id from orakul.event where topic = 'people' order by position"
    )
    return [(row["name"], row["actor"], row["owner_id"]) for row in rows]


async def test_a_session_is_listed_with_where_it_was_opened_and_when_it_was_used(
    site: Any, db: Connection
) -> None:
    client = await site.client(headers={"User-Agent": "a browser"})
    other = await site.client()
    await site.sign_in(client)
    await site.sign_in(other)

    own, foreign = sorted(await listed(client), key=lambda each: not each["current"])

    assert (own["current"], foreign["current"]) == (True, False)
    assert (own["address"], own["user_agent"]) == ("127.0.0.1", "a browser")
    assert own["created_at"] <= own["seen_at"] < own["expires_at"]
    assert foreign["seen_at"] is None
    assert set(own) == {
        "id", "current", "address", "user_agent", "created_at", "seen_at", "expires_at",
    }  # fmt: skip


async def test_sessions_are_listed_in_pages_those_used_last_first(
    site: Any, db: Connection
) -> None:
    client, *others = [await site.signed_in(site.admin) for _ in range(4)]
    for each in others:
        await each.get("/api/auth/me")
    await db.execute("update orakul.session_use set seen_at = now() - interval '1 minute'")
    everything = await listed(client)

    paged: list[dict[str, Any]] = []
    cursor = None
    while not paged or cursor:
        query = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/api/auth/sessions", params=query)).json()
        paged, cursor = paged + page["items"], page["next_cursor"]
    foreign = write_cursor(Sort("seen_at", descending=True), Place("2026-05-01T12:00+00 7", 0))
    refused = await client.get("/api/auth/sessions", params={"cursor": foreign})

    assert paged == everything
    assert [each["current"] for each in paged] == [True, False, False, False]
    assert refused.status_code == 400
    assert "cursor" in refused.text


async def test_its_last_use_is_written_once_a_minute_at_most_and_is_no_event(
    site: Any, db: Connection
) -> None:
    client = await site.signed_in(site.admin)
    seen = "select seen_at from orakul.session_use"

    await client.get("/api/auth/me")
    first = await db.fetchval(seen)
    await client.get("/api/auth/me")
    second = await db.fetchval(seen)
    await db.execute("update orakul.session_use set seen_at = now() - interval '61 seconds'")
    await client.get("/api/auth/me")
    third = await db.fetchval(seen)

    assert second == first <= third
    assert await db.fetchval("select count(*) from orakul.event") == 0


async def test_one_ends_ones_own_sessions_and_nobody_elses(site: Any, db: Connection) -> None:
    stranger = await site.signed_in(await site.person("stranger"))
    client, lost = await site.signed_in(site.admin), await site.signed_in(site.admin)
    [other] = [each["id"] for each in await listed(client) if not each["current"]]

    foreign = await stranger.delete(f"/api/auth/sessions/{other}")
    still = await lost.get("/api/auth/me")
    ended = [await client.delete(f"/api/auth/sessions/{other}") for _ in range(2)]
    gone = await lost.get("/api/auth/me")
    unknown = [await client.delete(f"/api/auth/sessions/{each}") for each in (uuid4(), "1")]

    assert (foreign.status_code, still.status_code) == (404, 200)
    assert [each.status_code for each in ended] == [204, 204]
    assert gone.status_code == 401
    assert [each.status_code for each in unknown] == [404, 404]
    assert [each["current"] for each in await listed(client)] == [True]
    me = site.admin.id
    assert await told(db) == [("session_ended", f"person:{me}", me)]


async def test_all_others_end_at_once(site: Any, db: Connection) -> None:
    stranger = await site.signed_in(await site.person("stranger"))
    clients = [await site.signed_in(site.admin) for _ in range(3)]

    answer = await clients[0].delete("/api/auth/sessions")
    statuses = [(await each.get("/api/auth/me")).status_code for each in (*clients, stranger)]

    assert answer.status_code == 204
    assert statuses == [200, 401, 401, 200]
    assert [name for name, _, _ in await told(db)] == ["session_ended"] * 2


async def test_signing_in_and_out_is_told_to_whom_it_concerns(site: Any, db: Connection) -> None:
    client = await site.client()
    await site.sign_in(client)
    await client.post("/api/auth/logout", headers=HERE)

    me = site.admin.id
    assert await told(db) == [
        ("session_opened", f"person:{me}", me),
        ("session_ended", f"person:{me}", me),
    ]


async def test_a_refresh_lengthens_the_session_and_keeps_the_token_from_before(
    site: Any, db: Connection
) -> None:
    client = await site.client()
    old = await site.sign_in(client)
    await db.execute("update orakul.session set expires_at = now() + interval '2 minutes'")

    answer = await client.post("/api/auth/refresh", headers=HERE)
    ends = await db.fetchval("select expires_at from orakul.session")
    by_cookie = await client.get("/api/auth/me")
    tokens = (old, answer.json()["access_token"])
    client.cookies.clear()
    statuses = [
        (await client.get("/api/auth/me", headers={"Authorization": f"Bearer {each}"})).status_code
        for each in tokens
    ]

    assert answer.status_code == 200
    assert datetime.fromisoformat(answer.json()["expires_at"]) == ends
    assert ends > datetime.now(UTC) + 13 * DAY
    assert by_cookie.status_code == 200
    assert statuses == [200, 200]
    assert [name for name, _, _ in await told(db)] == ["session_opened", "session_extended"]


async def test_repeating_a_refresh_changes_nothing(site: Any, db: Connection) -> None:
    client = await site.client()
    await site.sign_in(client)

    answers = [await client.post("/api/auth/refresh", headers=HERE) for _ in range(3)]

    assert {each.status_code for each in answers} == {200}
    assert len({each.json()["expires_at"] for each in answers}) == 1
    assert [name for name, _, _ in await told(db)] == ["session_opened"]


async def test_no_refresh_goes_beyond_the_longest_time_of_a_session(
    site: Any, db: Connection
) -> None:
    client = await site.signed_in(site.admin)
    await db.execute("update orakul.session set created_at = now() - interval '89 days'")

    answer = await client.post("/api/auth/refresh")
    began = await db.fetchval("select created_at from orakul.session")

    ends = datetime.fromisoformat(answer.json()["expires_at"])
    assert ends == (began + 90 * DAY).replace(microsecond=0)


@pytest.mark.parametrize(
    "end",
    [
        "update orakul.session set revoked_at = now()",
        "update orakul.session set expires_at = now()",
        "update orakul.person set is_active = false where name = 'somebody'",
    ],
)
async def test_what_has_ended_is_not_refreshed(site: Any, db: Connection, end: str) -> None:
    client = await site.signed_in(await site.person("somebody"))
    await db.execute(end)

    answer = await client.post("/api/auth/refresh")

    assert answer.status_code == 401


async def change(client: httpx.AsyncClient, current: str, new: str) -> httpx.Response:
    return await client.post("/api/auth/password", json={"current": current, "new": new})


async def test_another_password_ends_all_other_sessions(site: Any, db: Connection) -> None:
    client, other = await site.signed_in(site.admin), await site.signed_in(site.admin)

    changed = await change(client, site.admin_password, "another password")
    statuses = [(await each.get("/api/auth/me")).status_code for each in (client, other)]
    nobody = await site.client()
    answers = [
        await nobody.post("/api/auth/login", json={"email": site.admin_email, "password": each})
        for each in (site.admin_password, "another password")
    ]

    assert (changed.status_code, changed.content) == (204, b"")
    assert statuses == [200, 401]
    assert [each.status_code for each in answers] == [401, 200]
    assert [name for name, _, _ in await told(db)] == [
        "session_ended", "password_changed", "session_opened",
    ]  # fmt: skip
    events = await db.fetchval("select string_agg(data::text, ' ') from orakul.event")
    assert "argon2" not in events
    assert "another password" not in events


async def test_a_wrong_current_password_is_told_as_such_and_counted(
    site: Any, db: Connection
) -> None:
    client = await site.signed_in(site.admin)

    wrong = await change(client, "wrong", "another password")
    short = await change(client, site.admin_password, "short")
    await db.execute(
        "update orakul.sign_in_count set tries = 30, open_at = now() + interval '5 minutes'"
        " where kind = 'account'"
    )
    throttled = await change(client, site.admin_password, "another password")

    [fault] = wrong.json()["errors"]
    assert wrong.status_code == 400
    assert (fault["path"], fault["message"]) == ("current", "is not your password")
    assert fault["kind"] == "not_own_password"
    assert (short.status_code, short.json()["errors"][0]["path"]) == (400, "new")
    assert throttled.status_code == 429


async def test_of_two_who_change_a_password_at_once_one_does(
    site: Any, db: Connection, database: str, password_hash: str
) -> None:
    proven = await people.prove(db, site.admin_email, site.admin_password)
    assert proven is not None
    connections = [await connect(database) for _ in range(4)]

    async def attempt(each: Connection, number: int) -> None:
        async with acting(each, Acting(actor=f"test:{number}")):
            await sessions.change_password(each, proven, f"{password_hash}{number}")

    outcomes = await asyncio.gather(
        *(attempt(each, number) for number, each in enumerate(connections)),
        return_exceptions=True,
    )
    for each in connections:
        await each.close()

    assert [type(each) for each in outcomes if each is not None] == [ConflictError] * 3
    assert [name for name, _, _ in await told(db)] == ["password_changed"]


@pytest.mark.parametrize(
    "meanwhile",
    [
        "update orakul.person set password_hash = 'another' where name = 'somebody'",
        "update orakul.person set is_active = false where name = 'somebody'",
    ],
)
async def test_a_sign_in_that_a_change_overtakes_opens_no_session(
    site: Any, db: Connection, database: str, meanwhile: str
) -> None:
    """The change is made, but not committed, while the password is looked at."""
    person = await site.person("somebody")
    await db.execute(
        "update orakul.person set password_hash = admin.password_hash from orakul.person as admin"
        " where admin.role = 'admin' and person.id = $1",
        person.id,
    )
    waiting = (
        "select count(*) from pg_stat_activity"
        " where wait_event_type = 'Lock' and datname = current_database()"
    )
    other = await connect(database)
    async with asyncio.timeout(30):
        async with db.transaction():
            await db.execute(meanwhile)
            signing_in = asyncio.create_task(
                sessions.sign_in(
                    other, person.email, site.admin_password, lasting=DAY, origin=Origin()
                )
            )
            while not await db.fetchval(waiting):
                await asyncio.sleep(0.02)
        signed_in = await signing_in
    await other.close()

    assert signed_in is None
    assert await db.fetchval("select count(*) from orakul.session") == 0


@pytest.mark.parametrize("role", ["admin", "member", "viewer"])
async def test_whatever_their_role_everybody_manages_their_own_account(
    site: Any, role: Role
) -> None:
    client = await site.signed_in(await site.person("somebody", role))
    [session] = await listed(client)

    statuses = [
        (await client.post("/api/auth/refresh")).status_code,
        (await change(client, "none so far", "another password")).status_code,
        (await client.get("/api/auth/tokens")).status_code,
        (await client.delete("/api/auth/sessions")).status_code,
        (await client.delete(f"/api/auth/sessions/{session['id']}")).status_code,
        (await client.get("/api/auth/sessions")).status_code,
    ]

    assert UUID(session["id"])
    assert statuses == [200, 400, 200, 204, 204, 401]


async def test_a_write_to_the_account_by_cookie_must_come_from_our_own_pages(site: Any) -> None:
    client = await site.client()
    await site.sign_in(client)

    answers = [
        await client.post("/api/auth/refresh"),
        await client.post("/api/auth/password", json={"current": "x", "new": "x" * 8}),
        await client.delete("/api/auth/sessions"),
        await client.post("/api/auth/tokens", json={"name": "x", "scopes": ["read"]}),
    ]

    assert [each.status_code for each in answers] == [403] * 4

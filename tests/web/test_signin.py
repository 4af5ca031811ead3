"""Who has no valid session is nobody; who has one is exactly the person who signed in."""

import asyncio
import base64
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import jwt
import pytest

from orakul import sessions
from orakul.database import Connection
from tests.lines import Lines, logged
from web import turns
from web.call import PROOFS

DOCS: Final = Path(__file__).parents[2] / "docs"


def claims_of(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


async def tries_of(admin: httpx.AsyncClient) -> dict[str, int]:
    """How many tries there were, by what came of them."""
    told = (await admin.get("/metrics")).text
    return {
        outcome: int(count)
        for outcome, count in re.findall(r'orakul_sign_ins_total\{outcome="(\w+)"\} (\d+)', told)
    }


def demand_refusal(lines: Lines, answer: httpx.Response, reason: str) -> None:
    """Check that this try alone was logged as refused, and nothing of what was guessed."""
    [refused] = [each for each in lines.all() if each["event"] == "sign-in refused"]
    assert (refused["reason"], refused["address"]) == (reason, "127.0.0.1")
    assert refused["request_id"] == answer.headers["x-request-id"]
    assert "guessed" not in lines.getvalue()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_signing_in_answers_a_token_and_a_cookie_that_both_say_who_it_is(site: Any) -> None:
    client = await site.client()

    answer = await client.post(
        "/api/auth/login", json={"email": "ADMIN@example.com", "password": site.admin_password}
    )
    by_cookie = await client.get("/api/auth/me")
    client.cookies.clear()
    by_token = await client.get("/api/auth/me", headers=bearer(answer.json()["access_token"]))

    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert answer.json()["token_type"] == "bearer"
    assert datetime.fromisoformat(answer.json()["expires_at"]) > datetime.now(UTC)
    assert answer.json()["user"] == by_cookie.json() == by_token.json()
    assert by_token.json() == {
        "id": str(site.admin.id),
        "email": "admin@example.com",
        "name": "Admin",
        "role": "admin",
        "projects": [
            {
                "id": "1",
                "slug": "inbox",
                "name": "Inbox",
                "role": "admin",
                "language": "en",
                "keywords": [],
            }
        ],
    }


async def test_a_member_is_told_of_their_projects_alone(site: Any, db: Connection) -> None:
    await site.person("other", hidden="member")
    client = await site.member(demo="viewer")

    me = (await client.get("/api/auth/me")).json()

    assert [(each["slug"], each["role"]) for each in me["projects"]] == [("demo", "viewer")]


async def test_a_try_that_is_turned_away_is_logged_by_its_address_and_counted(
    site: Any, admin: httpx.AsyncClient
) -> None:
    client = await site.client()
    right = {"email": "admin@example.com", "password": site.admin_password}

    with logged() as lines:
        answers = [
            await client.post(
                "/api/auth/login", json={"email": "admin@example.com", "password": "guessed"}
            )
            for _ in range(8)
        ]
    while (await client.post("/api/auth/login", json=right)).status_code != 200:
        await asyncio.sleep(0.2)
    counts = await tries_of(admin)

    refused = [each for each in lines.all() if each["event"] == "sign-in refused"]
    reasons = {401: "wrong e-mail or password", 429: "too many tries"}
    assert {each.status_code for each in answers} == {401, 429}
    assert [(each["reason"], each["address"], each["level"]) for each in refused] == [
        (reasons[each.status_code], "127.0.0.1", "warning") for each in answers
    ]
    assert [each["request_id"] for each in refused] == [
        each.headers["x-request-id"] for each in answers
    ]
    assert "admin@" not in lines.getvalue()
    assert "guessed" not in lines.getvalue()
    wrong = sum(each.status_code == 401 for each in answers)
    assert counts["refused"] == wrong
    assert counts["throttled"] >= len(answers) - wrong
    assert counts["ok"] >= 1
    [filter_] = re.findall(r"`failregex = (.+?)`", (DOCS / "secure.md").read_text())
    found = re.findall(filter_.replace("<ADDR>", r"([\d.]+)"), lines.getvalue())
    assert found == ["127.0.0.1"] * len(answers)


async def test_a_wrong_reset_is_a_try_that_is_logged_and_counted(
    site: Any, admin: httpx.AsyncClient
) -> None:
    client = await site.client()
    before = await tries_of(admin)

    with logged() as lines:
        malformed, wrong = [
            await client.post(
                "/api/auth/password-reset", json={"token": "orkr_guessed", "password": password}
            )
            for password in ("short", "correct horse")
        ]

    assert (malformed.status_code, wrong.status_code) == (400, 400)
    demand_refusal(lines, wrong, "wrong reset")
    assert await tries_of(admin) == before | {"refused": before["refused"] + 1}


async def test_a_wrong_current_password_is_a_try_that_is_logged_and_counted(
    site: Any, admin: httpx.AsyncClient
) -> None:
    client = await site.signed_in(site.admin)
    before = await tries_of(admin)

    with logged() as lines:
        malformed = await client.post(
            "/api/auth/password", json={"current": site.admin_password, "new": "short"}
        )
        wrong = await client.post(
            "/api/auth/password", json={"current": "guessed", "new": "correct horse"}
        )

    assert (malformed.status_code, wrong.status_code) == (400, 400)
    demand_refusal(lines, wrong, "wrong password")
    assert await tries_of(admin) == before | {"refused": before["refused"] + 1}


async def test_whoever_sends_many_passwords_keeps_nobody_waiting_who_is_signed_in(
    site: Any, admin: httpx.AsyncClient, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await site.client()
    async with db.transaction():
        await db.execute("lock table orakul.sign_in_count in access exclusive mode")
        many = [asyncio.create_task(site.sign_in(client)) for _ in range(12)]
        waiting = "select count(*) from pg_locks where not granted"
        async with asyncio.timeout(10):
            while await db.fetchval(waiting) < PROOFS:
                await asyncio.sleep(0.01)

        async with asyncio.timeout(5):
            others = [(await admin.get("/api/auth/me")).status_code for _ in range(3)]
        at_once = await db.fetchval(waiting)
        monkeypatch.setattr(turns, "PATIENCE", 0.0)
        refused = await client.post("/api/auth/login", json={"email": "a@b", "password": "x"})

    assert (others, at_once) == ([200] * 3, PROOFS)
    assert (refused.status_code, refused.json()["kind"]) == (503, "sign_ins_many")
    assert len(await asyncio.gather(*many)) == 12


@pytest.mark.parametrize(
    ("email", "password"),
    [("admin@example.com", "wrong"), ("nobody@example.com", "wrong"), ("", ""), ("x" * 254, "x")],
)
async def test_a_wrong_email_and_a_wrong_password_have_the_same_answer(
    site: Any, email: str, password: str
) -> None:
    client = await site.client()

    answer = await client.post("/api/auth/login", json={"email": email, "password": password})

    assert answer.status_code == 401
    assert answer.json()["detail"] == "No such e-mail, or not this password."
    assert answer.headers["content-type"] == "application/problem+json"
    assert "set-cookie" not in answer.headers


async def test_logging_out_ends_the_session_for_its_cookie_and_its_token(site: Any) -> None:
    client = await site.client()
    token = await site.sign_in(client)
    cookie = client.cookies["orakul_session"]

    out = await client.post("/api/auth/logout", headers={"X-Requested-With": "test"})
    was_taken_back = "orakul_session" not in client.cookies
    client.cookies["orakul_session"] = cookie
    by_cookie = await client.get("/api/auth/me")
    by_token = await client.get("/api/auth/me", headers=bearer(token))

    assert out.status_code == 204
    assert was_taken_back
    assert by_cookie.status_code == by_token.status_code == 401
    assert by_token.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert by_cookie.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "end",
    [
        "update orakul.session set expires_at = now() - interval '1 second'",
        "update orakul.session set revoked_at = now()",
        "update orakul.person set is_active = false where name = 'Admin'",
        "update orakul.person set role = null, password_hash = null where name = 'Admin'",
        "delete from orakul.session",
    ],
)
async def test_a_session_is_looked_up_at_every_request(site: Any, db: Connection, end: str) -> None:
    await site.person("another", "admin")
    client = await site.client()
    await site.sign_in(client)

    before = await client.get("/api/auth/me")
    await db.execute(end)
    after = await client.get("/api/auth/me")

    assert (before.status_code, after.status_code) == (200, 401)


@pytest.mark.parametrize(
    "end",
    [
        "update orakul.api_token set revoked_at = now()",
        "update orakul.person set is_active = false where role = 'member'",
    ],
)
async def test_the_stream_of_a_script_ends_when_its_token_or_its_person_does(
    site: Any, db: Connection, end: str
) -> None:
    member = await site.member()
    async with asyncio.timeout(30), member.stream("GET", "/api/events/stream") as answer:
        lines = answer.aiter_lines()
        await anext(lines)
        await db.execute(end)
        rest = [line async for line in lines]

    assert 'data: {"reason": "signed out"}' in rest


async def test_a_changed_role_counts_at_once(
    site: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    await site.person("another", "admin")
    await db.execute("update orakul.person set role = 'viewer' where name = 'Admin'")

    assert (await admin.post("/api/admin/queue/pause", json={})).status_code == 403


def _unsigned(token: str) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    return f"{header}.{token.split('.')[1]}."


def _altered(token: str) -> str:
    head, _, signature = token.split(".")
    claims = json.dumps(claims_of(token) | {"sub": "2"}).encode()
    return f"{head}.{base64.urlsafe_b64encode(claims).rstrip(b'=').decode()}.{signature}"


async def test_no_token_but_ours_is_believed(site: Any, db: Connection) -> None:
    client = await site.client()
    good = await site.sign_in(client)
    client.cookies.clear()
    key = await sessions.signing_key(db)
    claims = claims_of(good)
    now = datetime.now(UTC)
    bad = {
        "unsigned": _unsigned(good),
        "altered": _altered(good),
        "another key": jwt.encode(claims, b"k" * 32, "HS256"),
        "another algorithm": jwt.encode(claims, key * 2, "HS512"),
        "expired": jwt.encode(claims | {"exp": now - timedelta(minutes=1)}, key, "HS256"),
        "from the future": jwt.encode(claims | {"iat": now + timedelta(hours=1)}, key, "HS256"),
        "another issuer": jwt.encode(claims | {"iss": "elsewhere"}, key, "HS256"),
        "another audience": jwt.encode(claims | {"aud": "elsewhere"}, key, "HS256"),
        "a session that is no uuid": jwt.encode(claims | {"sid": "1"}, key, "HS256"),
        "an unknown session": jwt.encode(
            claims | {"sid": "6f1c1f0e-3f0f-4a52-9f3e-3a8c6f6f8a11"}, key, "HS256"
        ),
        **{
            f"no {name}": jwt.encode({k: v for k, v in claims.items() if k != name}, key, "HS256")
            for name in sessions.CLAIMS
        },
        "words": "let me in",
        "an unknown API token": "ork_" + "A" * 43,
        "not ASCII": "ork_\u00e9",
    }

    statuses = {
        name: (
            await client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}".encode()})
        ).status_code
        for name, token in bad.items()
    }

    assert (await client.get("/api/auth/me", headers=bearer(good))).status_code == 200
    assert statuses == dict.fromkeys(bad, 401)


async def test_a_token_counts_at_once_where_the_clock_of_another_server_is_behind(
    site: Any, db: Connection
) -> None:
    client = await site.client()
    claims = claims_of(await site.sign_in(client))
    client.cookies.clear()
    ahead = datetime.now(UTC) + timedelta(seconds=20)
    token = jwt.encode(claims | {"iat": ahead}, await sessions.signing_key(db), "HS256")

    assert (await client.get("/api/auth/me", headers=bearer(token))).status_code == 200


async def test_a_bad_token_in_the_header_is_not_mended_by_a_good_cookie(site: Any) -> None:
    client = await site.client()
    await site.sign_in(client)

    assert (await client.get("/api/auth/me")).status_code == 200
    assert (await client.get("/api/auth/me", headers=bearer("bad"))).status_code == 401


async def test_an_api_token_stands_for_its_person_and_only_its_digest_is_kept(
    site: Any, db: Connection
) -> None:
    token = await sessions.create_api_token(db, await site.person("script"))
    client = await site.client()

    me = await client.get("/api/auth/me", headers=bearer(token))
    kept = await db.fetchrow("select * from orakul.api_token")

    assert token.startswith("ork_")
    assert me.json()["email"] == "script@example.com"
    assert kept is not None
    assert kept["last_used_at"] is not None
    assert token.encode() not in kept["digest"]

    await db.execute("update orakul.api_token set revoked_at = now()")

    assert (await client.get("/api/auth/me", headers=bearer(token))).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Authorization": "Basic YTpi"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
        ({"X-Requested-With": "orakul"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "SITE"}, 200),
    ],
)
async def test_a_write_by_cookie_must_come_from_our_own_pages(
    site: Any, headers: dict[str, str], status: int
) -> None:
    client = await site.client()
    await site.sign_in(client)
    sent = {name: value.replace("SITE", site.url) for name, value in headers.items()}

    answer = await client.post("/api/admin/queue/resume", json={}, headers=sent)

    assert answer.status_code == status

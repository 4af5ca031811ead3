"""An API token does what its scopes name, never more than its owner may, and makes no more."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from orakul import sessions, tokens
from orakul.database import Connection
from orakul.errors import RejectedError
from orakul.people import Person, Role
from orakul.tokens import Scope
from tests.web.commands import Outcome, orakul
from web.app import endpoints

SCOPES: tuple[Scope, ...] = ("read", "write", "admin", "events", "metrics")
LATER = timedelta(hours=1)


async def client_with(site: Any, person: Person, *scopes: Scope) -> httpx.AsyncClient:
    """A client of *person* by a token with *scopes*, whether their role ever has them or not."""
    token, _ = await tokens.add(site.db, person, name="test", scopes=scopes)
    return await site.client(headers={"Authorization": f"Bearer {token}"})


def filled(path: str) -> str:
    return re.sub(r"{\w+}", "1", path)


async def test_a_refusal_names_the_scope_that_is_missing(site: Any) -> None:
    client = await client_with(site, site.admin, "events")

    answer = await client.get("/api/tasks")

    assert answer.json()["detail"] == "This takes a token with the scope read."
    assert (answer.json()["kind"], answer.json()["blanks"]) == (
        "scope_missing",
        {"scopes": "read"},
    )
    assert answer.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="read"'


@pytest.mark.parametrize(
    ("role", "reads", "writes", "administers"),
    [("viewer", 200, 403, 403), ("member", 200, 404, 403), ("admin", 200, 404, 200)],
)
async def test_a_token_never_does_more_than_its_owner(
    site: Any, role: Role, reads: int, writes: int, administers: int
) -> None:
    client = await client_with(site, await site.person("owner", role), *SCOPES)

    statuses = [
        (await client.get("/api/tasks")).status_code,
        (await client.post("/api/tasks/1/retry")).status_code,
        (await client.get("/api/admin/queue")).status_code,
    ]

    assert statuses == [reads, writes, administers]


async def test_a_refusal_names_no_scope_that_the_role_of_its_owner_never_has(site: Any) -> None:
    client = await client_with(site, await site.person("viewer", "viewer"), "read")

    answers = [
        await client.post("/api/tasks/1/retry"),
        await client.get("/api/admin/queue"),
        await client.post("/api/views", json={"name": "mine", "search": {}}),
    ]

    assert [(each.status_code, each.json()["detail"]) for each in answers] == [
        (403, "A viewer changes nothing."),
        (403, "Only an administrator may do this."),
        (403, "No API token may do this: sign in with a password."),
    ]


async def test_no_token_manages_the_account_that_it_belongs_to(site: Any) -> None:
    client = await client_with(site, site.admin, *SCOPES)
    person = await site.signed_in(site.admin)
    own = [each for each in endpoints() if each.access in {"account", "accounts"}]

    answers = [await client.request(each.method, filled(each.path)) for each in own]

    assert {each.status_code for each in answers} == {403}
    assert {each.json()["detail"] for each in answers} == {
        "No API token may do this: sign in with a password."
    }
    assert (await person.get("/api/auth/tokens")).status_code == 200


async def test_a_token_for_prometheus_reads_the_figures_of_an_administrator_and_no_more(
    site: Any,
) -> None:
    person = await site.signed_in(site.admin)
    made = await person.post("/api/auth/tokens", json={"name": "p", "scopes": ["metrics"]})
    script = await site.client(headers={"Authorization": f"Bearer {made.json()['token']}"})

    statuses = [(await script.get(path)).status_code for path in ("/metrics", "/api/tasks")]

    assert statuses == [200, 403]
    with pytest.raises(RejectedError, match="the token of a member has no scope 'metrics'"):
        await tokens.issue(site.db, await site.person("m"), name="p", scopes=["metrics"])


async def test_a_token_is_shown_once_and_told_to_its_owner_without_itself(
    site: Any, db: Connection
) -> None:
    owner = await site.person("owner")
    client = await site.signed_in(owner)
    ends = datetime.now(UTC) + LATER

    made = await client.post(
        "/api/auth/tokens",
        json={
            "name": " nightly ",
            "scopes": ["write", "read", "read"],
            "expires_at": ends.isoformat(),
        },
    )
    [listed] = (await client.get("/api/auth/tokens")).json()["items"]
    script = await site.client(headers={"Authorization": f"Bearer {made.json()['token']}"})
    me = await script.get("/api/auth/me")
    [event] = await db.fetch("select * from orakul.event where topic = 'people'")

    assert made.status_code == 201
    assert re.fullmatch(r"ork_[A-Za-z0-9_-]{43}", made.json()["token"])
    assert made.json() == listed | {"token": made.json()["token"]}
    assert (listed["name"], listed["scopes"]) == ("nightly", ["read", "write"])
    assert listed["owner"] == {"id": str(owner.id), "name": "owner"}
    assert listed["last_used_at"] is None
    assert datetime.fromisoformat(listed["expires_at"]) == ends
    assert me.json()["email"] == "owner@example.com"
    assert (event["name"], event["audience"], event["owner_id"], event["actor"]) == (
        "token_created", "owner", owner.id, f"person:{owner.id}",
    )  # fmt: skip
    assert made.json()["token"] not in json.dumps(event["data"])


async def test_a_token_is_listed_and_revoked_by_its_owner_alone_and_once(
    site: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    owner, stranger = await site.person("owner"), await site.person("stranger")
    client, other = await site.signed_in(owner), await site.signed_in(stranger)
    root = await site.signed_in(site.admin)
    body = {"name": "mine", "scopes": ["read"]}
    made = (await client.post("/api/auth/tokens", json=body)).json()
    script = await site.client(headers={"Authorization": f"Bearer {made['token']}"})
    path = f"/api/auth/tokens/{made['id']}"

    before = await script.get("/api/auth/me")
    foreign = [(await each.delete(path)).status_code for each in (other, root)]
    seen = [(await each.get("/api/auth/tokens")).json()["items"] for each in (other,)]
    first, again = await client.delete(path), await client.delete(path)
    after = await script.get("/api/auth/me")
    names = await db.fetch("select name from orakul.event where topic = 'people' order by position")

    assert foreign == [404, 404]
    assert seen == [[]]
    assert (first.status_code, again.status_code) == (204, 204)
    assert (before.status_code, after.status_code) == (200, 401)
    assert (await client.get("/api/auth/tokens")).json()["items"] == []
    assert [row["name"] for row in names] == ["token_created", "token_revoked"]
    assert (await client.delete("/api/auth/tokens/999")).status_code == 404


async def test_tokens_come_in_pages(site: Any) -> None:
    client = await site.signed_in(site.admin)
    for number in range(5):
        await client.post("/api/auth/tokens", json={"name": f"n{number}", "scopes": ["read"]})

    names: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await client.get("/api/auth/tokens", params={"limit": 2, **cursor})).json()
        names += [each["name"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}

    assert names == ["n4", "n3", "n2", "n1", "n0"]


async def test_what_makes_no_token_is_refused_with_the_reason(site: Any, db: Connection) -> None:
    clients = {
        role: await site.signed_in(await site.person(role, role)) for role in ("viewer", "member")
    }
    cases: list[tuple[str, dict[str, Any], str]] = [
        (
            "viewer",
            {"name": "x", "scopes": ["write"]},
            "the token of a viewer has no scope 'write'",
        ),
        (
            "member",
            {"name": "x", "scopes": ["admin"]},
            "the token of a member has no scope 'admin'",
        ),
        ("member", {"name": "x", "scopes": []}, "The input is invalid."),
        ("member", {"name": "x", "scopes": ["everything"]}, "The input is invalid."),
        ("member", {"name": " ", "scopes": ["read"]}, "The input is invalid."),
        ("member", {"name": "x" * 101, "scopes": ["read"]}, "The input is invalid."),
        ("member", {"scopes": ["read"]}, "The input is invalid."),
        (
            "member",
            {"name": "x", "scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z"},
            "expires_at: must be in the future",
        ),
        (
            "member",
            {"name": "x", "scopes": ["read"], "expires_at": "2999-01-01T00:00:00"},
            "The input is invalid.",
        ),
        (
            "member",
            {"name": "x", "scopes": ["read"], "expires_at": "9999-12-31T23:59:59.999999Z"},
            "The input is invalid.",
        ),
    ]

    answers = [await clients[role].post("/api/auth/tokens", json=body) for role, body, _ in cases]

    assert [(each.status_code, each.json()["detail"]) for each in answers] == [
        (400, detail) for _, _, detail in cases
    ]
    assert await db.fetchval("select count(*) from orakul.api_token") == 0


async def test_a_token_ends_when_it_says(site: Any, db: Connection) -> None:
    token, _ = await tokens.issue(
        db, site.admin, name="brief", scopes=["read"], expires_at=datetime.now(UTC) + LATER
    )
    client = await site.client(headers={"Authorization": f"Bearer {token}"})

    before = await client.get("/api/auth/me")
    await db.execute("update orakul.api_token set expires_at = clock_timestamp()")
    after = await client.get("/api/auth/me")

    assert (before.status_code, after.status_code) == (200, 401)


async def test_its_last_use_is_written_once_a_minute_at_most(site: Any, db: Connection) -> None:
    client = await client_with(site, site.admin, "read")
    used = "select last_used_at from orakul.api_token"

    await client.get("/api/auth/me")
    first = await db.fetchval(used)
    await client.get("/api/auth/me")
    second = await db.fetchval(used)
    await db.execute("update orakul.api_token set last_used_at = now() - interval '61 seconds'")
    await client.get("/api/auth/me")
    third = await db.fetchval(used)

    assert first is not None
    assert second == first
    assert third >= first


async def test_a_token_from_before_there_were_scopes_does_all_that_its_owner_may(
    site: Any, db: Connection
) -> None:
    token = "ork_" + "A" * 43
    await db.execute(
        "insert into orakul.api_token (person_id, digest) values ($1, $2)",
        site.admin.id,
        tokens.digest(token),
    )
    client = await site.client(headers={"Authorization": f"Bearer {token}"})

    answers = [
        await client.get("/api/tasks"),
        await client.post("/api/tasks/1/retry"),
        await client.get("/api/admin/queue"),
        await client.get("/api/events"),
    ]

    assert [each.status_code for each in answers] == [200, 404, 200, 200]


async def test_of_two_who_revoke_at_once_one_tells(site: Any, db: Connection) -> None:
    client = await site.signed_in(site.admin)
    made = await client.post("/api/auth/tokens", json={"name": "x", "scopes": ["read"]})

    answers = await asyncio.gather(
        *(client.delete(f"/api/auth/tokens/{made.json()['id']}") for _ in range(4))
    )

    assert {each.status_code for each in answers} == {204}
    told = "select count(*) from orakul.event where name = 'token_revoked'"
    assert await db.fetchval(told) == 1


async def test_the_command_line_makes_lists_and_revokes(database: str, db: Connection) -> None:
    await db.execute(
        "insert into orakul.person (name, email, role) values ('Ada', 'ada@example.com', 'member')"
    )

    async def token(*arguments: str) -> Outcome:
        return await orakul(database, "token", *arguments)

    plain = await token("create", "ada@example.com")
    made = await token(
        "create", "ada@example.com", "--scope", "read", "--name", "cron", "--days", "7"
    )
    listed = (await token("list", "ada@example.com")).lines
    table = await token("list", "--no-json")
    revoked = await token("revoke", listed[0]["id"])
    left = (await token("list")).lines
    denied = await token("create", "ada@example.com", "--scope", "admin")
    unknown = await token("revoke", "999")

    assert plain.out.startswith("ork_")
    assert [(each["name"], each["scopes"]) for each in listed] == [
        ("cron", ["read"]),
        ("command line", ["events", "read", "write"]),
    ]
    assert listed[1]["expires_at"] is None
    assert timedelta(days=6) < datetime.fromisoformat(listed[0]["expires_at"]) - datetime.now(UTC)
    assert "cron" in table.out
    assert "ork_" not in table.out
    assert revoked.status == 0
    assert [each["name"] for each in left] == ["command line"]
    assert denied.said == "orakul: the token of a member has no scope 'admin'\n"
    assert unknown.said == "orakul: there is no token 999\n"
    key = await sessions.signing_key(db)
    gone = await sessions.authenticate_token(db, key, made.out.strip())
    kept = await sessions.authenticate_token(db, key, plain.out.strip())
    assert gone is None
    assert kept is not None
    actors = await db.fetch("select actor from orakul.event where topic = 'people'")
    assert all(row["actor"].startswith("command:") for row in actors)

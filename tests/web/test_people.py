"""Administrators say who may sign in, and one of them is always left."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest

from orakul import accounts, people, projects
from orakul.database import Acting, Connection, acting, connect
from orakul.errors import ConflictError
from orakul.people import Role
from tests.web.commands import orakul

ROLES: tuple[Role, ...] = ("admin", "member", "viewer")


@pytest.fixture
async def admin(site: Any) -> httpx.AsyncClient:
    """The administrator who signed in: no token for scripts lets anybody in."""
    return await site.signed_in(site.admin)


async def told(db: Connection) -> list[tuple[str, str]]:
    """The names and audiences of the events of people."""
    rows = await db.fetch(
        "select name, audience from orakul.event where topic = 'people' order by position"
    )
    return [(row["name"], row["audience"]) for row in rows]


async def test_somebody_is_added_found_and_changed_and_each_is_told_to_administrators(
    site: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    added = await admin.post(
        "/api/people",
        json={"email": "Ada@example.com", "name": " Ada ", "password": "correct horse"},
    )
    again = await admin.post("/api/people", json={"email": "ADA@example.com", "name": "Other"})
    id = added.json()["id"]
    changed = await admin.put(
        f"/api/people/{id}", json={"role": "viewer", "name": "Ada L.", "reason": "on leave"}
    )
    same = await admin.put(f"/api/people/{id}", json={"role": "viewer"})
    found = (await admin.get("/api/people", params={"q": "aDA@"})).json()["items"]
    events = await db.fetch(
        "select name, actor, reason, data::jsonb from orakul.event where topic = 'people' order by position"
    )

    assert added.status_code == 201
    assert added.json() | {"id": "", "created_at": ""} == {
        "id": "", "email": "Ada@example.com", "name": "Ada", "role": "member",
        "is_active": True, "has_password": True, "created_at": "",
    }  # fmt: skip
    assert again.status_code == 409
    assert (changed.json()["role"], changed.json()["name"]) == ("viewer", "Ada L.")
    assert same.json() == changed.json()
    assert found == [changed.json()]
    assert [(row["name"], row["reason"]) for row in events] == [
        ("person_added", None), ("person_changed", "on leave"),
    ]  # fmt: skip
    assert {row["actor"] for row in events} == {f"person:{site.admin.id}"}
    assert events[1]["data"]["previous"] == {"name": "Ada", "role": "member", "is_active": True}
    assert events[1]["data"]["person"]["name"] == "Ada L."
    assert {audience for _, audience in await told(db)} == {"admin"}


@pytest.mark.parametrize(
    ("loss", "method", "path", "body"),
    [
        ("role = 'member'", "PUT", "/api/people/{me}", {"role": "admin"}),
        ("is_active = false", "PUT", "/api/people/{me}", {"is_active": True}),
        ("role = 'member'", "POST", "/api/people", {"email": "a@example.com", "name": "A"}),
        ("role = 'member'", "POST", "/api/people/{me}/password-reset", None),
        ("role = 'member'", "PUT", "/api/projects/inbox/members/{me}", {"role": "admin"}),
        ("is_active = false", "PUT", "/api/projects/inbox/members/{me}", {"role": "admin"}),
    ],
)
async def test_who_is_no_administrator_any_more_when_their_turn_comes_changes_nobody(
    site: Any, db: Connection, loss: str, method: str, path: str, body: Any
) -> None:
    person = await site.person("another", "admin")
    client = await site.signed_in(person)
    losing = db.transaction()
    await losing.start()
    await db.execute(f"update orakul.person set {loss} where id = $1", person.id)

    asked = asyncio.create_task(client.request(method, path.format(me=person.id), json=body))
    async with asyncio.timeout(60):
        while not await db.fetchval("select exists (select from pg_locks where not granted)"):
            await asyncio.sleep(0.02)
    await losing.commit()

    assert (await asked).status_code in {403, 404}
    now = await db.fetchrow("select role, is_active from orakul.person where id = $1", person.id)
    assert now is not None
    assert tuple(now) == (("member", True) if "role" in loss else ("admin", False))
    assert await count(db, "orakul.person where email = 'a@example.com'") == 0
    assert await count(db, "orakul.password_reset") == 0
    assert await count(db, "orakul.project_member") == 0


async def test_who_manages_a_project_no_more_when_their_turn_comes_gives_nobody_a_role(
    site: Any, db: Connection
) -> None:
    person = await site.person("boss")
    client = await site.signed_in(person)
    project = await db.fetchval("select id from orakul.project where slug = 'inbox'")
    await projects.add_member(db, project, person.id, "admin")
    path = f"/api/projects/inbox/members/{person.id}"
    admin = await site.signed_in(site.admin)

    answers = await asyncio.gather(
        *(client.put(path, json={"role": "admin"}) for _ in range(3)),
        admin.delete(path),
        *(client.put(path, json={"role": "admin"}) for _ in range(3)),
    )

    assert {each.status_code for each in answers} <= {200, 204, 403, 404}
    assert await count(db, "orakul.project_member") == 0


async def count(db: Connection, table: str) -> int:
    return await db.fetchval(f"select count(*) from {table}")


async def test_authors_of_messages_are_not_people_who_sign_in(
    admin: httpx.AsyncClient, db: Connection
) -> None:
    author = await db.fetchval("insert into orakul.person (name) values ('Author') returning id")

    listed = (await admin.get("/api/people")).json()["items"]
    answers = [
        await admin.get(f"/api/people/{author}"),
        await admin.put(f"/api/people/{author}", json={"role": "admin"}),
        await admin.post(f"/api/people/{author}/password-reset"),
        await admin.put(f"/api/projects/inbox/members/{author}", json={"role": "member"}),
    ]

    assert [each["email"] for each in listed] == ["admin@example.com"]
    assert [each.status_code for each in answers] == [404] * 4


async def test_a_leaked_token_of_an_administrator_lets_nobody_in(site: Any, db: Connection) -> None:
    script = await site.client(site.admin)
    known = await site.person("known")

    answers = [
        await script.post("/api/people", json={"email": "x@example.com", "name": "X"}),
        await script.put(f"/api/people/{known.id}", json={"role": "admin"}),
        await script.post(f"/api/people/{known.id}/password-reset"),
        await script.post(f"/api/people/{site.admin.id}/password-reset"),
    ]

    assert [(each.status_code, each.json()["detail"]) for each in answers] == [
        (403, "No API token may do this: sign in with a password.")
    ] * 4
    assert await told(db) == []
    assert (await script.get("/api/people")).status_code == 200


async def test_people_come_in_pages(site: Any, admin: httpx.AsyncClient) -> None:
    for number in range(4):
        await site.person(f"p{number}")

    first = (await admin.get("/api/people", params={"limit": 3})).json()
    rest = (
        await admin.get("/api/people", params={"limit": 3, "cursor": first["next_cursor"]})
    ).json()

    names = [each["name"] for page in (first, rest) for each in page["items"]]
    assert names == ["Admin", "p0", "p1", "p2", "p3"]
    assert rest["next_cursor"] is None


async def test_who_is_deactivated_is_out_at_once_and_comes_back_with_nothing(
    site: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    person = await site.person("leaver")
    by_token, by_session = await site.client(person), await site.signed_in(person)
    await admin.post(f"/api/people/{person.id}/password-reset")

    out = await admin.put(f"/api/people/{person.id}", json={"is_active": False})
    statuses = [(await each.get("/api/auth/me")).status_code for each in (by_token, by_session)]
    reset = await admin.post(f"/api/people/{person.id}/password-reset")
    await admin.put(f"/api/people/{person.id}", json={"is_active": True})
    back = [(await each.get("/api/auth/me")).status_code for each in (by_token, by_session)]

    assert out.json()["is_active"] is False
    assert statuses == back == [401, 401]
    assert reset.status_code == 409
    assert await db.fetchval("select count(*) from orakul.password_reset") == 0
    assert await told(db) == [
        ("password_reset_issued", "owner"),
        ("session_ended", "owner"),
        ("token_revoked", "owner"),
        ("person_changed", "admin"),
        ("person_changed", "admin"),
    ]


@pytest.mark.parametrize("body", [{"role": "member"}, {"role": "viewer"}, {"is_active": False}])
async def test_the_last_active_administrator_stays_one(
    site: Any, admin: httpx.AsyncClient, db: Connection, body: dict[str, Any]
) -> None:
    other = await site.person("other", "admin")
    await admin.put(f"/api/people/{other.id}", json={"is_active": False})

    refused = await admin.put(f"/api/people/{site.admin.id}", json=body)
    still = await admin.get("/api/people")

    assert (refused.status_code, refused.json()["detail"]) == (
        409, "no active administrator would be left",
    )  # fmt: skip
    assert still.status_code == 200
    assert await told(db) == [("person_changed", "admin")]


async def test_of_administrators_who_demote_each_other_at_once_one_is_left(
    site: Any, db: Connection, database: str
) -> None:
    admins = [site.admin, *[await site.person(f"a{n}", "admin") for n in range(3)]]
    connections = [await connect(database) for _ in admins]

    async def demote(each: Connection, id: int) -> None:
        async with acting(each, Acting(actor="test")):
            await accounts.change(each, id, role="member")

    outcomes = await asyncio.gather(
        *(demote(each, admin.id) for each, admin in zip(connections, admins, strict=True)),
        return_exceptions=True,
    )
    for each in connections:
        await each.close()

    assert [type(each) for each in outcomes if each is not None] == [ConflictError]
    left = "select count(*) from orakul.person where role = 'admin' and is_active"
    assert await db.fetchval(left) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "update orakul.person set role = 'member'",
        "update orakul.person set role = null, password_hash = null",
        "update orakul.person set is_active = false",
        "delete from orakul.person",
    ],
)
async def test_no_statement_leaves_an_installation_without_an_administrator(
    db: Connection, statement: str
) -> None:
    for name in ("ada", "bob"):
        await people.add_person(db, f"{name}@example.com", name, "admin")

    with pytest.raises(asyncpg.CheckViolationError, match="no active administrator"):
        await db.execute(statement)


async def test_a_reset_lets_somebody_choose_a_password_once(
    site: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    person = await site.person("forgetful")
    before = await site.signed_in(person)
    nobody = await site.client()
    path = f"/api/people/{person.id}/password-reset"

    replaced, made = await admin.post(path), await admin.post(path)
    token = made.json()["token"]

    async def choose(token: str, password: str = "brand new password") -> httpx.Response:
        body = {"token": token, "password": password}
        return await nobody.post("/api/auth/password-reset", json=body)

    wrong = [
        await choose(replaced.json()["token"]),
        await choose("orkr_x"),
        await choose(token, "x"),
    ]
    stands = await before.get("/api/auth/me")
    good, again = await choose(token), await choose(token, "yet another one")
    ended = await before.get("/api/auth/me")
    signed_in = await nobody.post(
        "/api/auth/login", json={"email": person.email, "password": "brand new password"}
    )

    assert made.status_code == 201
    assert token.startswith("orkr_")
    assert [each.status_code for each in wrong] == [400] * 3
    assert (stands.status_code, ended.status_code) == (200, 401)
    assert (good.status_code, again.status_code, signed_in.status_code) == (204, 400, 200)
    assert await told(db) == [
        ("password_reset_issued", "owner"),
        ("password_reset_issued", "owner"),
        ("session_ended", "owner"),
        ("password_changed", "owner"),
        ("session_opened", "owner"),
    ]
    written = await db.fetchval("select string_agg(data::text, ' ') from orakul.event")
    assert token not in written


@pytest.mark.parametrize(
    "end",
    [
        "update orakul.password_reset set expires_at = now()",
        "update orakul.person set is_active = false where name = 'somebody'",
    ],
)
async def test_a_reset_that_is_over_is_good_for_nothing(
    site: Any, admin: httpx.AsyncClient, db: Connection, end: str
) -> None:
    person = await site.person("somebody")
    token = (await admin.post(f"/api/people/{person.id}/password-reset")).json()["token"]
    await db.execute(end)

    answer = await (await site.client()).post(
        "/api/auth/password-reset", json={"token": token, "password": "brand new password"}
    )

    assert answer.status_code == 400
    assert await db.fetchval(
        "select password_hash is null from orakul.person where id = $1", person.id
    )


async def test_of_two_who_use_a_reset_at_once_one_chooses(
    site: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    person = await site.person("somebody")
    token = (await admin.post(f"/api/people/{person.id}/password-reset")).json()["token"]
    nobody = await site.client()

    answers = await asyncio.gather(
        *(
            nobody.post(
                "/api/auth/password-reset", json={"token": token, "password": f"password {n}"}
            )
            for n in range(3)
        )
    )

    assert sorted(each.status_code for each in answers) == [204, 400, 400]
    assert [name for name, _ in await told(db)] == ["password_reset_issued", "password_changed"]


async def test_another_password_ends_a_reset(
    site: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    token = (await admin.post(f"/api/people/{site.admin.id}/password-reset")).json()["token"]
    client = await site.signed_in(site.admin)
    await client.post(
        "/api/auth/password", json={"current": site.admin_password, "new": "another password"}
    )

    answer = await client.post(
        "/api/auth/password-reset", json={"token": token, "password": "brand new password"}
    )

    assert answer.status_code == 400


async def test_nobody_is_added_by_halves(admin: httpx.AsyncClient, db: Connection) -> None:
    bad: list[dict[str, str]] = [
        {"email": "nobody", "name": "A"},
        {"email": "a@b.c", "name": " "},
        {"email": "a@b.c", "name": "A", "role": "owner"},
        {"email": "a@b.c", "name": "A", "password": "short"},
        {"email": "a@b.c"},
    ]

    answers = [await admin.post("/api/people", json=body) for body in bad]

    assert [each.status_code for each in answers] == [400] * len(bad)
    assert answers[3].json()["errors"] == [
        {
            "path": "password",
            "message": "String should have at least 8 characters",
            "kind": "min_length",
            "blanks": {"limit": "8"},
        }
    ]
    assert await db.fetchval("select count(*) from orakul.person") == 1


async def test_the_command_line_makes_a_reset(site: Any, db: Connection) -> None:
    made = await orakul(site.database, "user", "reset", "admin@example.com")
    answer = await (await site.client()).post(
        "/api/auth/password-reset",
        json={"token": made.out.strip(), "password": "brand new password"},
    )

    assert answer.status_code == 204

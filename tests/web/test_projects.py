"""Who is a member of a project is decided by administrators and by the project's admins."""

import asyncio
from typing import Any

import httpx
import pytest

from orakul.database import Connection
from orakul.people import Role

# Their role everywhere, their role in the project, and what they get: reading the members,
# then giving and taking a role.
CALLERS: list[tuple[Role, Role | None, int, int]] = [
    ("admin", None, 200, 200),
    ("member", "admin", 200, 200),
    ("member", "member", 200, 403),
    ("member", "viewer", 200, 403),
    ("viewer", "admin", 200, 403),
    ("viewer", "viewer", 200, 403),
    ("member", None, 404, 404),
    ("viewer", None, 404, 404),
]


@pytest.mark.parametrize(("role", "own", "reads", "writes"), CALLERS)
async def test_roles_decide_who_reads_and_who_changes_members(
    site: Any, role: Role, own: Role | None, reads: int, writes: int
) -> None:
    target = await site.person("target", demo="viewer")
    caller = await site.person("caller", role, **({"demo": own} if own else {}))
    client = await site.signed_in(caller)
    path = f"/api/projects/demo/members/{target.id}"

    statuses = [
        (await client.get("/api/projects/demo/members")).status_code,
        (await client.get(path)).status_code,
        (await client.put(path, json={"role": "member"})).status_code,
        (await client.delete(path)).status_code,
    ]

    assert statuses == [reads, reads, writes, 204 if writes == 200 else writes]


async def test_nobody_sees_no_project(site: Any) -> None:
    client = await site.client()

    assert (await client.get("/api/projects")).status_code == 401
    assert (await client.get("/api/projects/inbox/members")).status_code == 401


async def test_one_lists_the_projects_that_one_sees(site: Any, admin: httpx.AsyncClient) -> None:
    await site.person("other", hidden="member")
    client = await site.member(demo="viewer")

    own = (await client.get("/api/projects")).json()
    all = (await admin.get("/api/projects")).json()

    assert [(each["slug"], each["role"]) for each in own["items"]] == [("demo", "viewer")]
    assert own["next_cursor"] is None
    assert [(each["slug"], each["role"]) for each in all["items"]] == [
        ("demo", "admin"), ("hidden", "admin"), ("inbox", "admin"),
    ]  # fmt: skip


async def test_a_role_is_given_changed_and_taken_away_and_the_project_is_told_once_each(
    site: Any, db: Connection
) -> None:
    boss = await site.person("boss", demo="admin")
    client = await site.signed_in(boss)
    person = await site.person("newcomer")
    project = await db.fetchval("select id from orakul.project where slug = 'demo'")
    path = f"/api/projects/{project}/members/{person.id}"

    given = [await client.put(path, json={"role": "viewer"}) for _ in range(2)]
    changed = await client.put(path, json={"role": "member"})
    listed = (await client.get("/api/projects/demo/members", params={"limit": 1})).json()
    rest = (
        await client.get(
            "/api/projects/demo/members", params={"limit": 1, "cursor": listed["next_cursor"]}
        )
    ).json()
    taken = [(await client.delete(path)).status_code for _ in range(2)]
    events = await db.fetch("select * from orakul.event where topic = 'people' order by position")

    assert [each.json() for each in given] == [
        {"id": str(person.id), "name": "newcomer", "role": "viewer"}
    ] * 2
    assert changed.json()["role"] == "member"
    assert [each["name"] for each in listed["items"] + rest["items"]] == ["boss", "newcomer"]
    assert rest["next_cursor"] is None
    assert taken == [204, 404]
    assert [row["name"] for row in events] == ["member_set", "member_set", "member_removed"]
    assert {(row["actor"], row["audience"], row["project_id"]) for row in events} == {
        (f"person:{boss.id}", "project", project)
    }


async def test_of_two_who_give_the_same_role_at_once_one_tells(site: Any, db: Connection) -> None:
    admin = await site.signed_in(site.admin)
    person = await site.person("newcomer")
    path = f"/api/projects/inbox/members/{person.id}"

    answers = await asyncio.gather(*(admin.put(path, json={"role": "member"}) for _ in range(4)))

    assert [each.status_code for each in answers] == [200] * 4
    told = "select count(*) from orakul.event where name = 'member_set'"
    assert await db.fetchval(told) == 1


async def test_what_cannot_be_is_refused(site: Any) -> None:
    admin = await site.signed_in(site.admin)
    cases: list[tuple[str, dict[str, str], int]] = [
        ("inbox/members/999", {"role": "member"}, 404),
        ("nothing/members/1", {"role": "member"}, 404),
        ("inbox/members/x", {"role": "member"}, 404),
        ("inbox/members/1", {"role": "owner"}, 400),
        ("inbox/members/1", {}, 400),
    ]

    statuses = [
        (await admin.put(f"/api/projects/{path}", json=body)).status_code for path, body, _ in cases
    ]

    assert statuses == [status for _, _, status in cases]


async def test_an_administrator_makes_a_project_once_and_is_told(
    admin: httpx.AsyncClient, db: Connection
) -> None:
    new = {"slug": "release-team", "name": " Release team "}
    answers = await asyncio.gather(*(admin.post("/api/projects", json=new) for _ in range(2)))
    unnamed = await admin.post("/api/projects", json={"slug": "night-shift"})
    wrong = await admin.post("/api/projects", json={"slug": "Night shift"})
    told = await db.fetch("select data::jsonb from orakul.event where name = 'project_created'")

    assert sorted(each.status_code for each in answers) == [201, 409]
    [refused] = [each.json() for each in answers if each.status_code == 409]
    [made] = [each.json() for each in answers if each.status_code == 201]
    assert refused["detail"].endswith("choose another slug")
    assert (made["slug"], made["name"], made["role"]) == ("release-team", "Release team", "admin")
    assert unnamed.json()["name"] == "Night shift"
    assert wrong.status_code == 400
    assert "small letters, digits and hyphens" in wrong.json()["detail"]
    assert sorted(each["data"]["project"]["slug"] for each in told) == [
        "night-shift",
        "release-team",
    ]


async def test_an_admin_of_a_project_changes_it_and_its_members_are_told(
    site: Any, db: Connection
) -> None:
    client = await site.member("lead", demo="admin")
    change = {"name": " Demo team ", "language": "uk", "keywords": ["реліз", "Release", "release"]}
    changed = await client.patch("/api/projects/demo", json=change)
    again = await client.patch("/api/projects/demo", json={"language": "uk"})
    emptied = await client.patch("/api/projects/demo", json={"keywords": []})
    listed = (await client.get("/api/projects")).json()["items"]
    told = await db.fetch(
        "select audience, data::jsonb from orakul.event where name = 'project_changed'"
    )

    now = {"name": "Demo team", "language": "uk", "keywords": ["реліз", "Release"]}
    assert changed.status_code == 200
    assert {name: changed.json()[name] for name in now} == now
    assert again.json() == changed.json()
    assert emptied.json()["keywords"] == []
    assert [(each["slug"], each["name"]) for each in listed] == [("demo", "Demo team")]
    assert [(each["audience"], each["data"]["project"]["name"]) for each in told] == [
        ("project", "Demo team")
    ] * 2


@pytest.mark.parametrize(
    "change",
    [
        {"name": " "},
        {"name": None, "language": "de"},
        {"keywords": [""]},
        {"keywords": ["x" * 51]},
        {"keywords": [f"word {n}" for n in range(101)]},
        {"slug": "other"},
    ],
)
async def test_what_a_project_cannot_be_is_refused(
    admin: httpx.AsyncClient, change: dict[str, Any]
) -> None:
    before = (await admin.get("/api/projects")).json()

    assert (await admin.patch("/api/projects/inbox", json=change)).status_code == 400
    assert (await admin.get("/api/projects")).json() == before

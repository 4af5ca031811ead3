"""Views are their owner's, or shared with a project; who may not see one does not hear of it."""

import asyncio
from typing import Any

import httpx
import pytest

from orakul.database import Connection

FAILED: dict[str, Any] = {"search": {"state": ["failed"], "q": "older:1h", "columns": "name,error"}}


async def save(client: httpx.AsyncClient, name: str, **more: Any) -> Any:
    answer = await client.post("/api/views", json={"name": name, **FAILED, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def names(client: httpx.AsyncClient) -> list[str]:
    return [each["name"] for each in (await client.get("/api/views")).json()["items"]]


async def told(db: Connection) -> list[tuple[str, str]]:
    rows = await db.fetch(
        "select name, audience from orakul.event where topic = 'views' order by position"
    )
    return [(row["name"], row["audience"]) for row in rows]


@pytest.fixture
async def olena(site: Any) -> httpx.AsyncClient:
    return await site.member("olena", demo="member")


async def test_a_view_is_shared_changed_and_taken_back(
    site: Any, olena: httpx.AsyncClient, admin: httpx.AsyncClient, db: Connection
) -> None:
    taras = await site.member("taras", demo="viewer")
    stranger = await site.member("stranger", other="admin")
    view = await save(olena, "stuck")
    path = f"/api/views/{view['id']}"
    assert [await names(each) for each in (olena, taras, admin)] == [["stuck"], [], []]

    shared = (await olena.patch(path, json={"project": "demo"})).json()
    assert (shared["project"], shared["search"]) == ("demo", FAILED["search"])
    seen = [await names(each) for each in (olena, taras, admin, stranger)]
    assert seen == [["stuck"], ["stuck"], ["stuck"], []]
    renamed = (await olena.patch(path, json={"name": "late", "search": {"q": "x"}})).json()
    assert (renamed["name"], renamed["search"], renamed["project"]) == ("late", {"q": "x"}, "demo")
    again = await olena.patch(path, json={"name": "late"})
    assert again.json()["changed_at"] == renamed["changed_at"]
    await olena.patch(path, json={"project": None})

    assert await names(taras) == []
    assert await told(db) == [
        ("view_created", "owner"),
        *[("view_changed", "owner"), ("view_shared", "project")] * 2,
        *[("view_changed", "owner"), ("view_unshared", "project")],
    ]
    assert (await olena.delete(path)).status_code == 204
    assert (await olena.delete(path)).status_code == 404


async def test_what_others_may_not_see_is_not_there_and_what_they_see_is_not_theirs(
    site: Any, olena: httpx.AsyncClient, admin: httpx.AsyncClient, db: Connection
) -> None:
    taras = await site.member("taras", demo="member")
    own, shared = await save(olena, "own"), await save(olena, "shared", project="demo")
    before = len(await told(db))

    for client in (taras, admin):
        path = f"/api/views/{own['id']}"
        assert (await client.patch(path, json={"name": "mine"})).status_code == 404
        assert (await client.delete(path)).status_code == 404
        answer = await client.patch(f"/api/views/{shared['id']}", json={"name": "mine"})
        assert answer.status_code == 403
        assert "olena's" in answer.json()["detail"]
    assert (await taras.delete(f"/api/views/{shared['id']}")).status_code == 403

    assert len(await told(db)) == before
    assert (await admin.delete(f"/api/views/{shared['id']}")).status_code == 204
    assert await names(olena) == ["own"]


async def test_who_only_views_a_project_shares_nothing_there(site: Any) -> None:
    watcher = await site.member("watcher", demo="viewer")
    own = await save(watcher, "own")

    for project, status in (("demo", 403), ("nowhere", 404)):
        body = {"name": "shared", **FAILED, "project": project}
        assert (await watcher.post("/api/views", json=body)).status_code == status
        change = await watcher.patch(f"/api/views/{own['id']}", json={"project": project})
        assert change.status_code == status


async def test_a_viewer_keeps_views_for_themselves_and_changes_none_that_others_see(
    site: Any, olena: httpx.AsyncClient, db: Connection
) -> None:
    person = await site.person("vera", demo="member")
    vera = await site.client(person)
    shared, foreign = (
        await save(vera, "shared", project="demo"),
        await save(olena, "hers", project="demo"),
    )
    await db.execute("update orakul.person set role = 'viewer' where id = $1", person.id)
    own = await save(vera, "own")
    path = f"/api/views/{shared['id']}"

    assert (await vera.patch(f"/api/views/{own['id']}", json={"name": "mine"})).status_code == 200
    assert (await vera.delete(f"/api/views/{own['id']}")).status_code == 204
    for body in ({"name": "else"}, {"search": {"q": "x"}}, {"project": "demo"}):
        assert (await vera.patch(path, json=body)).status_code == 403
    assert (await vera.delete(f"/api/views/{foreign['id']}")).status_code == 403
    assert (await vera.patch(path, json={"name": "else", "project": None})).status_code == 200

    assert await names(olena) == ["hers"]
    assert await names(vera) == ["else", "hers"]


@pytest.mark.parametrize("name", ["x" * 101, "", " \t", "\u3000", "\x85"])
async def test_a_name_has_a_hundred_characters_at_most_and_one_that_is_no_blank(
    olena: httpx.AsyncClient, name: str
) -> None:
    kept = await save(olena, "x" * 100)

    renamed = await olena.patch(f"/api/views/{kept['id']}", json={"name": name})
    made = await olena.post("/api/views", json={"name": name, **FAILED})

    for answer in (renamed, made):
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "name")


async def test_a_name_is_taken_once_by_one_person(site: Any, olena: httpx.AsyncClient) -> None:
    taras = await site.member("taras", demo="member")
    await save(taras, "stuck")
    body = {"name": " stuck ", **FAILED}

    answers = await asyncio.gather(*(olena.post("/api/views", json=body) for _ in range(2)))
    other = await save(olena, "other")
    renamed = await olena.patch(f"/api/views/{other['id']}", json={"name": "stuck"})

    assert sorted(each.status_code for each in answers) == [201, 409]
    assert renamed.status_code == 409
    assert renamed.json()["detail"] == "you have a view with the name 'stuck' already"


@pytest.mark.parametrize(
    ("search", "path"),
    [
        ({"password": "x"}, "search.password"),
        ({"q": ""}, "search.q"),
        ({"q": {"$ne": 1}}, "search.q"),
        ({"state": ["failed"] * 21}, "search.state"),
        (dict.fromkeys(("q", "name", "id"), "ж" * 2000), "search"),
    ],
)
async def test_what_is_no_board_is_refused_beside_its_field(
    olena: httpx.AsyncClient, search: Any, path: str
) -> None:
    answer = await olena.post("/api/views", json={"name": "x", "search": search})

    assert answer.status_code == 400
    assert all(each["path"].startswith(path) for each in answer.json()["errors"])

"""An action on all that a filter finds is surveyed without doing it, or accepted as a task."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from orakul import database
from orakul.database import Connection
from orakul.tasks import bulk as domain

SOON = datetime.now(UTC) + timedelta(hours=1)


async def bulk(client: httpx.AsyncClient, action: str, **options: Any) -> httpx.Response:
    nothing: dict[str, Any] = {}
    body = {"action": action, "filter": nothing} | options
    return await client.post("/api/tasks/bulk", json=body)


async def survey(client: httpx.AsyncClient, action: str, **filter: Any) -> dict[str, Any]:
    answer = await bulk(client, action, filter=filter, dry_run=True)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def chosen(db: Connection) -> list[int]:
    rows = await db.fetch("select unnest(ids) as id from orakul.bulk_chunk order by 1")
    return [row["id"] for row in rows]


async def test_a_dry_run_counts_by_state_and_by_what_is_in_the_way_and_does_nothing(
    site: Any, admin: Any, queue: Any, db: Connection
) -> None:
    failed = [await queue.fail() for _ in range(7)]
    gone = await queue.fail()
    await db.execute("delete from procrastinate_jobs where id = $1", gone)
    await queue.defer()
    before = await db.fetchval("select max(position) from orakul.event")

    told = await survey(admin, "retry")

    assert (told["total"], told["would_change"]) == (9, 7)
    assert told["states"] == {"failed": 8, "pending": 1}
    assert told["skipped"] == {"gone": 1, "state": 1}
    assert [int(each["id"]) for each in told["samples"]] == failed[:5]
    assert await db.fetchval("select max(position) from orakul.event") == before
    assert await db.fetchval("select count(*) from orakul.bulk") == 0


async def test_what_is_deleted_while_it_is_surveyed_is_missing_and_in_no_state(
    queue: Any, db: Connection
) -> None:
    id = await queue.defer()

    told = await database.fetch_value(db, "survey_bulk", "cancel", [id, id + 1], None, None, None)

    assert (told["total"], told["would_change"]) == (2, 1)
    assert (told["states"], told["skipped"]) == ({"pending": 1}, {"missing": 1})


async def test_a_dry_run_says_of_each_action_what_it_would_change(admin: Any, queue: Any) -> None:
    await queue.fail()
    await queue.defer(priority=3)
    await queue.defer(at=SOON)

    told = {
        action: (await survey(admin, action))["skipped"]
        for action in ("retry", "cancel", "run_now")
    }
    priority = (await bulk(admin, "priority", priority=3, dry_run=True)).json()
    later = await bulk(admin, "reschedule", scheduled_at=SOON.isoformat(), dry_run=True)

    assert told == {
        "retry": {"state": 2},
        "cancel": {"state": 1},
        "run_now": {"state": 1, "unchanged": 1},
    }
    assert priority["skipped"] == {"state": 1, "unchanged": 1}
    assert later.json()["skipped"] == {"state": 1, "unchanged": 1}


async def test_the_filter_finds_what_the_list_finds(
    site: Any, admin: Any, queue: Any, db: Connection
) -> None:
    her = await site.person("her", demo="member")
    demo = await db.fetchval("select id from orakul.project where slug = 'demo'")
    await queue.fail(her, "mend")
    for number in range(12):
        await queue.defer([None, her][number % 2], f"score_{number % 3}", project=demo)
    await queue.defer(site.admin)
    filters: list[dict[str, Any]] = [
        {},
        {"state": ["failed"]},
        {"state": ["failed", "pending"], "name": "mend"},
        {"name": "score_1"},
        {"owner": str(her.id)},
        {"owner": "HER@example.com"},
        {"owner": "me"},
        {"owner": "nobody@example.com"},
        {"project": "demo"},
        {"project": str(demo), "owner": "me"},
        {"project": "nowhere"},
        {"id": "1"},
        {"q": "SCORE"},
        {"q": "1"},
        {"q": "%"},
    ]
    for client in (admin, await site.client(her)):
        for filter in filters:
            listed = await client.get("/api/tasks", params=filter | {"limit": 200})
            told = await survey(client, "cancel", **filter)

            assert told["total"] == len(listed.json()["items"]), filter


async def test_what_is_accepted_is_a_task_of_its_own_over_what_there_was_then(
    site: Any, admin: Any, queue: Any, db: Connection
) -> None:
    failed = [await queue.fail() for _ in range(3)]

    answer = await bulk(admin, "retry", filter={"state": ["failed"]}, reason="the disk is free")
    later = await queue.defer()
    await db.execute("update procrastinate_jobs set status = 'failed' where id = $1", later)
    task = (await admin.get(answer.headers["location"])).json()

    assert answer.status_code == 202
    assert answer.json() == {"task_id": task["id"], "total": 3}
    assert (task["name"], task["state"]) == ("bulk_action", "pending")
    assert task["owner"]["name"] == "Admin"
    assert await chosen(db) == failed
    assert later not in failed


@pytest.mark.parametrize("scope", [{}, {"queue": "default"}], ids=["all", "queue"])
async def test_it_is_taken_though_all_that_it_is_to_act_on_is_paused(
    admin: Any, queue: Any, scope: Any
) -> None:
    await queue.defer(priority=2_000_000)
    await admin.post("/api/admin/queue/pause", json=scope)

    answers = [await bulk(admin, "priority", priority=7), await bulk(admin, "cancel")]

    ids = [int(each.json()["task_id"]) for each in answers]
    assert [await queue.take() for _ in range(3)] == [*ids, None]


async def test_a_pause_of_its_name_holds_it(admin: Any, queue: Any) -> None:
    for scope in ({}, {"task": "bulk_action"}):
        await admin.post("/api/admin/queue/pause", json=scope)
    answer = await bulk(admin, "cancel")

    why = (await admin.get(f"{answer.headers['location']}/why")).json()

    assert await queue.take() is None
    assert why["pause"]["task"] == "bulk_action"


async def test_it_is_taken_before_what_it_is_to_act_on(admin: Any, queue: Any) -> None:
    await queue.defer(priority=100)

    answer = await bulk(admin, "cancel")

    assert str(await queue.take()) == answer.json()["task_id"]


async def test_it_can_be_undone_for_the_time_asked_for(admin: Any, queue: Any) -> None:
    id = await queue.fail()

    accepted = await bulk(admin, "retry", begins_in_seconds=60)
    taken = await queue.take()
    undone = await admin.delete(f"/api/tasks/{accepted.json()['task_id']}")

    assert (taken, undone.status_code) == (None, 200)
    assert (await admin.get(f"/api/tasks/{id}")).json()["state"] == "failed"


async def test_all_that_was_skipped_is_listed_each_with_its_reason(
    admin: Any, queue: Any, db: Connection
) -> None:
    failed = [await queue.fail() for _ in range(2)]
    waiting = await queue.defer()
    await db.execute("delete from procrastinate_jobs where id = $1", failed[1])
    many = await queue.defer_many(1100)
    ids = [str(id) for id in (waiting, *failed, *many)]
    answer = await bulk(admin, "retry", filter=None, ids=ids)
    path = f"{answer.headers['location']}/skipped"
    before = (await admin.get(path)).json()
    chunk = await db.fetchval("select id from orakul.bulk")
    while await domain.carry_out_chunk(db, chunk) is not None:
        pass

    items: list[Any] = []
    cursor: dict[str, str] = {}
    while len(items) == 0 or cursor:
        page = (await admin.get(path, params={"limit": 200, **cursor})).json()
        items += page["items"]
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else {}

    assert before == {"items": [], "next_cursor": None}
    assert items[:2] == [
        {"id": str(failed[1]), "state": "failed", "obstacle": "gone"},
        {"id": str(waiting), "state": "pending", "obstacle": "state"},
    ]
    assert [int(each["id"]) for each in items[2:]] == many
    assert (await admin.get(f"/api/tasks/{waiting}/skipped")).json()["items"] == []
    forged = (await admin.get(path, params={"cursor": "WyJtZXQiLG51bGwsMV0="})).status_code
    assert forged == 200
    assert (await admin.get("/api/tasks/999999/skipped")).status_code == 404


async def test_nothing_found_is_accepted_as_well(admin: Any, queue: Any) -> None:
    assert (await bulk(admin, "retry")).json()["total"] == 0


async def test_there_is_no_cap_and_no_chunk_is_larger_than_a_thousand(
    admin: Any, queue: Any, db: Connection
) -> None:
    await queue.defer_many(2500)

    answer = await bulk(admin, "cancel")

    assert answer.json()["total"] == 2500
    sizes = await db.fetch("select cardinality(ids) as size from orakul.bulk_chunk order by number")
    assert [row["size"] for row in sizes] == [1000, 1000, 500]
    assert len(set(await chosen(db))) == 2500


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"action": "retry"}, ""),
        ({"action": "discard", "filter": {}}, "action"),
        ({"action": "reschedule", "filter": {}}, ""),
        ({"action": "cancel", "filter": {}, "scheduled_at": SOON.isoformat()}, ""),
        (
            {"action": "reschedule", "filter": {}, "scheduled_at": "2020-01-01T00:00Z"},
            "scheduled_at",
        ),
        ({"action": "priority", "filter": {}}, ""),
        ({"action": "cancel", "filter": {}, "priority": 1}, ""),
        ({"action": "retry", "filter": {"state": ["lost"]}}, "filter.state.0"),
        ({"action": "retry", "filter": {"colour": "red"}}, "filter.colour"),
        ({"action": "retry", "filter": {"id": "x"}}, "filter.id"),
    ],
)
async def test_bad_input_is_named_where_it_is(admin: Any, body: Any, path: str) -> None:
    answer = await admin.post("/api/tasks/bulk", json=body)

    assert answer.status_code == 400
    assert [each["path"] for each in answer.json()["errors"]] == [path]


async def test_who_finds_and_changes_what(
    site: Any, admin: Any, queue: Any, db: Connection
) -> None:
    owner = await site.person("owner", demo="member")
    watcher = await site.person("watcher", demo="viewer")
    viewer = await site.person("viewer", "viewer")
    left = await site.person("left")
    demo = await db.fetchval("select id from orakul.project where slug = 'demo'")
    for person in (owner, watcher, left, viewer):
        await queue.defer(person, project=demo)
    callers = {
        "anonymous": await site.client(),
        "viewer": await site.client(viewer),
        "member of another project": await site.member("stranger", other="admin"),
        "member of the project": await site.member("member", demo="admin"),
        "owner who only views the project": await site.client(watcher),
        "owner who has left the project": await site.client(left),
        "owner": await site.client(owner),
        "administrator": admin,
    }

    found: dict[str, Any] = {}
    for who, client in callers.items():
        dry = await bulk(client, "cancel", dry_run=True)
        accepted = await bulk(client, "cancel")
        if dry.status_code != 200:
            found[who] = (dry.status_code, accepted.status_code)
        else:
            told = dry.json()
            found[who] = (told["would_change"], told["skipped"], accepted.json()["total"])
            await admin.delete(f"/api/tasks/{accepted.json()['task_id']}")
            await db.execute("delete from orakul.task where name = 'bulk_action'")

    assert found == {
        "anonymous": (401, 401),
        "viewer": (403, 403),
        "member of another project": (0, {}, 0),
        "member of the project": (0, {}, 0),
        "owner who only views the project": (0, {"forbidden": 1}, 1),
        "owner who has left the project": (0, {"forbidden": 1}, 1),
        "owner": (1, {}, 1),
        "administrator": (4, {}, 4),
    }


async def test_what_one_must_not_try_again_keeps_no_queueing_lock_from_another(
    site: Any, queue: Any, db: Connection
) -> None:
    olena = await site.person("olena", demo="viewer")
    demo = await db.fetchval("select id from orakul.project where slug = 'demo'")
    _, second, _ = [await queue.fail(olena) for _ in range(3)]
    await db.execute(
        "update orakul.task set project_id = $1 where id = (select min(id) from orakul.task)", demo
    )
    await db.execute("update procrastinate_jobs set queueing_lock = 'one'")

    told = (await bulk(await site.client(olena), "retry", dry_run=True)).json()

    assert told["skipped"] == {"forbidden": 1, "waiting": 1}
    assert [each["id"] for each in told["samples"]] == [str(second)]


async def test_tasks_are_told_by_their_ids_and_only_what_one_may_see_counts(
    site: Any, queue: Any, db: Connection
) -> None:
    olena = await site.person("olena")
    hers = [await queue.fail(olena) for _ in range(2)]
    foreign = await queue.fail()
    client = await site.client(olena)
    ids = [str(id) for id in (*hers, foreign, 999_999)]

    body = {"action": "retry", "ids": ids}
    told = (await client.post("/api/tasks/bulk", json=body | {"dry_run": True})).json()
    accepted = await client.post("/api/tasks/bulk", json=body)

    assert (told["total"], told["would_change"], told["states"]) == (2, 2, {"failed": 2})
    assert accepted.json()["total"] == 2
    assert await chosen(db) == hers


async def test_either_a_filter_or_ids_tell_which_tasks(admin: Any) -> None:
    choices: list[dict[str, Any]] = [{}, {"filter": {}, "ids": ["1"]}, {"ids": []}]
    for choice in choices:
        answer = await admin.post("/api/tasks/bulk", json={"action": "retry", **choice})
        assert answer.status_code == 400

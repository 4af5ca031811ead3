"""Everybody sees the workers and how much they do; whose tasks they run is told to few."""

from typing import Any

from orakul.database import Connection
from orakul.paging import Place, Sort, write_cursor


async def items(client: Any) -> list[dict[str, Any]]:
    answer = await client.get("/api/workers")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_a_task_is_named_to_its_owner_and_to_administrators_alone(
    site: Any, admin: Any, queue: Any
) -> None:
    owner = await site.person("owner")
    worker = await queue.work()
    tasks = [await queue.defer(each, name="example") for each in (owner, site.admin)]
    for id in tasks:
        assert await queue.take(worker=worker) == id
    clients = [await site.client(owner), await site.member("viewer", "viewer"), admin]

    own, hidden, everything = [(await items(each))[0]["tasks"] for each in clients]
    nobody = await (await site.client()).get("/api/workers")

    assert [each["id"] for each in everything] == [str(id) for id in tasks]
    assert [(each["id"], each["name"]) for each in own] == [
        (str(tasks[0]), "example"),
        (None, None),
    ]
    assert {(each["id"], each["name"], each["attempt"]) for each in hidden} == {(None, None, 1)}
    assert all(each["started_at"].endswith("Z") for each in hidden)
    assert nobody.status_code == 401


async def test_living_ones_come_first_and_tell_who_they_are(
    site: Any, admin: Any, queue: Any, db: Connection
) -> None:
    silent, live, draining, stopped = [
        await queue.work("slow", name=name) for name in ("silent", "live", "draining", "stopped")
    ]
    await db.execute(
        "update procrastinate_workers set last_heartbeat = now() - interval '1 minute'"
        " where id = $1",
        silent,
    )
    await db.execute("select orakul.drain_worker_v1($1)", draining)
    await db.execute("select orakul.stop_worker_v1($1)", stopped)

    shown = await items(admin)

    paged: list[dict[str, Any]] = []
    cursor = None
    while not paged or cursor:
        query = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        page = (await admin.get("/api/workers", params=query)).json()
        paged, cursor = paged + page["items"], page["next_cursor"]
    foreign = write_cursor(Sort("state", descending=False), Place("5 2026-05-01T12:00+00", 1))
    refused = await admin.get("/api/workers", params={"cursor": foreign})

    assert [each["id"] for each in paged] == [each["id"] for each in shown]
    assert refused.status_code == 400
    assert [(each["name"], each["state"]) for each in shown] == [
        ("live", "live"),
        ("draining", "draining"),
        ("silent", "silent"),
        ("stopped", "stopped"),
    ]
    assert shown[0]["id"] == str(live)
    assert shown[0]["queues"] == ["slow"]
    assert (shown[0]["tasks"], shown[0]["ended"], shown[0]["taken_up"]) == ([], 0, 0)
    assert [bool(each["stopped_at"]) for each in shown] == [False, False, False, True]
    assert all(each["heartbeat_at"] and each["version"] for each in shown)
    live_for, draining_for, silent_for, stopped_for = (each["stands_seconds"] for each in shown)
    assert (live_for, draining_for) == (None, None)  # an event tells what becomes of them
    assert 0 < silent_for <= 3600 - 60 < stopped_for <= 3600

"""A pause holds a queue until it is lifted, and tells who set it and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orakul.database import Connection


async def test_a_paused_queue_gives_no_task_and_a_resumed_one_does(admin: Any, queue: Any) -> None:
    slow, quick = await queue.defer(queue="slow"), await queue.defer(queue="quick")

    paused = await admin.post("/api/admin/queue/pause", json={"queue": "slow"})
    taken = [await queue.take() for _ in range(2)]
    resumed = await admin.post("/api/admin/queue/resume", json={"queue": "slow"})

    assert taken == [quick, None]
    assert [each["queue"] for each in paused.json()["paused"]] == ["slow"]
    assert resumed.json() == {"paused": []}
    assert await queue.take() == slow


async def test_a_pause_of_all_queues_is_told_with_its_reason_and_its_author(
    site: Any, admin: Any, queue: Any
) -> None:
    await queue.defer()

    await admin.post("/api/admin/queue/pause", json={"queue": None, "reason": "  maintenance "})
    [pause] = (await admin.get("/api/admin/queue")).json()["paused"]

    assert await queue.take() is None
    assert (pause["queue"], pause["reason"]) == (None, "maintenance")
    assert pause["actor"] == f"person:{site.admin.id}"
    assert pause["by"] == site.admin.name
    [listed] = (await admin.get("/api/queues")).json()["items"]
    assert listed["pause"] == pause
    assert pause["at"].endswith("Z")


@pytest.mark.parametrize("body", [None, {}, {"queue": None}, {"queue": "slow"}])
async def test_repeating_a_pause_or_a_resume_changes_nothing(
    admin: Any, db: Connection, body: Any
) -> None:
    answers = [
        await admin.post(f"/api/admin/queue/{verb}", json=body) if body is not None
        else await admin.post(f"/api/admin/queue/{verb}")
        for verb in ("pause", "pause", "resume", "resume")
    ]  # fmt: skip
    events = await db.fetch("select name, actor from orakul.event order by position")

    assert [each.status_code for each in answers] == [200] * 4
    assert answers[0].json() == answers[1].json()
    assert [each["name"] for each in events] == ["queue_paused", "queue_resumed"]


async def test_a_pause_with_another_reason_or_end_takes_the_place_of_the_one_before(
    site: Any, admin: Any, db: Connection
) -> None:
    bodies = [
        {"queue": "slow", "reason": "backup"},
        {"queue": "slow", "reason": "backup", "resume_at": "2100-01-01T00:00:00Z"},
        {"queue": "slow", "task": "score"},
    ]

    for body in bodies:
        await admin.post("/api/admin/queue/pause", json=body)
    shown = (await admin.get("/api/admin/queue")).json()["paused"]
    rest = await admin.post("/api/admin/queue/resume", json={"queue": "slow"})

    assert [(each["queue"], each["task"], each["reason"]) for each in shown] == [
        ("slow", None, "backup"),
        ("slow", "score", None),
    ]
    assert shown[0]["resume_at"] == "2100-01-01T00:00:00Z"
    assert [each["task"] for each in rest.json()["paused"]] == ["score"]
    told = await db.fetch("select name, data::jsonb from orakul.event order by position")
    assert [each["name"] for each in told] == [*["queue_paused"] * 3, "queue_resumed"]
    first, second, other, lifted = (each["data"] for each in told)
    assert (first["before"], other["before"]) == ({"paused": None}, {"paused": None})
    assert (second["before"], lifted["before"]) == (first["after"], second["after"])
    assert lifted["after"] == {"paused": None}
    assert other["after"]["paused"]["reason"] is None
    stood = {name: shown[0][name] for name in ("actor", "reason")}
    assert second["after"]["paused"].items() >= stood.items()


async def test_a_pause_cannot_end_before_it_begins(admin: Any, db: Connection) -> None:
    for when in ("2020-01-01T00:00:00Z", "2100-01-01T00:00:00", "tomorrow"):
        refused = await admin.post("/api/admin/queue/pause", json={"resume_at": when})

        assert refused.status_code == 400
        assert [each["path"] for each in refused.json()["errors"]] == ["resume_at"]
    assert await db.fetchval("select count(*) from orakul.pause") == 0


async def test_as_of_a_moment_a_pause_stands_until_its_time_has_come(
    admin: Any, queue: Any, db: Connection
) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    await admin.post("/api/admin/queue/pause", json={"task": "score", "resume_at": soon})
    moment = await db.fetchval("select position || '-' || tag from orakul.event")
    await db.execute(
        "update orakul.event set data = jsonb_set(data::jsonb, '{resume_at}', to_jsonb(at))"
    )
    await queue.defer()

    then = await admin.get("/api/admin/queue", params={"as_of": moment})

    assert then.json() == {"paused": []}

"""A pause holds a queue until it is lifted, and tells who set it and why."""

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


@pytest.mark.parametrize("role", ["member", "viewer"])
async def test_only_an_administrator_touches_queues(site: Any, role: Any) -> None:
    client = await site.member("other", role)

    answers = [
        await client.get("/api/admin/queue"),
        await client.post("/api/admin/queue/pause"),
        await client.post("/api/admin/queue/resume"),
    ]

    assert [each.status_code for each in answers] == [403] * 3

"""A run goes its way by REST alone, one step after the other, and refuses every other."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from orakul.analysis import executing
from orakul.database import Acting, Connection, acting
from orakul.llm.engine import Analysis, CandidateTask, Reason, Usage
from tests.talk import numbered, say

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
WINDOW = {
    "project": "demo",
    "source": "messages",
    "window_start": START.isoformat(),
    "window_end": (START + timedelta(hours=1)).isoformat(),
}


@pytest.fixture
async def member(site: Any, db: Connection) -> httpx.AsyncClient:
    client = await site.member(demo="member")
    project = await db.fetchval("select id from orakul.project where slug = 'demo'")
    await say(db, project, *numbered(3, "please mend it, number"), at=START)
    return client


async def created(client: httpx.AsyncClient) -> str:
    answer = await client.post("/api/runs", json=WINDOW)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def carry_out(db: Connection, run: str, *titles: str) -> None:
    """Do a worker's part: read the only batch, find *titles*, finish."""
    id = int(run)
    tasks = [
        CandidateTask(
            title=title,
            description=f"{title}, as somebody asked",
            category="bug",
            priority="high",
            confidence=confidence,
            reasoning="was asked",
            reasons=[Reason("request", {"cue": title})],
            sources=[1],
        )
        for title, confidence in zip(titles, (0.9, 0.6, 0.5), strict=False)
    ]
    async with acting(db, Acting("worker:test")):
        await executing.begin(db, id)
        await executing.prepare(db, id, gap=timedelta(minutes=10), size=50)
        await executing.save_batch(db, id, 1, Analysis(tasks, usage=Usage("offline", "test-1")))
        await executing.finish(db, id)


async def proposals(client: httpx.AsyncClient, run: str, **query: str) -> list[dict[str, Any]]:
    answer = await client.get("/api/proposals", params={"run_id": run, **query})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_a_run_goes_from_creation_to_its_accuracy_metrics(
    member: httpx.AsyncClient, db: Connection
) -> None:
    run = await created(member)
    started = await member.post(f"/api/runs/{run}/start")
    await carry_out(db, run, "Mend the login page", "Order chairs", "Translate the manual")
    first, second, third = await proposals(member, run, sort="created_at")
    assert second["reasons"] == [{"kind": "request", "blanks": {"cue": "Order chairs"}}]
    too_early = await member.put(f"/api/runs/{run}/close")
    approved = await member.put(f"/api/proposals/{first['id']}/approve")
    rejected = await member.put(f"/api/proposals/{second['id']}/reject", json={"note": "no"})
    item = approved.json()["item_id"]
    merged = await member.put(f"/api/proposals/{third['id']}/merge", json={"into": item})
    reviewed = await member.get(f"/api/runs/{run}")
    closed = await member.put(f"/api/runs/{run}/close")

    assert started.status_code == 202
    assert started.json()["task_id"]
    assert too_early.status_code == 400
    assert "3 proposals" in too_early.json()["detail"]
    assert [each.json()["state"] for each in (approved, rejected, merged)] == [
        "approved",
        "rejected",
        "merged",
    ]
    assert rejected.json()["review_note"] == "no"
    assert reviewed.json()["state"] == "reviewed"
    assert closed.status_code == 200
    assert closed.json()["counters"] == {
        "total": 3,
        "pending": 0,
        "approved": 1,
        "rejected": 1,
        "merged": 1,
    }
    metrics = closed.json()["accuracy_metrics"]
    assert metrics["approval_rate"] == 0.3333
    assert metrics["brier_score"] == round((0.1**2 + 0.6**2 + 0.5**2) / 3, 4)
    assert metrics["batches"][0]["proposals"] == 3


async def test_creating_answers_where_the_run_is(member: httpx.AsyncClient) -> None:
    answer = await member.post("/api/runs", json=WINDOW)

    run = answer.json()
    assert answer.headers["Location"] == f"/api/runs/{run['id']}"
    assert (await member.get(answer.headers["Location"])).json() == run
    assert (run["state"], run["project"], run["source"]) == ("pending", "demo", "messages")
    assert run["created_by"]["name"] == "member"
    assert run["accuracy_metrics"] is None


async def test_a_second_run_is_a_conflict_that_names_the_first(member: httpx.AsyncClient) -> None:
    run = await created(member)

    answer = await member.post("/api/runs", json=WINDOW)

    assert answer.status_code == 409
    assert f"run {run}" in answer.json()["detail"]


@pytest.mark.parametrize(
    "change",
    [
        {"window_end": WINDOW["window_start"]},
        {"window_start": "2026-03-01T09:00:00"},
        {"window_start": "0001-01-01T00:00:00Z"},  # to asyncpg, these two are without end
        {"window_end": "9999-12-31T23:59:59.999999Z"},
        {"source": "rumours"},
        {"extra": 1},
    ],
)
async def test_a_run_over_nothing_sensible_is_refused(
    member: httpx.AsyncClient, change: dict[str, Any]
) -> None:
    answer = await member.post("/api/runs", json={**WINDOW, **change})

    assert answer.status_code == 400
    assert (await member.get("/api/runs")).json()["items"] == []


async def test_each_step_is_refused_out_of_turn(member: httpx.AsyncClient, db: Connection) -> None:
    run = await created(member)
    close_pending = await member.put(f"/api/runs/{run}/close")
    await member.post(f"/api/runs/{run}/start")
    start_again = await member.post(f"/api/runs/{run}/start")
    await carry_out(db, run)
    cancel_reviewed = await member.post(f"/api/runs/{run}/cancel")
    await member.put(f"/api/runs/{run}/close")
    close_again = await member.put(f"/api/runs/{run}/close")

    refused = (close_pending, start_again, cancel_reviewed, close_again)
    assert [each.status_code for each in refused] == [409] * 4


async def test_a_cancelled_run_makes_room_for_the_next(member: httpx.AsyncClient) -> None:
    run = await created(member)

    cancelled = await member.post(f"/api/runs/{run}/cancel")
    next_run = await created(member)
    listed = (await member.get("/api/runs?state=cancelled")).json()["items"]
    page = (await member.get("/api/runs?limit=1")).json()
    rest = (await member.get("/api/runs", params={"cursor": page["next_cursor"]})).json()

    assert cancelled.json()["state"] == "cancelled"
    assert [each["id"] for each in listed] == [run]
    assert [each["id"] for each in (*page["items"], *rest["items"])] == [next_run, run]


async def test_a_second_decision_is_a_conflict_that_tells_of_the_first(
    member: httpx.AsyncClient, db: Connection
) -> None:
    run = await created(member)
    await carry_out(db, run, "Mend the login page")
    [proposal] = await proposals(member, run)
    await member.put(f"/api/proposals/{proposal['id']}/approve")

    answer = await member.put(f"/api/proposals/{proposal['id']}/reject")

    assert answer.status_code == 409
    assert "was approved by member" in answer.json()["detail"]
    [item] = (await member.get("/api/task-items?status=open")).json()["items"]
    assert (item["title"], item["sources"]) == ("Mend the login page", proposal["sources"])
    assert (await member.get("/api/task-items", params={"id": item["id"]})).json()["items"] == [
        item
    ]
    assert (await member.get("/api/task-items?id=999")).json()["items"] == []
    read = (await member.get(f"/api/proposals/{proposal['id']}")).json()
    assert (read["state"], read["item_id"]) == ("approved", item["id"])


async def test_a_pending_proposal_is_put_in_other_words(
    member: httpx.AsyncClient, db: Connection
) -> None:
    run = await created(member)
    await carry_out(db, run, "Mend the login page")
    [proposal] = await proposals(member, run, state="pending")
    path = f"/api/proposals/{proposal['id']}"

    dated = await member.put(path, json={"due": "2026-03-09", "priority": "low"})
    undated = await member.put(path, json={"due": None})
    refused = await member.put(path, json={"priority": "whenever"})

    assert (dated.json()["due"], dated.json()["priority"]) == ("2026-03-09", "low")
    assert dated.json()["edited"]
    assert (undated.json()["due"], undated.json()["title"]) == (None, proposal["title"])
    assert refused.status_code == 400


async def test_to_a_stranger_nothing_of_it_exists(
    site: Any, member: httpx.AsyncClient, db: Connection
) -> None:
    run = await created(member)
    await carry_out(db, run, "Mend the login page")
    [proposal] = await proposals(member, run)
    await member.put(f"/api/proposals/{proposal['id']}/approve")
    stranger = await site.member("stranger", other="admin")

    lists = [await stranger.get(f"/api/{each}") for each in ("runs", "proposals", "task-items")]
    refused = [
        await stranger.post("/api/runs", json=WINDOW),
        await stranger.get(f"/api/runs/{run}"),
        await stranger.post(f"/api/runs/{run}/start"),
        await stranger.post(f"/api/runs/{run}/cancel"),
        await stranger.put(f"/api/runs/{run}/close"),
        await stranger.get(f"/api/proposals/{proposal['id']}"),
        await stranger.put(f"/api/proposals/{proposal['id']}/approve"),
        await stranger.put(f"/api/proposals/{proposal['id']}/reject"),
        await stranger.put(f"/api/proposals/{proposal['id']}/merge", json={"into": "1"}),
        await stranger.put(f"/api/proposals/{proposal['id']}", json={"title": "Mine"}),
    ]

    assert [each.json()["items"] for each in lists] == [[], [], []]
    assert {each.status_code for each in refused} == {404}
    assert refused[1].json()["detail"] == f"there is no run {run}"


async def test_a_task_item_gets_along_and_its_project_is_told(
    site: Any, member: httpx.AsyncClient, db: Connection
) -> None:
    id = await db.fetchval(
        "insert into orakul.task_item (project_id, title, description, category, priority)"
        " select id, 'Order chairs', '', 'chore', 'low' from orakul.project where slug = 'demo'"
        " returning id"
    )
    path = f"/api/task-items/{id}"
    begun = await member.patch(path, json={"status": "in_progress", "reason": "they are needed"})
    again = await member.patch(path, json={"status": "in_progress"})
    wrong = await member.patch(path, json={"status": "begun"})
    absent = await member.patch("/api/task-items/999", json={"status": "closed"})
    listed = (await member.get("/api/task-items?status=in_progress")).json()["items"]
    told = await db.fetch(
        "select audience, reason, data::jsonb from orakul.event where name = 'item_changed'"
    )

    assert [each.status_code for each in (begun, again, wrong, absent)] == [200, 200, 400, 404]
    assert listed == [begun.json()] == [again.json()]
    [event] = told
    assert (event["audience"], event["reason"]) == ("project", "they are needed")
    assert event["data"] == {
        "item": {"id": str(id), "title": "Order chairs", "status": "in_progress"},
        "previous_status": "open",
    }

"""Schedules are listed with what came of them; administrators run, pause and resume them."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from orakul import workers
from orakul.database import Connection, connect
from orakul.schedules import Declared
from orakul.workers import this_process

HOURLY = Declared("tidy", "", "slow", "0 * * * *", {"depth": 3}, queueing_lock="tidy")
NIGHTLY = Declared("tidy", "deep", "slow", "30 2 * * 1-5", {})
NOW = int(datetime.now(UTC).timestamp())
PATHS = [f"/api/schedules/tidy/{verb}" for verb in ("run", "pause", "resume")]


@pytest.fixture
async def worker(db: Connection) -> int:
    """A worker that declares two schedules of one task."""
    return await workers.start(db, replace(this_process(), schedules=[HOURLY, NIGHTLY]))


async def tick(db: Connection, hours: int, periodic_id: str = "") -> int | None:
    """Defer what is due in so many hours, as a worker of any release does."""
    return await db.fetchval(
        "select procrastinate_defer_periodic_job_v2"
        "('slow', null, $1, 'tidy', 0, $2, $3, jsonb_build_object('timestamp', $3::bigint))",
        None if periodic_id else "tidy",
        periodic_id,
        NOW + 3600 * hours,
    )


async def schedule(client: httpx.AsyncClient, name: str = "tidy", **query: str) -> dict[str, Any]:
    answer = await client.get("/api/schedules", params=query)
    assert answer.status_code == 200, answer.text
    return {each["name"]: each for each in answer.json()["items"]}[name]


async def told(db: Connection) -> list[Any]:
    return await db.fetch(
        "select name, actor, reason, data::jsonb from orakul.event where topic = 'schedules' order by position"
    )


async def test_it_tells_when_it_is_due_in_words_and_what_came_of_it(
    admin: Any, db: Connection, worker: int, queue: Any
) -> None:
    fresh = await schedule(admin)
    now = datetime.now(UTC)
    id = await tick(db, 1)
    assert await queue.take() == id
    await queue.finish(id)

    ran, other = await schedule(admin), await schedule(admin, "tidy:deep", language="uk")
    russian = await admin.get("/api/schedules", headers={"Accept-Language": "ru-RU, en;q=0.5"})

    assert (fresh["task"], fresh["queue"], fresh["cron"]) == ("tidy", "slow", "0 * * * *")
    assert (fresh["last"], fresh["paused"], fresh["overdue"]) == (None, None, False)
    assert (fresh["workers"], fresh["description"]) == (1, "Every hour")
    due = datetime.fromisoformat(fresh["next_at"])
    assert due.minute == due.second == 0
    assert timedelta(0) < due - now + timedelta(minutes=1) <= timedelta(hours=1, minutes=1)
    assert (ran["last"]["task_id"], ran["last"]["state"]) == (str(id), "completed")
    assert ran["last"]["created_at"] <= ran["last"]["started_at"] <= ran["last"]["finished_at"]
    assert other["description"] == "О 02:30 UTC, з понеділка по п'ятницю"
    assert other["last"] is None
    assert russian.json()["items"][0]["description"] == "Каждый час"
    created = "select actor from orakul.event where name = 'task_created'"
    assert await db.fetchval(created) == "schedule:tidy"


async def test_it_is_overdue_when_nothing_came_of_it_though_a_worker_lives(
    admin: Any, db: Connection, worker: int, queue: Any
) -> None:
    async def overdue() -> bool:
        return (await schedule(admin))["overdue"]

    async def missed() -> None:
        await db.execute("update orakul.schedule set dealt_until = now() - interval '3 h'")

    await missed()
    young = await overdue()
    await db.execute("update orakul.worker set started_at = now() - interval '3 h'")
    late = await overdue()
    figures = (await admin.get("/metrics")).text
    await queue.silence(worker)
    alone = await overdue()
    await workers.beat(db, worker, replace(this_process(), schedules=[HOURLY, NIGHTLY]))
    await admin.post("/api/schedules/tidy/pause")
    paused = await overdue()
    await admin.post("/api/schedules/tidy/resume")
    resumed = await overdue()
    await missed()
    missed_again = await overdue()
    await tick(db, 1)
    deferred = await overdue()

    assert (young, late, alone, paused) == (False, True, False, False)
    assert 'orakul_schedule_overdue{schedule="tidy"} 1.0' in figures
    assert (resumed, missed_again, deferred) == (False, True, False)


async def test_it_stands_until_it_is_due_or_overdue_whichever_comes_first(
    admin: Any, db: Connection, worker: int, queue: Any
) -> None:
    now = datetime.now(UTC)
    cron = f"{now.minute} * * * * {now.second}"  # was due just now, and is in an hour
    await db.execute(
        "update orakul.schedule set cron = $1, dealt_until = now() where name = 'tidy'", cron
    )
    until_due = await schedule(admin)
    await db.execute("update orakul.schedule set dealt_until = now() - interval '5 min'")
    await db.execute("update orakul.worker set started_at = now() - interval '5 min'")
    until_overdue = await schedule(admin)
    await queue.silence(worker)
    unserved = await schedule(admin)
    await admin.post("/api/schedules/tidy/pause")
    paused = await schedule(admin)

    assert 3400 < until_due["stands_seconds"] <= 3600
    assert (until_overdue["overdue"], until_overdue["stands_seconds"] <= 60) == (False, True)
    assert unserved["stands_seconds"] > 3400
    assert paused["stands_seconds"] is None


async def test_run_now_defers_its_task_and_tells_who_did_it_and_why(
    site: Any, admin: Any, db: Connection, worker: int
) -> None:
    made = await admin.post("/api/schedules/tidy/run", json={"reason": "the disk is full"})
    waits = await admin.post("/api/schedules/tidy/run")
    free = [await admin.post("/api/schedules/tidy:deep/run") for _ in range(2)]

    task = made.json()
    assert (made.status_code, made.headers["location"]) == (201, f"/api/tasks/{task['id']}")
    assert (task["name"], task["queue"], task["owner"]["name"]) == ("tidy", "slow", "Admin")
    assert task["args"].keys() == {"depth", "timestamp"}
    assert abs(task["args"]["timestamp"] - datetime.now(UTC).timestamp()) < 3600
    assert waits.status_code == 409
    assert f"task {task['id']}" in waits.json()["detail"]
    assert [each.status_code for each in free] == [201, 201]
    [first, *_] = events = await told(db)
    assert [each["name"] for each in events] == ["schedule_run"] * 3
    assert (first["actor"], first["reason"]) == (f"person:{site.admin.id}", "the disk is full")
    assert (first["data"]["before"], first["data"]["after"]) == (
        {"last_task_id": None},
        {"last_task_id": task["id"]},
    )
    assert (await schedule(admin))["last"]["task_id"] == task["id"]


async def test_of_many_who_run_it_at_once_one_does(admin: Any, db: Connection, worker: int) -> None:
    answers = await asyncio.gather(*(admin.post("/api/schedules/tidy/run") for _ in range(5)))

    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409, 409]
    assert await db.fetchval("select count(*) from procrastinate_jobs") == 1
    assert len(await told(db)) == 1


async def test_a_paused_one_defers_nothing_and_says_by_whom_and_why(
    site: Any, admin: Any, db: Connection, worker: int
) -> None:
    answers = [
        await admin.post("/api/schedules/tidy/pause", json={"reason": reason})
        for reason in ("moving", "moving", "still moving")
    ]
    held, other = await tick(db, 1), await tick(db, 1, "deep")
    run = await admin.post("/api/schedules/tidy/run")
    await db.execute("update procrastinate_jobs set status = 'succeeded'")
    resumed = [await admin.post("/api/schedules/tidy/resume") for _ in range(2)]
    skipped, free = await tick(db, 1), await tick(db, 2)

    assert held is None
    assert other is not None
    assert run.status_code == 201
    first, again, changed = [each.json() for each in answers]
    assert first == {**again, "next_at": None}
    assert {**first["paused"], "at": ...} == {
        "at": ...,
        "actor": f"person:{site.admin.id}",
        "by": "Admin",
        "reason": "moving",
    }
    assert changed["paused"]["reason"] == "still moving"
    assert [each.json()["paused"] for each in resumed] == [None, None]
    assert resumed[0].json()["next_at"] is not None
    assert skipped is None, "what was due while it was paused is not made up for"
    assert free is not None
    events = [(each["name"], each["reason"]) for each in await told(db)]
    assert events == [
        ("schedule_paused", "moving"),
        ("schedule_paused", "still moving"),
        ("schedule_run", None),
        ("schedule_resumed", None),
    ]
    data = (await told(db))[1]["data"]
    assert [data[when]["paused"]["reason"] for when in ("before", "after")] == [
        "moving",
        "still moving",
    ]


@pytest.mark.parametrize("first", ["pause", "defer"])
async def test_a_pause_and_what_is_due_at_once_wait_for_each_other(
    database: str, db: Connection, worker: int, first: str
) -> None:
    other = await connect(database)
    pause = "select orakul.pause_schedule_v1('tidy', null)"
    waiting = "select exists (select from pg_locks where not granted)"
    async with asyncio.timeout(60), db.transaction():
        deferred = None
        if first == "pause":
            await db.fetchval(pause)
            second = asyncio.create_task(tick(other, 1))
        else:
            deferred = await tick(db, 1)
            second = asyncio.create_task(other.fetchval(pause))
        while not await db.fetchval(waiting):
            await asyncio.sleep(0.01)
    answer = await second
    later = await tick(other, 2)
    await other.close()

    assert later is None
    assert (deferred is None, answer) == ((True, None) if first == "pause" else (False, True))
    jobs = await db.fetchval("select count(*) from procrastinate_jobs")
    assert jobs == (0 if first == "pause" else 1)


async def test_administrators_alone_touch_schedules_and_see_strangers_tasks(
    site: Any, admin: Any, db: Connection, worker: int
) -> None:
    nobody = await site.client()
    others = [await site.member(role, role) for role in ("member", "viewer")]
    await tick(db, 1)

    refused = [(await each.post(path)).status_code for each in others for path in PATHS]
    strangers = [(await nobody.post(path)).status_code for path in PATHS]
    unknown = [
        (await admin.post(path.replace("tidy", name))).status_code
        for path in PATHS
        for name in ("nothing", "a%00b")
    ]
    lasts = [(await schedule(each))["last"] for each in (admin, *others)]

    assert refused == [403] * 6
    assert [*strangers, (await nobody.get("/api/schedules")).status_code] == [401] * 4
    assert unknown == [404] * 6
    assert [bool(each["task_id"]) for each in lasts] == [True, False, False]
    assert {each["state"] for each in lasts} == {"pending"}
    assert await told(db) == []


async def test_what_no_worker_declares_any_more_is_gone_unless_it_is_paused(
    admin: Any, db: Connection, worker: int
) -> None:
    async def names() -> list[str]:
        answer = await admin.get("/api/schedules")
        return [each["name"] for each in answer.json()["items"]]

    await admin.post("/api/schedules/tidy:deep/pause")
    other = replace(HOURLY, task="other", cron="5 * * * *")
    await workers.start(db, replace(this_process(), schedules=[other]))
    both = await names()
    await workers.stop(db, worker)
    await workers.start(db, replace(this_process(), schedules=[replace(other, cron="@daily")]))

    assert both == ["other", "tidy", "tidy:deep"]
    assert await names() == ["other", "tidy:deep"]
    assert (await schedule(admin, "other"))["cron"] == "@daily"
    kept = await schedule(admin, "tidy:deep")
    assert (kept["workers"], kept["overdue"], kept["paused"] is None) == (0, False, False)

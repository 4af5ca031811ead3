"""Each task says why it is not running, and what it says is what the claim does.

A reason is gone as soon as its cause is; then the task is really claimed.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from orakul.database import Connection

SOON = datetime.now(UTC) + timedelta(hours=1)


async def why(client: httpx.AsyncClient, id: int) -> dict[str, Any]:
    answer = await client.get(f"/api/tasks/{id}/why")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def post(client: httpx.AsyncClient, path: str, **body: Any) -> None:
    answer = await client.post(path, json=body)
    assert answer.status_code == 200, answer.text


@pytest.fixture
async def worker(queue: Any) -> int:
    """A worker that lives and serves every queue."""
    return await queue.work()


@pytest.mark.parametrize(
    ("scope", "what"),
    [
        ({"queue": "slow"}, "The queue slow was paused"),
        ({"task": "score"}, "Every task score was paused"),
        ({"queue": "slow", "task": "score"}, "Every task score in the queue slow was paused"),
        ({}, "Everything was paused"),
    ],
)
async def test_paused_by_whom_why_and_until_when(
    site: Any, admin: Any, queue: Any, worker: int, scope: Any, what: str
) -> None:
    id = await queue.defer(name="score", queue="slow")
    end = "2100-01-01T00:00:00Z"
    await post(admin, "/api/admin/queue/pause", **scope, reason="the disk is full", resume_at=end)

    told = await why(admin, id)
    held = await queue.take()
    await post(admin, "/api/admin/queue/resume", **scope)

    assert (told["reason"], told["reasons"]) == ("paused", ["paused"])
    pause = told["pause"]
    assert (pause["queue"], pause["task"]) == (scope.get("queue"), scope.get("task"))
    assert (pause["actor"], pause["by"]) == (f"person:{site.admin.id}", "Admin")
    assert (pause["reason"], pause["resume_at"]) == ("the disk is full", end)
    assert told["sentence"].startswith(f"{what} by Admin at ")
    assert told["sentence"].endswith(": the disk is full. It resumes at 2100-01-01 00:00:00 UTC.")
    assert held is None
    assert (await why(admin, id))["reason"] == "queued"
    assert await queue.take() == id


async def test_a_pause_of_something_else_is_no_reason(admin: Any, queue: Any, worker: int) -> None:
    id = await queue.defer(name="score", queue="slow")
    for scope in ({"queue": "quick"}, {"task": "save"}, {"queue": "slow", "task": "save"}):
        await post(admin, "/api/admin/queue/pause", **scope)

    assert (await why(admin, id))["reason"] == "queued"
    assert await queue.take() == id


async def test_a_pause_whose_time_has_come_is_no_reason_though_nobody_noticed(
    admin: Any, queue: Any, worker: int, db: Connection
) -> None:
    id = await queue.defer()
    await post(admin, "/api/admin/queue/pause", resume_at=SOON.isoformat())
    before = (await why(admin, id))["reason"]
    await db.execute("update orakul.pause set resume_at = now() - interval '1 second'")

    assert before == "paused"
    assert (await why(admin, id))["reason"] == "queued"
    assert (await admin.get("/api/admin/queue")).json() == {"paused": []}
    assert await queue.take() == id


async def test_of_several_pauses_the_one_that_lasts_longest_is_told(admin: Any, queue: Any) -> None:
    id = await queue.defer()
    for scope, end in (({}, SOON), ({"queue": "default"}, None), ({"task": "example"}, SOON)):
        until = {"resume_at": end.isoformat()} if end else {}
        await post(admin, "/api/admin/queue/pause", **scope, **until)

    assert (await why(admin, id))["pause"]["queue"] == "default"


async def test_its_lock_is_held_by_a_task_that_runs(admin: Any, queue: Any, worker: int) -> None:
    first, second = [await queue.defer(lock="one at a time") for _ in range(2)]
    assert await queue.take(worker=worker) == first

    told = await why(admin, second)
    held = await queue.take()
    await queue.finish(first)

    assert told["reasons"] == ["locked"]
    assert (told["lock"]["task_id"], told["lock"]["state"]) == (str(first), "in_progress")
    assert told["sentence"] == f"Its lock one at a time is held by task {first}, which runs."
    assert held is None
    assert (await why(admin, second))["reason"] == "queued"
    assert await queue.take() == second


async def test_its_lock_goes_to_one_that_waits_before_it(
    admin: Any, queue: Any, worker: int
) -> None:
    late = await queue.defer(lock="one at a time")
    urgent = await queue.defer(lock="one at a time", priority=5, at=SOON)

    told = await why(admin, late)
    held = await queue.take()
    await admin.delete(f"/api/tasks/{urgent}")

    assert (told["reason"], told["lock"]["task_id"]) == ("locked", str(urgent))
    assert told["lock"]["state"] == "pending"
    assert "goes to" in told["sentence"]
    assert held is None
    assert await queue.take() == late


async def test_who_holds_the_lock_is_not_told_where_it_is_somebody_elses(
    site: Any, queue: Any
) -> None:
    her, him = await site.person("her"), await site.person("him")
    await queue.defer(her, lock="one at a time")
    id = await queue.defer(him, lock="one at a time")

    told = await why(await site.client(him), id)

    assert (told["reason"], told["lock"]["task_id"]) == ("locked", None)
    assert "a task of somebody else" in told["sentence"]


async def test_scheduled_until_it_is_run_now(admin: Any, queue: Any, worker: int) -> None:
    id = await queue.defer(at=SOON)

    told = await why(admin, id)
    held = await queue.take()
    await post(admin, f"/api/tasks/{id}/run-now")

    assert told["reasons"] == ["scheduled"]
    assert (told["schedule"]["because"], told["schedule"]["attempt"]) == ("schedule", 1)
    assert datetime.fromisoformat(told["schedule"]["at"]) == SOON
    assert told["sentence"] == f"It is scheduled for {SOON:%Y-%m-%d %H:%M:%S} UTC."
    assert held is None
    assert (await why(admin, id))["reason"] == "queued"
    assert await queue.take() == id


async def test_what_is_held_is_told_no_time_at_which_its_turn_comes(
    admin: Any, queue: Any, worker: int
) -> None:
    done, id = await queue.defer(), await queue.defer()
    assert await queue.take(worker=worker) == done
    await queue.finish(done)
    free = await why(admin, id)
    await admin.post("/api/admin/queue/pause", json={})

    held = await why(admin, id)

    assert free["queue"]["eta_at"] is not None
    assert held["queue"]["eta_at"] is None


async def test_backing_off_after_an_attempt_until_somebody_sets_another_time(
    admin: Any, queue: Any, worker: int, db: Connection
) -> None:
    id = await queue.defer()
    assert await queue.take(worker=worker) == id
    end = {"job": id, "attempt": 1, "retry_after": 3600, "error": "no route to host"}
    await db.execute("select orakul.end_attempts_v1($1, true, 'worker:somewhere-1')", [end])

    backing_off = await why(admin, id)
    await post(
        admin, f"/api/tasks/{id}/reschedule",
        scheduled_at=(SOON + timedelta(hours=1)).isoformat(),
    )  # fmt: skip
    rescheduled = await why(admin, id)

    assert backing_off["reasons"] == ["scheduled"]
    schedule = backing_off["schedule"]
    assert (schedule["because"], schedule["attempt"]) == ("backoff", 2)
    assert schedule["error"] == "no route to host"
    assert backing_off["sentence"].startswith("Attempt 1 failed; attempt 2 is due at ")
    assert rescheduled["schedule"]["because"] == "schedule"


async def test_no_worker_lives_that_serves_its_queue(admin: Any, queue: Any) -> None:
    id = await queue.defer(queue="slow")
    alone = await why(admin, id)
    await queue.work("quick")
    of_another = await why(admin, id)
    worker = await queue.work("quick", "slow")
    served = await why(admin, id)
    await queue.silence(worker)
    silent = await why(admin, id)

    assert [each["reason"] for each in (alone, of_another, served, silent)] == [
        "no_worker", "no_worker", "queued", "no_worker",
    ]  # fmt: skip
    assert alone["sentence"] == "No worker serves the queue slow: none is known."
    assert alone["queue"]["last_worker_at"] is None
    assert "the last one was heard at" in silent["sentence"]
    assert await queue.take("slow", worker=worker) == id


async def test_no_worker_of_its_queue_knows_the_task(admin: Any, queue: Any) -> None:
    worker = await queue.work(knows=["score"])
    strange, known = await queue.defer(name="greet"), await queue.defer(name="score")
    before = await why(admin, strange), await why(admin, known)
    taken = await queue.take(worker=worker), await queue.take(worker=worker)
    both = await queue.work(knows=["score", "greet"], name="somewhere-2")
    after = await why(admin, strange)

    assert [each["reason"] for each in before] == ["no_worker", "queued"]
    assert (before[0]["queue"]["workers"], before[0]["queue"]["unaware"]) == (0, 1)
    assert before[0]["sentence"] == (
        "The worker that serves the queue default does not know this task."
    )
    assert before[1]["queue"]["ahead"] == 0  # what its worker leaves alone
    assert taken == (known, None)
    assert after["reason"] == "queued"
    assert await queue.take(worker=both) == strange


async def test_how_many_are_ahead_and_nothing_invented_where_nothing_ended_lately(
    admin: Any, queue: Any, worker: int
) -> None:
    others = [await queue.defer(), await queue.defer()]
    id = await queue.defer()
    urgent = await queue.defer(priority=1)
    await queue.defer(at=SOON, priority=9)

    told = await why(admin, id)
    first = await why(admin, urgent)

    assert (told["reason"], told["queue"]["ahead"], told["queue"]["workers"]) == ("queued", 3, 1)
    assert (told["queue"]["per_minute"], told["queue"]["eta_at"]) == (None, None)
    assert told["sentence"] == "3 tasks are ahead of it; when its turn comes is not known."
    assert first["sentence"].startswith("It is the next to be taken;")
    assert [await queue.take() for _ in range(4)] == [urgent, *others, id]


@pytest.mark.parametrize("due", ["1 minute", "4 minutes"])
async def test_the_pace_since_the_first_waits_says_when_its_turn_comes(
    admin: Any, queue: Any, worker: int, db: Connection, due: str
) -> None:
    ids = [await queue.defer() for _ in range(12)]
    for id in ids[:10]:
        await queue.take(worker=worker)
        await queue.finish(id)
    # They were due before, too, when everything was paused.
    await db.execute(
        "update orakul.task set state_since = now() - $1::text::interval,"
        " started_at = case when started_at is not null then now() - interval '1 minute' end",
        due,
    )

    told = await why(admin, ids[-1])

    ahead = datetime.fromisoformat(told["queue"]["eta_at"]) - datetime.fromisoformat(told["at"])
    assert told["queue"]["per_minute"] == pytest.approx(10, rel=0.1)
    assert ahead.total_seconds() == pytest.approx(12, rel=0.1)  # two at ten a minute
    assert "at the pace of the last minutes its turn comes at" in told["sentence"]


async def test_when_there_was_nothing_to_do_says_nothing_of_the_pace(
    admin: Any, queue: Any, worker: int
) -> None:
    for _ in range(10):
        id = await queue.defer()
        await queue.take(worker=worker)
        await queue.finish(id)

    told = await why(admin, await queue.defer())

    assert (told["queue"]["per_minute"], told["queue"]["eta_at"]) == (None, None)


async def test_what_ended_in_queues_that_its_workers_do_not_serve_says_nothing(
    admin: Any, queue: Any
) -> None:
    await queue.work("slow")
    done = await queue.defer(queue="quick")
    await queue.take()
    await queue.finish(done)
    ahead = await queue.defer(queue="quick", priority=9)
    id = await queue.defer(queue="slow")

    told = await why(admin, id)

    assert (told["queue"]["ahead"], told["queue"]["per_minute"]) == (0, None)
    assert [await queue.take("slow"), await queue.take()] == [id, ahead]


@pytest.mark.parametrize("seed", [1, 2])
async def test_claims_come_in_the_order_that_was_told(
    admin: Any, queue: Any, worker: int, seed: int
) -> None:
    chance = random.Random(seed)
    ids = [
        await queue.defer(
            name=chance.choice(["score", "save"]),
            queue=chance.choice(["slow", "quick", "default"]),
            priority=chance.choice([-1, 0, 0, 3]),
            lock=chance.choice([None, None, "a", "b"]),
            at=chance.choice([None, None, SOON]),
        )
        for _ in range(30)
    ]
    await post(admin, "/api/admin/queue/pause", queue="slow", task="save")
    told = {id: await why(admin, id) for id in ids}

    claimed: list[int] = []
    while (id := await queue.take(worker=worker)) is not None:
        claimed.append(id)

    places = {id: each["queue"]["ahead"] for id, each in told.items() if each["reason"] == "queued"}
    assert [places.get(id) for id in claimed] == list(range(len(claimed)))
    assert set(claimed) == set(places)
    assert len(claimed) >= 5


async def test_reasons_come_in_a_fixed_order_until_none_is_left(
    admin: Any, queue: Any, db: Connection
) -> None:
    holder = await queue.defer(lock="one at a time")
    id = await queue.defer(lock="one at a time", at=SOON)
    await post(admin, "/api/admin/queue/pause")

    told = [(await why(admin, id))["reasons"]]
    await post(admin, "/api/admin/queue/resume")
    told.append((await why(admin, id))["reasons"])
    await admin.delete(f"/api/tasks/{holder}")
    told.append((await why(admin, id))["reasons"])
    await post(admin, f"/api/tasks/{id}/run-now")
    told.append((await why(admin, id))["reasons"])
    await queue.work()
    told.append((await why(admin, id))["reasons"])

    everything = ["paused", "locked", "scheduled", "no_worker"]
    assert told == [*(everything[n:] for n in range(4)), ["queued"]]
    assert await queue.take() == id


async def test_the_worker_of_a_running_task_is_silent_since(
    admin: Any, queue: Any, worker: int, db: Connection
) -> None:
    id = await queue.defer()
    await queue.take(worker=worker)
    running = await why(admin, id)
    await queue.silence(worker)
    silent = await why(admin, id)
    await db.fetchval("select orakul.rescue_jobs_v1(interval '10 seconds')")
    other = await queue.work(name="elsewhere-2")

    assert (running["reason"], running["run"]["worker"]) == ("running", "somewhere-1")
    assert running["sentence"].startswith("It is running: attempt 1 on somewhere-1 since ")
    assert silent["reasons"] == ["worker_silent"]
    heard = datetime.fromisoformat(silent["run"]["heartbeat_at"])
    assert timedelta(minutes=59) < datetime.now(UTC) - heard < timedelta(minutes=62)
    assert silent["sentence"].startswith(
        "The worker somewhere-1 of attempt 1 has been silent since "
    )
    assert (await why(admin, id))["reason"] == "queued"
    assert await queue.take(worker=other) == id
    assert (await why(admin, id))["reason"] == "running"


async def test_an_answer_tells_for_how_long_it_stands_if_nothing_happens(
    settings: Any, admin: Any, queue: Any
) -> None:
    silence = settings.stalled_after
    soon = datetime.now(UTC) + timedelta(hours=1)
    id = await queue.defer(at=soon)
    scheduled = await why(admin, id)
    resume_at = (soon - timedelta(minutes=30)).isoformat()
    await post(admin, "/api/admin/queue/pause", resume_at=resume_at)
    paused = await why(admin, id)
    await post(admin, "/api/admin/queue/pause")
    for_good = await why(admin, await queue.defer())
    await post(admin, "/api/admin/queue/resume")
    await post(admin, f"/api/tasks/{id}/run-now")
    unserved = await why(admin, id)
    worker = await queue.work()
    queued = await why(admin, id)
    assert await queue.take(worker=worker) == id
    running = await why(admin, id)
    await queue.silence(worker)
    silent = await why(admin, id)

    assert 3500 < scheduled["stands_seconds"] <= 3600
    assert 1700 < paused["stands_seconds"] <= 1800
    assert for_good["stands_seconds"] is None
    assert unserved["stands_seconds"] is None
    assert 0 < queued["stands_seconds"] <= silence
    assert 0 < running["stands_seconds"] <= silence
    assert silent["stands_seconds"] is None


async def test_an_answer_stands_until_its_turn_comes(
    admin: Any, queue: Any, worker: int, db: Connection
) -> None:
    last = await queue.defer(priority=-1)
    for _ in range(100):
        id = await queue.defer()
        await queue.take(worker=worker)
        await queue.finish(id)
    told = await why(admin, last)

    eta = datetime.fromisoformat(told["queue"]["eta_at"]) - datetime.fromisoformat(told["at"])
    assert told["stands_seconds"] == pytest.approx(eta.total_seconds())


async def test_the_worker_of_a_running_task_is_gone(
    admin: Any, queue: Any, worker: int, db: Connection
) -> None:
    id = await queue.defer()
    await queue.take(worker=worker)
    await db.execute("delete from procrastinate_workers")

    told = await why(admin, id)

    assert (told["reason"], told["run"]["heartbeat_at"]) == ("worker_silent", None)
    assert told["sentence"] == "The worker somewhere-1 of attempt 1 is gone."


async def test_a_running_task_is_being_cancelled(admin: Any, queue: Any, worker: int) -> None:
    id = await queue.defer()
    await queue.take(worker=worker)
    await admin.delete(f"/api/tasks/{id}")

    assert (await why(admin, id))["reasons"] == ["cancelling"]


@pytest.mark.parametrize("state", ["completed", "failed", "cancelled"])
async def test_a_task_that_ended_says_so(admin: Any, queue: Any, worker: int, state: str) -> None:
    id = await queue.defer()
    if state == "cancelled":
        await admin.delete(f"/api/tasks/{id}")
    else:
        await queue.take(worker=worker)
        await queue.finish(id, {"completed": "succeeded", "failed": "failed"}[state])

    told = await why(admin, id)

    assert (told["reason"], told["state"], told["queue"], told["run"]) == (state, state, None, None)
    assert state in told["sentence"]


async def test_what_failed_says_how_often_and_with_which_error(admin: Any, queue: Any) -> None:
    plain, long = await queue.fail(), await queue.defer()
    await queue.take()
    await queue.finish(long, None)
    await queue.take()
    await queue.finish(long, "failed", f"\n{'x' * 300}\nand more")

    told, cut = await why(admin, plain), await why(admin, long)

    assert told["failure"] == {"attempts": 1, "error_class": "TestError", "error": "it broke"}
    assert told["sentence"].endswith(" UTC after 1 attempt: TestError: it broke")
    assert cut["failure"]["error"] == f"{'x' * 199}…"
    assert " after 2 attempts: TestError: xxx" in cut["sentence"]

"""Numbers over tasks agree with the list of the same tasks, and with what one may see of it."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from orakul.database import Connection, connect
from orakul.errors import RejectedError
from orakul.people import Person
from orakul.tasks import series
from orakul.tasks.reading import Filter
from tests.web.lives import Lives

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def read(client: httpx.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def counted(client: httpx.AsyncClient, search: str) -> int:
    answer = await read(client, "/api/tasks/count", q=search)
    assert answer["exact"]
    return answer["count"]


async def end(
    queue: Any,
    db: Connection,
    at: datetime,
    owner: Person | None = None,
    /,
    *,
    worker: str | None = None,
    status: str = "succeeded",
    wait: float = 1,
    run: float = 2,
    **options: Any,
) -> int:
    """Have a task end at a time, that was due so many seconds before it ran so many."""
    id = await queue.defer(owner, **options)
    assert await queue.take(worker=worker and await queue.work(name=worker)) == id
    await queue.finish(id, status, "it broke" if status == "failed" else None)
    began = at - timedelta(seconds=run)
    await db.execute(
        "with attempt as (update orakul.task_attempt set due_at = $4, started_at = $3,"
        " finished_at = $2 where task_id = $1)"
        " update orakul.task set created_at = $4, started_at = $3, finished_at = $2 where id = $1",
        *(id, at, began, began - timedelta(seconds=wait)),
    )
    return id


async def test_queues_count_what_the_list_counts_and_name_who_serves_them(
    site: Any, queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    her = await site.person("her")
    now = datetime.now(UTC)
    await end(queue, db, now - timedelta(minutes=5), her)
    await end(queue, db, now - timedelta(minutes=50), status="failed")
    await end(queue, db, now - timedelta(minutes=70), her)
    await queue.defer(her)
    assert await queue.take() is not None
    waiting = await queue.defer(her)
    await queue.defer(None, queue="slow", at=now + timedelta(hours=1))
    await db.execute(
        "update orakul.task set state_since = now() - interval '90 s' where id = $1", waiting
    )
    await queue.work(name="w-1")
    await queue.work("slow", "idle", name="w-2")
    await queue.silence(await queue.work("gone", name="w-3"))
    paused = {"queue": "slow", "reason": "the disk is full", "resume_at": "2100-01-01T00:00:00Z"}
    for pause in ({}, {"queue": "default", "task": "example"}, paused):
        await admin.post("/api/admin/queue/pause", json=pause)

    seen = (await read(admin, "/api/queues"))["items"]
    hers = (await read(await site.client(her), "/api/queues"))["items"]

    default, idle, slow = seen
    assert (default["name"], idle["name"], slow["name"]) == ("default", "idle", "slow")
    assert 90 <= default.pop("oldest_seconds") < 3600
    assert default.pop("pause")["queue"] is None
    assert default == {
        "name": "default", "waiting": 1, "running": 1, "scheduled": 0, "ended_1h": 2,
        "failed_1h": 1, "workers": 1,
    }  # fmt: skip
    assert (slow["waiting"], slow["scheduled"], slow["oldest_seconds"]) == (1, 1, None)
    assert (slow["workers"], idle["workers"], idle["waiting"]) == (2, 2, 0)
    assert slow["pause"].items() >= {**paused, "actor": f"person:{site.admin.id}"}.items()
    for each in seen:
        name = each["name"]
        hour = (now - timedelta(hours=1)).isoformat()
        assert await counted(admin, f"queue:{name} state:pending") == each["waiting"]
        assert await counted(admin, f"queue:{name} state:in_progress") == each["running"]
        assert await counted(admin, f"queue:{name} state:scheduled") == each["scheduled"]
        assert await counted(admin, f"queue:{name} ended:>{hour}") == each["ended_1h"]
    assert [(each["name"], each["waiting"], each["ended_1h"]) for each in hers] == [
        ("default", 1, 1), ("idle", 0, 0), ("slow", 0, 0),
    ]  # fmt: skip


async def test_figures_of_a_project_are_of_the_tasks_that_its_list_shows(
    site: Any, queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    her = await site.person("her", demo="member")
    demo = await db.fetchval("select id from orakul.project where slug = 'demo'")
    now = datetime.now(UTC)
    minutes_ago = [now - timedelta(minutes=each) for each in (0, 3, 5)]
    await end(queue, db, minutes_ago[1], her, project=demo)
    await end(queue, db, minutes_ago[2], project=demo, status="failed")
    await end(queue, db, minutes_ago[1], her)
    running = await queue.defer(project=demo)
    assert await queue.take() == running
    waiting = await queue.defer(her, project=demo)
    await queue.defer(project=demo, at=now + timedelta(hours=1))
    for _ in range(2):
        await queue.defer(her, queue="other")
    hour = (now - timedelta(hours=1)).isoformat()

    for client in (admin, await site.client(her)):
        for project in ("demo", str(demo), "inbox", "nowhere"):
            summary = await read(client, "/api/metrics/summary", project=project)
            past = await read(
                client, "/api/metrics/summary", project=project, as_of=datetime.now(UTC).isoformat()
            )
            queues = (await read(client, "/api/queues", project=project))["items"]
            listed = {
                each: (await read(client, "/api/tasks/count", project=project, q=each))["count"]
                for each in ("state:pending", "state:in_progress", f"ended:>{hour}")
            }

            pending, active, ended = listed.values()
            assert (summary["queued"], summary["active"]) == (pending, active)
            assert (past["queued"], past["active"]) == (pending, active)
            assert past["failure_rate_24h"] == summary["failure_rate_24h"]
            assert sum(summary["live"]["last_hour"]["ended"]) == ended
            assert [sum(each[name] for each in queues) for name in ("waiting", "running")] == [
                *(pending, active)
            ]
            assert sum(each["ended_1h"] for each in queues) == ended
            assert {each["name"] for each in queues} == {"default", "other"}

    of_demo = (await read(admin, "/api/metrics/summary", project="demo"))["live"]
    of_all = await read(admin, "/api/metrics/summary")
    assert of_demo["oldest_waiting"]["task_id"] == str(waiting)
    assert (of_all["queued"], of_all["failure_rate_24h"]) == (4, pytest.approx(1 / 3))


async def test_whoever_has_no_task_sees_only_the_queues_that_workers_or_pauses_name(
    site: Any, queue: Any, admin: httpx.AsyncClient
) -> None:
    stranger = await site.member("stranger")
    fresh = await read(stranger, "/api/queues")
    await queue.defer(queue="private")
    await queue.work("served")
    await admin.post("/api/admin/queue/pause", json={"queue": "held"})

    seen = (await read(stranger, "/api/queues"))["items"]

    assert fresh == {"items": []}
    assert [each["name"] for each in seen] == ["held", "served"]


async def test_the_header_tells_of_the_oldest_task_and_of_the_last_hour(
    site: Any, queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    her = await site.person("her")
    fresh = (await read(admin, "/api/metrics/summary"))["live"]
    now = datetime.now(UTC)
    await end(queue, db, now, her)
    await end(queue, db, now - timedelta(minutes=10), her, status="failed")
    await end(queue, db, now - timedelta(minutes=10))
    await end(queue, db, now - timedelta(minutes=61), her)
    for state_since, at in (("5 s", None), ("90 s", None), ("1 d", now + timedelta(hours=1))):
        id = await queue.defer(at=at)
        await db.execute(
            "update orakul.task set state_since = now() - $2::text::interval where id = $1",
            *(id, state_since),
        )

    summary = await read(admin, "/api/metrics/summary")
    her_summary = await read(await site.client(her), "/api/metrics/summary")
    live, hers = summary["live"], her_summary["live"]

    assert (fresh["oldest_waiting"], fresh["ended_1m"]) == (None, 0)
    assert fresh["last_hour"]["ended"] == fresh["last_hour"]["failed"] == [0] * 60
    assert live["oldest_waiting"]["task_id"] == str(id - 1)
    assert 90 <= live["oldest_waiting"]["seconds"] < 3600
    assert live["ended_1m"] == 1
    hour = live["last_hour"]
    since = datetime.fromisoformat(hour["since"])
    place = int((now - timedelta(minutes=10) - since) / timedelta(minutes=1))
    assert (hour["ended"][place], hour["failed"][place]) == (2, 1)
    assert (sum(hour["ended"]), sum(hour["failed"])) == (3, 1)
    assert hers["oldest_waiting"] is None
    assert sum(hers["last_hour"]["ended"]) == 2
    assert fresh["stands_seconds"] is None
    assert 0 < live["stands_seconds"] <= 60
    day, her_day = summary["last_day"], her_summary["last_day"]
    assert day["failure_rate"] == [None] * 22 + [0, pytest.approx(1 / 3)]
    assert day["mean_run_seconds"] == [None] * 22 + [2, 2]
    assert her_day["failure_rate"] == [None] * 22 + [0, 0.5]
    assert datetime.fromisoformat(day["since"]) + timedelta(hours=23) == since


@pytest.mark.parametrize(
    ("ended", "stands"),
    [
        # In a minute it is none of the last minute's, though most often the clock's minute is over
        # before; the hour's minutes go on with the clock; at last it leaves the day.
        (timedelta(seconds=0), 60),
        (timedelta(minutes=30), 60),
        (timedelta(hours=23), 3600),
        (timedelta(hours=25), None),
    ],
)
async def test_the_header_tells_for_how_long_it_stands(
    queue: Any, admin: httpx.AsyncClient, db: Connection, ended: timedelta, stands: float | None
) -> None:
    await end(queue, db, datetime.now(UTC) - ended)

    summary = await read(admin, "/api/metrics/summary")

    told = summary["live"]["stands_seconds"]
    assert told is None if stands is None else stands - 60 <= told <= stands


async def test_the_header_stands_until_a_task_is_due_where_none_waits(
    queue: Any, admin: httpx.AsyncClient
) -> None:
    await queue.defer(at=datetime.now(UTC) + timedelta(hours=1))
    alone = await read(admin, "/api/metrics/summary")
    await queue.defer()
    beside = await read(admin, "/api/metrics/summary")

    assert 3500 < alone["live"]["stands_seconds"] <= 3600
    assert beside["live"]["stands_seconds"] is None


async def test_a_chart_is_of_the_tasks_that_the_list_finds(
    site: Any, queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    her = await site.person("her")
    for minute in range(4):
        await end(
            queue, db, NOON + timedelta(minutes=minute), her,
            wait=minute + 1, run=10 * minute, args={"chat_id": minute},
        )  # fmt: skip
    await end(queue, db, NOON + timedelta(seconds=30), status="failed", queue="slow", name="other")
    await end(queue, db, NOON + timedelta(hours=2), her)
    await queue.defer(her)
    period = {"from": "2026-03-02T12:00:00Z", "to": "2026-03-02T14:00:00Z"}

    chart = await read(admin, "/api/metrics/series", **period)

    assert (chart["from"], chart["to"], chart["step_seconds"]) == (*period.values(), 60)
    assert (len(chart["times"]), chart["times"][1]) == (120, "2026-03-02T12:01:00Z")
    [all_] = chart["series"]
    assert (all_["key"], all_["is_rest"]) == (None, False)
    assert (all_["ended"], all_["failed"]) == ([2, 1, 1, 1] + [0] * 116, [1] + [0] * 119)
    assert all_["wait_ms"]["p50"] == [1000, 2000, 3000, 4000] + [None] * 116
    assert all_["run_ms"]["p50"][:4] == [1000, 10_000, 20_000, 30_000]
    assert [all_["run_ms"][name][0] for name in ("p95", "p99")] == pytest.approx([1900, 1980])
    for filter in (
        {"q": "args.chat_id:>1"},
        {"q": "-state:failed"},
        {"name": "other"},
        {"state": "failed"},
        {"owner": "her@example.com"},
        {"q": "state:pending"},
    ):
        [found] = (await read(admin, "/api/metrics/series", **period, **filter))["series"]
        search = " ended:2026-03-02T12:00:00Z..2026-03-02T13:59:59.999999Z"
        listed = {**filter, "q": filter.get("q", "") + search}
        assert sum(found["ended"]) == (await read(admin, "/api/tasks/count", **listed))["count"]
    [counted_] = (await read(admin, "/api/metrics/series", **period, durations="false"))["series"]
    assert counted_ == {**all_, "wait_ms": None, "run_ms": None}
    [own] = (await read(await site.client(her), "/api/metrics/series", **period))["series"]
    assert (sum(own["ended"]), sum(own["failed"])) == (4, 0)


async def test_a_retry_erases_no_end_from_the_figures(
    queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    async def retried(id: int, status: str, at: datetime) -> None:
        assert (await admin.post(f"/api/tasks/{id}/retry")).status_code == 200
        assert await queue.take() == id
        await queue.finish(id, status, "it broke again" if status == "failed" else None)
        await db.execute(
            "with attempt as (update orakul.task_attempt set finished_at = $2 where task_id = $1"
            " and number = 2) update orakul.task set finished_at = $2 where id = $1",
            *(id, at),
        )

    now = datetime.now(UTC).replace(microsecond=0)
    ends = [now - timedelta(minutes=each) for each in (50, 40, 30, 20)]
    mended = await end(queue, db, ends[0], status="failed", worker="w-1")
    broken = await end(queue, db, ends[1], status="failed")
    await retried(mended, "succeeded", ends[2])
    await retried(broken, "failed", ends[3])
    stopped = await end(queue, db, ends[1], status="aborted")
    assert (await admin.post(f"/api/tasks/{stopped}/retry")).status_code == 200
    waited = await queue.defer()
    assert (await admin.delete(f"/api/tasks/{waited}")).status_code in (200, 202)
    await db.execute(
        "update orakul.task set created_at = $2, finished_at = $2 where id = $1", waited, ends[0]
    )
    for _ in range(2):  # the same again changes nothing
        await admin.post(f"/api/tasks/{waited}/retry")

    summary = await read(admin, "/api/metrics/summary")
    [queues] = (await read(admin, "/api/queues"))["items"]
    hour = {"from": (now - timedelta(hours=1)).isoformat(), "to": now.isoformat()}
    [all_] = (await read(admin, "/api/metrics/series", **hour))["series"]
    by = {
        by: {each["key"]: sum(each["ended"]) for each in series}
        for by in ("state", "worker")
        for series in [(await read(admin, "/api/metrics/series", **hour, by=by))["series"]]
    }

    assert summary["failure_rate_24h"] == 0.75
    last_hour = summary["live"]["last_hour"]
    assert (sum(last_hour["ended"]), sum(last_hour["failed"])) == (6, 3)
    assert (queues["ended_1h"], queues["failed_1h"]) == (6, 3)
    assert (sum(all_["ended"]), sum(all_["failed"])) == (6, 3)
    assert by["state"] == {"failed": 3, "completed": 1, "cancelled": 2}
    assert by["worker"]["w-1"] == 1
    assert await counted(admin, f"ended:{ends[0].isoformat()}") == 2
    assert await counted(admin, f"ended:{ends[1].isoformat()}") == 2
    assert await counted(admin, f"finished:{ends[1].isoformat()}") == 0
    between = [each + timedelta(minutes=1) for each in (ends[0], ends[1])]
    assert await counted(admin, "ended:{}..{}".format(*map(datetime.isoformat, between))) == 2
    between = [each + timedelta(minutes=1) for each in (ends[1], ends[2])]
    assert await counted(admin, "ended:{}..{}".format(*map(datetime.isoformat, between))) == 1
    assert await counted(admin, f"-ended:<{ends[2].isoformat()}") == 0


@pytest.mark.parametrize("seed", range(4))
async def test_every_end_that_the_log_tells_of_is_counted_once(
    site: Any, queue: Any, admin: httpx.AsyncClient, db: Connection, seed: int
) -> None:
    people = [await site.person("her", demo="member"), await site.person("him")]
    project = await db.fetchval("select id from orakul.project where slug = 'demo'")
    lives = Lives(random.Random(seed), db, queue, people, project, admin)

    for _ in range(80):
        await lives.step()
    waiting = await queue.defer()
    for _ in range(2):
        await admin.delete(f"/api/tasks/{waiting}")
        await admin.post(f"/api/tasks/{waiting}/retry")

    told = await db.fetch(
        "select task_id, data ->> 'new_status' as state, count(*) from orakul.event"
        " where name = 'task_changed' and data ->> 'previous_status' <> data ->> 'new_status'"
        " and data ->> 'new_status' in ('completed', 'failed', 'cancelled')"
        " group by 1, 2 order by 1, 2"
    )
    counted = await db.fetch(
        "select task_id, state, count(*) from orakul.task_end group by 1, 2 order by 1, 2"
    )
    assert [tuple(row) for row in counted] == [tuple(row) for row in told]
    assert (waiting, "cancelled", 2) in [tuple(row) for row in counted]


async def test_a_chart_has_a_series_for_each_of_what_it_is_divided_by_and_one_for_the_rest(
    site: Any, queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    for n in range(series.SERIES + 2):
        await end(queue, db, NOON, name=f"task_{n:02}", wait=n, worker="w-1")
    await end(queue, db, NOON, name="task_09", status="failed", queue="slow", worker="w-2")
    never_ran = await queue.defer()
    await queue.finish(never_ran, "cancelled")
    await db.execute(
        "update orakul.task set state = 'cancelled', finished_at = $2 where id = $1",
        *(never_ran, NOON),
    )
    period = {"from": "2026-03-02T12:00:00Z", "to": "2026-03-02T12:00:01Z"}

    found = {
        by: (await read(admin, "/api/metrics/series", **period, by=by))["series"]
        for by in ("queue", "name", "worker", "state")
    }
    none = await read(await site.member("stranger"), "/api/metrics/series", **period, by="name")

    assert {by: [(each["key"], each["ended"]) for each in found[by]] for by in found} == {
        "queue": [("default", [13]), ("slow", [1])],
        "name": [("task_09", [2]), ("example", [1]), *((f"task_{n:02}", [1]) for n in range(8)),
            (None, [3])],
        "worker": [("w-1", [12]), (None, [1]), ("w-2", [1])],
        "state": [("completed", [12]), ("cancelled", [1]), ("failed", [1])],
    }  # fmt: skip
    assert [each["is_rest"] for each in found["name"]] == [False] * 10 + [True]
    assert found["name"][-1]["wait_ms"]["p50"] == [10_000]
    assert found["worker"][1]["run_ms"] == {"p50": [None], "p95": [None], "p99": [None]}
    assert none["series"] == []


@pytest.mark.parametrize(
    ("span", "step", "buckets"),
    [
        ({"seconds": 1}, 1, 1),
        ({"minutes": 15}, 10, 91),
        ({"hours": 24}, 900, 97),
        ({"days": 30}, 21_600, 121),
    ],
)
async def test_buckets_begin_at_round_times_and_are_no_more_than_a_screen_shows(
    db: Connection, site: Any, span: Any, step: int, buckets: int
) -> None:
    until = NOON + timedelta(seconds=0.5)

    chart = await series.read(
        db, site.admin, Filter(), since=until - timedelta(**span), until=until
    )

    assert (chart.step, len(chart.times)) == (timedelta(seconds=step), buckets + (step == 1))
    assert all(time.timestamp() % step == 0 for time in chart.times)


async def test_a_chart_says_what_is_wrong_with_the_question(admin: httpx.AsyncClient) -> None:
    for query, place in (
        ({"from": "yesterday"}, "from"),
        ({"to": "2026-03-02T12:00:00"}, "to"),
        ({"by": "owner"}, "by"),
        ({"until": "2026-03-02T12:00:00Z"}, "until"),
        ({"state": "dead"}, "state.0"),
    ):
        answer = await admin.get("/api/metrics/series", params=query)
        assert answer.status_code == 400
        assert [each["path"] for each in answer.json()["errors"]] == [place]
    for query, kind in (
        ({"from": "2100-01-01T00:00:00Z"}, "chart_ends_first"),
        ({"from": "2026-01-01T00:00:00Z", "to": "2026-03-02T12:00:00Z"}, "chart_too_long"),
        ({"to": "0001-01-01T00:00:00Z"}, "chart_too_early"),
    ):
        answer = await admin.get("/api/metrics/series", params=query)
        assert (answer.status_code, answer.json()["kind"]) == (400, kind), answer.text
    answer = await admin.get("/api/metrics/series", params={"q": "state:faild"})
    assert (answer.status_code, answer.json()["position"]) == (422, 6)


async def test_a_chart_that_takes_too_long_is_refused_and_the_next_question_is_not(
    database: str, db: Connection, site: Any
) -> None:
    other = await connect(database)
    async with other.transaction():
        await other.execute("lock table orakul.task")

        with pytest.raises(RejectedError, match=r"longer than 0.05 s: narrow the time"):
            await series.read(db, site.admin, Filter(), patience=0.05)
    await other.close()

    assert await db.fetchval("show statement_timeout") == "0"
    assert len((await series.read(db, site.admin, Filter())).series) == 1


async def test_a_wait_begins_when_the_task_became_due(
    queue: Any, db: Connection, admin: httpx.AsyncClient
) -> None:
    id = await queue.fail()
    await db.execute("update orakul.task set created_at = created_at - interval '1 day'")
    assert (await admin.post(f"/api/tasks/{id}/retry")).status_code == 200
    assert await queue.take() == id

    waited = await db.fetch(
        "select started_at - due_at < interval '1 hour' and due_at <= started_at as briefly"
        " from orakul.task_attempt where task_id = $1",
        id,
    )

    assert [row["briefly"] for row in waited] == [True, True]

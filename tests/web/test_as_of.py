"""The board as of a moment is, for ever, what everybody saw of it at that moment."""

import base64
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import pytest

from orakul.database import Connection
from tests.web.lives import Lives
from web.as_of import HEADER

STEPS: Final = 30
QUESTIONS: Final = [
    "state=pending&state=failed",
    "q=ex&sort=name",
    "owner=her@example.com&sort=-state",
    "project=demo&sort=priority",
    "q=ended:>2026-01-01",
    "id=1&sort=-progress",
    *(f"sort={sign}{by}" for sign in ("", "-") for by in ("finished_at", "scheduled_at", "error")),
    *(f"sort={sign}{by}" for sign in ("", "-") for by in ("owner", "project")),
    *(f"sort={sign}{by}" for sign in ("", "-") for by in ("wait", "run", "args.n")),
    *(f"sort={by}" for by in ("-attempt", "-started_at", "max_attempts", "trace_id")),
]


async def newest(db: Connection) -> str:
    return await db.fetchval(
        "select position || '-' || tag from orakul.event order by position desc limit 1"
    )


def in_seconds(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


async def seen(client: httpx.AsyncClient, path: str) -> Any:
    """What is answered; pauses without their times, which are those of their events later,
    the summary without what it tells of the present alone, or when its hours begin, and a
    task without those that it has to do with, which are told of the present alone."""
    answer = await client.get(path)
    content = answer.json()
    content.pop("live", None)
    content.pop("related", None)
    content.get("last_day", {}).pop("since", None)
    for pause in content.get("paused", []):
        del pause["at"]
    return answer.status_code, content


@pytest.mark.parametrize("seed", range(4))
async def test_as_of_every_moment_everybody_sees_what_they_saw(
    site: Any, queue: Any, admin: httpx.AsyncClient, db: Connection, seed: int
) -> None:
    chance = random.Random(seed)
    people = [await site.person("her", demo="member"), await site.person("him")]
    clients = [admin, await site.client(people[0])]
    project = await db.fetchval("select id from orakul.project where slug = 'demo'")
    lives = Lives(chance, db, queue, people, project, admin)
    await lives.defer()
    records: list[tuple[httpx.AsyncClient, str, str, Any]] = []

    for _ in range(STEPS):
        await lives.step()
        moment = await newest(db)
        task = chance.choice(lives.tasks)
        for client in clients:
            paths = [
                "/api/tasks?limit=200",
                f"/api/tasks?limit=200&{chance.choice(QUESTIONS)}",
                f"/api/tasks/{task}",
                "/api/metrics/summary",
                "/api/metrics/summary?project=demo",
                *(["/api/admin/queue"] if client is admin else []),
            ]
            records += [(client, path, moment, await seen(client, path)) for path in paths]

    for client, path, moment, answered in records:
        then = f"{path}{'&' if '?' in path else '?'}as_of={moment}"
        assert await seen(client, then) == answered, then


async def test_a_time_is_the_last_commit_at_or_before_it_and_the_answer_names_it(
    queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    first = await queue.defer()
    moment, at = await newest(db), await db.fetchval("select max(at) from orakul.event")
    second = await queue.defer()

    for time in (at, at.astimezone().isoformat(), f"{at:%Y-%m-%dT%H:%M:%S.%f}Z"):
        answer = await admin.get("/api/tasks", params={"as_of": str(time).replace(" ", "T")})
        assert [task["id"] for task in answer.json()["items"]] == [str(first)]
        assert answer.headers[HEADER] == moment
    late = await admin.get("/api/tasks", params={"as_of": in_seconds(5)})

    assert [task["id"] for task in late.json()["items"]] == [str(second), str(first)]
    assert late.headers[HEADER] == await newest(db)
    assert HEADER not in (await admin.get("/api/tasks")).headers


async def test_the_next_pages_are_of_the_moment_of_the_first(
    queue: Any, admin: httpx.AsyncClient
) -> None:
    ids = [await queue.defer() for _ in range(5)]
    query = {"limit": "2", "sort": "state", "as_of": in_seconds(5)}

    answer = await admin.get("/api/tasks", params=query)
    found = [int(task["id"]) for task in answer.json()["items"]]
    while cursor := answer.json()["next_cursor"]:
        await queue.defer()
        await queue.finish(await queue.take())
        answer = await admin.get("/api/tasks", params={**query, "cursor": cursor})
        bare = await admin.get(
            "/api/tasks", params={"limit": "2", "sort": "state", "cursor": cursor}
        )
        assert answer.json() == bare.json()
        found += [int(task["id"]) for task in answer.json()["items"]]

    assert found == ids


async def test_a_cursor_of_the_present_does_not_begin_a_page_of_the_past(
    queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    for _ in range(2):
        await queue.defer()
    cursor = (await admin.get("/api/tasks?limit=1")).json()["next_cursor"]

    for wrong in (cursor, f"{await newest(db)}.x", "1-abcdef", ""):
        params = {"cursor": wrong, "as_of": await newest(db)}
        answer = await admin.get("/api/tasks", params=params)
        assert answer.status_code == 400
        assert answer.json()["kind"] in {"cursor_of_other_moment", "cursor_misspelt"}


async def test_a_forged_cursor_of_the_past_is_a_place_or_refused_but_never_a_failure(
    queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    await queue.defer()
    moment = await newest(db)

    for key in ("2026-01-01T00:00:00Z 9223372036854775807", "9223372036854775807", None, "1"):
        for sort in ("state", "-state", "priority", "name", "created_at", "id", "args.n"):
            forged = base64.urlsafe_b64encode(json.dumps([sort, key, 1]).encode()).decode()
            params = {"sort": sort, "cursor": f"{moment}.{forged}"}
            answer = await admin.get("/api/tasks", params=params)
            assert answer.status_code in {200, 400}, (sort, key)


PATHS: Final = ["/api/tasks", "/api/tasks/1", "/api/metrics/summary", "/api/admin/queue"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "name",
    ["", "now", "1-ABCDEF", "1", "2026-01-01", "2026-01-01T00:00:00", "2026-02-30T00:00:00Z",
     "2026-01-01T00:00:60Z", "1-abcdef\x00", "٣-abcdef"],
)  # fmt: skip
async def test_what_names_no_moment_is_invalid(
    queue: Any, admin: httpx.AsyncClient, path: str, name: str
) -> None:
    await queue.defer()

    answer = await admin.get(path, params={"as_of": name})

    assert answer.status_code == 400
    [fault] = answer.json()["errors"]
    assert (fault["path"], fault["kind"]) == ("as_of", "no_moment")


@pytest.mark.parametrize("path", PATHS)
async def test_what_is_not_in_the_log_is_refused_with_the_oldest_moment(
    queue: Any, admin: httpx.AsyncClient, db: Connection, path: str
) -> None:
    await queue.defer()
    oldest = await newest(db)
    position, _, tag = oldest.partition("-")
    wrong_tag = f"{position}-{int(tag, 16) ^ 1:06x}"

    wrong = await admin.get(path, params={"as_of": wrong_tag})
    future = await admin.get(path, params={"as_of": f"{int(position) + 1}-{tag}"})
    before = await admin.get(path, params={"as_of": "2001-01-01T00:00:00Z"})
    await db.execute("update orakul.event_horizon set pruned_upto = $1", int(position) - 1)
    pruned = await admin.get(path, params={"as_of": f"{int(position) - 1}-{tag}"})
    known = await admin.get(path, params={"as_of": oldest})

    statuses = [each.status_code for each in (wrong, future, before, pruned, known)]
    assert statuses == [404, 404, 410, 410, 200]
    for answer in (wrong, future, before, pruned):
        assert answer.headers["content-type"] == "application/problem+json"
        assert f"the oldest moment is {oldest}, at 20" in answer.json()["detail"]


@pytest.mark.parametrize("path", PATHS)
async def test_the_future_is_refused(queue: Any, admin: httpx.AsyncClient, path: str) -> None:
    await queue.defer()

    answers = [
        await admin.get(path, params={"as_of": time})
        for time in (in_seconds(120), "9999-12-31T23:59:59Z")
    ]

    assert [each.status_code for each in answers] == [400, 400]
    faults = [fault for each in answers for fault in each.json()["errors"]]
    assert [(each["path"], each["kind"]) for each in faults] == [("as_of", "moment_in_future")] * 2


@pytest.mark.parametrize("search", ["state:scheduled", "newer:1h", "-older:1h"])
async def test_what_goes_by_the_clock_goes_by_that_of_then(
    queue: Any, admin: httpx.AsyncClient, db: Connection, search: str
) -> None:
    id = await queue.defer(at=datetime.now(UTC) + timedelta(minutes=5))
    # As if all of it had been a day ago, before which the log knows nothing.
    day = timedelta(days=1)
    await db.execute(
        "update orakul.task set created_at = created_at - $1::interval,"
        " scheduled_at = scheduled_at - $1::interval",
        day,
    )
    await db.execute(
        "update orakul.event set position = position - $1::bigint, at = at - $2::interval",
        *(day // timedelta(microseconds=1), day),
    )

    asked = {"q": search, "as_of": in_seconds(-day.total_seconds())}
    [then] = (await admin.get("/api/tasks", params=asked)).json()["items"]

    assert then["id"] == str(id)
    assert (await admin.get("/api/tasks", params={"q": search})).json()["items"] == []


async def test_a_worker_is_found_from_when_it_began(
    queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    id = await queue.defer()
    moments = [await newest(db)]
    for name in ("host-1", "host-2"):
        assert await queue.take(worker=await queue.work(name=name)) == id
        await queue.finish(id, None, "it broke")
        moments.append(await newest(db))

    async def found(worker: str) -> list[int]:
        asked = [{"q": f"worker:{worker}", "as_of": each} for each in moments]
        answers = [(await admin.get("/api/tasks", params=each)).json() for each in asked]
        return [len(each["items"]) for each in answers]

    assert await found("host-1") == [0, 1, 1]
    assert await found("host-2") == [0, 0, 1]
    assert len((await admin.get("/api/tasks?q=worker:host-2")).json()["items"]) == 1


async def test_an_event_that_did_not_count_interrupted_attempts_tells_no_fourth_of_three(
    queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    id = await queue.fail()
    moment = await newest(db)
    # As a release before told it.
    await db.execute(
        "update orakul.event set data = jsonb_set(jsonb_set(data::jsonb,"
        " '{task,attempt}', '4'), '{task,max_attempts}', '3')"
        " where position = (select max(position) from orakul.event)"
    )
    await admin.post(f"/api/tasks/{id}/retry")

    [then] = (await admin.get("/api/tasks", params={"as_of": moment})).json()["items"]

    assert (then["attempt"], then["max_attempts"]) == (4, 4)


async def test_an_empty_log_has_no_moment(admin: httpx.AsyncClient) -> None:
    answer = await admin.get("/api/tasks", params={"as_of": in_seconds(0)})

    assert answer.status_code == 410
    assert "empty" in answer.json()["detail"]


async def test_a_strangers_task_did_not_exist_either(
    site: Any, queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    owner = await site.person("owner", demo="member")
    id = await queue.defer(owner)
    moment = {"as_of": await newest(db)}
    await queue.take()
    stranger = await site.member("stranger", demo="admin")

    hidden = await stranger.get(f"/api/tasks/{id}", params=moment)
    nobodys = await stranger.get("/api/tasks/99999", params=moment)

    assert hidden.status_code == nobodys.status_code == 404
    assert hidden.json()["detail"].replace(str(id), "99999") == nobodys.json()["detail"]
    assert (await stranger.get("/api/tasks", params=moment)).json()["items"] == []
    assert (await stranger.get("/api/metrics/summary", params=moment)).json()["queued"] == 0
    assert (await stranger.get("/api/admin/queue", params=moment)).status_code == 403
    assert (await (await site.client(owner)).get(f"/api/tasks/{id}", params=moment)).is_success


async def test_the_counters_are_of_the_day_before_the_moment(
    queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    old = await queue.fail()
    # Told of, as `state_since` changes: as if it had failed a day and a bit ago.
    await db.execute(
        "update orakul.task set finished_at = now() - interval '25 hours', state_since = now()"
    )
    moment = await newest(db)
    await queue.fail()
    later = await newest(db)

    then, since = [
        (await admin.get("/api/metrics/summary", params={"as_of": each})).json()
        for each in (moment, later)
    ]
    task = (await admin.get(f"/api/tasks/{old}", params={"as_of": moment})).json()

    assert task["state"] == "failed"
    assert (then["failure_rate_24h"], then["live"]) == (None, None)
    assert then["last_day"]["failure_rate"] == [None] * 24
    assert since["last_day"]["failure_rate"] == [None] * 23 + [1.0]
    assert since["last_day"]["mean_run_seconds"] == [None] * 24
    assert (await admin.get("/api/metrics/summary")).json()["failure_rate_24h"] == 1.0

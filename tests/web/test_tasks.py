"""A task is its owner's and the administrators' alone, and what is done to it is told once."""

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from orakul.database import Acting, Connection, acting
from orakul.tasks import kinds
from orakul.tasks.kinds import Kind

SHAPE = {
    "id", "name", "queue", "state", "cancelling", "owner", "project", "priority", "created_at",
    "scheduled_at", "started_at", "finished_at", "attempt", "max_attempts", "progress", "error",
    "discarded", "result", "result_url", "trace_id", "args", "args_cut", "retry_of", "worker", "due_at",
    "wait_ms", "run_ms",
}  # fmt: skip


async def ids(client: httpx.AsyncClient, query: str = "") -> set[int]:
    answer = await client.get(f"/api/tasks{query}")
    assert answer.status_code == 200, answer.text
    return {int(task["id"]) for task in answer.json()["items"]}


async def test_everybody_lists_their_own_tasks_and_an_administrator_all(
    site: Any, queue: Any, admin: httpx.AsyncClient
) -> None:
    mine, hers = await site.person("me"), await site.person("her")
    a, b, c = await queue.defer(mine), await queue.defer(hers), await queue.defer()

    assert await ids(await site.client(mine)) == {a}
    assert await ids(await site.client(hers)) == {b}
    assert await ids(admin) == {a, b, c}


async def test_a_task_has_the_shape_that_clients_rely_on(
    site: Any, queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    owner = await site.person("owner", demo="member")
    project = await db.fetchval("select id from orakul.project where slug = 'demo'")
    id = await queue.defer(owner, args={"n": 1}, project=project, priority=7)

    [task] = (await admin.get("/api/tasks")).json()["items"]

    assert set(task) == SHAPE
    assert task["id"] == str(id)
    assert task["owner"] == {"id": str(owner.id), "name": "owner"}
    assert (task["project"], task["priority"], task["args"]) == ("demo", 7, {"n": 1})
    assert (task["state"], task["attempt"], task["progress"]) == ("pending", 0, None)
    assert task["created_at"].endswith("Z")
    assert len(task["trace_id"]) == 32


async def test_a_task_names_its_kin_to_whoever_sees_them(
    site: Any, queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    async def kin(client: httpx.AsyncClient, id: int) -> Any:
        return (await client.get(f"/api/tasks/{id}")).json()["related"]

    hers, mine = await site.person("her"), await site.person("me")
    parent = await queue.defer(hers, name="parent")
    await queue.take()
    async with acting(db, Acting("worker", task_id=parent, owner_id=mine.id)):
        child, *_ = await db.fetchval(
            "select procrastinate_defer_jobs_v1(array_agg(row('default', 'child', 0, null, null,"
            " '{}', null)::procrastinate_job_to_defer_v1)) from generate_series(1, 21)"
        )
    await db.execute("update orakul.task set retry_of = $1 where id = $2", child, child + 1)

    of_parent, of_child = await kin(admin, parent), await kin(admin, child)
    assert [each["id"] for each in of_parent["children"]] == [str(child + n) for n in range(20)]
    assert (of_parent["children_found"], of_parent["parent"]) == (21, None)
    seen = {"id": str(parent), "name": "parent", "state": "in_progress", "cancelling": False}
    assert of_child["parent"] == seen
    assert [each["id"] for each in of_child["retries"]] == [str(child + 1)]
    assert (await kin(admin, child + 1))["original"]["id"] == str(child)

    # Neither sees what is the other's.
    assert (await kin(await site.client(mine), child))["parent"] is None
    of_hers = await kin(await site.client(hers), parent)
    assert (of_hers["children"], of_hers["children_found"]) == ([], 0)

    [first, *_] = (await admin.get("/api/events?topic=tasks&limit=50")).json()["items"]
    then = await admin.get(f"/api/tasks/{parent}?as_of={first['id']}")
    assert then.json()["related"] is None


async def test_a_task_knows_its_worker_and_how_long_it_waited_and_ran_at_each_step(
    queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    def told(task: Any) -> tuple[Any, ...]:
        times = [task[each] is not None for each in ("due_at", "wait_ms", "run_ms")]
        return (task["state"], task["worker"], *times)

    first, second = await queue.work(name="first"), await queue.work(name="second")
    id = await queue.defer()
    await queue.take(worker=first)
    await queue.finish(id, None, "it broke")
    await queue.take(worker=second)
    await queue.finish(id, "failed", "it broke")
    await admin.post(f"/api/tasks/{id}/retry", json={"reason": "again"})
    await admin.delete(f"/api/tasks/{id}")

    path = "/api/events?topic=tasks&limit=50"
    events = (await admin.get(path)).json()["items"]
    then = [await admin.get(f"/api/tasks?as_of={event['id']}") for event in events]
    [now] = (await admin.get("/api/tasks")).json()["items"]

    steps = [told(event["data"]["task"]) for event in events]
    assert steps == [
        ("pending", None, True, False, False),
        ("in_progress", "first", False, True, False),
        ("pending", "first", True, False, True),
        ("in_progress", "second", False, True, False),
        ("failed", "second", False, True, True),
        ("pending", "second", True, False, True),
        ("cancelled", "second", False, True, True),
    ]
    assert [told(answer.json()["items"][0]) for answer in then] == steps
    assert told(now) == steps[-1]
    attempt = (await admin.get(f"/api/tasks/{id}")).json()["attempts"][-1]
    ended, began = [datetime.fromisoformat(attempt[f"{it}_at"]) for it in ("finished", "started")]
    assert abs(now["run_ms"] - (ended - began) / timedelta(milliseconds=1)) <= 0.5


async def test_a_claim_that_is_given_back_leaves_the_worker_of_the_attempt_before(
    queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    first, second = await queue.work(name="first"), await queue.work(name="second")
    id = await queue.defer()
    await queue.take(worker=first)
    await queue.finish(id, None, "it broke")
    await queue.take(worker=second)
    await db.execute("select orakul.give_back_jobs(array[$1::bigint], 'it stops')", id)

    [task] = (await admin.get("/api/tasks")).json()["items"]
    assert (task["state"], task["attempt"], task["worker"]) == ("pending", 1, "first")


async def test_no_order_tells_of_what_is_hidden_in_arguments(
    queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    await db.execute(
        "insert into orakul.task_kind (name, max_attempts, secrets) values ('call', 1, '{pin,a.b}')"
    )
    args: list[Any] = [
        {
            "pin": n,
            "api_key": letter,
            "deep": {"password": letter},
            "cookie": {"n": n},
            "text": f"Bearer {8 * letter}",
            "a.b": letter,
            "input_tokens": n,
        }
        for n, letter in [(3, "c"), (1, "a"), (2, "b")]
    ]
    known = [await queue.defer(name="call", args=each) for each in args]
    none = await queue.defer(name="call")

    for path in ("pin", "api_key", "deep.password", "cookie.n", "text", "token", "a.b"):
        up = await listed(admin, f"args.{path}")
        down = await listed(admin, f"-args.{path}")
        page = (await admin.get("/api/tasks", params={"sort": f"args.{path}", "limit": 1})).json()
        assert up == [*known, none]
        assert down == [none, *reversed(known)]
        assert read_place(page["next_cursor"]) == [f"args.{path}", None, known[0]]
    assert await listed(admin, "args.input_tokens") == [*(known[n] for n in (1, 2, 0)), none]


async def test_what_may_be_secret_is_hidden_until_a_worker_says_that_it_is_not(
    queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    first, second = [
        await queue.defer(name="call", args={"n": n, "pin": n, "user": {"accessKey": f"k{n}"}})
        for n in (2222, 1111)
    ]
    inner = {"accessKey": "[hidden]"}
    stages: list[tuple[dict[str, Any] | None, dict[str, Any]]] = [
        (None, {"pin": "[hidden]", "user": inner}),
        ({"n": {}}, {"pin": "[hidden]", "user": inner}),  # by the release before
        ({"n": {}, "user": {}}, {"pin": "[hidden]", "user": {"accessKey": "k1111"}}),
        ({"n": {}, "user": {}, "pin": {}}, {"pin": 1111, "user": {"accessKey": "k1111"}}),
    ]

    for declared, shown in stages:
        if declared is not None:
            await kinds.register(db, [Kind("call", 1, {"properties": declared})])

        assert (await admin.get(f"/api/tasks/{second}")).json()["args"] == {"n": 1111, **shown}
        is_told = {"args.pin": shown["pin"] == 1111, "args.user.accessKey": shown["user"] != inner}
        for argument, value in (("args.pin", "1111"), ("args.user.accessKey", "k1111")):
            found = {second} if is_told[argument] else set[int]()
            assert await ids(admin, f"?q={argument}:{value}") == found
            assert await listed(admin, argument) == (
                [second, first] if is_told[argument] else [first, second]
            )


async def test_an_argument_is_sorted_by_as_its_column_shows_it(
    queue: Any, admin: httpx.AsyncClient
) -> None:
    args: list[Any] = [
        {"a.b": 2, "a": {"b": 9}}, {"a": {"b": 10}}, {"a": {"b": "x" * 999}}, {"a": {"b": False}},
        {"a": {"b": 1e300}}, {"a": {"b": None}}, {"a": {"b": [1]}}, {"a": "b"}, {},
        {"a": {"b": "1"}},
    ]  # fmt: skip
    ids = [await queue.defer(args=each) for each in args]

    in_order = [ids[n] for n in (9, 2, 0, 1, 4, 3)]
    assert await listed(admin, "args.a.b") == in_order + ids[5:9]
    assert await listed(admin, "-args.a.b") == in_order[::-1] + ids[5:9][::-1]


async def listed(client: httpx.AsyncClient, sort: str) -> list[int]:
    """Read the list page by page of one task."""
    found, cursor = list[int](), dict[str, str]()
    while True:
        params = {"sort": sort, "limit": 1, **cursor}
        page = (await client.get("/api/tasks", params=params)).json()
        found += [int(task["id"]) for task in page["items"]]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


def read_place(cursor: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(cursor))


async def test_arguments_that_look_like_secrets_are_hidden(
    queue: Any, admin: httpx.AsyncClient
) -> None:
    args = {"api_key": "abc", "nested": {"password": "x"}, "text": "Bearer abcdef012345", "n": 1}
    id = await queue.defer(args=args)

    task = (await admin.get(f"/api/tasks/{id}")).json()
    [listed] = (await admin.get("/api/tasks")).json()["items"]

    assert task["args"] == listed["args"]
    assert task["args"] == {
        "api_key": "[hidden]",
        "nested": {"password": "[hidden]"},
        "text": "Bearer [hidden]",
        "n": 1,
    }


@pytest.mark.parametrize("text", ['"text"', "[1]", "5", '{"a": ' + "[" * 900 + "]" * 900 + "}"])
async def test_arguments_that_are_none_are_shown_and_hold_up_nothing(
    queue: Any, admin: httpx.AsyncClient, text: str
) -> None:
    id = await queue.defer(args=json.loads(text))
    await queue.take()
    await queue.finish(id, "failed", "its arguments are no JSON object")

    listed = await admin.get("/api/tasks?q=state:failed")
    detail = await admin.get(f"/api/tasks/{id}")
    again = await admin.post(f"/api/tasks/{id}/retry")

    assert [each.status_code for each in (listed, detail, again)] == [200, 200, 200], again.text
    shown = detail.json()["args"]
    assert shown == listed.json()["items"][0]["args"]
    assert shown == json.loads(text) or "…" in json.dumps(shown, ensure_ascii=False)


@pytest.mark.parametrize("depth", [150, 990, 5000])
async def test_what_is_nested_too_deeply_to_read_spoils_no_list(
    queue: Any, admin: httpx.AsyncClient, db: Connection, depth: int
) -> None:
    deep = "[" * depth + '"a quiet password=x"' + "]" * depth
    [id] = await db.fetchval(
        "select procrastinate_defer_jobs_v1(array[row('default', 'example', 0, null, null,"
        " $1::text::jsonb, null)::procrastinate_job_to_defer_v1])",
        f'{{"n": 1, "deep": {deep}}}',
    )
    await queue.take()
    await queue.finish(id, "failed", "it broke")
    await db.execute("update orakul.task set result = $1::text::jsonb", deep)

    for query in ("", "?q=quiet", "?q=args.n:1", "?sort=args.deep"):
        for task in (await admin.get(f"/api/tasks{query}")).json()["items"]:
            assert task["args"] == {"n": 1, "deep": "…"}
            assert (task["result"], task["result_url"]) == (None, f"/api/tasks/{id}/result")
    assert await ids(admin, "?q=args.n:1") == {id}
    assert (await admin.get(f"/api/tasks/{id}")).json()["args"] == {"n": 1, "deep": "…"}
    assert (await admin.get(f"/api/tasks/{id}/result")).text == deep
    survey = {"action": "retry", "filter": {"state": ["failed"]}, "dry_run": True}
    assert (await admin.post("/api/tasks/bulk", json=survey)).status_code == 200
    edited = await admin.post(f"/api/tasks/{id}/retry", json={"args": {"n": 2}})
    assert (edited.status_code, edited.json()["errors"][0]["kind"]) == (400, "arguments_deep")


async def test_a_number_that_is_too_long_to_read_is_shown(
    queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    [id] = await db.fetchval(
        "select procrastinate_defer_jobs_v1(array[row('default', 'example', 0, null, null,"
        """ '{"n": 1, "long": 1e5000}', null)::procrastinate_job_to_defer_v1])"""
    )

    listed = await admin.get("/api/tasks")
    alone = await admin.get(f"/api/tasks/{id}")

    assert listed.json()["items"][0]["args"] == {"n": 1, "long": "…"}
    assert alone.json()["args"] == {"n": 1, "long": f"1{'0' * 5000}"}


@pytest.mark.parametrize("at", ["infinity", "-infinity", "10000-01-01", "0044-03-15 BC"])
async def test_no_task_is_due_at_a_time_that_nobody_can_read(db: Connection, at: str) -> None:
    job = f"row('default', 'example', 0, null, null, '{{}}', '{at}')"
    defer = f"select procrastinate_defer_jobs_v1(array[{job}::procrastinate_job_to_defer_v1])"

    with pytest.raises(asyncpg.CheckViolationError, match="job_scheduled_at_check"):
        await db.execute(defer)


async def test_long_arguments_are_cut_in_a_list_and_whole_by_themselves(
    queue: Any, admin: httpx.AsyncClient
) -> None:
    text, ids = "слово " * 1000, [*range(2000)]
    hidden = {"text": "http://" + "x" * 600 + "@example.com " + "y" * 5000}
    many = {f"n{n}": "x" * 400 for n in range(100)}
    given = [{"n": 1}, {"n": 1, "text": text, "ids": ids}, many, hidden]
    tasks = [await queue.defer(args=args) for args in given]

    page = (await admin.get("/api/tasks?sort=id")).json()["items"]
    alone = [(await admin.get(f"/api/tasks/{id}")).json() for id in tasks]

    cut = {"n": 1, "text": text[:500] + "…", "ids": "…"}
    assert [task["args"] for task in page] == [{"n": 1}, cut, "…", {"text": "…"}]
    assert [task["args_cut"] for task in page] == [False, True, True, True]
    assert [task["args"] for task in alone][:3] == given[:3]
    assert not any(task["args_cut"] for task in alone)


async def test_a_large_result_is_read_by_itself_and_only_by_who_sees_the_task(
    site: Any, queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    small, long, large, none = [await queue.defer() for _ in range(4)]
    text = "x" * 1024 * 1024
    for id in (small, long, large):
        await queue.take()
        await queue.finish(id)
    for id, result in ((long, text[:5000]), (large, text)):
        await db.execute("update orakul.task set result = $2 where id = $1", id, {"text": result})
    stranger = await site.member("stranger")

    listed = {int(task["id"]): task for task in (await admin.get("/api/tasks")).json()["items"]}
    url = listed[large]["result_url"]

    assert (listed[small]["result"], listed[small]["result_url"]) == ({"made": 1}, None)
    assert (listed[none]["result"], listed[none]["result_url"]) == (None, None)
    assert (listed[large]["result"], url) == (None, f"/api/tasks/{large}/result")
    assert listed[long]["result_url"] == f"/api/tasks/{long}/result"
    assert listed[long]["result"] is None
    alone = (await admin.get(f"/api/tasks/{long}")).json()
    assert (alone["result"], alone["result_url"]) == ({"text": text[:5000]}, None)
    assert (await admin.get(f"/api/tasks/{large}")).json()["result"] is None
    assert (await admin.get(url)).json() == {"text": text}
    assert (await admin.get(f"/api/tasks/{none}/result")).status_code == 404
    assert (await stranger.get(url)).json()["detail"] == f"there is no task {large}"


async def test_the_detail_tells_every_attempt_and_every_change_with_its_duration(
    site: Any, queue: Any, admin: httpx.AsyncClient
) -> None:
    id = await queue.fail()
    await admin.post(f"/api/tasks/{id}/retry", json={"reason": "the disk is free again"})
    await queue.take()
    await queue.finish(id)

    task = (await admin.get(f"/api/tasks/{id}")).json()

    assert set(task) == SHAPE | {"attempts", "history", "related"}
    assert (task["state"], task["attempt"], task["result"]) == ("completed", 2, {"made": 1})
    assert [(each["number"], each["outcome"], each["error"]) for each in task["attempts"]] == [
        (1, "failed", "it broke"),
        (2, "completed", None),
    ]
    assert [(each["from"], each["to"], each["actor"]) for each in task["history"]] == [
        (None, "pending", "test"),
        ("pending", "in_progress", task["history"][1]["actor"]),
        ("in_progress", "failed", "worker:test"),
        ("failed", "pending", f"person:{site.admin.id}"),
        ("pending", "in_progress", task["history"][4]["actor"]),
        ("in_progress", "completed", "worker:test"),
    ]
    assert [each["by"] for each in task["history"]] == [None, None, None, "Admin", None, None]
    assert task["history"][3]["reason"] == "the disk is free again"
    assert task["history"][0]["duration_ms"] is None
    assert all(each["duration_ms"] >= 0 for each in task["history"][1:])
    positions = [each["position"] for each in task["history"]]
    assert positions == sorted(set(positions))


@pytest.mark.parametrize("state", ["pending", "failed"])
async def test_a_strangers_task_does_not_exist_on_any_verb(
    site: Any, queue: Any, admin: httpx.AsyncClient, state: str
) -> None:
    owner = await site.person("owner", demo="member")
    id = await (queue.defer(owner) if state == "pending" else queue.fail(owner))
    stranger = await site.member("stranger", demo="admin")
    before = (await admin.get(f"/api/tasks/{id}")).json()

    answers = [
        await stranger.get(f"/api/tasks/{id}"),
        await stranger.post(f"/api/tasks/{id}/retry"),
        await stranger.delete(f"/api/tasks/{id}"),
    ]
    nobodys = await stranger.get("/api/tasks/99999")

    assert [each.status_code for each in answers] == [404] * 3
    assert {each.json()["detail"].replace(str(id), "N") for each in answers} == {
        nobodys.json()["detail"].replace("99999", "N")
    }
    assert (await admin.get(f"/api/tasks/{id}")).json() == before


@pytest.mark.parametrize("id", ["0", "-1", "1e3", "abc", "007", "9" * 18, "9" * 40, "1%00", "%F0"])
async def test_what_is_no_id_is_not_found(site: Any, admin: httpx.AsyncClient, id: str) -> None:
    answers = [
        await admin.get(f"/api/tasks/{id}"),
        await admin.delete(f"/api/tasks/{id}"),
        await admin.post(f"/api/tasks/{id}/retry"),
    ]

    assert [each.status_code for each in answers] == [404] * 3


async def test_a_viewer_sees_their_own_task_and_changes_nothing(site: Any, queue: Any) -> None:
    viewer = await site.person("viewer", "viewer")
    id = await queue.fail(viewer)
    client = await site.client(viewer)

    assert (await client.get(f"/api/tasks/{id}")).status_code == 200
    assert (await client.post(f"/api/tasks/{id}/retry")).status_code == 403
    assert (await client.delete(f"/api/tasks/{id}")).status_code == 403


async def test_an_owner_retries_and_cancels(site: Any, queue: Any) -> None:
    owner = await site.person("owner")
    id = await queue.fail(owner)
    client = await site.client(owner)

    retried = await client.post(f"/api/tasks/{id}/retry")
    cancelled = await client.delete(f"/api/tasks/{id}", params={"reason": "not needed"})

    assert (retried.status_code, retried.json()["state"]) == (200, "pending")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    history = (await client.get(f"/api/tasks/{id}")).json()["history"]
    assert (history[-1]["to"], history[-1]["reason"]) == ("cancelled", "not needed")


async def test_of_two_retries_at_once_one_wins(site: Any, queue: Any, admin: Any) -> None:
    id = await queue.fail()

    answers = await asyncio.gather(*(admin.post(f"/api/tasks/{id}/retry") for _ in range(8)))

    assert sorted(each.status_code for each in answers) == [200] + [409] * 7
    refused = next(each for each in answers if each.status_code == 409)
    assert "pending" in refused.json()["detail"]


async def test_repeating_a_cancel_is_harmless(site: Any, queue: Any, admin: Any) -> None:
    id = await queue.defer()

    answers = await asyncio.gather(*(admin.delete(f"/api/tasks/{id}") for _ in range(6)))
    again = await admin.delete(f"/api/tasks/{id}")

    assert [each.status_code for each in [*answers, again]] == [200] * 7
    assert {each.json()["state"] for each in answers} == {"cancelled"}
    history = (await admin.get(f"/api/tasks/{id}")).json()["history"]
    assert [each["to"] for each in history] == ["pending", "cancelled"]


async def test_a_running_task_is_cancelling_until_its_worker_confirms(
    site: Any, queue: Any, admin: Any
) -> None:
    id = await queue.defer()
    await queue.take()

    first, second = [(await admin.delete(f"/api/tasks/{id}")).json() for _ in range(2)]
    await queue.finish(id, "aborted")
    after = (await admin.get(f"/api/tasks/{id}")).json()

    assert (first["state"], first["cancelling"]) == ("in_progress", True)
    assert second == first
    assert (after["state"], after["cancelling"]) == ("cancelled", False)
    assert len(after["history"]) == 4


async def test_a_task_that_finishes_first_stays_finished(site: Any, queue: Any, admin: Any) -> None:
    id = await queue.defer()
    await queue.take()
    await admin.delete(f"/api/tasks/{id}")
    await queue.finish(id)

    refused = await admin.delete(f"/api/tasks/{id}")
    task = (await admin.get(f"/api/tasks/{id}")).json()

    assert refused.status_code == 409
    assert "completed" in refused.json()["detail"]
    assert (task["state"], task["cancelling"]) == ("completed", False)


@pytest.mark.parametrize("state", ["pending", "in_progress", "completed"])
async def test_only_a_failed_or_cancelled_task_is_retried(
    site: Any, queue: Any, admin: Any, state: str
) -> None:
    id = await queue.defer()
    if state != "pending":
        await queue.take()
    if state == "completed":
        await queue.finish(id)

    refused = await admin.post(f"/api/tasks/{id}/retry")

    assert refused.status_code == 409
    assert state in refused.json()["detail"]


async def test_a_task_whose_job_was_deleted_is_not_retried(
    site: Any, queue: Any, admin: Any, db: Connection
) -> None:
    id = await queue.fail()
    await db.execute("delete from procrastinate_jobs")

    refused = await admin.post(f"/api/tasks/{id}/retry")

    assert refused.status_code == 409
    assert "deleted" in refused.json()["detail"]


async def test_a_retry_goes_ahead_while_its_queue_is_paused(
    site: Any, queue: Any, admin: Any
) -> None:
    id = await queue.fail()
    await admin.post("/api/admin/queue/pause")

    assert (await admin.post(f"/api/tasks/{id}/retry")).json()["state"] == "pending"
    assert await queue.take() is None


async def test_filters_restrict_and_add_up(site: Any, queue: Any, db: Connection) -> None:
    her, him = await site.person("her"), await site.person("him")
    demo = await db.fetchval(
        "insert into orakul.project (slug, name) values ('demo', 'Demo') returning id"
    )
    broken = await queue.fail(her, "mend")
    scored = await queue.defer(her, "score", project=demo)
    saved = await queue.defer(him, "save", project=demo)
    admin = await site.client(site.admin)

    async def found(**query: Any) -> set[int]:
        answer = await admin.get("/api/tasks", params=query)
        return {int(task["id"]) for task in answer.json()["items"]}

    assert await found(state="failed") == {broken}
    assert await found(state=["failed", "pending"]) == {broken, scored, saved}
    assert await found(name="score") == {scored}
    assert await found(owner=str(her.id)) == {broken, scored}
    assert await found(owner="HER@example.com") == {broken, scored}
    assert await found(owner="me") == set()
    assert await found(owner="nobody@example.com") == set()
    assert await found(project="demo") == await found(project=str(demo)) == {scored, saved}
    assert await found(project="demo", owner=him.id) == {saved}
    assert await found(q="S") == {scored, saved}
    assert await found(q=str(saved)) == {saved}
    assert await found(name="'; drop table orakul.task; --") == set()
    her_client = await site.client(her)
    assert await ids(her_client, "?owner=me") == {broken, scored}
    assert await ids(her_client, f"?owner={him.id}") == set()


async def test_a_task_is_found_by_the_first_digits_of_its_id(admin: Any, queue: Any) -> None:
    all_ids = await queue.defer_many(130)

    for prefix in ("1", "12", "130", "9"):
        expected = {id for id in all_ids if str(id).startswith(prefix)}
        assert await ids(admin, f"?id={prefix}&limit=200") == expected


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=ten", "limit"),
        ("sort=colour", "sort"),
        ("sort=--id", "sort"),
        ("sort=args.", "sort"),
        ("sort=args.a,b", "sort"),
        ("sort=args.a%00", "sort"),
        ("sort=args." + 96 * "a", "sort"),
        ("state=lost", "state.0"),
        ("state=pending&state=lost", "state.1"),
        ("id=abc", "id"),
        ("name=a&name=b", "name"),
        ("name=%00", "name"),
        ("colour=red", "colour"),
    ],
)
async def test_bad_input_is_named_where_it_is(site: Any, admin: Any, query: str, path: str) -> None:
    answer = await admin.get(f"/api/tasks?{query}")

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert [each["path"] for each in answer.json()["errors"]] == [path]


@pytest.mark.parametrize(
    ("path", "choice"),
    [
        ("/api/tasks?sort=colour", "args.NAME"),
        ("/api/messages?project=demo&sort=colour", "sent_at"),
        ("/api/events?sort=colour", "position"),
    ],
)
async def test_an_order_that_there_is_not_is_refused_with_those_that_there_are(
    site: Any, admin: Any, path: str, choice: str
) -> None:
    answer = await admin.get(path)

    [fault] = answer.json()["errors"]
    assert (fault["path"], fault["kind"]) == ("sort", "no_order")
    assert choice in fault["blanks"]["choices"].split(", ")


async def numbers(client: httpx.AsyncClient) -> dict[str, Any]:
    """The summary without what goes by time (test_figures)."""
    answer = await client.get("/api/metrics/summary")
    return {key: value for key, value in answer.json().items() if key not in ("last_day", "live")}


async def test_the_four_numbers_count_what_one_sees(
    site: Any, queue: Any, admin: Any, db: Connection
) -> None:
    her = await site.person("her")
    fresh = await numbers(admin)
    for status in ("failed", "succeeded", "succeeded", "succeeded"):
        id = await queue.defer(her)
        await queue.take()
        await queue.finish(id, status)
    await db.execute(
        "update orakul.task set started_at = finished_at - 6 * id * interval '1 second'"
        " where state = 'completed'"
    )
    old = await queue.fail(her)
    await db.execute(
        "with attempt as (update orakul.task_attempt set finished_at = $2 where task_id = $1)"
        " update orakul.task set finished_at = $2 where id = $1",
        *(old, datetime.now(UTC) - timedelta(hours=25)),
    )
    await queue.defer()
    await queue.defer(her)
    await queue.take()

    everybodys = await numbers(admin)
    hers = await numbers(await site.client(her))

    assert fresh == {
        "queued": 0, "active": 0, "failure_rate_24h": None, "mean_run_seconds_24h": None
    }  # fmt: skip
    assert everybodys == {
        "queued": 1, "active": 1, "failure_rate_24h": 0.25, "mean_run_seconds_24h": 18.0
    }  # fmt: skip
    assert hers == everybodys | {"active": 0}

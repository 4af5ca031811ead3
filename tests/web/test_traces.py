"""A trace that was kept is read as the tree that it is, by whoever sees the first of its tasks."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from orakul import projects, telemetry, traces
from orakul.database import Connection
from orakul.settings import Settings
from orakul.tasks import kinds
from orakul.tasks.kinds import Kind

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
HEADERS = {"traceparent": f"00-{TRACE}-{PARENT}-01"}


@pytest.fixture
def settings() -> Settings:
    return Settings(trace_retention_days=1)


async def test_a_request_its_statements_and_its_task_are_one_tree(
    site: Any, admin: Any, queue: Any
) -> None:
    id = await queue.defer(traceparent=HEADERS["traceparent"])

    await admin.delete(f"/api/tasks/{id}", headers=HEADERS)
    await asyncio.to_thread(telemetry.shutdown)
    trace = (await admin.get(f"/api/traces/{TRACE}")).json()

    [request] = [each for each in trace["spans"] if each["kind"] == "server"]
    [statement] = [each for each in trace["spans"] if each["name"] == "act_on_tasks"]
    assert trace["tasks"] == [str(id)]
    assert (request["name"], request["parent_id"]) == ("DELETE /api/tasks/{id}", PARENT)
    assert statement["parent_id"] == request["span_id"]
    assert request["offset_us"] == 0 <= statement["offset_us"]
    assert 0 < statement["duration_us"] < request["duration_us"]
    assert not trace["is_cut"]


async def test_it_tells_for_how_long_spans_may_be_on_their_way(
    admin: Any, queue: Any, db: Connection
) -> None:
    await queue.defer(traceparent=HEADERS["traceparent"])
    fresh = (await admin.get(f"/api/traces/{TRACE}")).json()
    await db.execute("update orakul.task set state_since = now() - interval '1 minute'")
    settled = (await admin.get(f"/api/traces/{TRACE}")).json()
    await db.execute(
        "insert into orakul.span select $1, $2, null, 'x', 'x', 'server', 'ok',"
        " now() - interval '1 minute', 59000000, '{}'",
        TRACE,
        PARENT,
    )
    late = (await admin.get(f"/api/traces/{TRACE}")).json()

    assert 0 < fresh["stands_seconds"] <= traces.SETTLING.total_seconds()
    assert settled["stands_seconds"] is None
    assert 0 < late["stands_seconds"] <= traces.SETTLING.total_seconds() - 1


async def test_a_trace_is_seen_by_whoever_sees_the_first_task_of_it(site: Any, queue: Any) -> None:
    owner = await site.person("owner")
    id = await queue.defer(owner, traceparent=HEADERS["traceparent"])
    mine, foreign = await site.client(owner), await site.member("other")

    seen = await mine.get(f"/api/traces/{TRACE}")
    hidden = await foreign.get(f"/api/traces/{TRACE}")

    seen_facts = seen.json()
    assert seen_facts.pop("stands_seconds") > 0
    assert seen_facts == {"id": TRACE, "tasks": [str(id)], "spans": [], "is_cut": False}
    assert hidden.status_code == 404
    assert (await (await site.client()).get(f"/api/traces/{TRACE}")).status_code == 401


async def keep_span(db: Connection, id: str, name: str, ago: timedelta) -> None:
    await db.execute(
        "insert into orakul.span select $1, $2, null, 'orakul-web', $3, 'server', 'ok',"
        " now() - $4::interval, 1, '{}'",
        TRACE,
        id,
        name,
        ago,
    )


async def test_who_joins_the_trace_of_another_sees_their_own_attempts_alone(
    site: Any, queue: Any, db: Connection
) -> None:
    ada, bob = await site.person("ada"), await site.person("bob")
    await keep_span(db, PARENT, "POST /api/imports", timedelta(0))
    first = await queue.defer(ada, traceparent=HEADERS["traceparent"])
    theirs = await queue.defer(ada, traceparent=HEADERS["traceparent"])
    joined = await queue.defer(bob, traceparent=HEADERS["traceparent"])
    for task in (first, joined):
        await db.execute(
            "insert into orakul.task_attempt (task_id, number, worker, started_at, trace_id)"
            " values ($1, 1, 'one', now(), $2)",
            task,
            TRACE,
        )

    await db.execute("update orakul.task set state = 'failed' where id <> $1", first)
    hers, his = await site.client(ada), await site.client(bob)
    lists = ("/api/traces", "/api/traces?failed=true", "/api/traces?sort=-duration")

    whole, own = [(await who.get(f"/api/traces/{TRACE}")).json() for who in (hers, his)]
    of_hers, of_his = [
        [[each["task"]["id"] for each in (await who.get(path)).json()["items"]] for path in lists]
        for who in (hers, his)
    ]

    assert whole["tasks"] == [str(first), str(theirs)]
    assert [each["kind"] for each in whole["spans"]] == ["server", "consumer", "consumer"]
    assert own["tasks"] == [str(joined)]
    assert [each["attributes"]["orakul.task.id"] for each in own["spans"]] == [joined]
    assert of_hers == [[str(first)], [str(theirs)], [str(first)]]
    assert of_his == [[], [], []]


async def test_who_defers_a_task_by_a_request_sees_the_request(
    site: Any, queue: Any, db: Connection
) -> None:
    owner = await site.person("owner")
    mine = await site.client(owner)
    old = await queue.fail(owner)
    await kinds.register(db, [Kind("example", 1, {"type": "object", "properties": {"n": {}}})])

    made = await mine.post(f"/api/tasks/{old}/retry", json={"args": {"n": 1}}, headers=HEADERS)
    await asyncio.to_thread(telemetry.shutdown)
    trace = (await mine.get(f"/api/traces/{TRACE}")).json()

    assert made.status_code == 201, made.text
    names = [each["name"] for each in trace["spans"]]
    kept = await db.fetchval("select count(*) from orakul.span where trace_id = $1", TRACE)
    assert names[0] == "POST /api/tasks/{id}/retry"
    assert len(names) == kept > 1


async def test_what_came_before_the_request_of_the_first_task_may_be_anothers(
    site: Any, admin: Any, queue: Any, db: Connection
) -> None:
    owner = await site.person("owner")
    await keep_span(db, "1" * 16, "before", timedelta(seconds=3))
    await keep_span(db, "2" * 16, "after", timedelta(seconds=1))
    await queue.defer(owner, traceparent=HEADERS["traceparent"])
    mine = await site.client(owner)

    async def names(client: Any) -> list[str]:
        return [each["name"] for each in (await client.get(f"/api/traces/{TRACE}")).json()["spans"]]

    without_request = await names(mine)
    await keep_span(db, PARENT, "request", timedelta(seconds=2))

    assert without_request == []
    assert await names(mine) == ["request", "after"]
    assert await names(admin) == ["before", "request", "after"]


async def test_traces_are_listed_for_whoever_sees_the_first_task_of_them(
    site: Any, queue: Any, db: Connection
) -> None:
    owner = await site.person("owner")
    mine, foreign, admin = await site.client(owner), await site.member("other"), site.admin
    first = await queue.defer(owner, traceparent=HEADERS["traceparent"])
    await queue.defer(owner, traceparent=HEADERS["traceparent"])
    later = await queue.defer(owner, traceparent=f"00-{'1' * 32}-{PARENT}-01")
    theirs = await queue.defer(traceparent=f"00-{'2' * 32}-{PARENT}-01")
    await db.execute(
        "insert into orakul.span values ($1, $2, null, 'orakul-web', 'POST /api/imports',"
        " 'server', 'error', now(), 1500, '{}')",
        TRACE,
        PARENT,
    )

    page = (await mine.get("/api/traces?limit=1")).json()
    rest = (await mine.get("/api/traces", params={"cursor": page["next_cursor"]})).json()
    everything = (await (await site.client(admin)).get("/api/traces")).json()["items"]

    assert [each["task"]["id"] for each in page["items"]] == [str(later)]
    assert [(each["id"], each["task"]["id"]) for each in rest["items"]] == [(TRACE, str(first))]
    [told] = rest["items"]
    assert (told["name"], told["duration_us"]) == ("POST /api/imports", 1500)
    assert (told["spans"], told["errors"], told["is_cut"]) == (1, 1, False)
    assert rest["next_cursor"] is None
    assert (await foreign.get("/api/traces")).json()["items"] == []
    assert [each["task"]["id"] for each in everything] == [str(n) for n in (theirs, later, first)]
    assert (await mine.get("/api/traces?failed=true")).json()["items"] == []


async def test_the_traces_with_a_failed_task_are_listed_by_it(
    site: Any, admin: Any, queue: Any, db: Connection
) -> None:
    await queue.defer(traceparent=HEADERS["traceparent"])
    failed = await queue.defer(traceparent=HEADERS["traceparent"])
    await db.execute("update orakul.task set state = 'failed' where id = $1", failed)

    [told] = (await admin.get("/api/traces?failed=true")).json()["items"]

    assert told["id"] == TRACE
    assert (told["task"]["id"], told["task"]["state"]) == (str(failed), "failed")


async def test_the_traces_of_a_project_are_listed_by_its_first_task_there(
    site: Any, admin: Any, queue: Any, db: Connection
) -> None:
    owner, other = (
        await site.person("owner", demo="member"),
        await site.member("other", demo="admin"),
    )
    [demo, tower] = [await projects.find_or_create(db, slug) for slug in ("demo", "tower")]
    await queue.defer(owner, project=tower.id, traceparent=HEADERS["traceparent"])
    [first, failed] = [
        await queue.defer(owner, project=demo.id, traceparent=HEADERS["traceparent"])
        for _ in range(2)
    ]
    elsewhere = await queue.defer(owner, project=tower.id)
    await db.execute(
        "update orakul.task set state = 'failed' where id = any($1)", [failed, elsewhere]
    )
    mine = await site.client(owner)

    async def listed(client: Any, **query: Any) -> list[tuple[str, str]]:
        items = (await client.get("/api/traces", params=query)).json()["items"]
        return [(each["id"], each["task"]["id"]) for each in items]

    for client in (admin, mine):
        assert await listed(client, project="demo") == [(TRACE, str(first))]
        assert await listed(client, project=str(demo.id)) == [(TRACE, str(first))]
        assert await listed(client, project="demo", failed=True) == [(TRACE, str(failed))]
        assert await listed(client, project="nowhere") == []
    assert await listed(other, project="demo") == []


@pytest.mark.parametrize("id", ["nonsense", "0" * 32, "%00", "\N{SNOWMAN}"])
async def test_what_is_no_trace_is_not_found(admin: Any, id: str) -> None:
    assert (await admin.get(f"/api/traces/{id}")).status_code == 404


async def test_statements_that_nothing_caused_are_not_kept(site: Any, db: Connection) -> None:
    async with site.server.config.app.state.site.pool.acquire() as own:  # as a heartbeat does
        await own.fetchval("select 1")
    await asyncio.to_thread(telemetry.shutdown)

    assert await db.fetchval("select count(*) from orakul.span where parent_id is null") == 0


async def test_old_spans_are_forgotten(db: Connection) -> None:
    await db.execute(
        "insert into orakul.span select $1, lpad(to_hex(day), 16, '0'), null, 'x', 'x', 'server',"
        " 'ok', now() - make_interval(days => day), 1, '{}' from generate_series(0, 4) as day",
        TRACE,
    )

    forgotten = await traces.forget(db, retention=traces.timedelta(days=2, hours=12))

    assert forgotten == 2
    assert await db.fetchval("select count(*) from orakul.span") == 3

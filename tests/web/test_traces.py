"""A trace that was kept is read as the tree that it is, each of its spans by whom it was done for."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from orakul import database, projects, telemetry, traces
from orakul.database import Acting, Connection
from orakul.people import Person
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


async def test_a_trace_is_seen_by_whoever_has_a_task_in_it(site: Any, queue: Any) -> None:
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


async def keep_span(
    db: Connection, id: str, name: str, *, of: Person | None, ago: timedelta = timedelta(0)
) -> None:
    await db.execute(
        "insert into orakul.span select $1, $2, null, 'orakul-web', $3, 'server', 'ok',"
        " now() - $4::interval, 1, jsonb_strip_nulls(jsonb_build_object('user.id', $5::text))",
        TRACE,
        id,
        name,
        ago,
        of and str(of.id),
    )


async def test_who_shares_a_trace_with_others_sees_what_was_done_for_them_alone(
    site: Any, admin: Any, queue: Any, db: Connection
) -> None:
    ada, bob = await site.person("ada"), await site.person("bob")
    await keep_span(db, "1" * 16, "of nobody", of=None, ago=timedelta(seconds=4))
    await keep_span(db, PARENT, "of ada", of=ada, ago=timedelta(seconds=3))
    await keep_span(db, "2" * 16, "of bob", of=bob, ago=timedelta(seconds=2))
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

    everything, of_ada, of_bob = [
        (await who.get(f"/api/traces/{TRACE}")).json() for who in (admin, hers, his)
    ]
    listed, not_listed = [
        [(await who.get(path)).json()["items"] for path in lists] for who in (hers, his)
    ]

    def names(trace: Any) -> list[Any]:
        return [each["attributes"].get("orakul.task.id", each["name"]) for each in trace["spans"]]

    assert names(everything) == ["of nobody", "of ada", "of bob", first, joined]
    assert (of_ada["tasks"], names(of_ada)) == ([str(first), str(theirs)], ["of ada", first])
    assert (of_bob["tasks"], names(of_bob)) == ([str(joined)], ["of bob", joined])
    assert [[each["task"]["id"] for each in items] for items in listed] == [
        [str(first)],
        [str(theirs)],
        [str(first)],
    ]
    for [told] in listed:
        assert (told["name"], told["spans"]) == ("of ada", 2)
    assert not_listed == [[], [], []]


async def test_what_a_request_does_is_seen_by_whoever_sent_it_in_whoevers_trace(
    site: Any, admin: Any, queue: Any
) -> None:
    ada, bob = await site.person("ada"), await site.person("bob")
    hers, his = await site.client(ada), await site.client(bob)
    first = await queue.defer(ada, traceparent=HEADERS["traceparent"])

    await hers.post(f"/api/tasks/{first}/run-now", headers=HEADERS)
    await his.get("/api/workers", headers=HEADERS)
    await his.get("/api/projects", headers=HEADERS)
    await asyncio.to_thread(telemetry.shutdown)
    everything, of_ada, of_bob = [
        (await who.get(f"/api/traces/{TRACE}")).json() for who in (admin, hers, his)
    ]

    for person, seen, others in ((ada, of_ada, of_bob), (bob, of_bob, of_ada)):
        spans = {each["span_id"]: each for each in seen["spans"]}
        requests = [id for id, each in spans.items() if each["kind"] == "server"]
        assert {each["attributes"]["user.id"] for each in spans.values()} == {str(person.id)}
        assert any(each["parent_id"] in requests for each in spans.values())
        assert not set(spans) & {each["span_id"] for each in others["spans"]}
    assert len(everything["spans"]) > len(of_ada["spans"]) + len(of_bob["spans"])  # who they are
    assert of_bob["tasks"] == []


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
    assert names[0] == "POST /api/tasks/{id}/retry"
    assert "retry_edited" in names


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
        " 'server', 'error', now(), 1500, jsonb_build_object('user.id', $3::text))",
        TRACE,
        PARENT,
        str(owner.id),
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


async def test_a_trace_of_more_than_is_shown_is_cut(admin: Any, db: Connection) -> None:
    defer = (
        "insert into procrastinate_jobs (task_name, queue_name)"
        " select 'example', 'default' from generate_series(1, $1)"
    )
    answers: list[Any] = []
    for more in (traces.MOST_TASKS, 1):
        async with database.acting(db, Acting("test", traceparent=HEADERS["traceparent"])):
            await db.execute(defer, more)
        answers.append((await admin.get(f"/api/traces/{TRACE}")).json())

    assert [len(each["tasks"]) for each in answers] == [traces.MOST_TASKS] * 2
    assert answers[0]["tasks"] == answers[1]["tasks"]
    assert [each["is_cut"] for each in answers] == [False, True]


async def test_of_a_trace_the_first_spans_are_shown(admin: Any, db: Connection) -> None:
    await db.execute(
        "insert into orakul.span select $1, lpad(to_hex(20000 - n), 16, '0'), null, 'x', 'x',"
        " 'server', 'ok', now() + n * interval '1 ms', 1, '{}' from generate_series(0, $2::int) as n",
        TRACE,
        traces.MOST,
    )

    trace = (await admin.get(f"/api/traces/{TRACE}")).json()

    assert [each["offset_us"] for each in trace["spans"]] == [1000 * n for n in range(traces.MOST)]
    assert trace["is_cut"]


async def test_of_a_trace_one_task_alone_is_read_however_many_came_before_it(
    site: Any, queue: Any, db: Connection
) -> None:
    ada = await site.person("ada")
    mine = await site.client(ada)
    first, last, theirs = [
        await queue.defer(each, traceparent=HEADERS["traceparent"]) for each in (ada, ada, None)
    ]
    for task, count in ((first, traces.MOST), (last, 1)):
        await db.execute(
            "insert into orakul.span select $1, lpad(to_hex($2 * 10000 + n), 16, '0'), null, 'x',"
            " 'of ' || $2::bigint, 'client', 'ok', now(), 1,"
            " jsonb_build_object('user.id', $3::text, 'orakul.task.id', $2)"
            " from generate_series(1, $4::int) as n",
            TRACE,
            task,
            str(ada.id),
            count,
        )

    async def read(**query: Any) -> Any:
        return await mine.get(f"/api/traces/{TRACE}", params=query)

    whole, own = (await read()).json(), (await read(task=last)).json()

    assert ({each["name"] for each in whole["spans"]}, whole["is_cut"]) == ({f"of {first}"}, True)
    assert ([each["name"] for each in own["spans"]], own["is_cut"]) == ([f"of {last}"], False)
    assert own["tasks"] == [str(last)]
    assert (await read(task=theirs)).status_code == 404


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

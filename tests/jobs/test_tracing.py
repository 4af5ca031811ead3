"""A task goes on with the trace, the owner and the project of whoever deferred it."""

from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from jobs.worker import work
from orakul import database as databases
from orakul import people, trace_lists
from orakul.database import Acting, Connection
from orakul.people import Person
from orakul.settings import Settings
from orakul.trace_lists import Filter
from tests.jobs import oddities
from tests.jobs.conftest import (
    DUE,
    Drain,
    Working,
    cancel,
    defer,
    open_gate,
    until_said,
    until_state,
)
from tests.standins.collector import Collector

TRACE = "5a" * 16
SPAN = "6b" * 8


@pytest.fixture
async def owner(db: Connection) -> int:
    return (await people.add_person(db, "a@example.com", "A", "member")).id


async def test_what_a_task_defers_shares_its_trace_its_owner_and_its_project(
    db: Connection, drain: Drain, owner: int, project: int
) -> None:
    who = Acting(
        "person:7", owner_id=owner, project_id=project, traceparent=f"00-{TRACE}-{SPAN}-01"
    )
    async with databases.acting(db, who):
        id = await defer(db, "parent", children=2)

    await drain()

    family = await db.fetch("select * from orakul.task order by id")
    assert [(each["parent_id"], each["root_id"]) for each in family] == [
        (None, id),
        (id, id),
        (id, id),
    ]
    for each in family:
        assert (each["trace_id"], each["owner_id"], each["project_id"]) == (TRACE, owner, project)
        assert each["state"] == "completed"
    [attempt] = await db.fetch("select trace_id from orakul.task_attempt where task_id = $1", id)
    assert attempt["trace_id"] == TRACE


async def test_each_step_in_the_log_says_who_took_it(db: Connection, drain: Drain) -> None:
    async with databases.acting(db, Acting("person:7")):
        id = await defer(db, "parent", children=1)

    await drain()

    rows = await db.fetch(
        "select task_id, name, actor, trace_id from orakul.event where topic = 'tasks' order by position"
    )
    [worker] = {row["actor"] for row in rows} - {"person:7", f"task:{id}"}
    assert worker.startswith("worker:")
    assert [(row["name"], row["actor"]) for row in rows if row["task_id"] == id] == [
        ("task_created", "person:7"),
        ("task_changed", worker),
        ("task_progressed", f"task:{id}"),
        ("task_changed", worker),
    ]
    [child] = {row["task_id"] for row in rows} - {id}
    assert next(row["actor"] for row in rows if row["task_id"] == child) == f"task:{id}"
    assert len({row["trace_id"] for row in rows}) == 1


async def test_a_task_that_nobody_traced_has_a_trace_of_its_own(
    db: Connection, drain: Drain
) -> None:
    first, second = await defer(db, "parent", children=1), await defer(db, "parent", children=1)

    await drain()

    traces = await db.fetch("select root_id, trace_id from orakul.task group by 1, 2")
    assert {row["root_id"] for row in traces} == {first, second}
    assert len(traces) == len({row["trace_id"] for row in traces}) == 2


async def test_the_span_of_a_task_is_a_child_of_the_one_that_deferred_it(
    database: str, db: Connection
) -> None:
    async with databases.acting(db, Acting("test", traceparent=f"00-{TRACE}-{SPAN}-01")):
        id = await defer(db, "parent", children=1)

    with Collector() as collector:
        settings = Settings(anthropic_api_key=None, otlp_endpoint=collector.url)
        while await db.fetchval(DUE):
            await work(settings, database, wait=False, extra=[oddities.tasks])

        span, child = collector.named("task parent"), collector.named("task give")
        assert (span.trace_id, span.parent_id) == (TRACE, SPAN)
        assert span.attributes["orakul.task.id"] == id
        assert span.attributes["orakul.task.attempt"] == 1
        assert child.trace_id == TRACE
        deferring = [each for each in collector.spans if each.span_id == child.parent_id]
        assert [each.parent_id for each in deferring] in ([SPAN], [span.span_id])
        assert not {"claim_jobs", "end_attempts"} & {each.name for each in collector.spans}


async def test_a_trace_that_begins_with_a_task_is_whole_at_a_collector(
    database: str, db: Connection
) -> None:
    await defer(db, "parent", children=1)

    with Collector() as collector:
        settings = Settings(anthropic_api_key=None, otlp_endpoint=collector.url)
        while await db.fetchval(DUE):
            await work(settings, database, wait=False, extra=[oddities.tasks])

        sent = collector.spans
        [root] = [each for each in sent if not each.parent_id]
        assert root.name == "task parent"
        assert {each.trace_id for each in sent} == {root.trace_id}  # nor any statement by itself
        assert {each.parent_id for each in sent} - {""} <= {each.span_id for each in sent}


async def test_an_attempt_is_the_span_of_what_happens_within_it_for_its_owner(
    database: str, db: Connection, owner: int
) -> None:
    who = Acting("test", owner_id=owner, traceparent=f"00-{TRACE}-{SPAN}-01")
    async with databases.acting(db, who):
        id = await defer(db, "parent", children=1)
        broken = await defer(db, "fail", how="hopeless")

    settings = Settings(anthropic_api_key=None, trace_retention_days=1)
    while await db.fetchval(DUE):
        await work(settings, database, wait=False, extra=[oddities.tasks])

    rows = await databases.fetch(db, dict[str, Any], "read_spans", TRACE, owner, None, 1000)
    spans = {(row["name"], row["attributes"].get("orakul.task.id")): row for row in rows}
    own, fallen = spans["task parent", id], spans["task fail", broken]
    deferring = [
        row["name"]
        for row in rows
        if row["parent_id"] == own["span_id"] and row["kind"] != "consumer"
    ]
    assert (own["parent_id"], own["status"], own["kind"]) == (SPAN, "unset", "consumer")
    assert own["attributes"] == {
        "orakul.task.id": id,
        "orakul.task.attempt": 1,
        "user.id": str(owner),
    }
    assert deferring, rows
    inner = await databases.fetch(db, dict[str, Any], "read_spans", TRACE, owner, id, 1000)
    assert [row["name"] for row in inner if row["name"] != "task parent"] == deferring
    assert broken not in {row["attributes"]["orakul.task.id"] for row in inner}
    assert (fallen["status"], fallen["attributes"]["error.type"]) == ("error", "RejectedError")
    assert not await db.fetchval("select count(*) from orakul.span where kind = 'consumer'")


async def test_a_task_that_tells_of_its_progress_leaves_room_in_its_trace_for_its_work(
    database: str, db: Connection
) -> None:
    async with databases.acting(db, Acting("test", traceparent=f"00-{TRACE}-{SPAN}-01")):
        await defer(db, "tell_and_ask", many=3)

    settings = Settings(anthropic_api_key=None, trace_retention_days=1)
    await work(settings, database, wait=False, extra=[oddities.tasks])

    spans = await databases.fetch(db, dict[str, Any], "read_spans", TRACE, None, None, 1000)
    told = await db.fetchval("select count(*) from orakul.event where name = 'task_progressed'")
    assert told == 3
    [attempt] = [each["span_id"] for each in spans if each["name"] == "task tell_and_ask"]
    assert [each["name"] for each in spans if each["parent_id"] == attempt] == ["select"]


async def test_a_task_that_was_cancelled_or_interrupted_is_no_error_of_its_trace(
    stage: Connection, operator: Person, working: Working
) -> None:
    who = Acting("test", traceparent=f"00-{TRACE}-{SPAN}-01")
    async with databases.acting(stage, who):
        unwanted, interrupted = await defer(stage, "hold"), await defer(stage, "hold")

    with Collector() as collector:
        async with working(Settings(anthropic_api_key=None, otlp_endpoint=collector.url)):
            await until_said(stage, "began", 2)
            await cancel(stage, operator, unwanted)
            await until_state(stage, unwanted, "cancelled")
        sent = [each for each in collector.spans if each.name == "task hold"]

    spans = await databases.fetch(stage, dict[str, Any], "read_spans", TRACE, None, None, 1000)
    listed = await trace_lists.latest(stage, operator, Filter(), cursor=None, limit=10)
    outcomes = await stage.fetch("select task_id, outcome from orakul.task_attempt order by 1")
    assert [tuple(each) for each in outcomes] == [
        (unwanted, "cancelled"),
        (interrupted, "interrupted"),
    ]
    assert {each["status"] for each in spans} == {"unset"}
    assert [each.shape["errors"] for each in listed.rows] == [0]
    assert [each.raw.status.code for each in sent] == 2 * [Status.STATUS_CODE_UNSET]
    assert not any("error.type" in each["attributes"] for each in spans)
    assert not any("error.type" in each.attributes for each in sent)


async def test_a_task_is_in_its_trace_as_soon_as_it_runs(
    stage: Connection, working: Working
) -> None:
    async with databases.acting(stage, Acting("test", traceparent=f"00-{TRACE}-{SPAN}-01")):
        id = await defer(stage, "hold")
    async with working():
        await until_state(stage, id, "in_progress")

        [span] = await databases.fetch(stage, dict[str, Any], "read_spans", TRACE, None, None, 1000)
        await open_gate(stage)

    assert (span["name"], span["status"]) == ("task hold", "unset")
    assert span["duration_us"] > 0

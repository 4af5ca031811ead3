"""What is logged while a task runs is the task's own, live, and costs it nothing."""

import asyncio
from collections.abc import Generator, Mapping
from typing import Any

import pytest

from jobs import logwriter
from orakul import logs
from orakul.database import Connection, connect
from tests.jobs.conftest import (
    Drain,
    Working,
    defer,
    open_gate,
    task_row,
    until,
    until_said,
    until_state,
)
from tests.jobs.oddities import BOT_TOKEN
from tests.lines import Lines, logged

CHANGES = ("task_created", "task_changed", "task_logged")


@pytest.fixture(autouse=True)
def stream() -> Generator[Lines]:
    """Lines of the process, as a worker has them."""
    with logged() as lines:
        yield lines


async def lines_of(db: Connection, id: int) -> list[Mapping[str, Any]]:
    rows = await db.fetch("select * from orakul.task_log where task_id = $1 order by number", id)
    return [dict(row) for row in rows]


async def said(db: Connection, id: int) -> list[str]:
    return [line["event"] for line in await lines_of(db, id)]


async def test_lines_of_ours_of_libraries_of_threads_and_of_children_are_the_tasks(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "talk", how="all ways", times=3)

    await drain()

    lines = await lines_of(db, id)
    assert [(line["event"], line["level"], line["logger"]) for line in lines] == [
        ("ours", "info", "tests.talk"),
        ("theirs: 3", "warning", "library"),
        ("from a thread", "error", "tests.talk"),
        ("from a child", "info", "tests.talk"),
    ]
    assert lines[0]["fields"] == {"count": 3, "nested": {"a": [1, None]}}
    assert [line["number"] for line in lines] == [1, 2, 3, 4]
    assert {line["attempt"] for line in lines} == {1}
    assert {len(line["span_id"]) for line in lines} == {16}


async def test_two_tasks_at_once_keep_their_lines_apart(
    stage: Connection, working: Working
) -> None:
    async with working():
        ids = [await defer(stage, "talk", how="hold", times=times) for times in (3, 5)]
        await until_said(stage, "talked", 2)
        await open_gate(stage)
        for id in ids:
            await until_state(stage, id, "completed")

    counts = [len(await lines_of(stage, id)) for id in ids]
    assert counts == [3, 5]


@pytest.mark.parametrize(("task", "args"), [("give", {"what": "plain"}), ("overflow", {})])
async def test_a_task_that_says_nothing_has_no_log_and_no_event_of_one(
    db: Connection, drain: Drain, task: str, args: dict[str, Any]
) -> None:
    id = await defer(db, task, **args)

    await drain()

    assert await said(db, id) == []
    assert not await db.fetchval("select count(*) from orakul.event where name = 'task_logged'")


async def test_lines_are_there_while_the_task_runs_and_an_event_says_so(
    stage: Connection, working: Working
) -> None:
    async with working():
        id = await defer(stage, "talk", how="hold", times=2)
        await until(stage, "(select count(*) = 2 from orakul.task_log)")
        event = await stage.fetchrow(
            "select audience, owner_id, actor, data::jsonb from orakul.event where name = 'task_logged'"
        )
        state = (await task_row(stage, id))["state"]
        await open_gate(stage)
        await until_state(stage, id, "completed")

    assert state == "in_progress"
    assert event is not None
    assert (event["audience"], event["data"]) == ("owner", {"task_id": str(id), "upto": 2})
    assert event["actor"].startswith("worker:")


async def test_the_lines_of_an_attempt_are_there_before_its_end_is(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "talk", how="broken")

    await drain()

    assert await said(db, id) == ["about to break", "failed"]
    told = await db.fetch("select name, data::jsonb from orakul.event order by position")
    ends = [
        place
        for place, event in enumerate(told)
        if event["data"].get("previous_status") == "in_progress"
    ]
    logged = [place for place, event in enumerate(told) if event["name"] == "task_logged"]
    assert len(ends) == 1
    assert max(logged) < ends[0]


async def test_every_attempt_has_its_own_lines(db: Connection, drain: Drain) -> None:
    id = await defer(db, "talk", how="broken")
    await drain()
    await db.execute("update procrastinate_jobs set scheduled_at = null")

    await drain()

    lines = await lines_of(db, id)
    assert [line["attempt"] for line in lines] == [1, 1, 2, 2]
    assert [line["number"] for line in lines] == [1, 2, 3, 4]


async def test_what_is_odd_is_made_storable_and_what_is_secret_hidden(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "talk", how="odd")

    await drain()

    odd, secret = await lines_of(db, id)
    assert odd["event"] == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"
    assert odd["fields"]["nan"] == "nan"
    assert len(odd["fields"]["long"]) < 20_000
    assert secret["fields"]["token"] == logs.HIDDEN
    assert BOT_TOKEN not in str(secret)


async def test_no_line_is_lost_since_a_field_cannot_be_shown_or_has_a_name_of_ours(
    db: Connection, drain: Drain
) -> None:
    id = await defer(db, "talk_oddly", how="mute")

    await drain()

    shown, tried, bare = await lines_of(db, id)
    cannot = "<Mute that cannot be shown: ZeroDivisionError>"
    assert shown["fields"] == {"thing": cannot, "things": {cannot: 1}}
    assert tried["fields"] == {"task": "greet", "attempt": 7}
    assert tried["attempt"] == 1
    assert (bare["event"], bare["fields"]) == ("", {"only": "a field"})


async def test_a_text_that_is_cut_says_so(db: Connection, drain: Drain) -> None:
    id = await defer(db, "talk_oddly", how="long")

    await drain()

    [line] = await lines_of(db, id)
    assert line["event"] == f"{'x' * 10_000}…"


async def test_one_line_fills_no_log(db: Connection, drain: Drain) -> None:
    id = await defer(db, "talk_oddly", how="wide")

    await drain()

    wide, narrow = await lines_of(db, id)
    kept = len(wide["fields"]) - 1
    assert 1 < kept < 12
    assert wide["fields"]["…"] == 1000 - kept
    assert (narrow["event"], narrow["fields"]) == ("narrow", {"small": 1})


async def test_a_handled_exception_is_told_with_its_traceback(db: Connection, drain: Drain) -> None:
    id = await defer(db, "talk", how="caught")

    await drain()

    [line] = await lines_of(db, id)
    assert (line["event"], line["level"]) == ("handled", "error")
    assert "it was handled" in line["fields"]["exception"]


async def test_a_database_that_takes_no_lines_costs_no_outcome(
    stage: Connection, database: str, working: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logwriter, "PATIENCE", 0.3)
    blocker = await connect(database)
    async with working():
        async with blocker.transaction():
            await blocker.execute("lock table orakul.task_log_size in access exclusive mode")
            id = await defer(stage, "talk", how="quick", times=3)
            await until_state(stage, id, "completed")
        await until(stage, "(select count(*) = 3 from orakul.task_log)")
    await blocker.close()

    assert await said(stage, id) == ["line"] * 3


async def test_lines_outlive_connections_that_are_cut(stage: Connection, working: Working) -> None:
    async with working():
        id = await defer(stage, "talk", how="hold", times=1)
        await until_said(stage, "talked")
        await stage.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        await open_gate(stage)
        await until(stage, "(select state <> 'in_progress' from orakul.task where id = $1)", id)
        await until(stage, "exists (select from orakul.task_log where event = 'line')")


async def test_a_task_that_is_cancelled_while_its_lines_are_stored_stays_completed(
    stage: Connection, database: str, working: Working
) -> None:
    blocker = await connect(database)
    async with working():
        async with blocker.transaction():
            await blocker.execute("lock table orakul.task_log_size in access exclusive mode")
            id = await defer(stage, "talk", how="quick")
            await until_said(stage, "talked")
            await until(
                stage, "exists (select from pg_locks where not granted and relation is not null)"
            )
            await stage.fetchval("select orakul.cancel_task_v1($1)", id)
            await asyncio.sleep(0.2)
        await until(stage, "(select state <> 'in_progress' from orakul.task where id = $1)", id)
    await blocker.close()

    assert (await task_row(stage, id))["state"] == "completed"
    assert await said(stage, id) == ["line"]

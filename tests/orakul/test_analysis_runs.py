"""A run reads its input once, batch by batch, survives whoever carries it out, and ends once."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from orakul.analysis import executing, review, runs
from orakul.database import Acting, Connection, acting, connect
from orakul.errors import ConflictError, NotFoundError, RejectedError
from orakul.knowledge import claiming, extracting
from orakul.knowledge import review as knowledge_review
from orakul.llm import usage
from orakul.llm.engine import (
    Analysis,
    CandidateTask,
    ExtractedAtom,
    ExtractedTopic,
    Extraction,
    Usage,
)
from tests import talk

WORKER = Acting("worker:test")
PERSON = Acting("person:1")
START = datetime(2026, 3, 1, 9, tzinfo=UTC)
END = START + timedelta(days=1)
GAP = timedelta(minutes=10)
USAGE = Usage("offline", "test-1", 100, 20, Decimal("0.01"))


async def say(db: Connection, project: int, *said: tuple[float, str]) -> list[int]:
    """Store messages, each so many minutes after the start of the window."""
    return [
        id
        for minutes, text in said
        for id in await talk.say(
            db, project, text, at=START + timedelta(minutes=minutes), author="Ann"
        )
    ]


async def create(db: Connection, project: int, source: runs.Source = "messages") -> int:
    async with acting(db, Acting("person:1", project_id=project)):
        run = await runs.create(db, project, source=source, start=START, end=END, by=None)
    return int(run["id"])


async def start(db: Connection, run: int) -> runs.Shape:
    async with acting(db, PERSON):
        return await runs.start(db, run)


async def begin(db: Connection, run: int, *, size: int = 50) -> None:
    async with acting(db, WORKER):
        assert await executing.begin(db, run)
        await executing.prepare(db, run, gap=GAP, size=size)


def found(*titles: str, sources: Sequence[int] = (1,), **fields: Any) -> Analysis:
    values: dict[str, Any] = {
        "category": "bug",
        "priority": "high",
        "confidence": 0.8,
        "reasoning": "was asked",
        "sources": sources,
        **fields,
    }
    tasks = [CandidateTask(title=each, description=f"{each} soon", **values) for each in titles]
    return Analysis(tasks, usage=USAGE)


async def save(db: Connection, run: int, number: int, analysis: Analysis) -> int | None:
    async with acting(db, WORKER):
        await usage.charge(db, "run", run, analysis.usage)
        return await executing.save_batch(db, run, number, analysis)


async def finish(db: Connection, run: int) -> str | None:
    async with acting(db, WORKER):
        return await executing.finish(db, run)


async def state_of(db: Connection, run: int) -> str:
    return (await runs.read(db, run)).state


async def events(db: Connection) -> list[str]:
    rows = await db.fetch(
        "select name from orakul.event where topic = 'analysis_runs' order by position"
    )
    return [row["name"] for row in rows]


async def proposals(db: Connection) -> list[dict[str, Any]]:
    rows = await db.fetch(
        "select orakul.task_proposal_shape(p) as shape from orakul.task_proposal p order by id"
    )
    return [row["shape"] for row in rows]


async def row_of(db: Connection, query: str) -> asyncpg.Record:
    row = await db.fetchrow(query)
    assert row is not None
    return row


async def test_a_run_is_created_pending(db: Connection, project: int) -> None:
    run = await runs.read(db, await create(db, project))

    assert run.shape["state"] == "pending"
    assert run.shape["project"] == "demo"
    assert run.shape["counters"] == {
        "total": 0,
        "pending": 0,
        "approved": 0,
        "rejected": 0,
        "merged": 0,
    }
    assert await events(db) == ["run_created"]


async def test_a_window_that_ends_before_it_starts_is_rejected(
    db: Connection, project: int
) -> None:
    with pytest.raises(RejectedError, match="starts before"):
        await runs.create(db, project, source="both", start=END, end=START, by=None)


@pytest.mark.parametrize("state", ["pending", "running", "completed", "reviewed"])
async def test_a_second_run_is_refused_while_one_is_not_closed(
    db: Connection, project: int, state: str
) -> None:
    first = await create(db, project)
    await db.execute("update orakul.run set state = $1", state)

    with pytest.raises(ConflictError, match=f"run {first} of the project is {state}"):
        await create(db, project)


@pytest.mark.parametrize("state", ["closed", "failed", "cancelled"])
async def test_a_run_that_has_ended_is_in_nobodys_way(
    db: Connection, project: int, state: str
) -> None:
    await create(db, project)
    await db.execute(
        "update orakul.run set state = $1, closed_at = case when $1 = 'closed' then now() end,"
        " accuracy_metrics = case when $1 = 'closed' then '{}'::jsonb end",
        state,
    )

    assert await create(db, project)


async def test_of_runs_created_at_once_there_is_one(
    db: Connection, database: str, project: int
) -> None:
    callers = [await connect(database) for _ in range(4)]

    async with asyncio.timeout(20):
        outcomes = await asyncio.gather(
            *(create(caller, project) for caller in callers), return_exceptions=True
        )

    assert sum(isinstance(each, ConflictError) for each in outcomes) == 3
    assert await db.fetchval("select count(*) from orakul.run") == 1
    for caller in callers:
        await caller.close()


async def test_starting_defers_the_task_and_keeps_its_trace(db: Connection, project: int) -> None:
    run = await create(db, project)

    shape = await start(db, run)

    task = await row_of(db, "select * from orakul.task")
    assert (task["name"], task["args"]) == ("execute_analysis_run", {"run_id": run})
    assert (shape["state"], shape["task_id"]) == ("pending", str(task["id"]))
    assert shape["trace_id"] == task["trace_id"]


async def test_a_second_start_is_refused(db: Connection, project: int) -> None:
    run = await create(db, project)
    await start(db, run)

    with pytest.raises(ConflictError, match="is started already"):
        await start(db, run)
    await begin(db, run)
    with pytest.raises(ConflictError, match="is running"):
        await start(db, run)

    assert await db.fetchval("select count(*) from orakul.task") == 1


async def test_of_starts_at_once_one_defers_a_task(
    db: Connection, database: str, project: int
) -> None:
    run = await create(db, project)
    callers = [await connect(database) for _ in range(3)]

    async with asyncio.timeout(20):
        outcomes = await asyncio.gather(
            *(start(caller, run) for caller in callers), return_exceptions=True
        )

    assert sum(isinstance(each, ConflictError) for each in outcomes) == 2
    assert await db.fetchval("select count(*) from orakul.task") == 1
    for caller in callers:
        await caller.close()


async def test_the_input_is_what_was_said_in_the_window_and_is_long_enough(
    db: Connection, project: int
) -> None:
    await say(db, project, (-1, "before the window"), (0, "in the window"), (1, "  too short  "))
    await say(db, project, (24 * 60, "at its very end"), (24 * 60 + 1, "after the window"))
    run = await create(db, project)

    await begin(db, run)

    first = await executing.next_batch(db, run)
    assert first is not None
    assert [item.text for item in first.items] == ["in the window"]
    shape = (await runs.read(db, run)).shape
    assert shape["items"] == {"found": 3, "kept": 2}
    assert shape["batches"] == {"total": 2, "done": 0, "failed": 0}


async def test_where_there_are_keywords_one_of_them_or_a_mention_is_needed(
    db: Connection, project: int
) -> None:
    await db.execute("update orakul.project set keywords = '{Деплой,release}'")
    await say(
        db,
        project,
        (0, "коли наступний ДЕПЛОЙ?"),
        (1, "the releases are late"),
        (2, "hey @ann look at this"),
        (3, "mail me at ann@example.com"),
        (4, "nothing to see here"),
    )
    run = await create(db, project)

    await begin(db, run)

    batch = await executing.next_batch(db, run)
    assert batch is not None
    assert [item.text[:3] for item in batch.items] == ["кол", "the", "hey"]


async def test_a_batch_ends_at_a_pause_or_when_it_is_full(db: Connection, project: int) -> None:
    await say(db, project, *((minutes, "x" * 10) for minutes in (0, 10, 20.1, 21, 22, 23)))
    run = await create(db, project)

    await begin(db, run, size=3)

    sizes = await db.fetch(
        "select jsonb_array_length(items) as size from orakul.run_batch order by number"
    )
    assert [row["size"] for row in sizes] == [2, 3, 1]


async def test_batches_are_made_once(db: Connection, project: int) -> None:
    await say(db, project, (0, "in the window"))
    run = await create(db, project)
    await begin(db, run)
    await say(db, project, (1, "said meanwhile"))

    await begin(db, run)

    assert await db.fetchval("select sum(jsonb_array_length(items)) from orakul.run_batch") == 1
    assert await events(db) == ["run_created", "run_started"]


async def test_proposals_come_with_the_messages_that_the_engine_named(
    db: Connection, project: int
) -> None:
    messages = await say(db, project, *((minute, "please mend it") for minute in range(3)))
    run = await create(db, project)
    await begin(db, run)

    count = await save(db, run, 1, found("Mend it", sources=[2, 3], tags=["web"]))

    [proposal] = await proposals(db)
    assert count == 1
    assert proposal["sources"] == [str(id) for id in messages[1:]]
    assert (proposal["state"], proposal["tags"]) == ("pending", ["web"])
    assert (proposal["recommendation"], proposal["similar"]) == ("new_task", None)
    shape = (await runs.read(db, run)).shape
    assert (shape["counters"]["total"], shape["counters"]["pending"]) == (1, 1)
    assert (shape["engine"], shape["cost"]) == ("offline", 0.01)


async def test_a_batch_tells_its_proposals_and_then_the_progress(
    db: Connection, project: int
) -> None:
    await say(db, project, (0, "please mend it"))
    run = await create(db, project)
    await begin(db, run)

    await save(db, run, 1, found("Mend it"))

    assert (await events(db))[-2:] == ["proposals_created", "progress_updated"]
    data = await db.fetchval(
        "select data::jsonb from orakul.event where name = 'proposals_created'"
    )
    assert (data["count"], data["batch"]) == (1, 1)
    assert data["proposals"] == await proposals(db)
    progress = await db.fetchval(
        "select data::jsonb from orakul.event where name = 'progress_updated'"
    )
    assert progress["run"]["batches"] == {"total": 1, "done": 1, "failed": 0}


async def test_a_batch_is_saved_once_whoever_repeats_it(
    db: Connection, database: str, project: int
) -> None:
    await say(db, project, (0, "please mend it"))
    run = await create(db, project)
    await begin(db, run)
    workers = [await connect(database) for _ in range(3)]

    async with asyncio.timeout(20):
        saved = await asyncio.gather(
            *(save(worker, run, 1, found("Mend it")) for worker in workers)
        )

    assert sorted(saved, key=str) == [1, None, None]
    assert len(await proposals(db)) == 1
    for worker in workers:
        await worker.close()


async def test_a_run_whose_worker_died_goes_on_at_the_first_batch_that_is_not_done(
    db: Connection, project: int
) -> None:
    await say(db, project, (0, "the first one"), (60, "the second one"), (120, "the third one"))
    run = await create(db, project)
    await begin(db, run)
    await save(db, run, 1, found("One"))

    await begin(db, run)

    batch = await executing.next_batch(db, run)
    assert batch is not None
    assert (batch.number, [item.text for item in batch.items]) == (2, ["the second one"])


async def test_what_each_model_cost_never_falls_where_another_reads_the_next_batch(
    db: Connection, project: int
) -> None:
    await say(db, project, (0, "the first one"), (60, "the second one"), (120, "the third one"))
    run = await create(db, project)
    await begin(db, run)
    seen: list[dict[str, int]] = []
    for number, model in enumerate(("test-1", "test-2", "test-1"), 1):
        batch = replace(found("Mend it"), usage=replace(USAGE, model=model))
        await save(db, run, number, batch)
        seen.append({each.model: each.input_tokens for each in await usage.spent(db)})

    shape = (await runs.read(db, run)).shape
    assert seen == [
        {"test-1": 100},
        {"test-1": 100, "test-2": 100},
        {"test-1": 200, "test-2": 100},
    ]
    assert shape["tokens"] == {"input": 300, "output": 60}


async def test_a_run_with_proposals_ends_completed_and_one_without_reviewed(
    db: Connection, project: int
) -> None:
    await say(db, project, (0, "please mend it"))
    run = await create(db, project)
    await begin(db, run)
    early = await finish(db, run)
    await save(db, run, 1, found("Mend it"))
    state = await finish(db, run)
    await db.execute("update orakul.run set state = 'failed', completed_at = null")

    other = await create(db, project)
    await db.execute("delete from orakul.message")
    await begin(db, other)

    assert (early, state) == (None, "completed")
    assert await finish(db, other) == "reviewed"
    assert (await events(db))[-2:] == ["run_completed", "run_reviewed"]


async def test_a_batch_that_fails_is_told_and_the_run_goes_on(db: Connection, project: int) -> None:
    await say(db, project, (0, "the first one"), (60, "the second one"))
    run = await create(db, project)
    await begin(db, run)

    async with acting(db, WORKER):
        await executing.fail_batch(db, run, 1, "refused")
        await executing.fail_batch(db, run, 1, "refused")
    await save(db, run, 2, found("Mend it"))

    assert await finish(db, run) == "completed"
    shape = (await runs.read(db, run)).shape
    assert shape["batches"] == {"total": 2, "done": 1, "failed": 1}
    [entry] = shape["error_log"]
    assert (entry["batch"], entry["error"]) == (1, "refused")
    assert datetime.fromisoformat(entry["at"]).tzinfo is not None


async def test_a_run_of_which_every_batch_failed_has_failed(db: Connection, project: int) -> None:
    await say(db, project, (0, "the first one"))
    run = await create(db, project)
    await begin(db, run)
    async with acting(db, WORKER):
        await executing.fail_batch(db, run, 1, "refused")

    assert await finish(db, run) == "failed"
    assert (await events(db))[-1] == "run_failed"
    async with acting(db, WORKER):
        assert not await executing.begin(db, run)


async def test_a_pending_run_can_be_cancelled_with_its_task(db: Connection, project: int) -> None:
    run = await create(db, project)
    await start(db, run)

    async with acting(db, PERSON):
        shape = await runs.cancel(db, run)

    assert shape["state"] == "cancelled"
    assert await db.fetchval("select state from orakul.task") == "cancelled"
    assert (await events(db)).count("run_cancelled") == 1
    async with acting(db, WORKER):
        assert not await executing.begin(db, run)


async def test_a_running_run_cannot_be_cancelled_but_ends_with_its_task(
    db: Connection, project: int
) -> None:
    await say(db, project, (0, "the first one"))
    run = await create(db, project)
    await start(db, run)
    await begin(db, run)
    with pytest.raises(ConflictError, match="is running"):
        await runs.cancel(db, run)

    async with acting(db, Acting("person:1", reason="the wrong window")):
        await db.execute("update procrastinate_jobs set status = 'doing'")
        await db.execute("update procrastinate_jobs set status = 'aborted'")

    shape = (await runs.read(db, run)).shape
    assert shape["state"] == "failed"
    assert shape["error_log"][0]["error"] == "the task was cancelled: the wrong window"
    assert (await events(db))[-1] == "run_failed"
    with pytest.raises(ConflictError, match="does not run"):
        await save(db, run, 1, found("Too late"))
    assert await proposals(db) == []


async def test_a_run_whose_task_is_cancelled_before_it_begins_is_cancelled(
    db: Connection, project: int
) -> None:
    run = await create(db, project)
    await start(db, run)

    await db.execute("select procrastinate_cancel_job_v1(id, false, false) from procrastinate_jobs")

    assert await state_of(db, run) == "cancelled"
    assert await create(db, project)


async def test_cancelling_the_run_and_its_task_at_once_ends_both(
    db: Connection, database: str, project: int
) -> None:
    run = await create(db, project)
    await start(db, run)
    one, other = await connect(database), await connect(database)

    async def cancel_run() -> None:
        async with acting(one, PERSON):
            await runs.cancel(one, run)

    async def cancel_task() -> None:
        async with acting(other, PERSON):
            await other.execute(
                "select procrastinate_cancel_job_v1(id, false, false) from procrastinate_jobs"
            )

    async with asyncio.timeout(20):
        outcomes = await asyncio.gather(cancel_run(), cancel_task(), return_exceptions=True)

    assert all(each is None or isinstance(each, ConflictError) for each in outcomes)
    assert await state_of(db, run) == "cancelled"
    assert (await events(db)).count("run_cancelled") == 1
    for connection in (one, other):
        await connection.close()


async def test_knowledge_is_read_with_the_messages_behind_it_as_sources(
    db: Connection, project: int, ann: int
) -> None:
    messages = await say(db, project, (0, "we ship on Mondays"), (1, "and never on Fridays"))
    await approve_knowledge(db, project, messages, ann)
    run = await create(db, project, "knowledge")
    await begin(db, run)

    batch = await executing.next_batch(db, run)
    assert batch is not None
    assert [(item.id, item.text) for item in batch.items] == [
        (1, "Release train\nWhen we ship"),
        (2, "Ship on Mondays\nNever on Fridays"),
    ]
    await save(db, run, 1, found("Write it down", sources=[2]))

    [proposal] = await proposals(db)
    assert proposal["sources"] == [str(messages[1])]


async def test_both_reads_knowledge_and_messages(db: Connection, project: int, ann: int) -> None:
    messages = await say(db, project, (0, "we ship on Mondays"), (1, "and never on Fridays"))
    await approve_knowledge(db, project, messages, ann)
    run = await create(db, project, "both")

    await begin(db, run)

    shape = (await runs.read(db, run)).shape
    assert shape["items"] == {"found": 4, "kept": 4}
    assert shape["batches"]["total"] == 2


async def test_knowledge_of_other_times_is_left_out(db: Connection, project: int, ann: int) -> None:
    messages = await say(db, project, (-500, "we ship on Mondays"), (-499, "never on Fridays"))
    await approve_knowledge(db, project, messages, ann)
    run = await create(db, project, "knowledge")

    await begin(db, run)

    assert await executing.next_batch(db, run) is None


async def approve_knowledge(
    db: Connection, project: int, messages: Sequence[int], ann: int
) -> None:
    found = Extraction(
        [ExtractedTopic("Release train", "When we ship", [], 0.9, "often", messages)],
        [
            ExtractedAtom(
                type="decision",
                title="Ship on Mondays",
                content="Never on Fridays",
                confidence=0.8,
                reasoning="we decided",
                topic=None,
                sources=messages[1:],
            )
        ],
        USAGE,
    )
    async with acting(db, WORKER):
        [id] = await claiming.claim_chosen(db, project, messages, batch=50)
        await extracting.begin(db, id)
        await extracting.save(db, id, found)
        for row in await db.fetch("select id from orakul.knowledge_proposal order by id"):
            await knowledge_review.approve(db, row["id"], by=ann)


async def test_a_run_is_closed_when_it_is_reviewed_and_not_before(
    db: Connection, project: int, ann: int
) -> None:
    await say(db, project, (0, "please mend it"))
    run = await create(db, project)
    with pytest.raises(ConflictError, match="is pending"):
        await runs.close(db, run)
    await begin(db, run)
    await save(db, run, 1, found("Mend it"))
    with pytest.raises(ConflictError, match="is running"):
        await runs.close(db, run)
    await finish(db, run)
    with pytest.raises(RejectedError, match="1 proposals"):
        await runs.close(db, run)
    [proposal] = await proposals(db)
    async with acting(db, PERSON):
        await review.approve(db, int(proposal["id"]), by=ann)

    async with acting(db, PERSON):
        shape = await runs.close(db, run)

    assert shape["state"] == "closed"
    assert shape["accuracy_metrics"]["approval_rate"] == 1
    assert shape["accuracy_metrics"]["brier_score"] == 0.04
    assert shape["accuracy_metrics"]["cost_per_approved_task"] == 0.01
    assert (await events(db))[-1] == "run_closed"
    with pytest.raises(ConflictError, match="is closed"):
        await runs.close(db, run)


async def test_what_does_not_exist_is_not_found(db: Connection) -> None:
    for act in (runs.read, runs.start, runs.cancel, runs.close):
        with pytest.raises(NotFoundError):
            await act(db, 999)

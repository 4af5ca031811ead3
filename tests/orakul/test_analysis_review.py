"""A proposed task is decided once; its run's counters always add up, whoever decides when."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from orakul.analysis import executing, review, runs
from orakul.database import Acting, Connection, acting, connect
from orakul.errors import ConflictError, NotFoundError, OrakulError, RejectedError
from orakul.llm.engine import Analysis, CandidateTask, Usage
from tests.talk import numbered, say

PERSON = Acting("person:1")
START = datetime(2026, 3, 1, 9, tzinfo=UTC)
TEXTS = (
    "Mend the login page\nIt answers with an error after the last release",
    "Order new chairs\nThe office has too few of them since March",
    "Translate the manual\nUkrainian customers ask for it every week",
)

Decide = Callable[[Connection, int, int], Coroutine[Any, Any, review.Shape]]


@pytest.fixture
async def messages(db: Connection, project: int) -> list[int]:
    return await say(db, project, *numbered(3, "please do it, number"), at=START)


def task(text: str, *sources: int) -> CandidateTask:
    title, description = text.split("\n")
    return CandidateTask(
        title=title,
        description=description,
        category="bug",
        priority="high",
        confidence=0.8,
        reasoning="was asked",
        sources=sources,
        tags=["web"],
        due=date(2026, 3, 9),
    )


async def completed_run(db: Connection, project: int, *tasks: CandidateTask) -> int:
    async with acting(db, Acting("worker:test")):
        shape = await runs.create(
            db,
            project,
            source="messages",
            start=START,
            end=START + timedelta(hours=1),
            by=None,
        )
        id = int(shape["id"])
        await executing.begin(db, id)
        await executing.prepare(db, id, gap=timedelta(minutes=10), size=50)
        await executing.save_batch(db, id, 1, Analysis(tasks, usage=Usage("offline", "test-1")))
        await executing.finish(db, id)
    return id


@pytest.fixture
async def run(db: Connection, project: int, messages: list[int]) -> int:
    assert messages
    return await completed_run(
        db, project, task(TEXTS[0], 1, 2), task(TEXTS[1], 2), task(TEXTS[2], 3)
    )


async def shapes(db: Connection, run: int) -> list[dict[str, Any]]:
    rows = await db.fetch(
        "select orakul.task_proposal_shape(p) as shape from orakul.task_proposal p"
        " where run_id = $1 order by id",
        run,
    )
    return [row["shape"] for row in rows]


async def ids(db: Connection, run: int) -> list[int]:
    return [int(shape["id"]) for shape in await shapes(db, run)]


async def approve(db: Connection, id: int, by: int) -> review.Shape:
    async with acting(db, PERSON):
        return await review.approve(db, id, by=by)


async def reject(db: Connection, id: int, by: int) -> review.Shape:
    async with acting(db, PERSON):
        return await review.reject(db, id, by=by, note="not ours")


async def counters(db: Connection, run: int) -> dict[str, int]:
    return (await runs.read(db, run)).shape["counters"]


async def row_of(db: Connection, query: str) -> asyncpg.Record:
    row = await db.fetchrow(query)
    assert row is not None
    return row


async def test_approving_makes_a_task_item_with_everything_that_was_proposed(
    db: Connection, run: int, messages: list[int], ann: int
) -> None:
    proposal, *_ = await ids(db, run)

    shape = await approve(db, proposal, ann)

    item = await db.fetchval("select orakul.task_item_shape(i) from orakul.task_item i")
    assert (shape["state"], shape["item_id"]) == ("approved", item["id"])
    assert (item["title"], item["category"], item["priority"]) == (
        "Mend the login page",
        "bug",
        "high",
    )
    assert (item["status"], item["tags"], item["due"]) == ("open", ["web"], "2026-03-09")
    assert item["sources"] == [str(id) for id in messages[:2]]
    assert await counters(db, run) == {
        "total": 3,
        "pending": 2,
        "approved": 1,
        "rejected": 0,
        "merged": 0,
    }


async def test_a_decision_is_told_with_the_counters_of_its_run(
    db: Connection, run: int, ann: int
) -> None:
    proposal, *_ = await ids(db, run)

    shape = await reject(db, proposal, ann)

    row = await row_of(db, "select name, data::jsonb from orakul.event where topic = 'proposals'")
    assert row["name"] == "rejected"
    assert row["data"] == {
        "proposal": shape,
        "run": {"id": str(run), "state": "completed", "counters": await counters(db, run)},
    }


async def test_merging_adds_the_sources_to_the_item(
    db: Connection, run: int, messages: list[int], ann: int
) -> None:
    first, second, _ = await ids(db, run)
    item = int((await approve(db, second, ann))["item_id"])

    async with acting(db, PERSON):
        shape = await review.merge(db, first, item, by=ann)

    assert (shape["state"], shape["item_id"]) == ("merged", str(item))
    assert await db.fetchval("select count(*) from orakul.task_item") == 1
    assert await db.fetchval("select count(*) from orakul.task_item_source") == 2
    assert (await counters(db, run))["merged"] == 1
    assert messages


async def test_merging_into_an_item_of_another_project_is_rejected(
    db: Connection, run: int, ann: int
) -> None:
    proposal, *_ = await ids(db, run)
    foreign = await db.fetchval(
        "with other as (insert into orakul.project (slug, name) values ('other', 'Other')"
        " returning id) insert into orakul.task_item"
        " (project_id, title, description, category, priority)"
        " select id, 'Foreign', '', 'bug', 'low' from other returning id"
    )

    with pytest.raises(RejectedError, match="no task item"):
        async with acting(db, PERSON):
            await review.merge(db, proposal, foreign, by=ann)

    assert (await counters(db, run))["pending"] == 3


async def test_the_last_decision_makes_the_run_reviewed(db: Connection, run: int, ann: int) -> None:
    first, second, third = await ids(db, run)
    await approve(db, first, ann)
    await reject(db, second, ann)
    before = (await runs.read(db, run)).state
    await reject(db, third, ann)

    assert (before, (await runs.read(db, run)).state) == ("completed", "reviewed")
    names = await db.fetch("select name from orakul.event where topic = 'analysis_runs'")
    assert [row["name"] for row in names].count("run_reviewed") == 1


async def test_a_proposal_may_be_decided_while_its_run_still_runs(
    db: Connection, run: int, ann: int
) -> None:
    await db.execute("update orakul.run set state = 'running', completed_at = null")
    for id in await ids(db, run):
        await reject(db, id, ann)
    before = (await runs.read(db, run)).state

    async with acting(db, Acting("worker:test")):
        state = await executing.finish(db, run)

    assert (before, state) == ("running", "reviewed")


async def test_deciding_twice_tells_the_earlier_decision_and_counts_once(
    db: Connection, run: int, ann: int
) -> None:
    proposal, *_ = await ids(db, run)
    await approve(db, proposal, ann)

    for again in (approve, reject):
        with pytest.raises(ConflictError, match=r"was approved by Ann at 20.*\+00:00"):
            await again(db, proposal, ann)

    assert (await counters(db, run))["approved"] == 1


@pytest.mark.parametrize("second", [approve, reject], ids=["approve", "reject"])
async def test_of_two_decisions_at_once_one_holds_and_is_counted(
    db: Connection, database: str, run: int, ann: int, second: Decide
) -> None:
    proposal, *_ = await ids(db, run)
    reviewers = [await connect(database) for _ in range(2)]

    async with asyncio.timeout(20):
        outcomes = await asyncio.gather(
            approve(reviewers[0], proposal, ann),
            second(reviewers[1], proposal, ann),
            return_exceptions=True,
        )

    assert sum(isinstance(each, ConflictError) for each in outcomes) == 1
    counted = await counters(db, run)
    assert counted["pending"] == 2
    assert counted["approved"] + counted["rejected"] == 1
    made = await db.fetchval("select count(*) from orakul.task_item")
    assert made == counted["approved"]
    for reviewer in reviewers:
        await reviewer.close()


async def test_decisions_of_different_proposals_at_once_all_count(
    db: Connection, database: str, run: int, ann: int
) -> None:
    proposals = await ids(db, run)
    reviewers = [await connect(database) for _ in proposals]

    async with asyncio.timeout(20):
        await asyncio.gather(
            *(approve(*each, ann) for each in zip(reviewers, proposals, strict=True))
        )

    assert (await counters(db, run))["approved"] == 3
    assert (await runs.read(db, run)).state == "reviewed"
    for reviewer in reviewers:
        await reviewer.close()


async def test_closing_while_the_last_proposal_is_decided_is_either_too_early_or_right(
    db: Connection, database: str, run: int, ann: int
) -> None:
    first, second, last = await ids(db, run)
    await reject(db, first, ann)
    await reject(db, second, ann)
    reviewer, closer = await connect(database), await connect(database)

    async def close() -> runs.Shape:
        async with acting(closer, PERSON):
            return await runs.close(closer, run)

    async with asyncio.timeout(20):
        approved, closed = await asyncio.gather(
            approve(reviewer, last, ann), close(), return_exceptions=True
        )

    assert not isinstance(approved, BaseException)
    if isinstance(closed, BaseException):
        assert isinstance(closed, OrakulError)
        closed = await close()
    assert closed["counters"]["approved"] == 1
    assert closed["accuracy_metrics"]["total"] == 3
    for connection in (reviewer, closer):
        await connection.close()


async def test_editing_shows_in_the_item_and_in_the_proposal(
    db: Connection, run: int, ann: int
) -> None:
    proposal, *_ = await ids(db, run)

    async with acting(db, PERSON):
        edited = await review.edit(
            db, proposal, {"title": "Mend the sign-in page", "due": None, "tags": []}
        )
    await approve(db, proposal, ann)

    assert edited["edited"]
    item = await row_of(db, "select * from orakul.task_item")
    assert (item["title"], item["due"], item["tags"]) == ("Mend the sign-in page", None, [])
    assert item["description"] == "It answers with an error after the last release"
    with pytest.raises(ConflictError, match="was approved"):
        await review.edit(db, proposal, {"title": "Too late"})


async def test_what_says_the_same_as_an_item_is_to_be_merged_or_if_it_adds_nothing_rejected(
    db: Connection, project: int, run: int, ann: int
) -> None:
    *_, item = [(await approve(db, id, ann))["item_id"] for id in await ids(db, run)]
    async with acting(db, PERSON):
        await runs.close(db, run)

    second = await completed_run(db, project, task(TEXTS[2], 1), task(TEXTS[2], 3))

    adds, repeats = await shapes(db, second)
    assert adds["similar"] == {
        "kind": "task_item",
        "id": item,
        "title": "Translate the manual",
        "score": 1,
    }
    assert adds["recommendation"] == "merge"
    assert repeats["recommendation"] == "reject"


async def test_what_is_about_the_same_as_an_item_is_to_update_it(
    db: Connection, project: int, run: int, ann: int
) -> None:
    for id in await ids(db, run):
        await approve(db, id, ann)
    async with acting(db, PERSON):
        await runs.close(db, run)
    alike = "Mend the login page\nIt answers with some error since the release of Monday"

    second = await completed_run(db, project, task(alike, 1), task("Buy tea\nGreen one", 1))

    about, new = await shapes(db, second)
    assert (about["recommendation"], about["similar"]["title"]) == (
        "update_existing",
        "Mend the login page",
    )
    assert 0.85 <= about["similar"]["score"] < 0.95
    assert (new["recommendation"], new["similar"]) == ("new_task", None)


async def test_what_says_the_same_as_another_proposal_of_the_run_names_it(
    db: Connection, project: int, messages: list[int]
) -> None:
    assert messages
    run = await completed_run(db, project, task(TEXTS[0], 1), task(TEXTS[0], 2))

    first, second = await shapes(db, run)

    assert first["similar"] is None
    assert (second["similar"]["kind"], second["similar"]["id"]) == ("proposal", first["id"])
    assert second["recommendation"] == "merge"


async def test_what_does_not_exist_is_not_found(db: Connection, ann: int) -> None:
    for decide in (approve, reject):
        with pytest.raises(NotFoundError):
            await decide(db, 999, ann)

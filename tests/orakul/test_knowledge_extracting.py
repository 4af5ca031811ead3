"""An extraction makes each proposal once, loses no finding, and gives back what it cannot read."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from orakul.database import Acting, Connection, acting, connect
from orakul.knowledge import claiming, extracting, review
from orakul.llm import usage
from orakul.llm.engine import ExtractedAtom, ExtractedTopic, Extraction, Reason, Usage
from tests.talk import numbered, say

WORKER = Acting("worker:test")
NOW = datetime.now(UTC)
USAGE = Usage("offline", "test-1", 100, 20, Decimal("0.0012"))


@pytest.fixture
async def project(db: Connection) -> int:
    return await db.fetchval(
        "insert into orakul.project (slug, name, keywords)"
        " values ('demo', 'Demo', '{deploy}') returning id"
    )


@pytest.fixture
async def messages(db: Connection, project: int) -> list[int]:
    return await say(
        db,
        project,
        *numbered(10),
        at=NOW - timedelta(hours=1),
        step=timedelta(seconds=1),
        author="Ann",
        classification="signal",
    )


@pytest.fixture
async def extraction(db: Connection, project: int, messages: list[int]) -> int:
    async with acting(db, Acting("test", project_id=project)):
        id = await claiming.claim_due(
            db, project, threshold=10, batch=50, lookback=timedelta(days=1)
        )
    assert id is not None
    assert messages
    return id


def topic(name: str, sources: list[int], **fields: Any) -> ExtractedTopic:
    values: dict[str, Any] = {
        "description": f"Talk of {name}",
        "keywords": ["one"],
        "confidence": 0.9,
    }
    return ExtractedTopic(name=name, reasoning="said often", sources=sources, **values | fields)


def atom(title: str, sources: list[int], **fields: Any) -> ExtractedAtom:
    values: dict[str, Any] = {
        "topic": None,
        "type": "decision",
        "content": f"{title} at length",
        "confidence": 0.8,
    }
    return ExtractedAtom(title=title, reasoning="we decided", sources=sources, **values | fields)


async def begin(db: Connection, id: int) -> extracting.Reading | None:
    async with acting(db, WORKER):
        return await extracting.begin(db, id)


async def save(db: Connection, id: int, found: Extraction) -> extracting.Saved | None:
    async with acting(db, WORKER):
        await usage.charge(db, "extraction", id, found.usage)
        return await extracting.save(db, id, found)


async def read_again(db: Connection, project: int, messages: list[int], found: Extraction) -> None:
    async with acting(db, Acting("test")):
        [id] = await claiming.claim_chosen(db, project, messages, batch=50)
    await begin(db, id)
    await save(db, id, found)


async def events(db: Connection) -> list[tuple[str, str]]:
    rows = await db.fetch(
        "select topic, name from orakul.event where topic <> 'tasks' order by position"
    )
    return [(row["topic"], row["name"]) for row in rows]


async def proposals(db: Connection) -> list[dict[str, Any]]:
    rows = await db.fetch(
        "select orakul.knowledge_proposal_shape(p) as shape"
        " from orakul.knowledge_proposal p order by id"
    )
    return [row["shape"] for row in rows]


async def row_of(db: Connection, query: str) -> asyncpg.Record:
    row = await db.fetchrow(query)
    assert row is not None
    return row


async def test_beginning_gives_the_messages_oldest_first_and_what_to_know_of_the_project(
    db: Connection, extraction: int, messages: list[int]
) -> None:
    reading = await begin(db, extraction)

    assert reading is not None
    assert [item.id for item in reading.items] == messages
    assert (reading.items[0].author, reading.items[0].text) == ("Ann", "message 1")
    assert reading.context.project == "Demo"
    assert reading.context.keywords == ["deploy"]
    assert await events(db) == [("knowledge_extraction", "knowledge.extraction_started")]


async def test_findings_become_pending_proposals_and_nothing_else(
    db: Connection, extraction: int, messages: list[int]
) -> None:
    await begin(db, extraction)

    saved = await save(
        db,
        extraction,
        Extraction(
            [topic("Release train", messages[:3], reasons=[Reason("topic", {"messages": 3})])],
            [
                atom("Ship on Mondays", messages[2:4], topic="Release train"),
                atom("Perhaps a risk", messages[:1], confidence=0.05, type="risk"),
            ],
            USAGE,
        ),
    )

    assert saved == extracting.Saved(topics=1, atoms=2, grown=0)
    of_topic, of_atom, unsure = await proposals(db)
    assert of_topic["reasons"] == [{"kind": "topic", "blanks": {"messages": 3}}]
    assert of_atom["reasons"] is None
    assert (of_topic["kind"], of_topic["state"], of_topic["name"]) == (
        "topic",
        "pending",
        "Release train",
    )
    assert of_topic["sources"] == [str(id) for id in messages[:3]]
    assert of_topic["keywords"] == ["one"]
    assert of_atom["atom_type"] == "decision"
    assert of_atom["topic"] == {
        "proposal_id": of_topic["id"],
        "id": None,
        "name": "Release train",
    }
    assert of_atom["engine"] == "offline"
    assert unsure["confidence"] == 0.05
    assert await db.fetchval("select count(*) from orakul.topic") == 0
    assert await db.fetchval("select count(*) from orakul.atom") == 0
    row = await row_of(db, "select * from orakul.extraction")
    assert (row["state"], row["topics"], row["atoms"]) == ("completed", 1, 2)
    assert (row["engine"], row["cost"]) == ("offline", Decimal("0.0012"))


async def test_what_each_model_took_is_its_own_where_another_is_asked_the_next_time(
    db: Connection, extraction: int
) -> None:
    for model in ("test-1", "test-2"):
        await usage.charge(db, "extraction", extraction, replace(USAGE, model=model))

    spent = {each.model: (each.input_tokens, each.cost) for each in await usage.spent(db)}
    assert spent == {"test-1": (100, 0.0012), "test-2": (100, 0.0012)}


async def test_the_log_tells_of_the_proposals_and_then_of_the_end(
    db: Connection, extraction: int, messages: list[int]
) -> None:
    await begin(db, extraction)
    await save(db, extraction, Extraction([topic("Release train", messages)], [], USAGE))

    assert await events(db) == [
        ("knowledge_extraction", "knowledge.extraction_started"),
        ("knowledge_extraction", "proposals_created"),
        ("knowledge_extraction", "knowledge.extraction_completed"),
    ]
    data = await db.fetchval(
        "select data::jsonb from orakul.event where name = 'proposals_created'"
    )
    assert data["count"] == 1
    assert data["extraction_id"] == str(extraction)
    assert data["proposals"] == await proposals(db)


async def test_saving_again_after_a_crash_adds_nothing(
    db: Connection, extraction: int, messages: list[int]
) -> None:
    found = Extraction([topic("Release train", messages)], [], USAGE)
    await begin(db, extraction)
    resumed = await begin(db, extraction)
    await save(db, extraction, found)

    again = await save(db, extraction, found)

    assert resumed is not None
    assert len(resumed.items) == 10
    assert again is None
    assert len(await proposals(db)) == 1
    assert await begin(db, extraction) is None


async def test_two_workers_that_save_at_once_make_the_proposals_once(
    db: Connection, database: str, extraction: int, messages: list[int]
) -> None:
    found = Extraction([topic("Release train", messages)], [], USAGE)
    await begin(db, extraction)
    workers = [await connect(database) for _ in range(3)]

    async with asyncio.timeout(20):
        saved = await asyncio.gather(*(save(worker, extraction, found) for worker in workers))

    assert sum(each is not None for each in saved) == 1
    assert len(await proposals(db)) == 1
    for worker in workers:
        await worker.close()


async def test_a_topic_that_is_proposed_already_gets_the_sources_instead_of_a_twin(
    db: Connection, project: int, extraction: int, messages: list[int]
) -> None:
    await begin(db, extraction)
    await save(db, extraction, Extraction([topic("Release train", messages[:2])], [], USAGE))

    await read_again(
        db, project, messages, Extraction([topic("RELEASE TRAIN", messages[4:6])], [], USAGE)
    )

    [proposal] = await proposals(db)
    assert proposal["sources"] == [str(id) for id in messages[:2] + messages[4:6]]
    assert ("knowledge_extraction", "edited") in await events(db)


async def test_a_topic_of_another_name_and_the_same_meaning_is_no_twin_either(
    db: Connection, project: int, extraction: int, messages: list[int]
) -> None:
    known = topic("Database migration", messages[:1], description="How we migrate the database")
    alike = topic("Database migrations", messages[1:2], description="How we migrate the database")
    await begin(db, extraction)
    await save(db, extraction, Extraction([known], [], USAGE))

    await read_again(db, project, messages, Extraction([alike], [], USAGE))

    [proposal] = await proposals(db)
    assert proposal["sources"] == [str(id) for id in messages[:2]]


async def test_projects_do_not_see_each_other(
    db: Connection, extraction: int, messages: list[int]
) -> None:
    await begin(db, extraction)
    await save(db, extraction, Extraction([topic("Release train", messages)], [], USAGE))
    other = await db.fetchval(
        "insert into orakul.project (slug, name) values ('other', 'Other') returning id"
    )
    await db.execute("update orakul.chat set project_id = $1", other)

    await read_again(db, other, messages, Extraction([topic("Release train", messages)], [], USAGE))

    assert [each["project"] for each in await proposals(db)] == ["demo", "other"]


async def test_the_likest_topic_and_atom_that_exist_are_named_with_their_score(
    db: Connection, project: int, extraction: int, messages: list[int]
) -> None:
    await begin(db, extraction)
    await save(
        db,
        extraction,
        Extraction([topic("Release train", messages)], [atom("Ship on Mondays", messages)], USAGE),
    )
    person = await db.fetchval("insert into orakul.person (name) values ('Ann') returning id")
    approved = [each["id"] for each in await proposals(db)]
    async with acting(db, Acting("test")):
        for id in approved:
            await review.approve(db, int(id), by=person)

    await read_again(
        db,
        project,
        messages,
        Extraction(
            [topic("release train", messages), topic("Coffee", messages)],
            [atom("ship on mondays", messages), atom("Buy beans", messages)],
            USAGE,
        ),
    )

    similar = {each["name"]: each["similar"] for each in (await proposals(db))[2:]}
    assert similar["release train"] == {
        "id": str(await db.fetchval("select id from orakul.topic")),
        "name": "Release train",
        "score": 1,
    }
    assert similar["ship on mondays"]["name"] == "Ship on Mondays"
    assert similar["Coffee"] is None
    assert similar["Buy beans"] is None


async def test_a_source_that_was_not_read_is_not_kept(
    db: Connection, extraction: int, messages: list[int]
) -> None:
    await begin(db, extraction)
    await save(db, extraction, Extraction([topic("Train", [messages[0], 999_999])], [], USAGE))

    [proposal] = await proposals(db)
    assert proposal["sources"] == [str(messages[0])]


async def test_failing_sets_the_messages_free_and_keeps_the_error(
    db: Connection, extraction: int
) -> None:
    await begin(db, extraction)

    async with acting(db, WORKER):
        failed = await extracting.fail(db, extraction, "no answer")
        again = await extracting.fail(db, extraction, "no answer")

    assert (failed, again) == (True, False)
    row = await row_of(db, "select state, error from orakul.extraction")
    assert tuple(row) == ("failed", "no answer")
    assert await db.fetchval("select count(extraction_id) from orakul.message") == 0
    assert (await events(db))[-1] == ("knowledge_extraction", "knowledge.extraction_failed")


async def test_what_failed_meanwhile_is_not_saved(
    db: Connection, extraction: int, messages: list[int]
) -> None:
    await begin(db, extraction)
    async with acting(db, WORKER):
        await extracting.fail(db, extraction, "cancelled")

    assert await save(db, extraction, Extraction([topic("A", messages)], [], USAGE)) is None
    assert await proposals(db) == []


async def test_a_failed_extraction_that_is_tried_again_takes_back_what_is_still_free(
    db: Connection, project: int, extraction: int, messages: list[int]
) -> None:
    await begin(db, extraction)
    async with acting(db, WORKER):
        await extracting.fail(db, extraction, "no answer")
        await claiming.claim_chosen(db, project, messages[:4], batch=50)

    reading = await begin(db, extraction)

    assert reading is not None
    assert [item.id for item in reading.items] == messages[4:]


@pytest.mark.parametrize("moment", ["before it begins", "while it runs"])
async def test_an_extraction_ends_with_its_cancelled_task(
    db: Connection, extraction: int, moment: str
) -> None:
    if moment == "while it runs":
        await begin(db, extraction)
    task = await db.fetchval("select task_id from orakul.extraction")

    async with acting(db, Acting("person:1", reason="too dear")):
        await db.execute("select procrastinate_cancel_job_v1($1, false, false)", task)

    row = await row_of(db, "select state, error from orakul.extraction")
    assert tuple(row) == ("failed", "the task was cancelled: too dear")
    assert await db.fetchval("select count(extraction_id) from orakul.message") == 0


async def test_a_task_that_is_tried_again_does_not_end_its_extraction(
    db: Connection, extraction: int
) -> None:
    await begin(db, extraction)
    await db.execute(
        "update procrastinate_jobs set status = 'doing'; update procrastinate_jobs"
        " set status = 'todo', attempts = 1"
    )

    assert await db.fetchval("select state from orakul.extraction") == "running"


async def test_a_task_that_fails_for_good_fails_its_extraction(
    db: Connection, extraction: int
) -> None:
    await begin(db, extraction)
    await db.execute("update orakul.task set error = 'no answer'")
    await db.execute(
        "update procrastinate_jobs set status = 'doing';"
        " update procrastinate_jobs set status = 'failed'"
    )

    row = await row_of(db, "select state, error from orakul.extraction")
    assert tuple(row) == ("failed", "no answer")

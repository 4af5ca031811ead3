"""Each message worth reading is claimed once, by whoever comes first, and none is lost."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from orakul.database import Acting, Connection, acting, connect
from orakul.errors import RejectedError
from orakul.knowledge import claiming, extracting
from tests.talk import numbered, say

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


async def project_of(db: Connection, slug: str = "demo") -> int:
    return await db.fetchval(
        "insert into orakul.project (slug, name) values ($1, $1) returning id", slug
    )


async def messages_of(
    db: Connection,
    project: int,
    count: int,
    *,
    classification: str | None = "signal",
    sent_at: datetime = NOW,
    ingestion: int | None = None,
) -> list[int]:
    return await say(
        db,
        project,
        *numbered(count),
        at=sent_at - timedelta(seconds=count - 1),
        step=timedelta(seconds=1),
        classification=classification,
        ingestion=ingestion,
    )


async def ingestion_of(db: Connection, project: int) -> int:
    return await db.fetchval(
        "insert into orakul.ingestion (project_id, total) values ($1, 100) returning id", project
    )


async def claimed(db: Connection, extraction: int | None) -> list[int]:
    return await db.fetchval(
        "select coalesce(array_agg(id order by id), '{}') from orakul.message"
        " where extraction_id = $1",
        extraction,
    )


async def due(db: Connection, project: int, **options: Any) -> int | None:
    settings: dict[str, Any] = {"threshold": 10, "batch": 50, "lookback": DAY, **options}
    async with acting(db, Acting("test", project_id=project)):
        return await claiming.claim_due(db, project, **settings)


async def row_of(db: Connection, query: str) -> asyncpg.Record:
    row = await db.fetchrow(query)
    assert row is not None
    return row


async def test_as_many_messages_as_the_threshold_are_claimed_and_their_task_deferred(
    db: Connection,
) -> None:
    project = await project_of(db)
    messages = await messages_of(db, project, 10)

    extraction = await due(db, project)

    assert await claimed(db, extraction) == messages
    row = await row_of(db, "select * from orakul.extraction")
    assert (row["trigger"], row["state"], row["message_ids"]) == ("auto", "pending", messages)
    task = await row_of(db, "select * from orakul.task")
    assert task["id"] == row["task_id"]
    assert task["name"] == "extract_knowledge_from_messages_task"
    assert task["args"] == {"extraction_id": extraction}
    assert task["project_id"] == project


async def test_fewer_messages_than_the_threshold_stay_unclaimed(db: Connection) -> None:
    project = await project_of(db)
    await messages_of(db, project, 9)

    assert await due(db, project) is None
    assert await db.fetchval("select count(*) from orakul.task") == 0


async def test_noise_old_unscored_and_foreign_messages_do_not_count(db: Connection) -> None:
    project, other = await project_of(db), await project_of(db, "other")
    await messages_of(db, project, 9)
    await messages_of(db, project, 5, classification="noise")
    await messages_of(db, project, 5, classification=None)
    await messages_of(db, project, 5, sent_at=NOW - 2 * DAY)
    await messages_of(db, other, 5)

    assert await due(db, project) is None


async def test_a_batch_holds_the_oldest_and_the_rest_waits_for_the_next(db: Connection) -> None:
    project = await project_of(db)
    messages = await messages_of(db, project, 70)

    first, second, third = [await due(db, project) for _ in range(3)]

    assert await claimed(db, first) == messages[:50]
    assert await claimed(db, second) == messages[50:]
    assert third is None


async def test_a_batch_smaller_than_the_threshold_can_be_filled(db: Connection) -> None:
    project = await project_of(db)
    messages = await messages_of(db, project, 6)

    assert await claimed(db, await due(db, project, threshold=10, batch=5)) == messages[:5]


async def test_callers_at_once_share_no_message(db: Connection, database: str) -> None:
    project = await project_of(db)
    messages = await messages_of(db, project, 100)
    callers = [await connect(database) for _ in range(4)]

    async with asyncio.timeout(20):
        extractions = await asyncio.gather(*(due(caller, project, batch=30) for caller in callers))

    shares = [await claimed(db, each) for each in extractions if each]
    assert sorted(id for share in shares for id in share) == messages
    assert sorted(map(len, shares)) == [10, 30, 30, 30]
    for caller in callers:
        await caller.close()


async def test_the_message_that_fills_a_batch_is_seen_when_two_are_scored_at_once(
    db: Connection, database: str
) -> None:
    project = await project_of(db)
    await messages_of(db, project, 8)
    last = await messages_of(db, project, 2, classification=None)
    scorers = [await connect(database) for _ in last]
    scored = asyncio.Barrier(len(last))

    async def score(scorer: Connection, message: int) -> int | None:
        async with acting(scorer, Acting("test")):
            await scorer.execute(
                "update orakul.message set importance = 1, classification = 'signal' where id = $1",
                message,
            )
            await scored.wait()
            return await claiming.claim_due(scorer, project, threshold=10, batch=50, lookback=DAY)

    async with asyncio.timeout(20):
        extractions = await asyncio.gather(*map(score, scorers, last))

    assert sorted(each is None for each in extractions) == [False, True]
    for scorer in scorers:
        await scorer.close()


async def test_a_rolled_back_claim_leaves_neither_claim_nor_task(db: Connection) -> None:
    project = await project_of(db)
    await messages_of(db, project, 10)

    with pytest.raises(ZeroDivisionError):
        async with acting(db, Acting("test")):
            await claiming.claim_due(db, project, threshold=10, batch=50, lookback=DAY)
            _ = 1 / 0

    assert await db.fetchval("select count(*) from orakul.extraction") == 0
    assert await db.fetchval("select count(*) from procrastinate_jobs") == 0
    assert await due(db, project) is not None


async def test_after_a_failure_automatic_extraction_rests(db: Connection) -> None:
    project = await project_of(db)
    messages = await messages_of(db, project, 10)
    first = await due(db, project)
    assert first is not None
    async with acting(db, Acting("test")):
        await extracting.fail(db, first, "no answer")

    at_once = await due(db, project)
    await db.execute(
        "update orakul.extraction set finished_at = finished_at - interval '11 minutes'"
    )
    later = await due(db, project)

    assert at_once is None
    assert await claimed(db, later) == messages


async def test_an_import_is_claimed_in_full_batches_and_its_rest_at_the_end(
    db: Connection,
) -> None:
    project = await project_of(db)
    ingestion = await ingestion_of(db, project)
    long_ago = NOW - 3650 * DAY
    messages = await messages_of(db, project, 25, sent_at=long_ago, ingestion=ingestion)
    await messages_of(db, project, 5, sent_at=long_ago, ingestion=ingestion, classification="noise")

    async with acting(db, Acting("test")):
        full = await claiming.claim_imported(db, project, ingestion, batch=10, finished=False)
        again = await claiming.claim_imported(db, project, ingestion, batch=10, finished=False)
        rest = await claiming.claim_imported(db, project, ingestion, batch=10, finished=True)

    assert [await claimed(db, each) for each in full] == [messages[:10], messages[10:20]]
    assert again == []
    assert [await claimed(db, each) for each in rest] == [messages[20:]]
    assert await db.fetchval("select count(*) from orakul.extraction where trigger = 'import'") == 3


async def test_messages_whose_embedding_is_being_saved_are_claimed_all_the_same(
    database: str, db: Connection
) -> None:
    project = await project_of(db)
    ingestion = await ingestion_of(db, project)
    messages = await messages_of(db, project, 12, ingestion=ingestion)
    embedding = await connect(database)

    async with embedding.transaction():
        await embedding.execute("select from orakul.message for key share")  # as a reference does
        async with acting(db, Acting("test")):
            imported = await claiming.claim_imported(
                db, project, ingestion, batch=50, finished=True
            )
    await embedding.close()

    assert [await claimed(db, each) for each in imported] == [messages]


async def test_chosen_messages_are_read_whatever_their_class_in_batches(db: Connection) -> None:
    project = await project_of(db)
    messages = await messages_of(db, project, 5, classification="noise")

    async with acting(db, Acting("test")):
        extractions = await claiming.claim_chosen(db, project, messages[::-1], batch=3)

    assert [await claimed(db, each) for each in extractions] == [messages[:3], messages[3:]]


async def test_chosen_messages_of_another_project_do_not_exist(db: Connection) -> None:
    project, other = await project_of(db), await project_of(db, "other")
    foreign = await messages_of(db, other, 3)

    with pytest.raises(RejectedError, match="none of these messages"):
        async with acting(db, Acting("test")):
            await claiming.claim_chosen(db, project, foreign, batch=50)


async def test_what_is_being_read_is_not_read_twice_at_once_but_may_be_again_later(
    db: Connection,
) -> None:
    project = await project_of(db)
    messages = await messages_of(db, project, 10)
    first = await due(db, project)

    with pytest.raises(RejectedError):
        async with acting(db, Acting("test")):
            await claiming.claim_chosen(db, project, messages, batch=50)
    await db.execute("update orakul.extraction set state = 'completed'")
    async with acting(db, Acting("test")):
        [second] = await claiming.claim_chosen(db, project, messages, batch=50)

    assert await claimed(db, first) == []
    assert await claimed(db, second) == messages


async def test_a_period_takes_what_was_sent_in_it_except_noise(db: Connection) -> None:
    project = await project_of(db)
    inside = await messages_of(db, project, 3, classification=None)
    await messages_of(db, project, 3, classification="noise")
    await messages_of(db, project, 3, sent_at=NOW - 3 * DAY)

    async with acting(db, Acting("test")):
        [extraction] = await claiming.claim_period(db, project, NOW - DAY, NOW, batch=50)

    assert await claimed(db, extraction) == inside


async def test_a_period_that_ends_before_it_starts_is_rejected(db: Connection) -> None:
    project = await project_of(db)

    with pytest.raises(RejectedError, match="starts before"):
        await claiming.claim_period(db, project, NOW, NOW - DAY, batch=50)

"""A proposal is decided once, by one person, and only an approval makes knowledge."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from orakul.database import Acting, Connection, acting, connect
from orakul.errors import ConflictError, NotFoundError, RejectedError
from orakul.knowledge import claiming, extracting, listing, review
from orakul.llm.engine import ExtractedAtom, ExtractedTopic, Extraction, Usage
from tests.talk import numbered, say

NOW = datetime.now(UTC)
PERSON = Acting("person:1")

Decide = Callable[[Connection, int, int], Coroutine[Any, Any, review.Shape]]


@pytest.fixture
async def messages(db: Connection, project: int) -> list[int]:
    return await say(db, project, *numbered(6), at=NOW)


@pytest.fixture
async def proposals(db: Connection, project: int, messages: list[int]) -> tuple[int, int]:
    """A topic proposal of the first three messages and its atom of the second."""
    found = Extraction(
        [ExtractedTopic("Release train", "When we ship", ["ship"], 0.9, "often", messages[:3])],
        [
            ExtractedAtom(
                type="decision",
                title="Ship on Mondays",
                content="Never on Fridays",
                confidence=0.8,
                reasoning="we decided",
                topic="Release train",
                sources=messages[1:2],
            )
        ],
        Usage("offline", "test-1"),
    )
    async with acting(db, Acting("worker:test")):
        [id] = await claiming.claim_chosen(db, project, messages, batch=50)
        await extracting.begin(db, id)
        await extracting.save(db, id, found)
    rows = await db.fetch("select id from orakul.knowledge_proposal order by id")
    topic, atom = [row["id"] for row in rows]
    return topic, atom


async def approve(db: Connection, id: int, by: int) -> review.Shape:
    async with acting(db, PERSON):
        return await review.approve(db, id, by=by)


async def reject(db: Connection, id: int, by: int) -> review.Shape:
    async with acting(db, PERSON):
        return await review.reject(db, id, by=by)


async def events(db: Connection, topic: str) -> list[tuple[str, dict[str, Any]]]:
    rows = await db.fetch(
        "select name, data::jsonb from orakul.event where topic = $1 order by position", topic
    )
    return [(row["name"], row["data"]) for row in rows]


async def linked(db: Connection) -> int:
    return await db.fetchval("select count(*) from orakul.topic_atom")


async def row_of(db: Connection, query: str) -> asyncpg.Record:
    row = await db.fetchrow(query)
    assert row is not None
    return row


async def test_approving_a_topic_makes_it_and_gives_it_the_messages_that_have_none(
    db: Connection, project: int, proposals: tuple[int, int], messages: list[int], ann: int
) -> None:
    earlier = await db.fetchval(
        "insert into orakul.topic (project_id, name) values ($1, 'Earlier') returning id", project
    )
    await db.execute("update orakul.message set topic_id = $1 where id = $2", earlier, messages[0])

    shape = await approve(db, proposals[0], ann)

    topic = await row_of(db, "select * from orakul.topic where name = 'Release train'")
    assert (topic["description"], topic["keywords"]) == ("When we ship", ["ship"])
    assert (shape["state"], shape["topic_id"]) == ("approved", str(topic["id"]))
    assert shape["reviewed_by"] == {"id": str(ann), "name": "Ann"}
    of_messages = await db.fetch("select topic_id from orakul.message order by id")
    assert [row["topic_id"] for row in of_messages] == [
        earlier,
        topic["id"],
        topic["id"],
        None,
        None,
        None,
    ]
    assert await db.fetchval("select count(*) from orakul.topic_embedding") == 1


async def test_approving_tells_the_log_of_the_topic_and_of_the_decision(
    db: Connection, proposals: tuple[int, int], ann: int
) -> None:
    shape = await approve(db, proposals[0], ann)

    assert (await events(db, "knowledge_extraction"))[-1] == ("approved", {"proposal": shape})
    [(name, data)] = await events(db, "topics")
    assert name == "topic_created"
    assert data["topic"]["name"] == "Release train"
    assert data["topic"]["messages"] == 3


async def test_approving_an_atom_makes_it_and_defers_its_embedding(
    db: Connection, proposals: tuple[int, int], ann: int
) -> None:
    shape = await approve(db, proposals[1], ann)

    atom = await row_of(db, "select * from orakul.atom")
    assert (atom["type"], atom["title"], atom["content"]) == (
        "decision",
        "Ship on Mondays",
        "Never on Fridays",
    )
    assert shape["atom_id"] == str(atom["id"])
    assert [name for name, _ in await events(db, "topics")] == ["atom_created"]
    task = await row_of(db, "select * from orakul.task where name = 'embed_atoms_batch_task'")
    assert task["args"] == {"atom_ids": [atom["id"]]}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["topic first", "atom first"])
async def test_an_atom_and_its_topic_are_linked_by_the_later_approval(
    db: Connection, proposals: tuple[int, int], ann: int, order: tuple[int, int]
) -> None:
    first, second = order
    await approve(db, proposals[first], ann)
    before = await linked(db)
    await approve(db, proposals[second], ann)

    assert (before, await linked(db)) == (0, 1)


async def test_an_atom_and_its_topic_are_linked_when_both_are_approved_at_once(
    db: Connection, database: str, proposals: tuple[int, int], ann: int
) -> None:
    reviewers = [await connect(database) for _ in proposals]

    async with asyncio.timeout(20):
        await asyncio.gather(
            *(approve(*each, ann) for each in zip(reviewers, proposals, strict=True))
        )

    assert await linked(db) == 1
    for reviewer in reviewers:
        await reviewer.close()


async def test_deciding_twice_tells_the_earlier_decision(
    db: Connection, proposals: tuple[int, int], ann: int
) -> None:
    await reject(db, proposals[0], ann)

    with pytest.raises(ConflictError, match=r"was rejected by Ann at 20.*\+00:00"):
        await approve(db, proposals[0], ann)

    assert await db.fetchval("select count(*) from orakul.topic") == 0


@pytest.mark.parametrize("second", [approve, reject], ids=["approve", "reject"])
async def test_of_two_decisions_at_once_one_holds_and_the_other_is_told(
    db: Connection, database: str, proposals: tuple[int, int], ann: int, second: Decide
) -> None:
    reviewers = [await connect(database) for _ in range(2)]

    async with asyncio.timeout(20):
        outcomes = await asyncio.gather(
            approve(reviewers[0], proposals[0], ann),
            second(reviewers[1], proposals[0], ann),
            return_exceptions=True,
        )

    assert sum(isinstance(each, ConflictError) for each in outcomes) == 1
    [shape] = [each for each in outcomes if not isinstance(each, BaseException)]
    state = await db.fetchval(
        "select state from orakul.knowledge_proposal where id = $1", proposals[0]
    )
    assert state == shape["state"]
    made = await db.fetchval("select count(*) from orakul.topic")
    assert made == (1 if state == "approved" else 0)
    for reviewer in reviewers:
        await reviewer.close()


async def test_a_topic_of_a_name_that_there_is_is_not_made_but_can_be_merged(
    db: Connection, project: int, proposals: tuple[int, int], messages: list[int], ann: int
) -> None:
    there = await db.fetchval(
        "insert into orakul.topic (project_id, name) values ($1, 'RELEASE TRAIN') returning id",
        project,
    )
    await approve(db, proposals[1], ann)

    with pytest.raises(ConflictError, match=f"topic {there} has the name .* merge into it"):
        await approve(db, proposals[0], ann)
    async with acting(db, PERSON):
        shape = await review.merge(db, proposals[0], there, by=ann, note="the same")

    assert (shape["state"], shape["topic_id"]) == ("merged", str(there))
    assert shape["review_note"] == "the same"
    count = await db.fetchval("select count(*) from orakul.message where topic_id = $1", there)
    assert count == 3
    assert await linked(db) == 1


async def test_merging_into_what_is_not_in_the_project_is_rejected(
    db: Connection, proposals: tuple[int, int], ann: int
) -> None:
    other = await db.fetchval(
        "insert into orakul.project (slug, name) values ('other', 'Other') returning id"
    )
    foreign = await db.fetchval(
        "insert into orakul.topic (project_id, name) values ($1, 'Foreign') returning id", other
    )

    with pytest.raises(RejectedError, match="no topic"):
        async with acting(db, PERSON):
            await review.merge(db, proposals[0], foreign, by=ann)

    assert (await approve(db, proposals[0], ann))["state"] == "approved"


async def test_a_pending_proposal_can_be_put_in_other_words(
    db: Connection, proposals: tuple[int, int], ann: int
) -> None:
    async with acting(db, PERSON):
        await review.edit(db, proposals[0], {"name": "Releases"})
        await review.edit(db, proposals[1], {"atom_type": "requirement"})
    await approve(db, proposals[0], ann)
    await approve(db, proposals[1], ann)

    assert await db.fetchval("select name from orakul.topic") == "Releases"
    assert await db.fetchval("select type from orakul.atom") == "requirement"
    with pytest.raises(ConflictError, match="was approved"):
        await review.edit(db, proposals[0], {"name": "Too late"})


async def test_a_topic_takes_no_type_and_no_name_too_long(
    db: Connection, proposals: tuple[int, int]
) -> None:
    for changes in ({"atom_type": "risk"}, {"name": "n" * 101}):
        with pytest.raises(RejectedError):
            await review.edit(db, proposals[0], changes)


async def test_what_does_not_exist_is_not_found(db: Connection, ann: int) -> None:
    for decide in (approve, reject):
        with pytest.raises(NotFoundError):
            await decide(db, 999, ann)


async def test_pages_of_proposals_hold_each_once_in_either_order(
    db: Connection, proposals: tuple[int, int], ann: int
) -> None:
    for sort, expected in {
        "created_at": proposals,
        "-created_at": proposals[::-1],
        "confidence": proposals[::-1],
        "-confidence": proposals,
    }.items():
        first = await listing.proposals(db, None, sort=sort, limit=1)
        second = await listing.proposals(db, None, sort=sort, limit=1, cursor=first.next_cursor)

        assert [row.id for row in (*first.rows, *second.rows)] == list(expected)
        assert second.next_cursor is None


async def test_a_reader_sees_the_proposals_of_their_projects_alone(
    db: Connection, project: int, proposals: tuple[int, int], ann: int
) -> None:
    stranger = await listing.proposals(db, ann, limit=50)
    await db.execute(
        "insert into orakul.project_member (project_id, person_id, role) values ($1, $2, 'viewer')",
        project,
        ann,
    )
    viewer = await listing.proposals(db, ann, kinds=["atom"], states=["pending"], limit=50)

    assert stranger.rows == []
    assert [row.id for row in viewer.rows] == [proposals[1]]

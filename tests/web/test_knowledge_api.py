"""Members of a project review its knowledge; viewers watch, and to strangers it does not exist."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from orakul.database import Acting, Connection, acting
from orakul.knowledge import extracting
from orakul.llm.engine import ExtractedAtom, ExtractedTopic, Extraction, Usage
from tests.talk import numbered, say

NOW = datetime.now(UTC)


@pytest.fixture
async def member(site: Any) -> httpx.AsyncClient:
    return await site.member(demo="member")


@pytest.fixture
async def messages(db: Connection, member: httpx.AsyncClient) -> list[str]:
    """Ids of three messages of the member's project."""
    assert member
    project = await db.fetchval("select id from orakul.project where slug = 'demo'")
    return [str(id) for id in await say(db, project, *numbered(3), at=NOW)]


async def extract(client: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await client.post("/api/knowledge/extract", json={"project": "demo", **body})


@pytest.fixture
async def proposals(
    db: Connection, member: httpx.AsyncClient, messages: list[str]
) -> tuple[str, str]:
    """Ids of a topic proposal and of an atom proposal that belongs to it."""
    id = int((await extract(member, message_ids=messages)).json()["extraction_id"])
    sources = [int(each) for each in messages]
    found = Extraction(
        [ExtractedTopic("Release train", "When we ship", ["ship"], 0.9, "often", sources)],
        [
            ExtractedAtom(
                type="decision",
                title="Ship on Mondays",
                content="Never on Fridays",
                confidence=0.8,
                reasoning="we decided",
                topic="Release train",
                sources=sources[:1],
            )
        ],
        Usage("offline", "test-1"),
    )
    async with acting(db, Acting("worker:test")):
        await extracting.begin(db, id)
        await extracting.save(db, id, found)
    rows = await db.fetch("select id from orakul.knowledge_proposal order by id")
    topic, atom = [str(row["id"]) for row in rows]
    return topic, atom


def path(id: str, verb: str = "") -> str:
    return f"/api/knowledge/proposals/{id}{verb and '/' + verb}"


async def test_chosen_messages_are_accepted_for_extraction_as_a_task_of_whoever_asked(
    site: Any, db: Connection, member: httpx.AsyncClient, messages: list[str]
) -> None:
    answer = await extract(member, message_ids=messages)

    assert answer.status_code == 202
    id = answer.json()["extraction_id"]
    assert answer.json()["extraction_ids"] == [id]
    [task] = (await member.get("/api/tasks")).json()["items"]
    assert (task["name"], task["project"], task["args"]) == (
        "extract_knowledge_from_messages_task",
        "demo",
        {"extraction_id": int(id)},
    )
    assert task["owner"]["name"] == "member"


async def test_the_messages_of_a_period_are_accepted(
    member: httpx.AsyncClient, messages: list[str]
) -> None:
    start, end = (NOW - timedelta(days=1)).isoformat(), NOW.isoformat()

    answer = await extract(member, period={"start": start, "end": end})

    assert answer.status_code == 202
    assert messages


@pytest.mark.parametrize(
    "body",
    [
        {},
        {
            "message_ids": ["1"],
            "period": {"start": "2026-01-01T00:00Z", "end": "2026-01-02T00:00Z"},
        },
        {"message_ids": []},
        {"message_ids": ["999"]},
        {"message_ids": [1]},
        {"period": {"start": "2026-01-02T00:00Z", "end": "2026-01-01T00:00Z"}},
        {"period": {"start": "2026-01-01T00:00", "end": "2026-01-02T00:00"}},
        {"period": {"start": "0001-01-01T00:00Z", "end": "2026-01-02T00:00Z"}},
        {"period": {"start": "2026-01-01T00:00Z", "end": "9999-12-31T23:59:59.999999Z"}},
        {"period": {"start": "1990-01-01T00:00Z", "end": "1990-01-02T00:00Z"}},
    ],
)
async def test_what_names_no_messages_is_refused(
    member: httpx.AsyncClient, messages: list[str], body: dict[str, Any]
) -> None:
    answer = await extract(member, **body)

    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert messages


async def test_proposals_are_counted_by_state_as_far_as_one_sees_them(
    site: Any, member: httpx.AsyncClient, proposals: tuple[str, str]
) -> None:
    stranger = await site.member("stranger", hidden="admin")
    await member.post(path(proposals[0], "reject"))

    async def counted(client: httpx.AsyncClient, query: str = "") -> list[int]:
        answer = (await client.get(f"/api/knowledge/proposals/count{query}")).json()
        assert all(each["exact"] for each in answer.values())
        return [answer[state]["count"] for state in ("pending", "approved", "rejected", "merged")]

    assert await counted(member) == [1, 0, 1, 0]
    assert await counted(member, "?kind=atom&project=demo") == [1, 0, 0, 0]
    assert await counted(member, "?project=hidden") == [0, 0, 0, 0]
    assert await counted(stranger) == [0, 0, 0, 0]


async def test_proposals_are_listed_by_state_and_kind(
    member: httpx.AsyncClient, proposals: tuple[str, str], messages: list[str]
) -> None:
    pending = (await member.get("/api/knowledge/proposals?state=pending&project=demo")).json()
    atoms = (await member.get("/api/knowledge/proposals?kind=atom")).json()
    decided = (await member.get("/api/knowledge/proposals?state=approved&state=merged")).json()

    assert [each["id"] for each in pending["items"]] == list(proposals[::-1])
    assert pending["next_cursor"] is None
    [atom] = atoms["items"]
    assert atom.pop("created_at")
    assert atom.pop("extraction_id")
    assert atom == {
        "id": proposals[1],
        "kind": "atom",
        "state": "pending",
        "project": "demo",
        "name": "Ship on Mondays",
        "description": "Never on Fridays",
        "keywords": [],
        "atom_type": "decision",
        "confidence": 0.8,
        "reasoning": "we decided",
        "reasons": None,
        "engine": "offline",
        "sources": messages[:1],
        "similar": None,
        "topic": {"proposal_id": proposals[0], "id": None, "name": "Release train"},
        "topic_id": None,
        "atom_id": None,
        "reviewed_by": None,
        "reviewed_at": None,
        "review_note": None,
    }
    assert decided["items"] == []


async def test_pages_go_on_where_the_last_one_ended(
    member: httpx.AsyncClient, proposals: tuple[str, str]
) -> None:
    for sort, expected in {"-confidence": proposals, "-created_at": proposals[::-1]}.items():
        query = {"sort": sort, "limit": "1"}
        first = (await member.get("/api/knowledge/proposals", params=query)).json()
        query["cursor"] = first["next_cursor"]
        second = (await member.get("/api/knowledge/proposals", params=query)).json()

        assert [first["items"][0]["id"], second["items"][0]["id"]] == list(expected)
        assert second["next_cursor"] is None


async def test_approving_makes_a_topic_and_an_atom_that_everybody_reads(
    site: Any, member: httpx.AsyncClient, proposals: tuple[str, str]
) -> None:
    topic, atom = [
        (await member.post(path(id, "approve"), json={"note": "good"})).json() for id in proposals
    ]
    viewer = await site.member("watcher", demo="viewer")
    topics = (await viewer.get("/api/topics")).json()["items"]
    atoms = (await viewer.get(f"/api/atoms?topic_id={topic['topic_id']}&type=decision")).json()

    assert (topic["state"], topic["review_note"]) == ("approved", "good")
    assert topic["reviewed_by"]["name"] == "member"
    [read] = topics
    assert (read["name"], read["atoms"], read["messages"]) == ("Release train", 1, 3)
    [read] = atoms["items"]
    assert (read["id"], read["title"], read["type"]) == (
        atom["atom_id"],
        "Ship on Mondays",
        "decision",
    )
    assert read["topics"] == [{"id": topic["topic_id"], "name": "Release train"}]


async def test_a_second_decision_is_a_conflict_that_tells_of_the_first(
    member: httpx.AsyncClient, proposals: tuple[str, str]
) -> None:
    await member.post(path(proposals[0], "reject"))

    answer = await member.post(path(proposals[0], "approve"))

    assert answer.status_code == 409
    assert "was rejected by member" in answer.json()["detail"]


async def test_a_proposal_is_merged_into_what_there_is(
    member: httpx.AsyncClient, db: Connection, proposals: tuple[str, str]
) -> None:
    there = await db.fetchval(
        "insert into orakul.topic (project_id, name)"
        " select id, 'Releases' from orakul.project where slug = 'demo' returning id"
    )

    nowhere = await member.post(path(proposals[0], "merge"), json={"into": "999"})
    answer = await member.post(path(proposals[0], "merge"), json={"into": str(there)})

    assert nowhere.status_code == 400
    assert (answer.json()["state"], answer.json()["topic_id"]) == ("merged", str(there))
    assert (await member.get(path(proposals[0]))).json() == answer.json()


async def test_topics_and_atoms_are_found_by_id(
    member: httpx.AsyncClient, proposals: tuple[str, str]
) -> None:
    topic = (await member.post(path(proposals[0], "approve"))).json()["topic_id"]
    atom = (await member.post(path(proposals[1], "approve"))).json()["atom_id"]

    async def found(kind: str, *ids: str) -> list[str]:
        answer = await member.get(f"/api/{kind}", params={"id": ids})
        return [each["id"] for each in answer.json()["items"]]

    assert await found("topics", topic, "998", "999") == [topic]
    assert await found("atoms", atom, "998", "999") == [atom]
    assert await found("topics", "999") == await found("atoms", "999") == []


async def test_a_pending_proposal_is_put_in_other_words(
    member: httpx.AsyncClient, proposals: tuple[str, str]
) -> None:
    answer = await member.put(path(proposals[0]), json={"name": " Releases "})
    typed = await member.put(path(proposals[0]), json={"atom_type": "risk"})
    blank = await member.put(path(proposals[0]), json={"name": " "})

    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["description"]) == ("Releases", "When we ship")
    assert (typed.status_code, blank.status_code) == (400, 400)


async def test_to_a_stranger_nothing_of_it_exists(
    site: Any, proposals: tuple[str, str], messages: list[str]
) -> None:
    # The name of the stranger's own project is the id of the foreign one.
    demo = await site.db.fetchval("select id from orakul.project where slug = 'demo'")
    stranger = await site.member("stranger", **{str(demo): "member"})

    lists = [
        await stranger.get(f"/api/{each}") for each in ("knowledge/proposals", "topics", "atoms")
    ]
    refused = [
        await extract(stranger, message_ids=messages),
        await stranger.post(path(proposals[0], "approve")),
        await stranger.post(path(proposals[0], "reject")),
        await stranger.post(path(proposals[0], "merge"), json={"into": "1"}),
        await stranger.put(path(proposals[0]), json={"name": "Mine"}),
        await stranger.get(path(proposals[0])),
        await stranger.post(path("999", "approve")),
    ]

    assert [each.json()["items"] for each in lists] == [[], [], []]
    assert {each.status_code for each in refused} == {404}
    assert refused[1].json()["detail"] == f"there is no proposal {proposals[0]}"


async def test_an_administrator_reviews_everywhere(
    admin: httpx.AsyncClient, proposals: tuple[str, str]
) -> None:
    answers = [await admin.post(path(id, "approve")) for id in proposals]

    assert [each.status_code for each in answers] == [200, 200]

"""Messages are listed for the members of their project, in pages that hold their place."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orakul.database import Connection
from orakul.messages import reading
from web import shapes

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def say(db: Connection, project: str, count: int, **columns: Any) -> list[int]:
    """Add messages to the chat of *project*, one a minute; return their ids."""
    chat = await db.fetchval(
        "insert into orakul.chat (project_id, external_id, kind, title)"
        " select id, -1000000000000 - id, 'supergroup', slug || ' chat' from orakul.project"
        " where slug = $1 on conflict (project_id, source, external_id) do update set title = excluded.title"
        " returning id",
        project,
    )
    start = await db.fetchval("select count(*) from orakul.message")
    ids: list[int] = []
    for n in range(start, start + count):
        score: float | None = columns.get("importance", [None, 0.1, 0.5, 0.9][n % 4])
        kind = None if score is None else ["noise", "weak_signal", "signal"][round(score * 2)]
        ids.append(
            await db.fetchval(
                "insert into orakul.message (chat_id, external_id, sent_at, text, author_id,"
                " author_name, importance, classification)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8) returning id",
                chat, n, START + timedelta(minutes=n // 2), columns.get("text", f"message {n}"),
                columns.get("author_id"), columns.get("author_name"), score, kind,
            )
        )  # fmt: skip
    return ids


async def pages(client: Any, between: Any = None, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await client.get("/api/messages", params={**query, **cursor})
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        if answer.json()["next_cursor"] is None:
            return items
        cursor = {"cursor": answer.json()["next_cursor"]}
        if between:
            await between()


@pytest.fixture
async def member(site: Any) -> Any:
    """A client of a member of project demo."""
    return await site.member(demo="viewer")


async def test_a_message_has_the_shape_that_clients_rely_on(
    site: Any, member: Any, db: Connection
) -> None:
    author = await db.fetchval("insert into orakul.person (name) values ('Ada') returning id")
    [id] = await say(db, "demo", 1, author_id=author, importance=0.9, text="Реліз завтра")

    [message] = await pages(member)

    assert message == {
        "id": str(id),
        "project": "demo",
        "chat": {"id": message["chat"]["id"], "title": "demo chat"},
        "author": {"id": str(author), "name": "Ada"},
        "external_id": "0",
        "sent_at": "2026-03-01T12:00:00Z",
        "edited_at": None,
        "text": "Реліз завтра",
        "media": None,
        "importance": 0.9,
        "classification": "signal",
        "factors": None,
        "topic_id": None,
        "score": None,
        "likeness": None,
    }


async def test_members_read_their_projects_and_administrators_all(
    site: Any, member: Any, admin: Any, db: Connection
) -> None:
    stranger = await site.member("stranger", hidden="admin")
    mine, others = await say(db, "demo", 2), await say(db, "hidden", 2)

    assert {int(each["id"]) for each in await pages(member)} == set(mine)
    assert {int(each["id"]) for each in await pages(stranger)} == set(others)
    assert {int(each["id"]) for each in await pages(admin)} == {*mine, *others}
    assert await pages(member, project="hidden") == []


@pytest.mark.parametrize("field", ["id", "sent_at", "importance"])
@pytest.mark.parametrize("sign", ["", "-"])
async def test_pages_hold_their_place_while_messages_come(
    member: Any, db: Connection, field: str, sign: str
) -> None:
    ids = await say(db, "demo", 30)
    whole = await pages(member, sort=sign + field, limit=200)

    listed = await pages(member, lambda: say(db, "demo", 3), sort=sign + field, limit=7)
    other_way = await pages(member, sort=("" if sign else "-") + field, limit=200)

    known = [int(each["id"]) for each in listed if int(each["id"]) in ids]
    assert known == [int(each["id"]) for each in whole]
    assert len(listed) == len({each["id"] for each in listed})
    assert [each["id"] for each in other_way if int(each["id"]) in ids] == [
        each["id"] for each in reversed(whole)
    ]


async def test_filters_restrict_and_add_up(member: Any, db: Connection) -> None:
    ada = await db.fetchval("insert into orakul.person (name) values ('Ada') returning id")
    plain = await say(db, "demo", 4)
    hers = await say(db, "demo", 2, author_id=ada, text="100% ПІДТРИМКА_", importance=0.9)

    async def found(**query: Any) -> list[int]:
        return sorted(int(each["id"]) for each in await pages(member, **query))

    assert await found(q="підтримка") == hers
    assert await found(q="100%") == hers
    assert await found(q="1__%") == []
    assert await found(author=ada) == await found(author="ada") == hers
    assert await found(classification="noise") == [plain[1]]
    assert await found(classification=["noise", "signal"]) == [plain[1], plain[3], *hers]
    assert await found(**{"from": "2026-03-01T12:01:00Z"}) == [*plain[2:], *hers]
    assert await found(to="2026-03-01T13:01:00+01:00") == plain[:2]
    assert await found(q="message", classification="signal") == [plain[3]]


async def test_messages_are_found_by_their_ids_chat_and_topic(
    site: Any, member: Any, db: Connection
) -> None:
    await site.member("stranger", hidden="admin")
    mine, others = await say(db, "demo", 3), await say(db, "hidden", 1)
    chat = (await pages(member))[0]["chat"]["id"]
    topic = await db.fetchval(
        "insert into orakul.topic (project_id, name)"
        " select id, 'Releases' from orakul.project where slug = 'demo' returning id"
    )
    await db.execute("update orakul.message set topic_id = $1 where id = $2", topic, mine[1])

    async def found(**query: Any) -> list[int]:
        return sorted(int(each["id"]) for each in await pages(member, **query))

    assert await found(id=[mine[2], mine[0], *others]) == [mine[0], mine[2]]
    assert await found(chat=chat) == mine
    assert await found(chat=999) == []
    assert await found(topic_id=topic) == [mine[1]]
    assert await found(topic_id=topic, id=mine[0]) == []
    assert await found(id=mine, limit=1, sort="importance") == mine


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("from=yesterday", "from"),
        ("from=2026-03-01T12:00:00", "from"),
        ("to=2026-03-01", "to"),
        ("classification=loud", "classification.0"),
        ("sort=text", "sort"),
        ("q=", "q"),
        ("id=seven", "id.0"),
        ("from_=2026-03-01T12:00:00Z", "from_"),
    ],
)
async def test_bad_input_is_named_where_it_is(member: Any, query: str, path: str) -> None:
    answer = await member.get(f"/api/messages?{query}")

    assert answer.status_code == 400
    assert [each["path"] for each in answer.json()["errors"]] == [path]


async def test_messages_are_counted_as_far_as_one_sees_them(
    site: Any, member: Any, admin: Any, db: Connection
) -> None:
    await site.member("stranger", hidden="admin")
    await say(db, "demo", 8)
    await say(db, "demo", 1, text="A Heron on the roof", importance=0.9)
    await say(db, "hidden", 4)

    async def counted(client: Any, **query: str) -> dict[str, int]:
        answer = await client.get("/api/messages/count", params=query)
        assert all(each["exact"] for each in answer.json().values()), answer.text
        return {name: each["count"] for name, each in answer.json().items()}

    assert await counted(member) == {"all": 9, "signal": 3, "weak_signal": 2, "noise": 2}
    assert (await counted(admin))["all"] == 13
    assert (await counted(member, q="heron")) == {
        "all": 1, "signal": 1, "weak_signal": 0, "noise": 0,
    }  # fmt: skip
    assert (await counted(member, project="hidden"))["all"] == 0


async def test_more_messages_than_are_counted_are_told_as_more(
    member: Any, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "COUNTED", 2)
    monkeypatch.setattr(shapes, "COUNTED", 2)
    await say(db, "demo", 3)

    answer = (await member.get("/api/messages/count")).json()

    assert answer["all"] == {"count": 2, "exact": False}
    assert answer["noise"] == {"count": 1, "exact": True}

"""Messages, topics and atoms are ranked by meaning, within one's projects and the filters."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from orakul import vectors
from orakul.database import Connection
from orakul.messages import embedding
from orakul.similarity import embed
from tests.web.test_messages import say

DISK = "My hard disk has no space left"
LUNCH = "Pizza for lunch today"
PAYMENT = "Кнопка оплати не натискається"
TEXTS = [DISK, LUNCH, PAYMENT]
QUESTION = "the drive is full"


@pytest.fixture
async def member(site: Any) -> httpx.AsyncClient:
    """A client of a member of project demo."""
    return await site.member(demo="viewer")


async def tell(db: Connection, project: str, texts: Sequence[str], **columns: Any) -> list[int]:
    """Add messages with these texts, embedded, and return their ids."""
    given = {"importance": None, **columns}
    ids = [(await say(db, project, 1, **given, text=text))[0] for text in texts]
    await embedding.embed(db, "messages", ids)
    return ids


async def answer(client: httpx.AsyncClient, of: str = "messages", **query: Any) -> Any:
    got = await client.get(f"/api/{of}", params=query)
    assert got.status_code == 200, got.text
    return got.json()


async def found(client: httpx.AsyncClient, of: str = "messages", **query: Any) -> list[int]:
    """The ids of a ranking by meaning, in its order."""
    asked = query if "similar_to" in query else {"q": QUESTION, "by": "meaning", **query}
    return [int(each["id"]) for each in (await answer(client, of, **asked))["items"]]


async def test_a_paraphrase_finds_what_its_letters_do_not(
    member: httpx.AsyncClient, db: Connection
) -> None:
    disk, _, payment = await tell(db, "demo", TEXTS)

    ranked = await answer(member, q=QUESTION, by="meaning")

    assert (await answer(member, q=QUESTION))["items"] == []
    [first] = ranked["items"]
    assert first["id"] == str(disk)
    assert first["score"] == first["likeness"] > 0.2
    assert ranked["ranking"] == {"by": "meaning", "more": False, "unembedded": 0}
    assert ranked["next_cursor"] is None
    assert await found(member, q="зламали оплату кнопкою") == [payment]


@pytest.mark.parametrize(
    ("chat", "part", "question", "expected"),
    [
        ("gitter-docker", slice(-400, None), "drive is full", "disk space"),
        ("irc-stripe.0", slice(400), "give the buyer their money back", "refund a payment"),
    ],
)
async def test_a_real_chat_answers_what_nobody_wrote_so(
    member: httpx.AsyncClient,
    db: Connection,
    shared: Path,
    chat: str,
    part: slice,
    question: str,
    expected: str,
) -> None:
    export = json.loads((shared / "data" / "chats" / f"{chat}.json").read_text())
    texts = [each["text"] for each in export["messages"] if isinstance(each["text"], str)]
    [first] = await say(db, "demo", 1, text=LUNCH)
    ids = [
        row["id"]
        for row in await db.fetch(
            "insert into orakul.message (chat_id, external_id, sent_at, text)"
            " select chat_id, 10 + place, sent_at, said from orakul.message,"
            " unnest($2::text[]) with ordinality as each (said, place) where id = $1"
            " returning id",
            first,
            texts[part],
        )
    ]
    await embedding.embed(db, "messages", ids)

    ranked = (await answer(member, q=question, by="meaning", limit=3))["items"]

    assert (await answer(member, q=question))["items"] == []
    assert any(expected in each["text"] for each in ranked), [each["text"] for each in ranked]


async def test_filters_and_rights_hold_while_ranking(
    site: Any, member: httpx.AsyncClient, db: Connection
) -> None:
    stranger = await site.member("stranger", hidden="admin")
    ada = await db.fetchval("insert into orakul.person (name) values ('Ada') returning id")
    mine = await tell(db, "demo", [DISK, "the disk is full", "a full drive"])
    hers = await tell(db, "demo", ["the drive is full again"], author_id=ada, importance=0.9)
    hidden = await tell(db, "hidden", [QUESTION])
    topic = await db.fetchval(
        "insert into orakul.topic (project_id, name)"
        " select id, 'Disks' from orakul.project where slug = 'demo' returning id"
    )
    await db.execute("update orakul.message set topic_id = $1 where id = $2", topic, mine[2])
    chat = await db.fetchval("select chat_id from orakul.message where id = $1", hidden[0])

    for by in ("meaning", "both"):
        assert set(await found(member, by=by)) == {*mine, *hers}
        assert await found(stranger, by=by) == hidden
        assert await found(member, by=by, author="ada") == hers
        assert await found(member, by=by, classification="signal") == hers
        assert await found(member, by=by, topic_id=topic) == [mine[2]]
        assert await found(member, by=by, id=[mine[0], *hidden]) == [mine[0]]
        assert set(await found(member, by=by, to="2026-03-01T12:01:00Z")) == set(mine[:2])
        assert await found(member, by=by, project="hidden") == []
        assert await found(member, by=by, chat=chat) == []
    assert await found(await site.client(site.admin), project="hidden") == hidden


async def test_more_like_a_message(site: Any, member: httpx.AsyncClient, db: Connection) -> None:
    await site.member("stranger", hidden="admin")
    disk, lunch, other, blank = await tell(db, "demo", [DISK, LUNCH, "the disk is full", " "])
    [hidden] = await tell(db, "hidden", [DISK])

    assert await found(member, similar_to=disk) == [other]
    assert await found(member, similar_to=disk, id=lunch) == []
    ranking = (await answer(member, similar_to=disk))["ranking"]
    assert ranking["by"] == "meaning"
    refused = [await member.get(f"/api/messages?similar_to={id}") for id in (hidden, 999, blank)]
    assert [each.status_code for each in refused] == [404, 404, 400]
    assert "has no text" in refused[2].json()["detail"]


async def test_both_rankings_are_fused_by_their_places(
    member: httpx.AsyncClient, db: Connection
) -> None:
    alike, lunch, worded = await tell(db, "demo", ["disk space", LUNCH, "zzqx"])
    for id, text in ((worded, "full driver"), (lunch, "lunch")):
        await db.execute(
            "update orakul.message_search set words = orakul.text_lexemes($2) where message_id = $1",
            id,
            text,
        )

    ranked = await answer(member, q="a full drive", by="both")

    first, second = ranked["items"]
    assert [first["id"], second["id"]] == [str(alike), str(worded)]
    assert first["score"] == second["score"] == round(1 / 61, 6)
    assert second["likeness"] < 0.2 < first["likeness"]


async def test_what_has_both_the_words_and_the_meaning_comes_first(
    member: httpx.AsyncClient, db: Connection
) -> None:
    best, *_ = await tell(db, "demo", ["the drive is full", "disk space", "full of joy", LUNCH])

    items = (await answer(member, q="is the drive full?", by="both"))["items"]

    assert items[0]["id"] == str(best)
    assert items[0]["score"] == round(2 / 61, 6)
    assert LUNCH not in [each["text"] for each in items]


async def test_rows_of_another_model_are_not_compared_but_counted(
    member: httpx.AsyncClient, db: Connection
) -> None:
    disk, other = await tell(db, "demo", [DISK, "the disk is full"])
    await say(db, "demo", 1, text="  ")
    await db.execute("insert into orakul.embedding_model values ('another', 256)")
    await db.execute(
        "update orakul.message_embedding set model = 'another' where message_id = $1", other
    )

    ranked = await answer(member, q=QUESTION, by="meaning")
    both = await answer(member, q="disk", by="both")

    assert [each["id"] for each in ranked["items"]] == [str(disk)]
    assert ranked["ranking"]["unembedded"] == both["ranking"]["unembedded"] == 1
    assert {each["id"]: each["likeness"] is None for each in both["items"]} == {
        str(disk): False,
        str(other): True,
    }


async def test_an_edit_is_found_by_its_new_words(member: httpx.AsyncClient, db: Connection) -> None:
    [id] = await tell(db, "demo", ["quokka"])
    await db.execute("update orakul.message set text = 'wombat' where id = $1", id)

    assert await found(member, q="wombat", by="both") == [id]
    assert await found(member, q="quokka", by="both") == []


async def test_a_ranking_is_one_page_and_says_whether_it_is_cut(
    member: httpx.AsyncClient, db: Connection
) -> None:
    await tell(db, "demo", ["full drive", "the drive is full", "drive full"])

    cut = await answer(member, q=QUESTION, by="meaning", limit=2)
    whole = await answer(member, q=QUESTION, by="meaning", limit=3)

    assert cut["items"] == whole["items"][:2]
    assert [cut["ranking"]["more"], whole["ranking"]["more"]] == [True, False]
    assert cut["next_cursor"] is None


async def test_the_longest_ranking_says_that_it_is_cut(
    member: httpx.AsyncClient, db: Connection
) -> None:
    topic, _ = await know(db, "demo", "Disk space", "again")
    await db.execute(
        "insert into orakul.topic (project_id, name)"
        " select project_id, 'Disk space ' || n from orakul.topic, generate_series(1, 200) as n"
        " where id = $1",
        topic,
    )
    await db.execute(
        "insert into orakul.topic_embedding select topic.id, model, embedding"
        " from orakul.topic, orakul.topic_embedding where topic_id = $1 on conflict do nothing",
        topic,
    )

    for by in ("meaning", "both"):
        longest = await answer(member, "topics", q="disk space", by=by, limit=200)
        assert len(longest["items"]) == 200
        assert longest["ranking"]["more"]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("by=meaning", "q"),
        ("by=both&q=%20", "q"),
        ("by=sense&q=disk", "by"),
        ("by=meaning&q=disk&sort=sent_at", "sort"),
        ("by=meaning&q=disk&cursor=x", "cursor"),
        ("similar_to=1&q=disk", "q"),
        ("similar_to=1&by=both", "by"),
        ("similar_to=1&sort=sent_at", "sort"),
    ],
)
async def test_what_no_ranking_takes_is_named(
    member: httpx.AsyncClient, query: str, path: str
) -> None:
    refused = await member.get(f"/api/messages?{query}")

    assert refused.status_code == 400
    assert [each["path"] for each in refused.json()["errors"]] == [path]


async def know(db: Connection, project: str, name: str, text: str) -> tuple[int, int]:
    """Add a topic and an atom of it, embedded; return their ids."""
    [place] = await embed([f"{name}\n{text}"])
    row = await db.fetchrow(
        "with topic as (insert into orakul.topic (project_id, name, description)"
        "   select id, $2, $3 from orakul.project where slug = $1 returning id, project_id),"
        " atom as (insert into orakul.atom (project_id, type, title, content, confidence)"
        "   select project_id, 'problem', $2, $3, 1 from topic returning id),"
        " linked as (insert into orakul.topic_atom select topic.id, atom.id from topic, atom),"
        " placed as (insert into orakul.topic_embedding select id, $4, $5 from topic)"
        " insert into orakul.atom_embedding select atom.id, $4, $5 from atom, topic"
        " returning atom_id, (select id from topic) as topic_id",
        project,
        name,
        text,
        vectors.MODEL,
        place,
    )
    assert row is not None
    return row["topic_id"], row["atom_id"]


async def test_topics_and_atoms_are_searched_likewise(
    site: Any, member: httpx.AsyncClient, db: Connection
) -> None:
    await site.member("stranger", hidden="admin")
    topic, atom = await know(db, "demo", "Disk space", "The hard disk has no space left")
    lunch, meal = await know(db, "demo", "Lunch", "Pizza today")
    await know(db, "hidden", "The drive is full", "again")
    await db.execute("delete from orakul.topic_embedding where topic_id = $1", lunch)

    for of, mine, other in (("topics", topic, lunch), ("atoms", atom, meal)):
        assert await found(member, of) == await found(member, of, project="demo") == [mine]
        assert await found(member, of, id=other) == []
        assert await found(member, of, by="both", q="pizza") == [other]
        assert [int(each["id"]) for each in (await answer(member, of, q="PIZZA"))["items"]] == [
            other
        ]
        [best, *_] = (await answer(member, of, q="disk space", by="both"))["items"]
        assert (best["id"], best["score"]) == (str(mine), round(2 / 61, 6))
    assert (await answer(member, "topics", q="x", by="meaning"))["ranking"]["unembedded"] == 1
    assert await found(member, "atoms", topic_id=lunch) == []
    assert await found(member, "atoms", type="problem") == [atom]
    assert await found(member, "atoms", type="decision") == []
    assert (await member.get("/api/topics?by=meaning")).status_code == 400

"""Every message gets its score and its place once, and an odd one holds up no other."""

import asyncio
import statistics
from collections.abc import Sequence
from typing import Any, Final

import pytest

from orakul import database, projects
from orakul.database import Connection, connect
from orakul.messages import embedding, scoring
from tests.talk import numbered, say

TEXTS: Final = (
    "The deploy of the billing service fails with a timeout since Monday, who can look at it?",
    "ok",
    "Не працює оплата карткою, потрібно виправити до п'ятниці",
    "Предлагаю перенести релиз на среду, потому что тесты ещё не готовы",
    "+1",
)
ODD: Final = (
    "",
    "   \n\t ",
    "\N{GRINNING FACE}" * 50,
    "a" * 100_000,
    "\N{COMBINING ACUTE ACCENT}" * 40,
    "\u202e\u200b\ufeff",
    "?!" * 5_000,
    "https://example.com/" + "x" * 3_000,
    "```\nselect 1\n```",
    "\x7f\x01\x02",
)


async def add(db: Connection, texts: Sequence[str]) -> list[int]:
    project = (await projects.find_or_create(db, "demo")).id
    return await say(db, project, *texts)


async def scores(db: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in await db.fetch("select * from orakul.message order by id")]


async def test_importance_class_and_factors_are_stored_and_agree(db: Connection) -> None:
    ids = await add(db, TEXTS)

    scored = await scoring.score(db, ids)

    assert (scored.total_found, scored.scored, scored.failed) == (5, 5, 0)
    rows = await scores(db)
    for row in rows:
        wanted = "noise" if row["importance"] < 0.3 else "weak_signal"
        wanted = "signal" if row["importance"] >= 0.7 else wanted
        assert row["classification"] == wanted
        assert set(row["factors"]) == {"content", "author", "temporal", "topic", "reasons"}
        assert row["scored_at"] is not None
    assert rows[0]["importance"] > rows[1]["importance"]
    counted = {name: sum(row["classification"] == name for row in rows) for name in scored.classes}
    assert counted == scored.classes


async def test_odd_texts_are_scored_like_any_others(db: Connection) -> None:
    ids = await add(db, ODD)

    scored = await scoring.score(db, ids)

    assert (scored.scored, scored.failed) == (len(ODD), 0)
    assert all(0 <= row["importance"] <= 1 for row in await scores(db))


async def test_messages_that_are_gone_do_not_hold_up_the_others(db: Connection) -> None:
    ids = await add(db, TEXTS)

    scored = await scoring.score(db, [10**12, *ids, -1])

    assert scored.scored == len(ids)
    assert await scoring.unscored(db, 10) == []


async def test_nothing_to_score_is_no_error(db: Connection) -> None:
    scored = await scoring.score(db, [])

    assert (scored.total_found, scored.scored, scored.failed) == (0, 0, 0)


async def test_a_repeated_text_is_worth_less_than_its_first(db: Connection) -> None:
    await scoring.score(db, await add(db, [TEXTS[0], TEXTS[0]]))

    first, second = await scores(db)
    assert second["importance"] < first["importance"]


async def test_what_an_author_said_in_another_project_counts_for_nothing_here(
    db: Connection,
) -> None:
    [id] = await add(db, TEXTS[1:2])
    another = (await projects.find_or_create(db, "another")).id
    author = await db.fetchval("insert into orakul.person (name) values ('Ada') returning id")
    await db.execute("update orakul.message set author_id = $1", author)
    await db.execute(
        "with chat as (insert into orakul.chat (project_id, external_id, kind, title)"
        " values ($1, -99, 'group', 'Elsewhere') returning id)"
        " insert into orakul.message"
        " (id, chat_id, external_id, author_id, sent_at, text, importance, classification)"
        " overriding system value"
        " select -n, id, n, $2, now(), 'urgent', 1, 'signal' from chat, generate_series(1, 50) as n",
        another,
        author,
    )

    await scoring.score(db, [id])

    factors = await db.fetchval("select factors from orakul.message where id = $1", id)
    assert factors["author"] == factors["content"]  # as of an author of whom nothing is known


async def by_authors(db: Connection, count: int, *, people: int, scored: str) -> list[int]:
    """Messages of so many people, of which those have a score of which *scored* is true."""
    ids = await add(db, numbered(count))
    await db.execute(
        "with author as ("
        "  insert into orakul.person (name) select 'Author' from generate_series(1, $1::integer)"
        "  returning id"
        "), placed as (select id, row_number() over (order by id) - 1 as place from author)"
        " update orakul.message set author_id = placed.id from placed"
        " where message.id % $1 = placed.place",
        people,
    )
    await db.execute(
        "update orakul.message set importance = (id % 97) / 97.0, classification = 'noise'"
        f" where {scored}"
    )
    return ids


async def test_of_an_author_counts_what_was_scored_and_came_before(db: Connection) -> None:
    ids = await by_authors(db, 60, people=3, scored="id % 5 <> 0")
    said = await db.fetch("select id, author_id, importance from orakul.message")
    asked = [ids[50], *ids[20:40:3], ids[5]]

    rows = await database.fetch_records(db, "messages_to_score", asked, 1)

    assert sorted(row["id"] for row in rows) == sorted(asked)
    for row in rows:
        [author] = [each["author_id"] for each in said if each["id"] == row["id"]]
        worth = [
            each["importance"]
            for each in said
            if each["author_id"] == author and each["id"] < row["id"]
            if each["importance"] is not None
        ]
        assert row["author_count"] == len(worth)
        assert row["author_mean"] == (pytest.approx(statistics.mean(worth)) if worth else None)


async def test_what_an_author_said_before_is_read_once_for_a_batch(db: Connection) -> None:
    read = (
        "select idx_tup_fetch + seq_tup_read from pg_stat_user_tables"
        " where relid = 'orakul.message'::regclass"
    )
    ids = await by_authors(db, 1100, people=2, scored="id % 5 <> 0")
    await db.execute("vacuum analyze orakul.message")
    await db.execute("select pg_stat_force_next_flush()")
    before = await db.fetchval(read)

    await database.fetch_records(db, "messages_to_score", ids[-100:], 1)
    await db.execute("select pg_stat_force_next_flush()")

    assert await db.fetchval(read) - before < 10 * len(ids)


async def test_unscored_messages_are_found_newest_first_up_to_a_limit(db: Connection) -> None:
    ids = await add(db, TEXTS)

    assert await scoring.unscored(db, 2) == [ids[4], ids[3]]


async def test_each_text_is_embedded_once_and_blank_ones_are_skipped(db: Connection) -> None:
    ids = await add(db, [*TEXTS, "", "  \n"])

    first = await embedding.embed(db, "messages", ids)
    second = await embedding.embed(db, "messages", ids)

    assert (first.success, first.failed, first.skipped) == (5, 0, 2)
    assert (second.success, second.failed, second.skipped) == (0, 0, 7)
    assert await db.fetchval("select count(*) from orakul.message_embedding") == 5
    sizes = await db.fetch(
        "select distinct vector_dims(embedding) as size from orakul.message_embedding"
    )
    assert [row["size"] for row in sizes] == [256]


async def test_odd_texts_are_embedded_or_skipped(db: Connection) -> None:
    ids = await add(db, ODD)

    done = await embedding.embed(db, "messages", [*ids, 10**12])

    assert done.success + done.skipped == len(ODD) + 1
    assert done.failed == 0


async def test_nothing_to_embed_is_no_error(db: Connection) -> None:
    assert await embedding.embed(db, "messages", []) == embedding.Embedded(0, 0, 0)


async def test_an_edited_text_is_embedded_anew(db: Connection) -> None:
    [id] = await add(db, ["The release is on Monday"])
    await embedding.embed(db, "messages", [id])
    await db.execute("update orakul.message set text = 'We ordered pizza for everybody'")

    assert (await embedding.embed(db, "messages", [id])).success == 1


async def test_two_that_embed_the_same_at_once_do_it_once_and_neither_fails(
    database: str, db: Connection
) -> None:
    ids = await add(db, TEXTS)
    other = await connect(database)

    done = await asyncio.gather(
        embedding.embed(db, "messages", ids), embedding.embed(other, "messages", ids)
    )
    await other.close()

    assert await db.fetchval("select count(*) from orakul.message_embedding") == len(ids)
    assert sum(each.success for each in done) == len(ids)
    assert [each.failed for each in done] == [0, 0]


@pytest.mark.parametrize("kind", ["messages", "atoms"])
async def test_texts_near_in_meaning_lie_near_each_other(
    db: Connection, kind: embedding.Kind
) -> None:
    texts = ["The payment fails with an error", "An error breaks the payment", "Lunch is at noon"]
    if kind == "messages":
        ids = await add(db, texts)
    else:
        project = (await projects.find_or_create(db, "demo")).id
        rows = await db.fetch(
            "insert into orakul.atom (project_id, type, title, content, confidence)"
            " select $1, 'problem', text, text, 0.9"
            " from unnest($2::text[]) with ordinality as given (text, n) order by n returning id",
            project,
            texts,
        )
        ids = [row["id"] for row in rows]

    assert (await embedding.embed(db, kind, ids)).success == 3

    one = kind[:-1]
    distances = await db.fetchrow(
        f"select a.embedding <=> b.embedding, a.embedding <=> c.embedding"
        f" from orakul.{one}_embedding a, orakul.{one}_embedding b, orakul.{one}_embedding c"
        f" where a.{one}_id = $1 and b.{one}_id = $2 and c.{one}_id = $3",
        *ids,
    )
    assert distances is not None
    assert distances[0] < distances[1]

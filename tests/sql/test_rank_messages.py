"""A ranking of many messages reads the index, and no filter costs it a result.

Message n stands at the angle n of a quarter of a circle, and what is asked for at 0, so that the
order in which they come is known.
"""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

import sql
from orakul import vectors
from orakul.database import Connection
from tests.clones import Clones
from tests.sql.filling import filled

FUNCTIONS: Final = Path(sql.__file__).parent / "functions"
COUNT: Final = 3000
NEAR: Final = 800  # messages of the first chat; the second has so many that the index is tried
START: Final = datetime(2026, 3, 1, tzinfo=UTC)

FILL = f"""
set session_replication_role = replica;
insert into orakul.project (slug, name) values ('demo', 'Demo'), ('other', 'Other');
insert into orakul.person (name, email) values ('Ada', 'ada@example.com');
insert into orakul.project_member (project_id, person_id, role)
select project.id, person.id, 'viewer' from orakul.project, orakul.person where slug = 'other';
insert into orakul.chat (project_id, external_id, kind, title)
select id, -id, 'group', slug from orakul.project where slug in ('demo', 'other') order by slug;
insert into orakul.message (chat_id, external_id, sent_at, text, importance, classification)
select case when n > {NEAR} then 2 else 1 end, n,
    timestamptz '{START.isoformat()}' + interval '1 minute' * n, 'message ' || n,
    case when n > {COUNT - 200} then 1 else 0 end,
    case when n > {COUNT - 200} then 'signal' else 'noise' end
from generate_series(1, {COUNT}) as n;
insert into orakul.message_search (message_id, words)
select id, orakul.text_lexemes(text) from orakul.message;
drop index orakul.message_embedding_wordllama;
insert into orakul.message_embedding (message_id, model, embedding)
select id, '{vectors.MODEL}', (
    '[' || cos(radians(90.0 * external_id / {COUNT})) || ','
    || sin(radians(90.0 * external_id / {COUNT})) || repeat(',0', {vectors.DIMENSIONS - 2}) || ']'
)::vector
from orakul.message;
create index message_embedding_wordllama on orakul.message_embedding
    using hnsw ((embedding::vector(256)) vector_cosine_ops) where model = '{vectors.MODEL}';
set session_replication_role = origin;
vacuum analyze;
"""

HERE: Final = "[1" + ",0" * (vectors.DIMENSIONS - 1) + "]"


@pytest.fixture(scope="module")
async def crowd(clones: Clones) -> AsyncGenerator[Connection]:
    async with filled(clones, FILL) as db:
        yield db


async def ranked(db: Connection, most: int = 5, **given: Any) -> list[int]:
    """The numbers of the messages that a ranking has, in its order."""
    rows = await db.fetch(
        "select (message->>'external_id')::integer from orakul.rank_messages_v1((select person.id"
        " from orakul.person where name = $1), null, $2, null,"
        " $3, $4, $5, $6, null, null, $7, $8::text::vector, $9, $10, '', $11)",
        *(given.get("reader"), given.get("classes"), given.get("since"), given.get("until")),
        *(given.get("ids"), given.get("chats"), vectors.MODEL, HERE, given.get("border", 0.0)),
        *(given.get("question"), most),
    )
    return [row[0] for row in rows]


async def scans(db: Connection) -> int:
    await db.execute("select pg_stat_force_next_flush()")
    return await db.fetchval(
        "select idx_scan from pg_stat_user_indexes"
        " where indexrelname = 'message_embedding_wordllama'"
    )


async def test_many_messages_are_ranked_through_the_index(crowd: Connection) -> None:
    before = await scans(crowd)

    found = await ranked(crowd, 10)

    assert found == list(range(1, 11))
    assert await scans(crowd) > before


NEVER: dict[str, Any] = {"until": START}
FILTERS: dict[str, tuple[dict[str, Any], range]] = {
    "few that are far": ({"classes": ["signal"]}, range(COUNT - 199, COUNT - 194)),
    "many that are far": ({"chats": [2]}, range(NEAR + 1, NEAR + 6)),
    "what the reader sees": ({"reader": "Ada"}, range(NEAR + 1, NEAR + 6)),
    "one": ({"ids": [2345]}, range(2345, 2346)),
    "a time": (
        {"since": START + timedelta(minutes=2000), "until": START + timedelta(minutes=2003)},
        range(2000, 2003),
    ),
    "none": (NEVER, range(0)),
}


@pytest.mark.parametrize(("given", "expected"), FILTERS.values(), ids=FILTERS.keys())
@pytest.mark.parametrize("patience", [20_000, 1])
async def test_a_filter_costs_no_result_even_where_the_index_gives_up(
    crowd: Connection, given: dict[str, Any], expected: range, patience: int
) -> None:
    await crowd.execute(f"set hnsw.max_scan_tuples = {patience}")

    assert await ranked(crowd, **given) == list(expected)


async def test_what_is_unlike_is_left_out_unless_it_has_the_word(crowd: Connection) -> None:
    far = await ranked(crowd, chats=[2], border=0.95)
    both = await ranked(crowd, chats=[2], border=0.95, question=str(COUNT))

    assert far == []
    assert both == [COUNT]


async def test_messages_that_were_there_before_get_their_words(crowd: Connection) -> None:
    await crowd.execute("delete from orakul.message_search")

    await crowd.execute((FUNCTIONS / "words_said.sql").read_text())

    assert await ranked(crowd, border=1.1, question="message 1234", most=1) == [1234]

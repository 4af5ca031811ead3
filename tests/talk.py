"""What is said in a project, as the messages of a chat."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from orakul.database import Connection

SAY: Final = """
with chat as (
    insert into orakul.chat (project_id, external_id, kind, title)
    values ($1, -$1::bigint, 'group', 'Talk')
    on conflict (project_id, source, external_id) do update set title = excluded.title
    returning id
), before as (
    select coalesce(max(external_id), 0) as number
    from orakul.message where chat_id = (select id from chat)
)
insert into orakul.message
    (chat_id, external_id, sent_at, text, author_name, importance, classification, topic_id,
     ingestion_id)
select chat.id, before.number + n, coalesce($3::timestamptz, now()) + (n - 1) * $4::interval, text, $5,
    case when $6::text is not null then 0.8 end, $6, $7, $8
from chat, before, unnest($2::text[]) with ordinality as said (text, n)
order by n
returning id
"""


async def say(
    db: Connection,
    project: int,
    *texts: str,
    at: datetime | None = None,
    step: timedelta = timedelta(),
    author: str | None = None,
    classification: str | None = None,
    topic: int | None = None,
    ingestion: int | None = None,
) -> list[int]:
    """Add messages to the chat of *project*, from *at* or now on, each a *step* later; return ids."""
    rows = await db.fetch(SAY, project, texts, at, step, author, classification, topic, ingestion)
    return [row["id"] for row in rows]


def numbered(count: int, text: str = "message") -> Sequence[str]:
    """Return texts that differ by their number alone, from 1 on."""
    return [f"{text} {number}" for number in range(1, count + 1)]

"""Score messages by what they say, who says it, when, and about what."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from orakul import database, importance, vectors
from orakul.database import Connection
from orakul.importance import Importance

NEIGHBOURS: Final = 20  # earlier messages of the chat that a message may repeat


@dataclass(frozen=True, slots=True)
class _Message:
    id: int
    chat_id: int
    text: str
    sent_at: datetime
    author_mean: float | None
    author_count: int
    topic_count: int
    topic_recent: int
    earlier: Sequence[str]


@dataclass(frozen=True, slots=True)
class Scored:
    """What scoring a batch found."""

    total_found: int
    scored: int
    failed: int
    classes: Mapping[str, int]


async def unscored(db: Connection, most: int) -> list[int]:
    """Return the ids of up to *most* messages that nobody has scored yet, newest first."""
    return await database.fetch_column(db, "unscored_messages", most)


async def score(db: Connection, ids: Sequence[int]) -> Scored:
    """Score the messages with *ids* and keep what was found, oldest first."""
    messages = await database.fetch(db, _Message, "messages_to_score", list(ids), NEIGHBOURS)
    found = await asyncio.to_thread(_assess, messages, datetime.now(UTC))
    kept = await database.fetch_column(
        db,
        "save_scores",
        [each.id for each in messages],
        [each.score for each in found],
        [each.classification for each in found],
        [{**each.factors, "reasons": list(each.reasons)} for each in found],
    )
    classes = [each.classification for each in found]
    return Scored(
        len(messages),
        len(kept),
        len(messages) - len(kept),
        {name: classes.count(name) for name in ("noise", "weak_signal", "signal")},
    )


def _assess(messages: Sequence[_Message], now: datetime) -> list[Importance]:
    texts = sorted({text for each in messages for text in (each.text, *each.earlier)})
    place = dict(zip(texts, vectors.embed(texts), strict=True))
    return [
        importance.assess(
            each.text,
            age=now - each.sent_at,
            author_mean=each.author_mean,
            author_count=each.author_count,
            topic_count=each.topic_count,
            topic_recent=each.topic_recent,
            similarity=max(
                (float(place[each.text] @ place[text]) for text in each.earlier), default=0.0
            ),
        )
        for each in messages
    ]

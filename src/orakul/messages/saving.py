"""Save what was said in chats, once however often it comes."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Literal

from orakul import database
from orakul.database import Connection
from orakul.errors import ConflictError
from orakul.sentences import said
from orakul.telegram import TelegramAuthor, TelegramChat, TelegramMessage


@dataclass(frozen=True, slots=True)
class Saved:
    """A message that is new here (``saved``) or says something else now (``updated``)."""

    id: int
    external_id: int
    outcome: Literal["saved", "updated"]


@dataclass(frozen=True, slots=True)
class _Profile:
    telegram_id: int
    person_id: int


async def save_messages(
    db: Connection,
    messages: Sequence[TelegramMessage],
    *,
    project_id: int,
    ingestion_id: int | None = None,
) -> list[Saved]:
    """Save *messages* with their chats and authors, and return those that changed anything.

    Raises:
        ConflictError: a chat belongs to another project, or to the inbox, in which whoever owns
            the transaction's task may not write.
    """
    people = await _save_authors(db, (each.author for each in messages))
    saved: list[Saved] = []
    # In the order of their ids, so that two batches never wait for each other in a circle.
    ordered = sorted(messages, key=_chat_id)
    for _, group in groupby(ordered, key=_chat_id):
        said = list(group)
        chat_id = await save_chat(db, said[-1].chat, project_id=project_id)
        rows = [_row(message, people) for message in said]
        saved += await database.fetch(db, Saved, "save_messages", chat_id, ingestion_id, rows)
    return saved


async def save_chat(db: Connection, chat: TelegramChat, *, project_id: int) -> int:
    """Return the id of *chat* in the project, making it where it is new.

    A chat of the inbox moves to the project.

    Raises:
        ConflictError: the chat belongs to another project, or to the inbox, in which whoever
            owns the transaction's task may not write.
    """
    id = await database.fetch_value(db, "save_chat", project_id, chat.id, chat.kind, chat.title)
    if id is None:
        waits = await database.fetch_value(db, "waits_in_inbox", chat.id)
        kind = "chat_in_inbox" if waits else "chat_elsewhere"
        raise ConflictError(said(kind, chat=chat.title or chat.id))
    return id


def _chat_id(message: TelegramMessage) -> int:
    return message.chat.id


async def _save_authors(db: Connection, authors: Iterable[TelegramAuthor | None]) -> dict[int, int]:
    known = {author.id: asdict(author) for author in authors if author and author.id is not None}
    profiles = await database.fetch(db, _Profile, "save_profiles", list(known.values()))
    return {profile.telegram_id: profile.person_id for profile in profiles}


def _row(message: TelegramMessage, people: dict[int, int]) -> dict[str, Any]:
    author = message.author
    person = people.get(author.id) if author and author.id is not None else None
    return {
        "external_id": message.external_id,
        "kind": message.kind,
        "author_id": person,
        "author_name": author.name if author and person is None else None,
        "sent_at": message.sent_at.isoformat(),
        "edited_at": message.edited_at.isoformat() if message.edited_at else None,
        "text": message.text,
        "media": message.media.kind if message.media else None,
        "reply_to": message.reply_to,
        "thread_id": message.thread,
        "forwarded_from": message.forwarded_from,
        "action": message.action.name if message.action else None,
    }

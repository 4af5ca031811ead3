"""Messages that Telegram sends us: kept as they come, then saved by a task."""

from collections.abc import Mapping
from typing import Any

from orakul import database
from orakul.database import Connection
from orakul.errors import ConflictError, NotFoundError
from orakul.messages.saving import Saved, save_messages
from orakul.tasks.deferring import Work, defer
from orakul.telegram import TelegramMessage, Update, read_update

SAYING = frozenset({"message", "edited_message", "channel_post", "edited_channel_post"})


async def receive_update(
    db: Connection, update: Update, body: Mapping[str, Any], *, bot: str = ""
) -> bool:
    """Keep *update* as it came, and defer saving its message; False if it is here already.

    Call it within `database.acting`: update and task are committed together or not at all.
    """
    id = await database.fetch_value(db, "receive_update", bot, update.id, update.kind, dict(body))
    if id is not None and update.kind in SAYING and update.message is not None:
        # One chat's messages are saved in the order they came, an edit after its message.
        await defer(
            db, Work.SAVE_MESSAGE, {"update": id}, lock=f"telegram-chat:{update.message.chat.id}"
        )
    return id is not None


async def save_update(db: Connection, id: int) -> list[Saved]:
    """Save the message of a kept update, and defer scoring and embedding it.

    Raises:
        NotFoundError: there is no such update.
    """
    body = await database.fetch_value(db, "read_update", id)
    if body is None:
        raise NotFoundError(f"there is no update {id}")
    message = read_update(body).message
    if message is None:
        return []
    saved = await _save(db, message)
    for each in saved:
        await database.execute(db, "announce_message", each.id, "message.updated")
        await defer(db, Work.SCORE_MESSAGE, {"message_id": each.id})
        await defer(db, Work.EMBED_MESSAGES, {"message_ids": [each.id]})
    return saved


async def _save(db: Connection, message: TelegramMessage) -> list[Saved]:
    project_id = await database.fetch_value(db, "project_of_chat", message.chat.id)
    try:
        return await save_messages(db, [message], project_id=project_id)
    except ConflictError:
        # An import took the chat out of the inbox just then; a chat moves only once.
        project_id = await database.fetch_value(db, "project_of_chat", message.chat.id)
        return await save_messages(db, [message], project_id=project_id)

"""What Telegram says, in one vocabulary.

The Bot API and Telegram Desktop's exports name the same things differently; the id of a
chat most of all. Here are the values that both are read into (`TelegramMessage`,
`TelegramChat`, `TelegramAuthor`), the one place that knows marked ids, and the reader of
Bot API updates.

    parse_json_strictly(body: bytes) -> dict[str, object]
    read_update(body: Mapping[str, object]) -> Update

The body of a webhook goes through the first and then the second. Whatever comes out can
be stored by PostgreSQL as it is. Neither raises anything but `RejectedError`.

This room does not talk to Telegram and does not save.
"""

from orakul.telegram.identity import EXPORTED_KINDS, marked_chat_id, marked_peer_id
from orakul.telegram.shapes import (
    ChatKind,
    MessageKind,
    TelegramAction,
    TelegramAuthor,
    TelegramChat,
    TelegramMedia,
    TelegramMessage,
    Update,
)
from orakul.telegram.strictness import parse_json_strictly
from orakul.telegram.updates import read_update
from orakul.telegram.vocabulary import MESSAGE_KINDS, UPDATE_KINDS

__all__ = [
    "EXPORTED_KINDS",
    "MESSAGE_KINDS",
    "UPDATE_KINDS",
    "ChatKind",
    "MessageKind",
    "TelegramAction",
    "TelegramAuthor",
    "TelegramChat",
    "TelegramMedia",
    "TelegramMessage",
    "Update",
    "marked_chat_id",
    "marked_peer_id",
    "parse_json_strictly",
    "read_update",
]

"""Read one entry of an export into a message.

The exporter's words become the Bot API's where both have one for the same thing. What is
not as it should be is read as well as can be and told as a repair.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from orakul.exports.shapes import ExportedMessage, Repair, Skip
from orakul.telegram import (
    MessageKind,
    TelegramAction,
    TelegramAuthor,
    TelegramChat,
    TelegramMedia,
    TelegramMessage,
    marked_peer_id,
)
from orakul.telegram.fields import Json, items, mapping, moment, whole
from orakul.texts import is_storable, storable

_KINDS: Final[dict[str, MessageKind]] = {
    "message": "message",
    "service": "service",
    "unsupported": "unsupported",
}
_FILES: Final = {
    "animation": "animation",
    "audio_file": "audio",
    "sticker": "sticker",
    "video_file": "video",
    "video_message": "video_note",
    "voice_message": "voice",
}
# Fields that tell what a message carries when it is no file, the most telling first: a
# venue has a location. The location may be null and is one nevertheless.
_MEDIA: Final = {
    "photo": "photo",
    "place_name": "venue",
    "location_information": "location",
    "contact_information": "contact",
    "poll": "poll",
    "game_title": "game",
    "invoice_information": "invoice",
    "todo_list": "checklist",
    "giveaway_information": "giveaway",
}
# What stands in place of a path when the file was not exported, after its name if any.
_PLACEHOLDER: Final = re.compile(r"^\(.*\)$|\((?:File|Photo) [^()]*\)$", re.DOTALL)

# A message without a date that no other comes before.
_NEVER: Final = datetime.fromtimestamp(0, UTC)


class Conversation:
    """What is known of a chat while its messages are read one after the other."""

    def __init__(self, chat: TelegramChat | None) -> None:
        self._chat = chat
        self._last = _NEVER
        self._topics: set[int] = set()

    def read(self, raw: object, mended: Iterable[Repair] = ()) -> ExportedMessage:
        """Return what *raw*, the next entry, says.

        Args:
            raw: the entry as it is in the file.
            mended: what was mended before it could be read.
        """
        fields = mapping(raw)
        id = whole(fields.get("id")) if fields else None
        repairs = list(mended)
        if self._chat is None:
            reason = Skip.UNKNOWN_CHAT
        elif fields is None:
            reason = Skip.NO_OBJECT
        elif id is None:
            reason = Skip.NO_ID
        else:
            message = self._message(self._chat, id, fields, repairs)
            return ExportedMessage(message, self._chat, tuple(dict.fromkeys(repairs)))
        return ExportedMessage(None, self._chat, tuple(dict.fromkeys(repairs)), reason)

    def _message(
        self, chat: TelegramChat, id: int, fields: Json, repairs: list[Repair]
    ) -> TelegramMessage:
        kind = _KINDS.get(_line(fields.get("type"), repairs) or "")
        if kind is None:
            repairs.append(Repair.UNKNOWN_TYPE)
        self._last = self._sent_at(fields, repairs)
        action = _action(fields, repairs) if kind == "service" else None
        if action and action.name == "topic_created":
            self._topics.add(id)
        reply_to = _reply_to(chat, fields)
        return TelegramMessage(
            chat=chat,
            external_id=id,
            kind=kind or "message",
            sent_at=self._last,
            edited_at=_edited_at(fields),
            author=_author(fields, "actor" if "actor_id" in fields else "from", repairs),
            text=_text(fields, repairs),
            reply_to=reply_to,
            thread=next((topic for topic in (id, reply_to) if topic in self._topics), None),
            media=_media(fields, repairs),
            forwarded_from=_line(fields.get("forwarded_from"), repairs),
            action=action,
        )

    def _sent_at(self, fields: Json, repairs: list[Repair]) -> datetime:
        if at := _unix(fields.get("date_unixtime")):
            return at
        if at := _local(fields.get("date")):
            repairs.append(Repair.LOCAL_TIME)
            return at
        unsupported = fields.get("type") == "unsupported"
        repairs.append(Repair.UNSUPPORTED if unsupported else Repair.NO_TIME)
        return self._last


def _unix(value: object) -> datetime | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < len(str(2**63)):
        return moment(int(value))
    return moment(value)


def _local(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        return at and (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _edited_at(fields: Json) -> datetime | None:
    at = _unix(fields.get("edited_unixtime")) or _local(fields.get("edited"))
    # Old exports date what was never edited to 1970, in whatever zone.
    return at if at and at.year > _NEVER.year else None


def _author(fields: Json, label: str, repairs: list[Repair]) -> TelegramAuthor | None:
    id = marked_peer_id(fields.get(f"{label}_id"))
    name = _line(fields.get(label), repairs)
    if id is None and name is None:
        return None
    if name is None:
        repairs.append(Repair.NULL_AUTHOR)
    return TelegramAuthor(id, name)


def _text(fields: Json, repairs: list[Repair]) -> str:
    value = fields.get("text")
    if value is None and (value := fields.get("text_entities")):
        repairs.append(Repair.ONLY_ENTITIES)
    if isinstance(value, str):
        return _clean(value, repairs)
    parts = items(value) or ([] if value in (None, []) else [value])
    return _clean("".join(_part(part, repairs) for part in parts), repairs)


def _part(part: object, repairs: list[Repair]) -> str:
    """Return the text of one piece, which is a string or an object with one in it."""
    inner = mapping(part)
    text = inner.get("text") if inner else part
    if isinstance(text, str):
        return text
    repairs.append(Repair.UNREADABLE_TEXT)
    return ""


def _reply_to(chat: TelegramChat, fields: Json) -> int | None:
    elsewhere = marked_peer_id(fields.get("reply_to_peer_id"))
    if elsewhere not in {None, chat.id}:
        return None
    return whole(fields.get("reply_to_message_id"))


def _media(fields: Json, repairs: list[Repair]) -> TelegramMedia | None:
    if "file" in fields or "media_type" in fields:
        word = _line(fields.get("media_type"), repairs) or "file"
        return TelegramMedia(_FILES.get(word, word), _path(fields.get("file"), repairs))
    for field, kind in _MEDIA.items():
        if field in fields:
            path = _path(fields[field], repairs) if kind == "photo" else None
            return TelegramMedia(kind, path)
    return None


def _path(value: object, repairs: list[Repair]) -> str | None:
    path = _line(value, repairs)
    return None if path is None or _PLACEHOLDER.search(path) else path


def _action(fields: Json, repairs: list[Repair]) -> TelegramAction:
    names = (_line(name, repairs) for name in items(fields.get("members")))
    return TelegramAction(
        _line(fields.get("action"), repairs) or "unknown",
        members=tuple(TelegramAuthor(None, name) for name in names if name),
        message_id=whole(fields.get("message_id")),
        title=_line(fields.get("title"), repairs),
    )


def _line(value: object, repairs: list[Repair]) -> str | None:
    """Return *value* if it is a string that is not empty."""
    return _clean(value, repairs) if isinstance(value, str) and value else None


def _clean(text: str, repairs: list[Repair]) -> str:
    if is_storable(text):
        return text
    repairs.append(Repair.UNSTORABLE_TEXT)
    return storable(text)

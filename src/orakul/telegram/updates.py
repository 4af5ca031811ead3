"""Read an update of the Bot API into Orakul's own words.

An update is an envelope with an id and one named payload. The name is kept as it is, so
that nothing is lost of a kind that has no message in it; whoever stores the update keeps
the raw body as well.
"""

from typing import Final

from orakul.errors import RejectedError
from orakul.telegram.fields import Json, flag, items, mapping, moment, string, whole
from orakul.telegram.shapes import (
    ChatKind,
    TelegramAction,
    TelegramAuthor,
    TelegramChat,
    TelegramMedia,
    TelegramMessage,
    Update,
)
from orakul.telegram.vocabulary import ACTION_FIELDS, MEDIA_FIELDS, MESSAGE_KINDS, UPDATE_KINDS

_CHAT_KINDS: Final[dict[str, ChatKind]] = {
    "private": "private",
    "group": "group",
    "supergroup": "supergroup",
    "channel": "channel",
}

# Fields that tell who did it, the most telling first.
_ACTORS: Final = ("from", "user", "actor_chat", "voter_chat")


def read_update(body: Json) -> Update:
    """Return what *body*, one update of the Bot API, says.

    Raises:
        RejectedError: there is no ``update_id`` of 64 bits, or a message lacks its id,
            its chat or its date.
    """
    id = whole(body.get("update_id"))
    if id is None:
        raise RejectedError("the update has no update_id that is a whole number of 64 bits")
    kind = next((name for name in body if name in UPDATE_KINDS), "unknown")
    payload = mapping(body.get(kind))
    if kind in MESSAGE_KINDS:
        message = _message(kind, payload or {})
        return Update(id, kind, message, message.chat, message.author)
    return _deed(id, kind, payload or {})


def _deed(id: int, kind: str, payload: Json) -> Update:
    """Read a payload that is no message itself but may have one attached."""
    attached = mapping(payload.get("message"))
    # A message that the bot can no longer see is dated 1970 and holds nothing.
    message = _message(kind, attached) if attached and attached.get("date") else None
    chat = _chat(payload.get("chat")) or _chat((attached or {}).get("chat"))
    actors = (_author(payload.get(field)) for field in _ACTORS)
    return Update(id, kind, message, chat, next(filter(None, actors), None))


def _message(kind: str, fields: Json) -> TelegramMessage:
    chat = _chat(fields.get("chat"))
    id = whole(fields.get("message_id"))
    sent_at = moment(fields.get("date"))
    if chat is None or id is None or sent_at is None:
        raise RejectedError(f"the {kind} lacks a message_id, a chat or a date")
    action = _action(fields)
    return TelegramMessage(
        chat=chat,
        external_id=id,
        kind="service" if action else "message",
        sent_at=sent_at,
        edited_at=moment(fields.get("edit_date")),
        # Whoever speaks as a channel has a stand-in person beside it.
        author=_author(fields.get("sender_chat")) or _author(fields.get("from")),
        text=string(fields.get("text")) or string(fields.get("caption")) or "",
        reply_to=_reply_to(chat, fields),
        thread=whole(fields.get("message_thread_id")),
        media=_media(fields),
        forwarded_from=_origin(mapping(fields.get("forward_origin")) or {}),
        action=action,
    )


def _chat(value: object) -> TelegramChat | None:
    fields = mapping(value) or {}
    id = whole(fields.get("id"))
    kind = _CHAT_KINDS.get(string(fields.get("type")) or "")
    if id is None or kind is None:
        return None
    title = string(fields.get("title")) or _full_name(fields)
    return TelegramChat(id, title, kind, string(fields.get("username")))


def _author(value: object) -> TelegramAuthor | None:
    """Read a person, or a chat that speaks for itself."""
    fields = mapping(value) or {}
    id = whole(fields.get("id"))
    if id is None:
        return None
    return TelegramAuthor(
        id=id,
        name=string(fields.get("title")) or _full_name(fields),
        first_name=string(fields.get("first_name")),
        last_name=string(fields.get("last_name")),
        username=string(fields.get("username")),
        language_code=string(fields.get("language_code")),
        is_bot=flag(fields.get("is_bot")),
        is_premium=flag(fields.get("is_premium")),
    )


def _full_name(fields: Json) -> str | None:
    names = (string(fields.get("first_name")), string(fields.get("last_name")))
    return " ".join(filter(None, names)) or None


def _reply_to(chat: TelegramChat, fields: Json) -> int | None:
    answered = mapping(fields.get("reply_to_message")) or {}
    elsewhere = _chat(answered.get("chat"))
    if elsewhere is not None and elsewhere.id != chat.id:
        return None
    return whole(answered.get("message_id"))


def _media(fields: Json) -> TelegramMedia | None:
    for field, kind in MEDIA_FIELDS.items():
        if (value := fields.get(field)) is not None:
            # A photo is a list of sizes, the largest last.
            sizes = items(value)
            file = mapping(sizes[-1] if sizes else value) or {}
            return TelegramMedia(kind, file_id=string(file.get("file_id")))
    return None


def _origin(origin: Json) -> str | None:
    for field in ("sender_user", "sender_chat", "chat"):
        if author := _author(origin.get(field)):
            return author.name
    return string(origin.get("sender_user_name"))


def _action(fields: Json) -> TelegramAction | None:
    name = next((field for field in ACTION_FIELDS if fields.get(field) is not None), None)
    if name is None:
        return None
    value = fields[name]
    details = mapping(value) or {}
    members = items(value) if name == "new_chat_members" else [value]
    return TelegramAction(
        name,
        members=tuple(filter(None, map(_author, members))) if "chat_member" in name else (),
        message_id=whole(details.get("message_id")) if name == "pinned_message" else None,
        chat_id=whole(value) if name.startswith("migrate_") else None,
        title=string(value) or string(details.get("name")) or string(details.get("title")),
    )

"""The values that every way in from Telegram speaks of.

An export file and a webhook tell of the same chats, people and messages in different
words. Both are read into these, so that whatever saves them need not know where they
came from.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ChatKind = Literal["private", "group", "supergroup", "channel"]
MessageKind = Literal["message", "service", "unsupported"]


@dataclass(frozen=True, slots=True)
class TelegramChat:
    """A chat under the one id it has everywhere in Orakul.

    Attributes:
        id: marked id as in the Bot API: negative for groups, ``-100…`` for supergroups
            and channels, the person's own id for private chats.
        title: its title, or the other person's name; none when Telegram gave none.
        kind: what sort of chat it is, in the Bot API's words.
        username: public name without ``@``; an export does not tell it.
    """

    id: int
    title: str | None
    kind: ChatKind
    username: str | None = None


@dataclass(frozen=True, slots=True)
class TelegramAuthor:
    """Who wrote a message: a person, a bot, or a chat that speaks for itself.

    Attributes:
        id: marked id: positive for people and bots, negative for groups and channels.
        name: the name to show; none for a deleted account.
        first_name: as the Bot API gives it; an export does not tell it.
        last_name: the same.
        username: public name without ``@``.
        language_code: IETF tag of the person's client.
        is_bot: none where it is not known.
        is_premium: none where it is not known.
    """

    id: int | None
    name: str | None
    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool | None = None
    is_premium: bool | None = None


@dataclass(frozen=True, slots=True)
class TelegramMedia:
    """What a message carries beside text.

    Attributes:
        kind: one word: photo, video, audio, voice, video_note, animation, sticker, file,
            location, venue, contact, poll, game, invoice, …
        path: where the file lies beside the export; none when it was not exported.
        file_id: what the Bot API fetches the file by; none in an export.
    """

    kind: str
    path: str | None = None
    file_id: str | None = None


@dataclass(frozen=True, slots=True)
class TelegramAction:
    """What a service message says has happened.

    Attributes:
        name: Telegram's own word: the Bot API's field (``new_chat_members``), or the
            export's action (``invite_members``).
        members: who joined or left, where the Bot API tells.
        message_id: the message that was pinned.
        chat_id: marked id of the chat that this one became or came from.
        title: new title of the chat or topic.
    """

    name: str
    members: tuple[TelegramAuthor, ...] = ()
    message_id: int | None = None
    chat_id: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramMessage:
    """One message of one chat.

    Every text in it can be stored by PostgreSQL: no NUL, no lone surrogate. Every number
    fits a ``bigint``.

    Attributes:
        chat: where it was written.
        external_id: its id, unique in its chat; negative for what an export holds of the
            group that its supergroup once was.
        kind: ``service`` has an *action*; ``unsupported`` is one that Telegram Desktop
            could not read, with nothing in it.
        sent_at: aware, in UTC.
        edited_at: the last edit; aware, in UTC.
        author: none where Telegram names nobody.
        text: text or caption without formatting; empty when there is none.
        reply_to: id of the message that it answers, in the same chat.
        thread: id of the forum topic or thread.
        media: what it carries.
        forwarded_from: name of who wrote it first.
        action: what happened, for a service message.
    """

    chat: TelegramChat
    external_id: int
    kind: MessageKind
    sent_at: datetime
    edited_at: datetime | None = None
    author: TelegramAuthor | None = None
    text: str = ""
    reply_to: int | None = None
    thread: int | None = None
    media: TelegramMedia | None = None
    forwarded_from: str | None = None
    action: TelegramAction | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """One update of the Bot API.

    Attributes:
        id: its ``update_id``, unique for a bot.
        kind: the field that carried it (``message``, ``callback_query``, …), or
            ``unknown`` for one that Telegram added since.
        message: the message in it. For a callback query this is the bot's own message
            that held the button.
        chat: the chat that it happened in.
        author: who did it.
    """

    id: int
    kind: str
    message: TelegramMessage | None = None
    chat: TelegramChat | None = None
    author: TelegramAuthor | None = None

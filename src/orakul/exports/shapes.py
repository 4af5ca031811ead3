"""What reading an export tells: its messages, its chats, and what had to be mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from orakul.errors import RejectedError
from orakul.telegram import TelegramChat, TelegramMessage


class UnreadableError(RejectedError):
    """A file is no export, or a damaged one; the message says where and what to do."""


class Repair(StrEnum):
    """A known fault of an export, and what was done about it."""

    BYTE_ORDER_MARK = "byte order mark at the start: removed"
    CONTROL_ESCAPE = r"control escape such as \x01: written as \u0001"
    UNQUOTED_EMOJI = "unquoted custom-emoji id: quoted"
    NULL_AUTHOR = "null author: known by id only"
    UNSUPPORTED = "unsupported message: kept without text, at the time of the message before it"
    LOCAL_TIME = "missing date_unixtime: local time read as UTC"
    NO_TIME = "missing date: time of the message before it"
    ONLY_ENTITIES = "missing text: read from text_entities"
    UNREADABLE_TEXT = "unreadable part of a text: left out"
    UNSTORABLE_TEXT = "NUL or lone surrogate in a text: replaced by U+FFFD"
    UNKNOWN_TYPE = "unknown message type: read as a message"


@dataclass(frozen=True, slots=True)
class ExportedMessage:
    """One entry of a chat's list of messages, in the order of the file.

    Attributes:
        message: what was read; none when it cannot be a message.
        chat: the chat whose list it stands in; none when its type is unknown.
        repairs: what was mended in it, each kind once.
        skipped: one sentence why it is no message; none when it is one.
    """

    message: TelegramMessage | None
    chat: TelegramChat | None
    repairs: tuple[Repair, ...] = ()
    skipped: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """How often something was seen, and where first.

    Attributes:
        count: messages or places it was seen in.
        example: the first place, such as ``message 7 of "Team", byte 1024``.
    """

    count: int
    example: str


@dataclass(frozen=True, slots=True)
class SurveyedChat:
    """A chat of the export.

    Attributes:
        chat: as its messages know it; none when its type is unknown.
        title: its title as the file has it.
        type: the export's own word, such as ``private_supergroup``.
        messages: how many messages `messages` gives for it, without the skipped.
        skipped: how many entries are no messages.
    """

    chat: TelegramChat | None
    title: str | None
    type: str
    messages: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What a whole, readable export holds.

    Attributes:
        chats: in the order of the file.
        messages: messages in all chats, without the skipped.
        repairs: what was mended.
        skipped: why entries are no messages.
    """

    chats: tuple[SurveyedChat, ...]
    messages: int
    repairs: Mapping[Repair, Finding]
    skipped: Mapping[str, Finding]

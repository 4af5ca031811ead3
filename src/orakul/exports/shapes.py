"""What reading an export tells: its messages, its chats, and what had to be mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from orakul.telegram import TelegramChat, TelegramMessage


class Seen(StrEnum):
    """What may be seen in an export: by name, and by a sentence."""

    @property
    def kind(self) -> str:
        """Its name for programs, a part of the API."""
        return self.name.lower()


class Repair(Seen):
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


class Skip(Seen):
    """Why an entry of a chat's list is no message."""

    UNKNOWN_CHAT = "its chat is of a kind that is not known"
    NO_OBJECT = "it is not an object"
    NO_ID = "it has no id that is a whole number of 64 bits"


@dataclass(frozen=True, slots=True)
class ExportedMessage:
    """One entry of a chat's list of messages, in the order of the file.

    Attributes:
        message: what was read; none when it cannot be a message.
        chat: the chat whose list it stands in; none when its type is unknown.
        repairs: what was mended in it, each kind once.
        skipped: why it is no message; none when it is one.
    """

    message: TelegramMessage | None
    chat: TelegramChat | None
    repairs: tuple[Repair, ...] = ()
    skipped: Skip | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an export; its text is such as ``message 7 of "Team", byte 1024``.

    Attributes:
        message: what stands for its id in the file, empty where nothing does; none of a
            place that is in no message.
        chat: title of the message's chat, empty where it has none.
        byte: of the file, where it is known.
    """

    message: str | None = None
    chat: str = ""
    byte: int | None = None

    def __str__(self) -> str:
        parts: list[str] = []
        if self.message is not None:
            parts.append(f'message {self.message or "without id"} of "{self.chat or "no title"}"')
        if self.byte is not None:
            parts.append(f"byte {self.byte}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Finding:
    """How often something was seen, and where first.

    Attributes:
        count: messages or places it was seen in.
        example: the first place.
    """

    count: int
    example: Place


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
    skipped: Mapping[Skip, Finding]

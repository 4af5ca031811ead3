"""Find the chats of an export and the entries of their lists.

An export of one chat is that chat. An export of an account keeps chats in two lists, the
ones left apart. The exporter writes a chat's name, type and id before its messages; a
file whose keys somebody has sorted is read twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from orakul.exports.faults import BrokenError
from orakul.exports.salvage import Mended
from orakul.exports.window import Window
from orakul.telegram import EXPORTED_KINDS, TelegramChat, marked_chat_id
from orakul.telegram.fields import Json, mapping, string, whole
from orakul.telegram.identity import bare_old_id

_HEADING: Final = ("name", "type", "id")
_LISTS: Final = ("chats", "left_chats")


@dataclass(frozen=True, slots=True, eq=False)
class Heading:
    """What an export says of a chat; two chats may say the same.

    Attributes:
        title: its title as the file has it.
        type: the export's own word; empty where there is none.
        chat: the chat; none when the word is unknown.
    """

    title: str | None
    type: str
    chat: TelegramChat | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a chat's list of messages, as it is in the file.

    Attributes:
        heading: the chat's; the same object for all its entries.
        raw: the entry.
        mended: what was mended in its bytes.
    """

    heading: Heading
    raw: object
    mended: list[Mended]


class Export:
    """An export on its way through the window.

    Attributes:
        headings: the chats that were met, also those without messages.
        loose: what was mended outside of any message.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.headings: list[Heading] = []
        self.loose: list[Mended] = []
        self._stream = stream
        self._start = stream.tell() if stream.seekable() else None
        self._window = Window(stream)
        self._ahead: list[dict[str, object]] | None = None

    def entries(self) -> Iterator[Entry]:
        """Give the entries of all chats in the order of the file.

        Raises:
            BrokenError: the file is cut off, is not JSON, or is no export.
        """
        self._check_first()
        yield from self._chat(alone=True)
        self._window.finish()
        self.loose += self._window.mended()
        if not self.headings:
            raise BrokenError("no_chats", 0)

    def _check_first(self) -> None:
        match self._window.peek():
            case "{":
                return
            case "":
                kind = "empty"
            case "<":
                kind = "html"
            case "[":
                kind = "list"
            case _:
                kind = "not_json"
        raise self._window.broken(kind)

    def _chat(self, *, alone: bool) -> Iterator[Entry]:
        """Read one chat, or the root of an account, which looks like one."""
        fields: dict[str, object] = {}
        for key in self._window.members():
            if key in _HEADING:
                fields[key] = self._window.value()
            elif key == "messages" and self._window.peek() == "[":
                yield from self._messages(fields, alone=alone)
            elif key in _LISTS and alone and self._window.peek() == "{":
                yield from self._account()
            else:
                self._window.skip()

    def _account(self) -> Iterator[Entry]:
        for key in self._window.members():
            if key != "list" or self._window.peek() != "[":
                self._window.skip()
                continue
            for _ in self._window.elements():
                if self._window.peek() == "{":
                    yield from self._chat(alone=False)
                else:
                    self._window.skip()

    def _messages(self, fields: dict[str, object], *, alone: bool) -> Iterator[Entry]:
        fields = self._complete(fields)
        heading = None
        for _ in self._window.elements():
            self.loose += self._window.mended()
            raw = self._window.value()
            heading = heading or self._begin(fields, raw, alone=alone)
            yield Entry(heading, raw, self._window.mended())
        if heading is None:
            self._begin(fields, None, alone=alone)

    def _begin(self, fields: Json, first: object, *, alone: bool) -> Heading:
        heading = _heading(fields, first)
        if alone and heading.chat is None:
            raise self._window.broken("unknown_chat")
        self.headings.append(heading)
        return heading

    def _complete(self, fields: dict[str, object]) -> dict[str, object]:
        """Fetch what is told of a chat only after its messages."""
        if "id" in fields and "type" in fields:
            return fields
        if self._start is None:
            raise self._window.broken("late_id")
        if self._ahead is None:
            here = self._stream.tell()
            self._stream.seek(self._start)
            self._ahead = _Headings(self._stream).read()
            self._stream.seek(here)
        return self._ahead[len(self.headings)]


class _Headings(Export):
    """The same walk for the sake of the headings alone."""

    def read(self) -> list[dict[str, object]]:
        """Return what is told of each chat, in the order of the lists of messages."""
        self._found: list[dict[str, object]] = []
        for _ in self._chat(alone=True):
            pass
        return self._found

    def _messages(self, fields: dict[str, object], *, alone: bool) -> Iterator[Entry]:
        del alone
        self._found.append(fields)  # and what comes after the list goes in there as well
        self._window.skip()
        yield from ()


def _heading(fields: Json, first: object) -> Heading:
    """Make the heading out of the chat's *fields* and its *first* message."""
    title = string(fields.get("name"))
    type = string(fields.get("type")) or ""
    kind, id = EXPORTED_KINDS.get(type), whole(fields.get("id"))
    if kind is None or id is None:
        return Heading(title, type, None)
    if _is_old(first):
        id = bare_old_id(id)
    id = whole(marked_chat_id(kind, id))
    return Heading(title, type, TelegramChat(id, title, kind) if id is not None else None)


def _is_old(message: object) -> bool:
    """Tell whether *message* is of the time when ids were numbers with a mark."""
    fields = mapping(message) or {}
    return whole(fields.get("from_id", fields.get("actor_id"))) is not None

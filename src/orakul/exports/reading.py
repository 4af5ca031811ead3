"""The two readings of an export: to learn what it holds, and to take it in."""

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, Final, Generic, TypeVar

from orakul.exports.content import Conversation
from orakul.exports.faults import BrokenError, UnreadableError
from orakul.exports.shapes import (
    ExportedMessage,
    Finding,
    Place,
    Repair,
    Skip,
    Survey,
    SurveyedChat,
)
from orakul.exports.structure import Entry, Export, Heading
from orakul.telegram.fields import mapping
from orakul.texts import storable

Key = TypeVar("Key")

_LONGEST_ID: Final = 40  # characters of what stands for an id that are told


def messages(stream: BinaryIO) -> Iterator[ExportedMessage]:
    """Give every entry of an export in the order of the file.

    Args:
        stream: the file, at its start. One whose keys are sorted must be seekable.

    Raises:
        UnreadableError: as `survey` does, but only when the place is reached.
    """
    for _, exported in _read(Export(stream)):
        yield exported


def survey(stream: BinaryIO) -> Survey:
    """Read the whole of an export and return what it holds.

    Args:
        stream: the file, at its start. One whose keys are sorted must be seekable.

    Raises:
        UnreadableError: the file is cut off, is not JSON, or is no Telegram export. The
            sentence says where and what to do.
    """
    export = Export(stream)
    tally = _Tally()
    for entry, exported in _read(export):
        tally.add(entry, exported)
    for mended in export.loose:
        tally.repairs.see(mended.repair, Place(byte=mended.origin))
    return Survey(
        chats=tuple(tally.chat(heading) for heading in export.headings),
        messages=sum(tally.messages.values()),
        repairs=tally.repairs.findings(),
        skipped=tally.reasons.findings(),
    )


def _read(export: Export) -> Iterator[tuple[Entry, ExportedMessage]]:
    """Give each entry as it is and as it was read."""
    last: Entry | None = None
    conversation = Conversation(None)
    try:
        for entry in export.entries():
            if last is None or entry.heading is not last.heading:
                conversation = Conversation(entry.heading.chat)
            last = entry
            yield entry, conversation.read(entry.raw, [each.repair for each in entry.mended])
    except BrokenError as error:
        raise UnreadableError(error, _place(last) if last else None) from None


def _place(entry: Entry, byte: int | None = None) -> Place:
    id = (mapping(entry.raw) or {}).get("id")
    told = storable(str(id))[:_LONGEST_ID] if isinstance(id, str | int | float) else ""
    return Place(told, entry.heading.title or "", byte)


class _Sightings(Generic[Key]):
    """How often things were seen, and where first."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()
        self._examples: dict[Key, Place] = {}

    def see(self, thing: Key, where: Place) -> None:
        self._counts[thing] += 1
        self._examples.setdefault(thing, where)

    def findings(self) -> dict[Key, Finding]:
        return {
            thing: Finding(self._counts[thing], where) for thing, where in self._examples.items()
        }


class _Tally:
    """What a survey counts."""

    def __init__(self) -> None:
        self.repairs = _Sightings[Repair]()
        self.reasons = _Sightings[Skip]()
        self.messages: Counter[Heading] = Counter()
        self.skipped: Counter[Heading] = Counter()

    def add(self, entry: Entry, exported: ExportedMessage) -> None:
        if exported.skipped is None:
            self.messages[entry.heading] += 1
        else:
            self.skipped[entry.heading] += 1
            self.reasons.see(exported.skipped, _place(entry))
        for repair in exported.repairs:
            byte = next((each.origin for each in entry.mended if each.repair is repair), None)
            self.repairs.see(repair, _place(entry, byte))

    def chat(self, heading: Heading) -> SurveyedChat:
        return SurveyedChat(
            chat=heading.chat,
            title=heading.title,
            type=heading.type,
            messages=self.messages[heading],
            skipped=self.skipped[heading],
        )

"""Read the ``result.json`` that Telegram Desktop writes, as it is and not as it should be.

Two readings of one binary stream: `survey` goes through the whole file, refuses what is
cut off or no export at all, and counts; `messages` gives every message in the order of
the file. Both hold one message in memory, whatever the size of the file, and both mend
the same faults, each told by name in `Repair`. A file that needs no mending is not
touched.

    survey(stream: BinaryIO) -> Survey
    messages(stream: BinaryIO) -> Iterator[ExportedMessage]

Survey first and save after: `messages` cannot know that the last byte is missing before
it comes there. Between the two the caller rewinds the stream.

This room knows files only: no database, no network.
"""

from orakul.exports.faults import UnreadableError
from orakul.exports.reading import messages, survey
from orakul.exports.shapes import (
    ExportedMessage,
    Finding,
    Place,
    Repair,
    Skip,
    Survey,
    SurveyedChat,
)

__all__ = [
    "ExportedMessage",
    "Finding",
    "Place",
    "Repair",
    "Skip",
    "Survey",
    "SurveyedChat",
    "UnreadableError",
    "messages",
    "survey",
]

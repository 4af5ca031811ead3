"""What can be wrong with a file that is no export: each kind of fault with its sentence.

The kinds and the blanks of their sentences are a part of the API, so that whoever shows a
refusal can say it in another language; for a kind that is new to them there is the sentence.
"""

from collections.abc import Mapping
from typing import Final

from orakul.errors import RejectedError
from orakul.exports.shapes import Place
from orakul.sentences import Blanks

# Each is the predicate of a sentence about the file.
FAULTS: Final[Mapping[str, str]] = {
    "empty": "is empty",
    "html": "is an HTML page",
    "list": "is JSON, but no Telegram export: it is a list",
    "no_chats": "is no Telegram export: it holds no chats",
    "unknown_chat": "is no Telegram export: its chat has no known type and id",
    "late_id": "tells the chat's id after its messages",
    "not_json": "is not JSON",
    "not_utf8": "is not UTF-8",
    "no_number": "holds a number that is none",
    "too_deep": "is nested too deeply",
    "too_large": "has a value of more than {most} MiB",
    "goes_on": "goes on after its end",
    "cut_off": "ends too early",
}

ADVICE: Final[Mapping[str, str]] = {
    "again": "export the chat again",
    "format": "choose format JSON in Telegram Desktop and export the chat again",
}


class BrokenError(Exception):
    """The file cannot be read on.

    Attributes:
        kind: what is wrong, a key of `FAULTS`.
        at: byte of the file where it was noticed.
        blanks: what stands in the blanks of its sentence.
    """

    def __init__(self, kind: str, at: int, **blanks: int) -> None:
        super().__init__(kind)
        self.kind = kind
        self.at = at
        self.blanks = blanks


class UnreadableError(RejectedError):
    """A file is no export, or a damaged one; the message says where and what to do.

    *kind* is a key of `FAULTS`. *blanks* is what is particular: the byte where it was
    noticed (`at`), the message before (`message`, `chat`) if there is one, what to do
    (`advice`), and what stands in the blanks of the fault's sentence.
    """

    def __init__(self, broken: BrokenError, after: Place | None) -> None:
        self.kind = broken.kind
        # Of what is an export so far, or would be, the format is right.
        advice = "again" if after or broken.kind == "cut_off" else "format"
        self.blanks: Blanks = {
            **broken.blanks,
            **({"message": after.message or "", "chat": after.chat} if after else {}),
            "at": broken.at,
            "advice": advice,
        }
        fault = FAULTS[broken.kind].format(**broken.blanks)
        place = f"at byte {broken.at}" + (f", after {after}" if after else "")
        super().__init__(f"the file {fault}, {place}: {ADVICE[advice]}")

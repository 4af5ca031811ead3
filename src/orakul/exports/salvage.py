r"""Turn the bytes that Telegram Desktop writes into JSON, changing nothing else.

Three faults make an export something that no JSON parser reads. A control character is
escaped as ``\x01``, which JSON has no word for. Version 4.1 wrote the id of a custom
emoji, which is a file name, without its quotes. And editors put a byte order mark before
the first brace. All three can be told from legal JSON by their own bytes, so a legal file
passes through unchanged, whatever is quoted in its texts.

The bytes come in pieces of any size, and the pieces do not matter: what may belong to a
fault is held back until enough has come to tell.
"""

import codecs
import re
from collections import deque
from dataclasses import dataclass
from typing import Final, NamedTuple

from orakul.exports.shapes import Repair

# How far a fault is followed, in bytes. A longer one is left for the parser to refuse;
# file names have at most 255 characters.
_REACH: Final = 4096
_LONGEST_KEY: Final = 128  # "document_id" with what the pattern allows around it

# Only an odd number of backslashes escapes the x. The key cannot stand like this within
# a text: its quotes would be escaped there.
_FAULT: Final = re.compile(
    rb"(?<!\\)(?:\\\\)*(?P<escape>\\x(?P<code>[0-9A-Fa-f]{2}))"
    rb'|(?P<own_line>\n[ \t]{0,64})?"document_id"[ \t]{0,16}:[ \t]{0,16}(?P<value>)(?!["\s])'
)
_SIGNS: Final = (b"\\x", b'"document_id"')
_LEGAL: Final = re.compile(
    rb"[\[{]"
    rb"|(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)[ \t\r]*[,\]}\n]"
)
# Where a name without quotes ends: with its line, as the exporter breaks lines; in a
# file that somebody has packed, where the object goes on or is over.
_END_OF_LINE: Final = re.compile(rb"[ \t\r]*,?[ \t\r]*\n")
_END_WITHIN_LINE: Final = re.compile(rb'\s*(?:,\s*"|[\]}])')


@dataclass(frozen=True, slots=True)
class Mended:
    """One place that was mended.

    Attributes:
        repair: what was done.
        at: byte of the result where it begins.
        origin: byte of the file where it begins.
        growth: how many bytes longer the result is than the file.
    """

    repair: Repair
    at: int
    origin: int
    growth: int


class _Fault(NamedTuple):
    begin: int
    end: int
    repair: Repair
    instead: bytes


class Salvage:
    """Bytes on their way from the file to the parser.

    Attributes:
        mended: what was mended in the bytes given on, for the parser to take away.
    """

    def __init__(self) -> None:
        self.mended: deque[Mended] = deque()
        self._held = b""
        self._taken = 0  # bytes of the file that are not held any more
        self._given = 0  # bytes given on

    def feed(self, piece: bytes) -> bytes:
        """Take the next *piece* and return what can be given on, perhaps nothing."""
        self._held += piece
        # Half of it can go at least, so each byte is looked at twice at most.
        if len(self._held) < 2 * _REACH:
            return b""
        return self._give(_whole_escapes(self._held, len(self._held) - _REACH))

    def finish(self) -> bytes:
        """Return the rest when no more comes."""
        return self._give(len(self._held))

    def _give(self, upto: int) -> bytes:
        parts: list[bytes] = []
        done = given = 0
        while fault := self._next_fault(done, upto):
            parts += (self._held[done : fault.begin], fault.instead)
            given += fault.begin - done
            growth = len(fault.instead) - (fault.end - fault.begin)
            self.mended.append(
                Mended(fault.repair, self._given + given, self._taken + fault.begin, growth)
            )
            given += len(fault.instead)
            done = fault.end
        upto = max(upto, done)
        parts.append(self._held[done:upto])
        self._given += given + upto - done
        self._taken += upto
        self._held = self._held[upto:]
        return b"".join(parts)

    def _next_fault(self, start: int, upto: int) -> _Fault | None:
        """Find the first fault from *start* that begins before *upto*."""
        if self._taken == start == 0 and self._held.startswith(codecs.BOM_UTF8):
            return _Fault(0, len(codecs.BOM_UTF8), Repair.BYTE_ORDER_MARK, b"")
        if not any(sign in self._held for sign in _SIGNS):
            return None
        while (found := _FAULT.search(self._held, start)) and _begin(found) < upto:
            if found["escape"]:
                instead = b"\\u00" + found["code"]
                return _Fault(_begin(found), found.end(), Repair.CONTROL_ESCAPE, instead)
            if fault := _unquoted(found, self._held):
                return fault
            start = found.end()
        return None


def _begin(found: re.Match[bytes]) -> int:
    return found.start("escape") if found["escape"] else found.start()


def _unquoted(key: re.Match[bytes], held: bytes) -> _Fault | None:
    """Find the value after *key*, if it lacks its quotes."""
    begin = key.end()
    ahead = held[begin : begin + _REACH - _LONGEST_KEY]
    if _LEGAL.match(ahead):
        return None
    end = (_END_OF_LINE if key["own_line"] else _END_WITHIN_LINE).search(ahead)
    if end is None:
        return None
    name = ahead[: end.start()]
    quoted = b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return _Fault(begin, begin + len(name), Repair.UNQUOTED_EMOJI, quoted)


def _whole_escapes(held: bytes, cut: int) -> int:
    """Move *cut* by one where it would part a backslash from what it escapes."""
    backslashes = cut - len(held[:cut].rstrip(b"\\"))
    return cut + backslashes % 2

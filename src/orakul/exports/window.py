"""Walk through JSON of any size with one value of it in memory.

The window is a stretch of text that moves along the stream. The caller steps through the
objects and arrays that are too large to hold (`members`, `elements`) and takes the rest
as whole values, which Python's own JSON parser reads at its full speed.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NoReturn

from orakul.exports.faults import BrokenError
from orakul.exports.salvage import Mended, Salvage

_READ: Final = 2**18  # bytes taken from the stream at a time, at least
# Characters of one value. A text has 4096 of them and the longest lists of members and answers
# some hundred thousand; made up of empty objects, a value takes 25 times its size in memory.
_LONGEST_VALUE: Final = 2**22
_DEEPEST: Final = 100  # levels of what is skipped

# A value that goes on beyond the window fails near its end, where a word or an escape is
# cut in two. Only a string fails where it begins.
_NEAR: Final = 16  # characters
_CUT_STRING: Final = "Unterminated string"

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_NUMBER: Final = re.compile(r"[-+.0-9eE]*")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


_JSON: Final = json.JSONDecoder(parse_constant=_refuse)


class Window:
    """A place in a stream of JSON."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._salvage = Salvage()
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text = ""
        self._at = 0
        self._over = False  # the stream has ended
        self._passed = 0  # salvaged bytes before the text
        self._decoded = 0  # salvaged bytes that came so far
        self._growth = 0  # by how many bytes more than the file has

    def peek(self) -> str:
        """Return the next character that is no space; empty at the end of the file."""
        while True:
            if found := _SPACE.match(self._text, self._at):
                self._at = found.end()
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def members(self) -> Iterator[str]:
        """Step through an object: give each key; the caller takes its value."""
        self._expect("{")
        if self._passes("}"):
            return
        while True:
            if self.peek() != '"':
                raise self._not_json()
            key = str(self.value())
            self._expect(":")
            yield key
            if self._passes("}"):
                return
            self._expect(",")

    def elements(self) -> Iterator[None]:
        """Step through an array: stop before each element; the caller takes it."""
        self._expect("[")
        if self._passes("]"):
            return
        while True:
            yield
            if self._passes("]"):
                return
            self._expect(",")

    def value(self) -> object:
        """Take the next value, whatever it is."""
        if self.peek() in "-0123456789":
            self._complete_number()
        while True:
            try:
                value, end = _JSON.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if not _may_go_on(error) or not self._more():
                    raise self._not_json(error) from None
            except RecursionError:
                raise self.broken("too_deep") from None
            except ValueError:  # NaN, or more digits than Python reads
                raise self.broken("no_number") from None
            else:
                self._check_length(end - self._at)
                self._at = end
                return value

    def skip(self, level: int = 0) -> None:
        """Pass over the next value, however large."""
        if level > _DEEPEST:
            raise self.broken("too_deep")
        match self.peek():
            case "{":
                for _ in self.members():
                    self.skip(level + 1)
            case "[":
                for _ in self.elements():
                    self.skip(level + 1)
            case _:
                self.value()

    def finish(self) -> None:
        """Make sure that nothing but space follows."""
        if self.peek():
            raise self.broken("goes_on")

    def mended(self) -> list[Mended]:
        """Take away what was mended before this place since the last time."""
        if not self._salvage.mended:
            return []
        here = self._passed + _size(self._text[: self._at])
        found: list[Mended] = []
        while self._salvage.mended and self._salvage.mended[0].at < here:
            found.append(self._salvage.mended.popleft())
            self._growth += found[-1].growth
        return found

    def broken(self, kind: str, **blanks: int) -> BrokenError:
        """Return the error of a file that is wrong at this place."""
        self.mended()
        here = self._passed + _size(self._text[: self._at])
        return BrokenError(kind, here - self._growth, **blanks)

    def _passes(self, mark: str) -> bool:
        """Step over *mark* if it comes next."""
        if self.peek() != mark:
            return False
        self._at += 1
        return True

    def _expect(self, mark: str) -> None:
        if not self._passes(mark):
            raise self._not_json()

    def _complete_number(self) -> None:
        """Take in the whole of a number: a part of it would be one as well."""
        while (found := _NUMBER.match(self._text, self._at)) and found.end() == len(self._text):
            if not self._more():
                return

    def _check_length(self, characters: int) -> None:
        if characters > _LONGEST_VALUE:
            raise self.broken("too_large", most=_LONGEST_VALUE >> 20)

    def _not_json(self, error: json.JSONDecodeError | None = None) -> BrokenError:
        """Tell a file that is wrong from one that ends too early."""
        if error is None:
            ended = not self.peek()
        else:
            ended = self._over and _may_go_on(error)
            self._at = error.pos
        if not ended:
            return self.broken("not_json")
        self._at = len(self._text)
        return self.broken("cut_off")

    def _more(self) -> bool:
        """Move the window on; return false when the stream has ended."""
        rest = self._text[self._at :]
        self._check_length(len(rest))
        self._passed += _size(self._text[: self._at])
        self._text, self._at = rest, 0
        fresh = ""
        while not fresh and not self._over:
            # A long value is tried again each time: twice as much keeps that linear, as long
            # as it does not go far beyond what a value may have.
            piece = self._stream.read(max(_READ, min(len(rest), _LONGEST_VALUE - len(rest))))
            self._over = not piece
            fresh = self._decode(self._salvage.feed(piece) if piece else self._salvage.finish())
        self._text += fresh
        return bool(fresh)

    def _decode(self, salvaged: bytes) -> str:
        pending, _ = self._decoder.getstate()
        try:
            text = self._decoder.decode(salvaged, final=self._over)
        except UnicodeDecodeError as error:
            cut_off = self._over and error.reason == "unexpected end of data"
            where = self._decoded + (len(salvaged) if cut_off else error.start - len(pending))
            growth = self._growth + sum(m.growth for m in self._salvage.mended if m.at < where)
            raise BrokenError("cut_off" if cut_off else "not_utf8", where - growth) from None
        self._decoded += len(salvaged)
        return text


def _may_go_on(error: json.JSONDecodeError) -> bool:
    return error.pos >= len(error.doc) - _NEAR or error.msg.startswith(_CUT_STRING)


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode(errors="surrogatepass"))

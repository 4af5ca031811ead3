r"""Match topics against patterns that strangers wrote, in linear time.

A pattern is a subset of URL Pattern, over the topic as it stands: ``:name`` is one or more
characters other than ``/``, ``*`` any number of any, ``\`` takes the next character as it
is, everything else is itself. What else URL Pattern gives a meaning (groups, modifiers) is
refused rather than misread.

All ways through the pattern are followed at once, as bits of one number, so that no
pattern makes a topic cost more than its length times the pattern's: nothing backtracks.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from orakul.errors import RejectedError

LONGEST: Final = 500  # characters of a pattern
_FOREIGN: Final = frozenset("(){}?+")

# One character itself, one of a segment, any number of a segment, any number of any.
_Kind: TypeAlias = Literal["literal", "one", "segment", "any"]
_Token: TypeAlias = tuple[_Kind, str]


class Pattern:
    """A compiled pattern.

    Raises:
        RejectedError: it is too long, or no pattern of this kind.
    """

    __slots__ = ("_any", "_end", "_literals", "_loops", "_one", "_segment")

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise RejectedError(f"a pattern has at most {LONGEST} characters, not {len(text)}")
        self._literals: defaultdict[str, int] = defaultdict(int)
        self._one = self._segment = self._any = 0
        bit = 1
        for kind, char in _joined(_tokens(text)):
            self._note(kind, char, bit)
            bit <<= 1
        self._loops = self._segment | self._any
        self._end = bit

    def matches(self, topic: str) -> bool:
        """Tell whether the whole of *topic* fits."""
        # A bit stands for a place in the pattern that may come next.
        places = self._skipping(1)
        for char in topic:
            forward = self._literals.get(char, 0)
            stay = self._any
            if char != "/":
                forward |= self._one
                stay |= self._segment
            places = self._skipping((places & forward) << 1 | places & stay)
            if not places:
                return False
        return bool(places & self._end)

    def _note(self, kind: _Kind, char: str, bit: int) -> None:
        match kind:
            case "literal":
                self._literals[char] |= bit
            case "one":
                self._one |= bit
            case "segment":
                self._segment |= bit
            case "any":
                self._any |= bit

    def _skipping(self, places: int) -> int:
        # What may be empty may be passed over; no two such follow each other.
        return places | (places & self._loops) << 1


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        char, rest = text[at], text[at + 1 :]
        at += 1
        if char == "\\" and rest:
            yield "literal", rest[0]
            at += 1
        elif char == "*":
            yield "any", ""
        elif char == ":" and _begins_name(rest[:1]):
            at += _length_of_name(rest)
            yield "one", ""
            yield "segment", ""
        elif char == "\\" or char in _FOREIGN:
            raise RejectedError(f"a pattern knows :name, * and \\, and no {char!r} without a \\")
        else:
            yield "literal", char


def _joined(tokens: Iterator[_Token]) -> Iterator[_Token]:
    """Make one of neighbours that may both be empty: the one that takes more."""
    waiting: _Token | None = None
    for token in tokens:
        if token[0] in {"segment", "any"}:
            waiting = max(waiting, token, key=_reach) if waiting else token
            continue
        if waiting:
            yield waiting
            waiting = None
        yield token
    if waiting:
        yield waiting


def _reach(token: _Token) -> bool:
    return token[0] == "any"


def _begins_name(char: str) -> bool:
    return char.isidentifier() or char == "$"


def _length_of_name(text: str) -> int:
    length = 0
    while length < len(text) and (text[length] == "$" or f"_{text[length]}".isidentifier()):
        length += 1
    return length

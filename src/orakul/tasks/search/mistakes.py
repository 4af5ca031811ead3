"""What can be wrong with a search: each kind of mistake with its sentence.

The kinds and the blanks of their sentences are a part of the API, so that whoever shows a
mistake can say it in another language; for a kind that is new to them there is the sentence.
"""

from collections.abc import Mapping
from typing import Final

from orakul.errors import RejectedError

SENTENCES: Final[Mapping[str, str]] = {
    "too_long": "the search is longer than {most} characters: shorten it",
    "too_deep": "more than {most} levels within each other: simplify it",
    "too_many_terms": "more than {most} terms: shorten the search",
    "odd_character": "no text holds this character: leave it out",
    "open_quote": 'the quote is never closed: add a "',
    "open_parenthesis": "the parenthesis is never closed: add a )",
    "nothing_open": "nothing was opened before this ): leave it out",
    "empty_parentheses": "the parentheses are empty: put something between them, or leave them out",
    "missing_before": "something to search for is missing before this",
    "missing_at_end": "something is missing at the end: add what to search for",
    "restricts_nothing": "this restricts nothing: leave it out",
    "no_qualifier": "a qualifier is missing before the colon;"
    " to find it as a text, put it into quotes",
    "mistyped_qualifier": "there is no qualifier {name}: did you mean {near}:;"
    " to find it as a text, put it into quotes",
    "unknown_qualifier": "there is no qualifier {name}: there are {known};"
    " to find it as a text, put it into quotes",
    "no_value": "{name}: is followed by {told}, with no blank between",
    "no_value_beside_comma": "{name}: a value is missing beside the comma",
    "takes_no_sign": "{name}: takes no {sign}: put the value into quotes if it is a part of it",
    "takes_choice": "{name}: takes one of {choices}",
    "takes_duration": "{name}: takes a time such as 30s, 15m, 2h, 7d or 4w",
    "takes_unsigned_duration": "{name}: takes a time such as 30s, 15m, 2h, 7d or 4w, and no sign",
    "takes_time": "{name}: takes a day or a time such as 2026-03-01 or 2026-03-01T12:00Z,"
    " after >, >=, < or <= if you like, or two with .. between",
    "takes_number": "{name}: takes a number, after >, >=, < or <= if you like,"
    " or two with .. between",
    "range_reversed": "{name}: the range ends before it begins: put the smaller value first",
    "takes_number_after_sign": "{name}: takes a number after {sign}",
    "takes_id": "{name}: takes an id, or its first digits and *",
    "takes_fingerprint": "{name}: takes the 16 digits of a kind of error, or unknown",
    "takes_trace": "{name}: takes the 32 digits of a trace",
}


class SearchError(RejectedError):
    """A text is no search; *position* and *length* say where, in characters from 0.

    *kind* is a key of `SENTENCES`, *blanks* is what stands in the blanks of its sentence.
    """

    def __init__(self, kind: str, position: int, length: int, **blanks: str | int) -> None:
        self.kind = kind
        self.position = position
        self.length = length
        self.blanks = blanks
        super().__init__(SENTENCES[kind].format(**blanks))


class UnfitError(ValueError):
    """A value is none that its qualifier takes; *kind* and *blanks* as of a `SearchError`."""

    def __init__(self, kind: str, **blanks: str | int) -> None:
        self.kind = kind
        self.blanks = blanks
        super().__init__(kind)

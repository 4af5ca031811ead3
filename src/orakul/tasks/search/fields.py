"""The qualifiers of a search: what each compares, and what may be written after it.

A reader takes what stands after the colon and returns the terms that all have to hold; what
it does not take is an `UnfitError`, which says what to write.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from orakul.tasks.search.mistakes import UnfitError
from orakul.tasks.search.tree import Term

Reader = Callable[[Term], Sequence[Term]]

STATES: Final[Mapping[str, str]] = {
    "pending": "waits, whatever for",
    "in_progress": "runs",
    "completed": "ended well",
    "failed": "ended in an error",
    "cancelled": "was cancelled",
    "scheduled": "waits for its time",
    "retrying": "waits for another attempt",
    "cancelling": "runs, and was told to stop",
    "dead": "failed, and not discarded",
    "discarded": "failed, and discarded",
}
ALIASES: Final[Mapping[str, str]] = {
    "queued": "pending",
    "running": "in_progress",
    "succeeded": "completed",
    "canceled": "cancelled",
}
HAVING: Final[Mapping[str, str]] = {
    "error": "error",
    "result": "result",
    "owner": "owner_id",
    "project": "project_id",
    "lock": "lock",
}

_DURATION: Final = re.compile(r"([0-9]{1,6})(s|m|h|d|w)")
_UNITS: Final[Mapping[str, timedelta]] = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_TIME: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d(?P<minute>:\d\d(?P<second>:\d\d)?)?(Z|[+-]\d\d(:?\d\d)?)?",
    re.IGNORECASE,
)
_INTEGER: Final = re.compile("-?[0-9]{1,9}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_LONGEST_AGE: Final = timedelta(days=36500)


def duration(text: str) -> timedelta:
    """Return how long ``15m``, ``2h`` or ``7d`` is; UnfitError if it says no time."""
    found = _DURATION.fullmatch(text)
    if not found or int(found[1]) * _UNITS[found[2]] > _LONGEST_AGE:
        raise UnfitError("takes_duration")
    return int(found[1]) * _UNITS[found[2]]


def time(text: str) -> datetime:
    """Return the time that *text* names, in UTC where it names no zone; or an UnfitError."""
    try:
        read = datetime.fromisoformat(text.upper())
        zoned = read if read.tzinfo else read.replace(tzinfo=UTC)
        return zoned.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnfitError("takes_time") from None


def _word(term: Term) -> Sequence[Term]:
    if term.sign:
        raise UnfitError("takes_no_sign", sign=term.sign)
    return [term]


def _text(term: Term) -> Sequence[Term]:
    if term.sign:
        return [Term(term.field, term.sign + term.value, quoted=True)]
    value = term.value if term.quoted else term.value.strip("*")
    return [Term(term.field, value or term.value, quoted=True)]


def _choice(choices: Sequence[str], aliases: Mapping[str, str]) -> Reader:
    def read(term: Term) -> Sequence[Term]:
        value = aliases.get(term.value.lower(), term.value.lower())
        if term.sign or value not in choices:
            raise UnfitError("takes_choice", choices=", ".join(choices))
        return [Term(term.field, value)]

    return read


def _matching(pattern: str, kind: str) -> Reader:
    def read(term: Term) -> Sequence[Term]:
        if term.sign or not re.fullmatch(pattern, term.value):
            raise UnfitError(kind)
        return [Term(term.field, term.value)]

    return read


def _integer(term: Term) -> Sequence[Term]:
    return _ranged(term, _number, _number)


def _number(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise UnfitError("takes_number")
    return int(text)


def _age(term: Term) -> Sequence[Term]:
    if term.sign:
        raise UnfitError("takes_unsigned_duration")
    duration(term.value)
    return [Term(term.field, term.value)]


def _time(term: Term) -> Sequence[Term]:
    return [each for bound in _ranged(term, time, _last) for each in _whole(bound)]


def _ended(term: Term) -> Sequence[Term]:
    _time(term)
    # In one piece: all of it has to hold for the same end.
    return [Term(term.field, term.value, term.sign)]


def bounds(term: Term) -> Sequence[tuple[str, str]]:
    """Return what a time has to be compared with, as pairs of a sign and a time in ISO 8601."""
    return [(each.sign or "=", time(each.value).isoformat()) for each in _time(term)]


def _whole(term: Term) -> Sequence[Term]:
    """Read a day, a minute or a second as all of it; before or after it is what is not in it."""
    following = _following(term.value)
    if following is None:
        return [term]
    match term.sign:
        case "":
            return [Term(term.field, term.value, ">="), Term(term.field, following, "<")]
        case ">":
            return [Term(term.field, following, ">=")]
        case "<=":
            return [Term(term.field, following, "<")]
        case _:
            return [term]


def _following(text: str) -> str | None:
    """Return where the day, hour, minute or second *text* ends; None if it is a moment."""
    if day := _day(text):
        return (day + timedelta(days=1)).isoformat()
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    unit = _UNITS["s" if found["second"] else "m" if found["minute"] else "h"]
    try:
        return (time(text) + unit).isoformat()
    except OverflowError:
        return None


def _last(text: str) -> datetime:
    following = _following(text)
    return time(text) if following is None else time(following) - timedelta.resolution


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found < date.max else None


def _ranged(term: Term, first: Callable[[str], Any], last: Callable[[str], Any]) -> Sequence[Term]:
    """Read a value, or two with ``..`` between.

    *first* and *last* return where a value begins and ends, or raise an UnfitError.
    """
    low, dots, high = term.value.partition("..")
    if not dots or term.sign:
        first(term.value)
        return [Term(term.field, term.value, term.sign)]
    bounds = [Term(term.field, low, ">="), Term(term.field, high, "<=")]
    given = [bound for bound in bounds if bound.value not in {"", "*"}]
    for bound in given or bounds:
        first(bound.value)
    if len(given) == len(bounds) and first(low) > last(high):
        raise UnfitError("range_reversed")
    return given


def _argument(term: Term) -> Sequence[Term]:
    if term.sign and not _NUMBER.fullmatch(term.value):
        raise UnfitError("takes_number_after_sign", sign=term.sign)
    return [term]


@dataclass(frozen=True, slots=True)
class Field:
    """A qualifier; *told* says in a few words what follows it.

    Where *many* may follow with commas between, one of them has to hold.
    """

    read: Reader
    told: str
    many: bool = False


FIELDS: Final[Mapping[str, Field]] = {
    "state": Field(_choice([*STATES], ALIASES), "pending, failed, …", many=True),
    "task": Field(_word, "its name, * for any part", many=True),
    "queue": Field(_word, "a queue, * for any part", many=True),
    "owner": Field(_word, "an e-mail, a name, me or none", many=True),
    "project": Field(_word, "a slug, an id or none", many=True),
    "id": Field(
        _matching(r"[1-9][0-9]{0,17}\*?", "takes_id"),
        "an id, or its first digits and *",
        many=True,
    ),
    "error": Field(_text, "words of the error"),
    "args": Field(_text, "words of any argument"),
    "older": Field(_age, "created longer ago than 15m, 2h, 7d"),
    "newer": Field(_age, "created within the last 15m, 2h, 7d"),
    "created": Field(_time, "a day, a time, >, <, or two with .."),
    "started": Field(_time, "a day, a time, >, <, or two with .."),
    "finished": Field(_time, "a day, a time, >, <, or two with .."),
    "ended": Field(_ended, "as finished:, or before a retry"),
    "priority": Field(_integer, "a number, >, <, or two with .."),
    "attempt": Field(_integer, "a number, >, <, or two with .."),
    "worker": Field(_word, "who ran an attempt, * for any part", many=True),
    "lock": Field(_word, "a lock, * for any part", many=True),
    "fingerprint": Field(
        _matching("[0-9a-f]{16}|unknown", "takes_fingerprint"),
        "the kind of its error",
        many=True,
    ),
    "trace": Field(_matching("[0-9a-f]{32}", "takes_trace"), "the id of a trace", many=True),
    "has": Field(_choice([*HAVING], {}), "error, result, owner, …", many=True),
}
SYNONYMS: Final[Mapping[str, str]] = {"name": "task", "is": "state"}
ARGUMENT: Final = Field(_argument, "the value of an argument", many=True)
ARGUMENT_NAME: Final = re.compile(r'args\.[^\s:()".]+(\.[^\s:()".]+)*')


def find(name: str) -> tuple[str, Field] | None:
    """Return a qualifier by its name, and what it is called; None if there is none."""
    lower = name.lower()
    known = SYNONYMS.get(lower, lower)
    if known in FIELDS:
        return known, FIELDS[known]
    if lower.startswith("args.") and ARGUMENT_NAME.fullmatch(f"args.{name[5:]}"):
        return f"args.{name[5:]}", ARGUMENT
    return None

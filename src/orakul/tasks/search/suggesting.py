"""How a search may go on at the cursor: qualifiers, and values that there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from orakul import database
from orakul.database import Connection
from orakul.people import Person
from orakul.tasks.search import fields
from orakul.tasks.search.mistakes import SearchError
from orakul.tasks.search.parsing import LONGEST, SIGNS, Token, tokens
from orakul.tasks.search.tree import ends_word, is_bare, quote

MOST: Final = 20

Kind = Literal["qualifier", "state", "age", "owner", "project", "argument", "value"]

_AGES: Final[Mapping[str, str]] = {
    "15m": "a quarter of an hour",
    "1h": "an hour",
    "1d": "a day",
    "7d": "a week",
}
_FIXED: Final[Mapping[str, tuple[Kind, Mapping[str, str]]]] = {
    "state": ("state", fields.STATES),
    "has": ("value", dict.fromkeys(fields.HAVING, "")),
    "older": ("age", _AGES),
    "newer": ("age", _AGES),
    "owner": ("owner", {"me": "yourself", "none": "nobody's"}),
    "project": ("project", {"none": "in no project"}),
}
_KNOWN: Final = frozenset({"task", "queue", "owner", "project"})
_WORDS: Final = frozenset({"text", "term", "AND", "OR", "NOT"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A *text* to stand in place of what is from *start* to *end*, and what it means.

    *kind*, and *about*, which one of the kind it is, tell the meaning to whoever says it in
    another language than *told* does.
    """

    text: str
    told: str
    start: int
    end: int
    kind: Kind
    about: str | None


@dataclass(frozen=True, slots=True)
class _Way:
    """A suggestion, wherever it is to stand."""

    text: str
    told: str
    kind: Kind
    about: str | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    value: str
    told: str | None


async def suggest(db: Connection, person: Person, text: str, at: int) -> Sequence[Suggestion]:
    """Return up to `MOST` ways in which *text* may go on at *at*, in characters from 0.

    Values are those that *person* may see. Where a quoted text is being written, there are none.
    """
    at = min(at, len(text), LONGEST)
    word = _word_before(text[:at])
    if word is None:
        return []
    end = _end_of_word(text, at)
    if word.kind == "term":
        before, comma, part = word.value.rpartition(",")
        start = word.value_start + len(before) + len(comma)
        found = await _values(db, person, word.qualifier, part)
    else:
        start = word.start
        found = _qualifiers(word.value) + await _arguments(db, person, text, word.value)
    return [Suggestion(way.text, way.told, start, end, way.kind, way.about) for way in found[:MOST]]


def _word_before(text: str) -> Token | None:
    """Return the word that *text* ends in, an empty one if it ends in none; None in quotes."""
    last = Token("text", len(text), len(text))
    try:
        for token in tokens(text):
            if token.end == len(text) and token.kind in _WORDS:
                last = token
    except SearchError:
        return None
    return None if last.quoted else last


def _end_of_word(text: str, at: int) -> int:
    while at < len(text) and not ends_word(text[at]):
        at += 1
    return at


def _qualifiers(part: str) -> list[_Way]:
    low = part.lower()
    named = [
        _Way(f"{name}:", field.told, "qualifier", name)
        for name, field in fields.FIELDS.items()
        if name.startswith(low)
    ]
    states = [
        _Way(f"state:{state}", told, "state", state)
        for state, told in fields.STATES.items()
        if state.startswith(low)
    ]
    return named + states if low else named


async def _arguments(db: Connection, person: Person, text: str, part: str) -> list[_Way]:
    """Return the arguments of the tasks that *text* names elsewhere, or of all.

    Of those kinds alone of which *person* sees tasks.
    """
    if not part or not ("args.".startswith(part.lower()) or part.lower().startswith("args.")):
        return []
    sought = part[5:].replace("\x00", "")
    rows = await database.fetch(
        db, _Known, "suggest_arguments", _tasks_named(text), person.reader, sought, MOST
    )
    return [
        _Way(f"args.{row.value}:", f"of {row.told}", "argument", row.told)
        for row in rows
        if fields.ARGUMENT_NAME.fullmatch(f"args.{row.value}")
    ]


def _tasks_named(text: str) -> list[str]:
    try:
        terms = [each for each in tokens(text) if each.qualifier.lower() in {"task", "name"}]
    except SearchError:
        return []
    return [name for term in terms for name in term.value.split(",") if name and "*" not in name]


async def _values(db: Connection, person: Person, qualifier: str, part: str) -> list[_Way]:
    found = fields.find(qualifier)
    name = found[0] if found else ""
    kind, meanings = _FIXED.get(name, ("value", {}))
    fixed = [
        _Way(value, told, kind, value)
        for value, told in meanings.items()
        if value.startswith(part.lower())
    ]
    if name not in _KNOWN:
        return fixed
    rows = await database.fetch(
        db, _Known, "suggest_values", name, person.reader, part.replace("\x00", "").strip("*"), MOST
    )
    return fixed + [_Way(_written(row.value), row.told or "", "value") for row in rows]


def _written(value: str) -> str:
    plain = is_bare(value) and "," not in value and not value.startswith(SIGNS)
    return value if plain else quote(value)

"""How a search may go on at the cursor: qualifiers, and values that there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from orakul import database
from orakul.database import Connection
from orakul.people import Person
from orakul.tasks.search import fields
from orakul.tasks.search.parsing import LONGEST, SIGNS, SearchError, Token, tokens
from orakul.tasks.search.tree import ends_word, is_bare, quote

MOST: Final = 20

_AGES: Final[Mapping[str, str]] = {
    "15m": "a quarter of an hour",
    "1h": "an hour",
    "1d": "a day",
    "7d": "a week",
}
_FIXED: Final[Mapping[str, Mapping[str, str]]] = {
    "state": fields.STATES,
    "has": dict.fromkeys(fields.HAVING, ""),
    "older": _AGES,
    "newer": _AGES,
    "owner": {"me": "yourself", "none": "nobody's"},
    "project": {"none": "in no project"},
}
_KNOWN: Final = frozenset({"task", "queue", "owner", "project"})
_WORDS: Final = frozenset({"text", "term", "AND", "OR", "NOT"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A *text* to stand in place of what is from *start* to *end*, and what it means."""

    text: str
    told: str
    start: int
    end: int


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
        found = _qualifiers(word.value) + await _arguments(db, text, word.value)
    return [Suggestion(each, told, start, end) for each, told in found[:MOST]]


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


def _qualifiers(part: str) -> list[tuple[str, str]]:
    low = part.lower()
    named = [(f"{n}:", each.told) for n, each in fields.FIELDS.items() if n.startswith(low)]
    states = [(f"state:{s}", told) for s, told in fields.STATES.items() if s.startswith(low)]
    return named + states if low else named


async def _arguments(db: Connection, text: str, part: str) -> list[tuple[str, str]]:
    """Return the arguments of the tasks that *text* names elsewhere, or of all."""
    if not part or not ("args.".startswith(part.lower()) or part.lower().startswith("args.")):
        return []
    rows = await database.fetch(
        db, _Known, "suggest_arguments", _tasks_named(text), part[5:].replace("\x00", ""), MOST
    )
    written = [(f"args.{row.value}", f"of {row.told}") for row in rows]
    return [(f"{name}:", told) for name, told in written if fields.ARGUMENT_NAME.fullmatch(name)]


def _tasks_named(text: str) -> list[str]:
    try:
        terms = [each for each in tokens(text) if each.qualifier.lower() in {"task", "name"}]
    except SearchError:
        return []
    return [name for term in terms for name in term.value.split(",") if name and "*" not in name]


async def _values(
    db: Connection, person: Person, qualifier: str, part: str
) -> list[tuple[str, str]]:
    found = fields.find(qualifier)
    name = found[0] if found else ""
    fixed = [
        (value, told)
        for value, told in _FIXED.get(name, {}).items()
        if value.startswith(part.lower())
    ]
    if name not in _KNOWN:
        return fixed
    rows = await database.fetch(
        db, _Known, "suggest_values", name, person.reader, part.replace("\x00", "").strip("*"), MOST
    )
    return fixed + [(_written(row.value), row.told or "") for row in rows]


def _written(value: str) -> str:
    plain = is_bare(value) and "," not in value and not value.startswith(SIGNS)
    return value if plain else quote(value)

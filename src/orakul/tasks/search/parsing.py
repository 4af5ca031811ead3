r"""Read a search: words, qualifiers, AND, OR, NOT or -, and parentheses.

What stands side by side has to hold together, as with AND, which binds closer than OR.
AND, OR and NOT are such in capitals only. Quotes keep a text together, and with them anything
can be searched for; in quotes, \ stands before a quote or another \.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from orakul.tasks.search import fields
from orakul.tasks.search.fields import Field
from orakul.tasks.search.mistakes import SearchError, UnfitError
from orakul.tasks.search.tree import And, Not, Or, Sign, Term, Text, Tree, ends_word

LONGEST: Final = 1000  # characters
DEEPEST: Final = 16  # parentheses and negations within each other
MOST_TERMS: Final = 50

SIGNS: Final[tuple[Sign, ...]] = (">=", "<=", ">", "<")

UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")

Kind = Literal["text", "term", "(", ")", "-", "AND", "OR", "NOT", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a search: a word with its qualifier if it has one, or a sign."""

    kind: Kind
    start: int
    end: int
    value: str = ""
    quoted: bool = False
    qualifier: str = ""
    value_start: int = 0


def parse(text: str) -> Tree:
    """Return what *text* means; an empty one finds all.

    Raises:
        SearchError: it is none.
    """
    if len(text) > LONGEST:
        raise SearchError("too_long", LONGEST, len(text) - LONGEST, most=LONGEST)
    if odd := UNSTORABLE.search(text):
        raise SearchError("odd_character", odd.start(), 1)
    return _Parser(list(tokens(text))).whole()


def tokens(text: str) -> Iterator[Token]:
    """Yield the pieces of *text*, and a last one of the kind ``end``."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token = _token(text, at)
        yield token
        at = token.end
    yield Token("end", len(text), len(text))


def _token(text: str, at: int) -> Token:
    if text[at] in "()":
        return Token("(" if text[at] == "(" else ")", at, at + 1)
    if text[at] == "-":
        return Token("-", at, at + 1)
    if text[at] == '"':
        value, end = _quoted(text, at)
        return Token("text", at, end, value, quoted=True)
    end = _bare_end(text, at)
    word = text[at:end]
    name, colon, value = word.partition(":")
    if not colon:
        return _word(word, at, end)
    start = at + len(name) + 1
    if start < len(text) and text[start] == '"':
        value, end = _quoted(text, start)
        return Token("term", at, end, value, quoted=True, qualifier=name, value_start=start)
    return Token("term", at, end, value, qualifier=name, value_start=start)


def _word(word: str, at: int, end: int) -> Token:
    match word:
        case "AND" | "OR" | "NOT":
            return Token(word, at, end, word)
        case _:
            return Token("text", at, end, word)


def _bare_end(text: str, at: int) -> int:
    while at < len(text) and not ends_word(text[at]):
        at += 1
    return at


def _quoted(text: str, at: int) -> tuple[str, int]:
    """Return what the quotes at *at* hold, and where they end."""
    value = ""
    start, at = at, at + 1
    while at < len(text) and text[at] != '"':
        at += text[at] == "\\" and text[at + 1 : at + 2] in {'"', "\\"}
        value += text[at : at + 1]
        at += 1
    if at >= len(text):
        raise SearchError("open_quote", start, len(text) - start)
    return value, at + 1


class _Parser:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._terms = 0

    def whole(self) -> Tree:
        if self._next.kind == "end":
            return And(())
        tree = self._either(0)
        after = self._take()
        if after.kind != "end":
            raise _wrong(after, "nothing_open")
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _either(self, depth: int) -> Tree:
        parts = [self._all(depth)]
        while self._next.kind == "OR":
            self._take()
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self, depth: int) -> Tree:
        parts = [self._one(depth)]
        while self._next.kind not in {"OR", ")", "end"}:
            if self._next.kind == "AND":
                self._take()
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self, depth: int) -> Tree:
        token = self._take()
        if depth > DEEPEST:
            raise _wrong(token, "too_deep", most=DEEPEST)
        match token.kind:
            case "(":
                return self._group(token, depth + 1)
            case "-" | "NOT":
                return Not(self._one(depth + 1))
            case "text" | "term":
                return self._leaf(token)
            case "end":
                raise _wrong(token, "missing_at_end")
            case _:
                raise _wrong(token, "missing_before")

    def _group(self, opened: Token, depth: int) -> Tree:
        if self._next.kind == ")":
            length = self._next.end - opened.start
            raise SearchError("empty_parentheses", opened.start, length)
        tree = self._either(depth)
        if self._take().kind != ")":
            raise _wrong(opened, "open_parenthesis")
        return tree

    def _leaf(self, token: Token) -> Tree:
        leaf = _text(token) if token.kind == "text" else _term(token)
        self._terms += len(leaf.parts) if isinstance(leaf, And | Or) else 1
        if self._terms > MOST_TERMS:
            raise _wrong(token, "too_many_terms", most=MOST_TERMS)
        return leaf


def _text(token: Token) -> Tree:
    text = token.value if token.quoted else token.value.strip("*")
    if not text.strip():
        raise _wrong(token, "restricts_nothing")
    return Text(text)


def _term(token: Token) -> Tree:
    found = fields.find(token.qualifier)
    if found is None:
        raise _unknown(token)
    name, field = found
    if not token.value:
        raise _wrong(token, "no_value", name=name, told=field.told)
    if token.quoted or not field.many:
        return _read(token, name, field, token.value, token.value_start)
    parts: list[Tree] = []
    start = token.value_start
    for value in token.value.split(","):
        if not value:
            raise SearchError("no_value_beside_comma", start, 1, name=name)
        parts.append(_read(token, name, field, value, start))
        start += len(value) + 1
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def _read(token: Token, name: str, field: Field, value: str, start: int) -> Tree:
    sign = "" if token.quoted else _sign(value)
    given = Term(name, value[len(sign) :], sign, token.quoted)
    try:
        terms = field.read(given)
    except UnfitError as error:
        length = token.end - start if token.quoted else len(value)
        raise SearchError(error.kind, start, length, name=name, **error.blanks) from None
    return terms[0] if len(terms) == 1 else And(tuple(terms))


def _sign(value: str) -> Sign:
    for sign in SIGNS:
        if value.startswith(sign):
            return sign
    return ""


def _unknown(token: Token) -> SearchError:
    name, start, length = token.qualifier, token.start, len(token.qualifier) + 1
    if not name:
        return SearchError("no_qualifier", start, length)
    near = difflib.get_close_matches(name.lower(), [*fields.FIELDS, *fields.SYNONYMS], 1)
    if near:
        return SearchError("mistyped_qualifier", start, length, name=name, near=near[0])
    known = ", ".join(fields.FIELDS)
    return SearchError("unknown_qualifier", start, length, name=name, known=known)


def _wrong(token: Token, kind: str, **blanks: str | int) -> SearchError:
    return SearchError(kind, token.start, token.end - token.start, **blanks)

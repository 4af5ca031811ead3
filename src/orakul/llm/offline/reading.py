"""Messages as the offline engine reads them: their words, sentences, vectors and weight."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from orakul import importance, vectors
from orakul.language.detection import Language, cyrillic_share, detect
from orakul.language.stopwords import COMMON
from orakul.language.text import fold, prose, sentences, words
from orakul.llm.engine import Item

_STEM: Final = 6  # letters of a Cyrillic word that its cases share
_ENDING: Final = 2  # letters that a case changes in a shorter one
_SHORTEST: Final = 3  # letters of a word that can name a subject, of an acronym 2
_TELLING: Final = 8.0  # weight of an English word from which it can, see `vectors.weight`


_VOCATIVE = re.compile(r"(?:^|(?<=[.!?] ))([^\W\d_]{3,20}), (?=\w)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, read."""

    id: int
    at: datetime
    author: str
    text: str  # as prose: no code, links and mentions, nobody addressed by name
    addressed: str | None  # the author it begins by addressing
    sentences: Sequence[str]
    language: Language
    content: float  # how much it says, 0 to 1
    terms: frozenset[str] = field(repr=False)  # stems of the words that may name a subject
    vector: vectors.Vectors = field(repr=False)  # shape (DIMENSIONS,)


def read(items: Sequence[Item]) -> list[Reading]:
    """Read *items* in their order; what says nothing is left out."""
    names = _names(items)
    kept: list[tuple[Item, str, str | None, float]] = []
    for item in items:
        addressed, text = _unaddressed(item.text, names)
        said, _ = importance.content(text)
        if said > importance.NOTHING and text:
            kept.append((item, text, addressed, said))
    embedded = vectors.embed([text for _, text, _, _ in kept])
    spoken = {word for name in names for word in words(name)}
    return [
        Reading(
            item.id,
            item.at,
            item.author,
            text,
            addressed,
            sentences(text),
            detect(text),
            said,
            frozenset(
                stem(word) for word in words(text) if nameable(word) and fold(word) not in spoken
            ),
            vector,
        )
        for (item, text, addressed, said), vector in zip(kept, embedded, strict=True)
    ]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return what the forms of *word* share: a plural s is dropped, a long ending cut."""
    folded = fold(word)
    if cyrillic_share(folded) > 0:
        return folded[: min(_STEM, max(4, len(folded) - _ENDING))]
    if (
        len(folded) > _SHORTEST
        and folded.endswith("s")
        and not folded.endswith(("ss", "us", "is", "js"))
    ):
        return folded[:-1]
    return folded


@lru_cache(maxsize=50_000)
def nameable(word: str) -> bool:
    """Tell whether *word* may be part of a subject's name."""
    folded = fold(word)
    if not COMMON.isdisjoint({folded, stem(word)}) or (
        len(folded) < _SHORTEST and not word.isupper()
    ):
        return False
    if not any(map(str.isalpha, folded)) or re.search(r"[.:/]|\d{3}|_.*_", folded):
        return folded.endswith(".js")
    return cyrillic_share(folded) > 0 or vectors.weight(folded) >= _TELLING


def _names(items: Sequence[Item]) -> dict[str, str]:
    """Map the folded names of the authors to the names."""
    return {fold(item.author.strip()): item.author for item in items if item.author.strip()}


def _unaddressed(text: str, names: dict[str, str]) -> tuple[str | None, str]:
    """Take the names of people out of *text*; return whom it begins with, and the rest.

    Names that only share a first word with an author's ("Member 7" beside "Member 12")
    are names, too: their bearer speaks in another batch.
    """
    text = prose(text)
    addressed = None
    head = re.match(r"\s*([^:,\n]{2,40})[:,]\s+", text)
    if head and _is_name(fold(head[1].strip()), names):
        addressed = names.get(fold(head[1].strip()))
        text = text[head.end() :]
    for name in sorted(names, key=len, reverse=True):
        if len(name) > _SHORTEST:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", text, flags=re.IGNORECASE)
    for first in {name.split()[0] for name in names if re.fullmatch(r"\w+ \d+", name)}:
        text = re.sub(rf"\b{first} \d+\b", "", text, flags=re.IGNORECASE)
    text = _VOCATIVE.sub(lambda match: "" if _called(match[1], names) else match[0], text)
    return addressed, text.strip(" ,:")


def _called(word: str, names: dict[str, str]) -> bool:
    """Tell whether *word* is a name in the form it is called by: Тарасе for Тарас."""
    start = fold(word)[: max(3, len(word) - 2)]
    return any(first.startswith(start) for name in names for first in name.split())


def _is_name(head: str, names: dict[str, str]) -> bool:
    if head in names:
        return True
    numbered = re.fullmatch(r"(\w+) \d+", head)
    return numbered is not None and any(name.startswith(f"{numbered[1]} ") for name in names)

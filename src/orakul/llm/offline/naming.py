"""Name a group of messages by the words it is about.

A name is made of words that several messages share and that the rest of the batch does
not; a phrase that stands in the text as it is comes before words put side by side. Where
one word only holds the group together, what the messages do with it completes the name:
"Redis Questions".
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from orakul import vectors
from orakul.language.asks import VERBS
from orakul.language.detection import CYRILLIC, Language
from orakul.language.nominative import nominative, oblique
from orakul.language.stopwords import STOP
from orakul.language.text import fold, words
from orakul.llm.offline.reading import Reading, nameable, stem

_LONGEST: Final = 3  # words of a phrase
_TELLING: Final = 20.0  # weight of an English word that tells much, see `vectors.weight`
_DEEDS: Final = frozenset(
    fold(
        "accept allow appear assign assume avoid become begin bind bring carry cause choose "
        "complain connect consider consume contain continue cover declare define destroy detect "
        "determine differ enter escape exclude execute expect expose fall fetch force gather "
        "grab hit host ignore infer inform inherit initialize insert invoke iterate join kill "
        "launch leverage listen load manipulate match modify mount navigate obtain occur omit "
        "override parse pass perform persist prevent print produce protect query receive "
        "recognize refer refresh reject relate rely render replicate represent require retrieve "
        "return reuse save select serve share skip spawn specify spin store struggle subscribe "
        "suffer supply surround throw trust wonder wrap"
    ).split()
)
_THINGS: Final = frozenset(  # verbs as well, but rather things
    fold(
        "build deploy import export upload download update upgrade review schedule invite email "
        "query store host mount cover trigger print match merge sync debug backport setup share"
    ).split()
)
_ABOUT: Final[dict[Language, dict[str, str]]] = {
    "en": {"problem": "Problems", "question": "Questions", "": "Discussion"},
    "uk": {"problem": "проблеми", "question": "питання", "": "обговорення"},
    "ru": {"problem": "проблемы", "question": "вопросы", "": "обсуждение"},
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name and the words behind it.

    Attributes:
        text: 2 to 4 words.
        keywords: up to eight words of the group, the most telling first.
        support: share of the group's messages that hold a word of the name, 0 to 1.
    """

    text: str
    keywords: Sequence[str]
    support: float


def name(group: Sequence[Reading], others: Sequence[Reading], language: Language) -> Name | None:
    """Name *group* against *others*, or return None when nothing holds it together."""
    terms = _telling(group, others)
    if not terms:
        return None
    phrase = _phrase(group, terms) or _pair(group, terms)
    leading = next((term for term in terms if not _is_deed(term)), None)
    if not phrase and leading is None:
        return None
    chosen = phrase or [_surface(group, leading or "")]
    stems = {stem(word) for word in chosen}
    support = sum(not stems.isdisjoint(reading.terms) for reading in group) / len(group)
    if not phrase:
        chosen = _completed(chosen[0], group, language)
    chosen = nominative(chosen, language)
    keywords = [_surface(group, term) for term in list(terms)[:8]]
    return Name(_cased(chosen, language), keywords, support)


def _telling(group: Sequence[Reading], others: Sequence[Reading]) -> dict[str, float]:
    """Return the terms that two messages of *group* share, with their worth, best first."""
    inside = Counter(term for reading in group for term in reading.terms)
    outside = Counter(term for reading in others for term in reading.terms)
    worth = {
        term: count * _weight(term) * count / (count + 0.5 * outside[term])
        for term, count in inside.items()
        if count > 1
    }
    return dict(sorted(worth.items(), key=lambda each: (-each[1], each[0])))


def _weight(term: str) -> float:
    if CYRILLIC.search(term):
        return 0.8
    return (0.4 if _is_deed(term) else 1) * min(1.2, vectors.weight(term) / _TELLING)


def _is_deed(term: str) -> bool:
    """Tell whether an English *term* is rather done than spoken of: execute, tracked."""
    if term.endswith("ly"):
        return True
    if term in _THINGS:
        return False
    bases = {term, term + "e", term.removesuffix("s"), term.removesuffix("d")}
    for ending in ("ed", "ing"):
        cut = term.removesuffix(ending)
        bases |= {cut, cut + "e", cut[:-1]} if cut != term else set()
    return not bases.isdisjoint(VERBS | _DEEDS)


def _phrase(group: Sequence[Reading], terms: dict[str, float]) -> list[str] | None:
    """Return the best run of two or three nameable words that holds a telling term."""
    spread: Counter[tuple[str, ...]] = Counter()
    written: dict[tuple[str, ...], Counter[tuple[str, ...]]] = defaultdict(Counter)
    for reading in group:
        runs = {tuple(map(stem, run)): run for run in _runs(reading)}
        spread.update(runs.keys())
        for stems, run in runs.items():
            written[stems][run] += 1
    worth = {
        stems: (count - 0.5) ** 0.5 * sum(terms.get(each, 0.0) for each in stems)
        for stems, count in spread.items()
        if len(set(stems)) == len(stems) and _names(stems) and _holds(stems, terms, count)
    }
    if not worth:
        return None
    best = max(worth, key=lambda stems: (worth[stems], stems))
    forms = written[best]
    return list(min(forms, key=lambda run: (oblique(run[0]), -forms[run], run)))


def _holds(stems: Sequence[str], terms: dict[str, float], count: int) -> bool:
    """Tell whether a phrase has a telling word; one that is said once is short."""
    top = list(terms)[:4]
    if not any(each in top for each in stems):
        return False
    return count > 1 or len(stems) < _LONGEST


def _names(stems: Sequence[str]) -> bool:
    """Tell whether the words name a thing: no deeds but in front, as in "mounted volume"."""
    *before, last = stems
    return not _is_deed(last) and not any(
        _is_deed(each) and not each.endswith("ed") for each in before
    )


def _runs(reading: Reading) -> Iterable[tuple[str, ...]]:
    for sentence in reading.sentences:
        found = words(sentence)
        for size in range(2, _LONGEST + 1):
            for at in range(len(found) - size + 1):
                run = tuple(found[at : at + size])
                if all(map(nameable, run)) and _together(sentence, run):
                    yield run


def _together(sentence: str, run: Sequence[str]) -> bool:
    """Tell whether no sign stands between the words of *run*."""
    return " ".join(run) in " ".join(sentence.split())


def _pair(group: Sequence[Reading], terms: dict[str, float]) -> list[str] | None:
    """Return the two most telling terms that stand in one message, in the order of the text."""
    best = [term for term in list(terms)[:6] if not _is_deed(term)]
    for other in best[1:]:
        for reading in group:
            if {best[0], other} <= reading.terms:
                order = [stem(word) for word in words(reading.text)]
                pair = sorted((best[0], other), key=order.index)
                return [_surface(group, each) for each in pair]
    return None


def _surface(group: Sequence[Reading], term: str) -> str:
    """Return the form of *term* that is written most often, the shorter of two."""
    forms = Counter(word for reading in group for word in words(reading.text) if stem(word) == term)
    return min(forms, key=lambda form: (-forms[form], len(form), form))


def _completed(word: str, group: Sequence[Reading], language: Language) -> list[str]:
    asked = sum("?" in reading.text for reading in group)
    about = _ABOUT[language]["question" if asked * 3 >= len(group) else ""]
    return [word, about] if language == "en" else [f"{word}:", about]


def _cased(chosen: Sequence[str], language: Language) -> str:
    """English names are in title case, the others begin with a capital; iOS stays iOS."""
    if language == "en":
        return " ".join(each if _mixed(each) else each[:1].upper() + each[1:] for each in chosen)
    first, *rest = chosen
    rest = [each if _mixed(each) else fold(each) for each in rest]
    return " ".join([first if _mixed(first) else first[:1].upper() + first[1:], *rest])


def _mixed(word: str) -> bool:
    return any(map(str.isupper, word[1:])) or word in STOP

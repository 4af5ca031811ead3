"""Atoms of a batch: the sentences that hold a finding, and of which kind."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, cast

from orakul import vectors
from orakul.importance import DEFAULT_SCALE, content
from orakul.language.asks import ask, opened
from orakul.language.findings import ASKED, DENIED, KINDS
from orakul.language.stopwords import content_words
from orakul.language.text import fold, shorten, words
from orakul.llm.engine import AtomType, Context, ExtractedAtom, ExtractedTopic
from orakul.llm.offline.reading import Reading, nameable
from orakul.llm.offline.reasons import reason, told

_MOST: Final = 8  # atoms of a batch
_MOST_OF_A_KIND: Final = 3
_FEWEST_WORDS: Final = 4  # that carry meaning
_SAME: Final = 0.8  # cosine similarity from which two findings are one
_TROUBLES: Final = frozenset({"problem", "blocker", "risk"})
_DENYING: Final = frozenset({"not", "no", "не", "cannot", "can't", "doesn't", "isn't", "don't"})
_REACH: Final = 3  # words over which a denial reaches
_CONTENT: Final = 600  # characters
_TITLE: Final = 200  # characters


@dataclass(frozen=True, slots=True)
class _Finding:
    reading: Reading
    place: int  # of the sentence in the message
    kind: AtomType
    cue: str
    confidence: float

    @property
    def sentence(self) -> str:
        return self.reading.sentences[self.place]


def atoms(
    readings: Sequence[Reading], topics: Sequence[ExtractedTopic], context: Context
) -> list[ExtractedAtom]:
    """Return up to eight atoms of *readings*, the surest first."""
    topic_of = {source: topic.name for topic in reversed(topics) for source in topic.sources}
    found = [each for reading in readings for each in _findings(reading, reading.id in topic_of)]
    found.sort(key=lambda each: (-each.confidence, each.reading.id, each.place))
    return [_atom(each, topic_of.get(each.reading.id), context) for each in _chosen(found)]


def _findings(reading: Reading, in_topic: bool) -> Iterable[_Finding]:  # noqa: FBT001
    """Yield the surest finding of a message, and a second one of another kind."""
    if reading.content < DEFAULT_SCALE.noise:
        return
    seen: dict[str, _Finding] = {}
    for place, sentence in enumerate(reading.sentences):
        kind = _kind(sentence)
        if kind is None:
            continue
        name, cue, strength = kind
        said, _ = content(sentence)
        sure = round(0.2 + 0.35 * strength + 0.35 * said + 0.08 * in_topic, 2)
        finding = _Finding(reading, place, name, cue, min(0.95, sure))
        if name not in seen or seen[name].confidence < finding.confidence:
            seen[name] = finding
    yield from sorted(seen.values(), key=lambda each: -each.confidence)[:2]


def _kind(sentence: str) -> tuple[AtomType, str, float] | None:
    """Return the kind of *sentence*, the words that tell it, and how strongly they do."""
    found = words(sentence)
    telling = [word for word in found if nameable(word)]
    if len(content_words(found)) < _FEWEST_WORDS or not telling:
        return None
    if sentence.rstrip(" )\"'").endswith("?"):
        return _question(sentence, telling)
    for kind in KINDS:
        cues = kind.strong.found(sentence)
        if cues and not _passed_over(sentence, kind.name, cues[0]):
            return cast("AtomType", kind.name), cues[0], min(1.0, 0.8 + 0.1 * len(cues))
    for kind in KINDS:
        cues = kind.weak.found(sentence) if kind.weak else []
        if cues and not fold(sentence).startswith(cues[0]):
            return cast("AtomType", kind.name), cues[0], 0.4
    return None


def _passed_over(sentence: str, kind: str, found: str) -> bool:
    """Tell whether the cue misleads: the trouble is denied, or a request names it."""
    return _denied(sentence, kind, found) or (kind == "problem" and ask(sentence) == "request")


def _denied(sentence: str, kind: str, found: str) -> bool:
    """Tell whether a trouble is only named to say that there is none: "no issues with it"."""
    if kind not in _TROUBLES or found.split(maxsplit=1)[0] in _DENYING:
        return False
    before = fold(sentence).split(found, maxsplit=1)[0].split()[-_REACH:]
    return DENIED.within(" ".join(before))


def _question(sentence: str, telling: Sequence[str]) -> tuple[AtomType, str, float] | None:
    idea = next(kind for kind in KINDS if kind.name == "idea")
    if cues := idea.strong.found(sentence):
        return "idea", cues[0], 0.8
    strength = 0.8 if ASKED.within(sentence) else 0.5
    return "question", telling[0], strength


def _chosen(found: Sequence[_Finding]) -> list[_Finding]:
    """Keep the best of what says the same, and not too many of one kind."""
    embedded = vectors.embed([each.sentence for each in found])
    kept: list[int] = []
    kinds: Counter[str] = Counter()
    for place in _varied(found):
        each = found[place]
        alike = (embedded[kept] @ embedded[place]).max(initial=0.0)
        if alike < _SAME and kinds[each.kind] < _MOST_OF_A_KIND and len(kept) < _MOST:
            kept.append(place)
            kinds[each.kind] += 1
    return [found[place] for place in sorted(kept)]


def _varied(found: Sequence[_Finding]) -> list[int]:
    """Order the findings so that the best of each kind comes before the second of any."""
    seen: Counter[str] = Counter()
    rank: list[tuple[bool, int]] = []
    for place, each in enumerate(found):
        rank.append((seen[each.kind] > 0, place))
        seen[each.kind] += 1
    return [place for _, place in sorted(rank)]


def _atom(found: _Finding, topic: str | None, context: Context) -> ExtractedAtom:
    if found.kind == "question":
        why = reason("asked", cue=found.cue)
    else:
        why = reason("atom", atom_type=found.kind, cue=found.cue)
    return ExtractedAtom(
        type=found.kind,
        title=shorten(opened(found.sentence), _TITLE),
        content=shorten(_with_context(found), _CONTENT),
        confidence=found.confidence,
        reasoning=told(context.language, why),
        topic=topic,
        sources=[found.reading.id],
        reasons=[why],
    )


def _with_context(found: _Finding) -> str:
    """Return the sentence with the one before and the one after it."""
    return " ".join(found.reading.sentences[max(0, found.place - 1) : found.place + 2])

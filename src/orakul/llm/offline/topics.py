"""Topics of a batch: its larger groups of messages that a name can be found for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from orakul.language.detection import Language
from orakul.language.text import shorten, words
from orakul.llm.engine import Context, ExtractedTopic
from orakul.llm.offline.clusters import Affinity, affinity, cluster
from orakul.llm.offline.naming import Name, name
from orakul.llm.offline.reading import Reading, stem
from orakul.llm.offline.reasons import quoted, reason, told

_FEWEST: Final = 3  # messages of a topic
_MOST: Final = 4  # topics of a batch
_HOLDERS: Final = 2  # messages that must hold a word of its name
_SUPPORT: Final = 0.15  # share of a group that must hold a word of its name
_DESCRIPTION: Final = 400  # characters


@dataclass(slots=True)
class _Group:
    readings: list[Reading]
    name: Name
    cohesion: float

    @property
    def confidence(self) -> float:
        """0.35 to 0.95 by how many messages hold the name, how alike and how many they are."""
        size = min(1.0, len(self.readings) / 12)
        people = min(1.0, (len({each.author for each in self.readings}) - 1) / 2)
        worth = 0.45 * self.name.support + 0.25 * size + 0.2 * self.cohesion + 0.1 * people
        return round(min(0.95, 0.3 + 0.75 * worth), 2)


def topics(readings: Sequence[Reading], context: Context) -> list[ExtractedTopic]:
    """Return up to four topics of *readings*, the surest first."""
    near = affinity(readings)
    found: dict[frozenset[str], _Group] = {}
    for places in cluster(near):
        group = _named(readings, places, near)
        if group is not None:
            _take(found, group)
    best = sorted(found.values(), key=lambda group: (-group.confidence, group.name.text))
    return [_topic(group, context) for group in best[:_MOST]]


def _named(readings: Sequence[Reading], places: Sequence[int], near: Affinity) -> _Group | None:
    inside = set(places)
    group = [readings[place] for place in places]
    if len({reading.text for reading in group}) < _FEWEST:
        return None
    others = [reading for place, reading in enumerate(readings) if place not in inside]
    found = name(group, others, _language(group))
    if found is None or found.support * len(group) < max(_HOLDERS, _SUPPORT * len(group)):
        return None
    block = near[np.ix_(places, places)]
    pairs = len(places) * (len(places) - 1)
    return _Group(group, found, min(1.0, float(block.sum() - block.trace()) / pairs))


def _take(found: dict[frozenset[str], _Group], group: _Group) -> None:
    """Keep *group*; one of the same name joins the earlier one."""
    stems = frozenset(map(stem, words(group.name.text)))
    same = found.get(stems)
    if same is None:
        found[stems] = group
    else:
        same.readings = sorted(same.readings + group.readings, key=lambda each: (each.at, each.id))


def _language(group: Sequence[Reading]) -> Language:
    spoken: Counter[Language] = Counter(reading.language for reading in group)
    return max(spoken, key=lambda language: (spoken[language], language))


def _topic(group: _Group, context: Context) -> ExtractedTopic:
    people = len({reading.author for reading in group.readings})
    shared = quoted(group.name.keywords)
    why = reason("topic", messages=len(group.readings), people=people, shared=shared)
    return ExtractedTopic(
        name=_known(group.name.text, context.topics),
        description=_description(group.readings),
        keywords=group.name.keywords,
        confidence=group.confidence,
        reasoning=told(context.language, why),
        sources=[reading.id for reading in group.readings],
        reasons=[why],
    )


def _known(name: str, existing: Sequence[str]) -> str:
    """Return the existing topic that *name* is a form of, else *name*."""
    stems = set(map(stem, words(name)))
    return next((each for each in existing if set(map(stem, words(each))) == stems), name)[:100]


def _description(group: Sequence[Reading]) -> str:
    """Return the one or two messages nearest to the middle of *group* that say most."""
    middle = np.stack([reading.vector for reading in group]).mean(axis=0)
    worth = [float(reading.vector @ middle) * reading.content for reading in group]
    best = sorted(range(len(group)), key=lambda place: (-worth[place], place))
    first = next((place for place in best if group[place].text != group[best[0]].text), best[0])
    said = [
        shorten(" ".join(group[place].sentences[:2]), _DESCRIPTION // 2)
        for place in sorted({best[0], first})
    ]
    return " ".join(each if each.endswith((".", "?", "!", "…")) else f"{each}." for each in said)

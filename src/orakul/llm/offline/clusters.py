"""Which messages of a batch speak of one thing.

Two messages belong together by meaning (their vectors), by words (rare words that they
share) and by conversation (one follows or addresses the other). Clusters grow by average
linkage: the two most alike are joined until none are alike enough, so the answer does not
depend on where one starts.

The numbers were searched for on the labelled chats (Gitter rooms, IRC), in batches of 50.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orakul.llm.offline.reading import Reading

Affinity = NDArray[np.float64]  # square: a row and a column a message

_MEANING: Final = 0.8
_WORDS: Final = 0.5
_NEARBY: Final = 0.5  # for the next message, falling off with the distance
_REACH: Final = 12.0  # messages over which nearness falls to a third
_PAUSE: Final = 1200.0  # seconds over which it does
_ADDRESSED: Final = 0.8
_SPEAKER: Final = 0.5  # the same author goes on, within this many messages:
_BREATH: Final = 2
_ALIKE: Final = 0.25  # mean affinity from which two clusters are one


def cluster(near: Affinity, *, alike: float = _ALIKE) -> list[list[int]]:
    """Group messages by their affinity; return lists of positions, the largest first."""
    groups = {at: [at] for at in range(len(near))}
    between = near.copy()
    np.fill_diagonal(between, -1)
    while len(groups) > 1:
        one, other = divmod(int(between.argmax()), len(near))
        if between[one, other] < alike:
            break
        _join(between, groups, one, other)
    return sorted(
        (sorted(group) for group in groups.values()), key=lambda group: (-len(group), group)
    )


def affinity(readings: Sequence[Reading]) -> Affinity:
    """Return how much each two of *readings* belong together, about 0 to 1."""
    if not readings:
        return np.zeros((0, 0))
    embedded = np.stack([reading.vector for reading in readings]).astype(np.float64)
    return (
        _MEANING * np.clip(embedded @ embedded.T, 0, 1)
        + _WORDS * _shared_words(readings)
        + _conversation(readings)
    )


def _shared_words(readings: Sequence[Reading]) -> Affinity:
    """Cosine over terms, each weighed by how rare it is in the batch."""
    spread = Counter(term for reading in readings for term in reading.terms)
    places = {term: place for place, term in enumerate(sorted(spread))}
    table = np.zeros((len(readings), max(1, len(places))))
    for row, reading in enumerate(readings):
        for term in reading.terms:
            table[row, places[term]] = np.log(1 + len(readings) / spread[term])
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    table = np.divide(table, lengths, out=np.zeros_like(table), where=lengths > 0)
    return table @ table.T


def _conversation(readings: Sequence[Reading]) -> Affinity:
    size = len(readings)
    seconds = np.array([reading.at.timestamp() for reading in readings])
    places = np.arange(size)
    apart = np.abs(places[:, None] - places[None, :])
    paused = np.abs(seconds[:, None] - seconds[None, :])
    near = _NEARBY * np.exp(-(apart - 1).clip(0) / _REACH - paused / _PAUSE)
    authors = np.array([reading.author for reading in readings])
    near += (
        _SPEAKER
        * (authors[:, None] == authors[None, :])
        * (apart <= _BREATH)
        * np.exp(-paused / _PAUSE)
    )
    for row, reading in enumerate(readings):
        answered = _answered(readings, row, reading.addressed)
        if answered is not None:
            near[row, answered] += _ADDRESSED
            near[answered, row] += _ADDRESSED
    return near


def _answered(readings: Sequence[Reading], row: int, addressed: str | None) -> int | None:
    """Return the last message before *row* by the one it addresses."""
    if addressed is None:
        return None
    for earlier in range(row - 1, max(-1, row - 15), -1):
        if readings[earlier].author == addressed:
            return earlier
    return None


def _join(between: Affinity, groups: dict[int, list[int]], one: int, other: int) -> None:
    """Put cluster *other* into cluster *one*; affinities become the mean over the members."""
    sizes = len(groups[one]), len(groups[other])
    mean = (sizes[0] * between[one] + sizes[1] * between[other]) / sum(sizes)
    between[one], between[:, one] = mean, mean
    between[other], between[:, other] = -1, -1
    between[one, one] = -1
    between[one, [at for at in range(len(between)) if at not in groups]] = -1
    groups[one] += groups.pop(other)

"""How likely a sentence asks somebody to do something, learnt from labelled e-mails.

A logistic regression over the sentence's embedding and its hashed words and word pairs.
`scripts/train_requests.py` makes the weights with scikit-learn; reading them takes numpy
only. It was taught English; what it says of other languages is worth nothing.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orakul import vectors
from orakul.language.text import fold, words

WEIGHTS: Final = "requests.npz"
PLACES: Final = 4096  # of the hashed words and pairs


@dataclass(frozen=True, slots=True)
class Classifier:
    """What was learnt: one weight a feature, and where the border lies."""

    weights: vectors.Vectors
    bias: float


def probabilities(sentences: Sequence[str]) -> NDArray[np.float64]:
    """Return for each of *sentences* the probability that it is a request, 0 to 1."""
    if not sentences:
        return np.zeros(0)
    learnt = _classifier()
    scores = features(sentences) @ learnt.weights + learnt.bias
    return 1 / (1 + np.exp(-scores.astype(np.float64)))


def features(sentences: Sequence[str]) -> vectors.Vectors:
    """Return one row a sentence: its embedding, then its hashed words and pairs."""
    hashed = np.zeros((len(sentences), PLACES), dtype=np.float32)
    for row, sentence in enumerate(sentences):
        for token in _tokens(sentence):
            place = zlib.crc32(token.encode("utf-8", "replace"))
            hashed[row, place % PLACES] += 1 if place & (1 << 20) else -1
    lengths = np.sqrt(np.square(hashed).sum(axis=1, keepdims=True))
    np.divide(hashed, lengths, out=hashed, where=lengths > 0)
    return np.hstack([vectors.embed(sentences), hashed])


def _tokens(sentence: str) -> set[str]:
    """Words, pairs, and how the sentence begins and ends, which tells an imperative."""
    found = words(fold(sentence))
    pairs = {f"{one} {two}" for one, two in pairwise(found)}
    ends = {"^" + " ".join(found[:1]), "^" + " ".join(found[:2]), "$" + sentence.strip()[-1:]}
    return set(found) | pairs | ends


@cache
def _classifier() -> Classifier:
    with (files("orakul.weights") / WEIGHTS).open("rb") as file, np.load(file) as stored:
        return Classifier(stored["weights"].astype(np.float32), float(stored["bias"]))

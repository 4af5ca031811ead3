"""Which label a text is nearest to, by meaning and by the words that both have.

A label is read as its name and its description. Cosine of the embeddings and share of common
stems are added up; a softmax over the labels says how sure it is. A text that is near to none,
such as a lone emoji, gets no label.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orakul import vectors
from orakul.language.stopwords import COMMON
from orakul.language.text import fold, prose, words
from orakul.llm.engine import Context, Item, Label, Verdict
from orakul.llm.offline.reading import stem
from orakul.llm.offline.reasons import quoted, reason, told

_BY_WORDS: Final = 0.5  # weight of the common words beside the cosine
_ENOUGH: Final = 2  # common words that count in full
_SHARPNESS: Final = 8.0  # of the softmax: 0.1 nearer is twice as likely
_SUREST: Final = 0.95
_NEAR: Final = 0.01  # of the best label, below which a text is near to none

_Scores = NDArray[np.float64]


def verdicts(items: Sequence[Item], labels: Sequence[Label], context: Context) -> list[Verdict]:
    """Return a verdict on each of *items* that is near to one of *labels*, in their order."""
    texts = [prose(item.text) for item in items]
    offered = [f"{label.name}. {label.description}" for label in labels]
    said = [_stems(text) for text in texts]
    named = [_stems(text) for text in offered]
    common = [[min(len(one.keys() & other.keys()), _ENOUGH) for other in named] for one in said]
    near = vectors.embed(texts) @ vectors.embed(offered).T
    scores = near + _BY_WORDS / _ENOUGH * np.reshape(common, near.shape)
    return [
        _verdict(item, labels[best], _share(row, best), _shared(one, named[best]), context)
        for item, text, one, row in zip(items, texts, said, scores, strict=True)
        if words(text) and row[best := int(row.argmax())] >= _NEAR
    ]


def _stems(text: str) -> dict[str, str]:
    """Map the stems of the words that tell something to the words."""
    return {stem(word): fold(word) for word in words(text) if fold(word) not in COMMON}


def _shared(said: dict[str, str], named: dict[str, str]) -> list[str]:
    return sorted(said[each] for each in said.keys() & named.keys())


def _share(scores: _Scores, best: int) -> float:
    share = 1 / np.exp(_SHARPNESS * (scores - scores[best])).sum()
    return round(min(_SUREST, float(share)), 4)


def _verdict(
    item: Item, label: Label, confidence: float, shared: Sequence[str], context: Context
) -> Verdict:
    why = reason("shared", shared=quoted(shared)) if shared else reason("near")
    return Verdict(item.id, label.name, confidence, told(context.language, why), [why])

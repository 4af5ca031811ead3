"""How often an engine was right, counted over the items that it classified.

Of an item, the expected class is the label that people gave it, the predicted class the
engine's. For a class with tp items that are expected and predicted in it, fp predicted in it
wrongly and fn expected in it and predicted elsewhere:

    precision    tp / (tp + fp)         of what was put there, the share that belongs there
    recall       tp / (tp + fn)         of what belongs there, the share that was put there
    f1           2 tp / (2 tp + fp + fn)    the harmonic mean of the two
    support      tp + fn
    predicted    tp + fp

and over all of them:

    accuracy     the share of items whose class is right
    macro_*      the plain mean over the classes, so that a rare one counts like a common one
    majority_baseline
                 the accuracy of always saying the commonest class; an engine that is not
                 above it has learnt nothing
    coverage     classified items, / all
    mean_confidence, mean_confidence_when_wrong
    mean_seconds of an item, where several were asked about at once the share of the time
    mean_cost, mean_tokens
                 of all items, those that failed included
    confusion    how often a class was expected and which was predicted, where that happened

The classes are those that are expected or predicted at least once. A precision or recall with
nothing below the line counts as 0. All of it is as scikit-learn defines it (accuracy_score,
precision_recall_fscore_support with average="macro" and zero_division=0, confusion_matrix),
which the tests compare with. A mean of nothing is null.

Sources: M. Sokolova, G. Lapalme, "A systematic analysis of performance measures for
classification tasks", Information Processing & Management 45 (2009), 427-437; the user guide
of scikit-learn, "Classification metrics".
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean
from typing import Any, Final

DIGITS: Final = 4  # of a rate


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item; *predicted* and *confidence* are None where there is an *error*."""

    expected: str
    predicted: str | None
    confidence: float | None
    seconds: float
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Class:
    label: str
    correct: int
    predicted: int
    support: int

    @property
    def precision(self) -> float:
        return _share(self.correct, self.predicted)

    @property
    def recall(self) -> float:
        return _share(self.correct, self.support)

    @property
    def f1(self) -> float:
        return _share(2 * self.correct, self.predicted + self.support)


def measure(
    outcomes: Sequence[Outcome], labels: Sequence[str], *, cost: Decimal, tokens: int
) -> dict[str, Any]:
    """Return the metrics of an experiment of which at least one item was classified.

    Args:
        outcomes: of all its items.
        labels: what they could be, in the order in which classes are told.
        cost: US dollars that the engine took.
        tokens: what the engine read and wrote.
    """
    pairs = [(each.expected, each.predicted) for each in outcomes if each.predicted is not None]
    cells = Counter(pairs)
    classes = _classes(cells, labels)
    supports = [each.support for each in classes]
    return {
        "accuracy": _rate(sum(each.correct for each in classes) / len(pairs)),
        "macro_precision": _rate(fmean(each.precision for each in classes)),
        "macro_recall": _rate(fmean(each.recall for each in classes)),
        "macro_f1": _rate(fmean(each.f1 for each in classes)),
        "majority_baseline": _rate(max(supports) / len(pairs)),
        "coverage": _rate(len(pairs) / len(outcomes)),
        **_means(outcomes),
        "mean_cost": float(cost / len(outcomes)),
        "mean_tokens": round(tokens / len(outcomes), 1),
        "classes": [_told(each) for each in classes],
        "confusion": [
            {"expected": expected, "predicted": predicted, "count": cells[expected, predicted]}
            for expected in labels
            for predicted in labels
            if cells[expected, predicted]
        ],
    }


def _classes(cells: Mapping[tuple[str, str], int], labels: Sequence[str]) -> list[_Class]:
    support, predicted = Counter[str](), Counter[str]()
    for (expected, given), count in cells.items():
        support[expected] += count
        predicted[given] += count
    return [
        _Class(label, cells.get((label, label), 0), predicted[label], support[label])
        for label in labels
        if support[label] or predicted[label]
    ]


def _means(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    sure = [(each, each.confidence) for each in outcomes if each.confidence is not None]
    wrong = [confidence for each, confidence in sure if each.predicted != each.expected]
    return {
        "mean_confidence": _mean([confidence for _, confidence in sure]),
        "mean_confidence_when_wrong": _mean(wrong),
        "mean_seconds": round(fmean(each.seconds for each, _ in sure), 6),
    }


def _told(each: _Class) -> dict[str, Any]:
    return {
        "label": each.label,
        "support": each.support,
        "predicted": each.predicted,
        "correct": each.correct,
        "precision": _rate(each.precision),
        "recall": _rate(each.recall),
        "f1": _rate(each.f1),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _rate(value: float) -> float:
    return round(value, DIGITS)


def _mean(values: Sequence[float]) -> float | None:
    return _rate(fmean(values)) if values else None

"""The metrics of an experiment are those that scikit-learn has for the same items."""

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import (  # pyright: ignore[reportMissingTypeStubs]
    accuracy_score,  # pyright: ignore[reportUnknownVariableType]
    confusion_matrix,  # pyright: ignore[reportUnknownVariableType]
    precision_recall_fscore_support,  # pyright: ignore[reportUnknownVariableType]
)

from orakul.experiments.metrics import Outcome, measure

LABELS = ("bug", "chore", "docs", "question")


def outcome(expected: str, predicted: str | None, confidence: float = 0.5) -> Outcome:
    if predicted is None:
        return Outcome(expected, None, None, 9.0, "refused")
    return Outcome(expected, predicted, confidence, 2.0)


def measured(*outcomes: Outcome, cost: str = "0", tokens: int = 0) -> dict[str, Any]:
    return measure(outcomes, LABELS, cost=Decimal(cost), tokens=tokens)


def test_a_small_case_counted_by_hand() -> None:
    found = measured(
        outcome("bug", "bug", 0.9),
        outcome("bug", "bug", 0.9),
        outcome("bug", "question", 0.4),
        outcome("question", "bug", 0.6),
        cost="0.02",
        tokens=600,
    )

    assert (found["accuracy"], found["majority_baseline"], found["coverage"]) == (0.5, 0.75, 1)
    assert found["classes"] == [
        {
            "label": "bug",
            "support": 3,
            "predicted": 3,
            "correct": 2,
            "precision": 0.6667,
            "recall": 0.6667,
            "f1": 0.6667,
        },
        {
            "label": "question",
            "support": 1,
            "predicted": 1,
            "correct": 0,
            "precision": 0,
            "recall": 0,
            "f1": 0,
        },
    ]
    assert found["macro_f1"] == 0.3333
    assert found["confusion"] == [
        {"expected": "bug", "predicted": "bug", "count": 2},
        {"expected": "bug", "predicted": "question", "count": 1},
        {"expected": "question", "predicted": "bug", "count": 1},
    ]
    assert (found["mean_confidence"], found["mean_confidence_when_wrong"]) == (0.7, 0.5)
    assert (found["mean_cost"], found["mean_tokens"]) == (0.005, 150)


def test_an_item_that_failed_counts_in_the_coverage_alone() -> None:
    found = measured(outcome("bug", "bug"), outcome("docs", None), tokens=100)

    assert (found["accuracy"], found["macro_f1"], found["coverage"]) == (1, 1, 0.5)
    assert [each["label"] for each in found["classes"]] == ["bug"]
    assert (found["mean_seconds"], found["mean_tokens"]) == (2, 50)
    assert found["mean_confidence_when_wrong"] is None


def test_a_class_that_is_only_predicted_counts_as_one_that_is_never_met() -> None:
    found = measured(outcome("bug", "bug"), outcome("bug", "docs"))

    assert [(each["label"], each["recall"], each["f1"]) for each in found["classes"]] == [
        ("bug", 0.5, 0.6667),
        ("docs", 0, 0),
    ]
    assert found["macro_f1"] == 0.3333


@pytest.mark.filterwarnings("ignore:A single label was found")
@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.sampled_from(LABELS), st.sampled_from((*LABELS, None))),
        min_size=1,
        max_size=40,
    ).filter(lambda pairs: any(predicted for _, predicted in pairs))
)
def test_scikit_learn_counts_the_same(pairs: list[tuple[str, str | None]]) -> None:
    found = measured(*(outcome(*pair) for pair in pairs))

    expected = [one for one, other in pairs if other is not None]
    predicted = [other for _, other in pairs if other is not None]
    labels = [each["label"] for each in found["classes"]]
    nothing: Any = 0  # the stubs know of words only
    whole: Any = precision_recall_fscore_support(
        expected, predicted, average="macro", zero_division=nothing
    )
    single: Any = precision_recall_fscore_support(
        expected, predicted, labels=labels, zero_division=nothing
    )
    matrix: Any = confusion_matrix(expected, predicted, labels=labels)
    assert labels == sorted({*expected, *predicted})
    assert math.isclose(found["accuracy"], float(accuracy_score(expected, predicted)), abs_tol=1e-4)
    for name, value in zip(("precision", "recall", "f1"), whole[:3], strict=True):
        assert math.isclose(found[f"macro_{name}"], value, abs_tol=1e-4)
    for name, values in zip(("precision", "recall", "f1", "support"), single, strict=True):
        assert [each[name] for each in found["classes"]] == pytest.approx(list(values), abs=1e-4)
    cells = {(each["expected"], each["predicted"]): each["count"] for each in found["confusion"]}
    assert [[cells.get((one, other), 0) for other in labels] for one in labels] == matrix.tolist()

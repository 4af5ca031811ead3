"""The metrics of a run are what their formulas say, and null where there is nothing to say."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from orakul.analysis.batching import Entry, batches
from orakul.analysis.metrics import Batch, Decided, accuracy

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def decided(state: str, confidence: float, seconds: float, **fields: Any) -> Decided:
    values: dict[str, Any] = {"batch": 1, "edited": False, "is_duplicate": False, "reviewed_by": 1}
    return Decided(
        state=state,
        confidence=confidence,
        created_at=START,
        reviewed_at=START + timedelta(seconds=seconds),
        **values | fields,
    )


def measured(*proposals: Decided, **options: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"cost": Decimal("0.30"), "tokens": 900, **options}
    return accuracy(proposals, [Batch(1, "done", 4, len(proposals), None)], **given)


def test_rates_and_calibration_of_a_small_run() -> None:
    metrics = measured(
        decided("approved", 0.9, 10, edited=True),
        decided("approved", 0.6, 20),
        decided("rejected", 0.5, 40, is_duplicate=True),
        decided("merged", 0.8, 100, is_duplicate=True),
    )

    assert metrics["approval_rate"] == 0.5
    assert metrics["rejection_rate"] == 0.25
    assert metrics["merge_rate"] == 0.25
    assert metrics["mean_confidence"] == 0.7
    assert metrics["brier_score"] == round((0.01 + 0.16 + 0.25 + 0.64) / 4, 4)
    assert metrics["edited_share"] == 0.5
    assert metrics["duplicates"] == {"found": 2, "confirmed": 1}
    assert metrics["cost_per_approved_task"] == 0.15
    assert metrics["tokens_per_approved_task"] == 450
    assert metrics["batches"] == [
        {
            "number": 1,
            "state": "done",
            "items": 4,
            "proposals": 4,
            "approved": 2,
            "rejected": 1,
            "merged": 1,
            "error": None,
        }
    ]


def test_a_decision_takes_the_time_since_the_same_reviewers_last() -> None:
    metrics = measured(
        decided("approved", 1, 100, reviewed_by=1),
        decided("approved", 1, 105, reviewed_by=1),
        decided("approved", 1, 112, reviewed_by=2),
        decided("approved", 1, 114, reviewed_by=1),
        decided("approved", 1, 117, reviewed_by=2),
    )

    assert metrics["median_seconds_per_decision"] == 9  # of 100, 5, 112, 9 and 5


def test_a_run_without_proposals_has_no_rates() -> None:
    metrics = measured()

    assert metrics["total"] == 0
    for name in (
        "approval_rate",
        "brier_score",
        "edited_share",
        "median_seconds_per_decision",
        "cost_per_approved_task",
    ):
        assert metrics[name] is None


@given(st.lists(st.integers(0, 3600), max_size=200), st.integers(1, 60), st.integers(1, 50))
def test_batches_hold_everything_in_order_within_their_bounds(
    seconds: list[int], minutes: int, size: int
) -> None:
    gap = timedelta(minutes=minutes)
    entries = [
        Entry("message", number, START + timedelta(seconds=at))
        for number, at in enumerate(sorted(seconds))
    ]

    made = batches(entries, gap=gap, size=size)

    assert [entry for batch in made for entry in batch] == entries
    assert all(1 <= len(batch) <= size for batch in made)
    for batch in made:
        assert all(b.at - a.at <= gap for a, b in pairwise(batch))
    for before, after in pairwise(made):
        assert after[0].at - before[-1].at > gap or len(before) == size

"""How good the proposals of a run were, told by what became of them.

Of n proposals, a approved, r rejected and m merged:

    approval_rate    a / n
    rejection_rate   r / n
    merge_rate       m / n
    mean_confidence  mean of the confidences
    brier_score      mean of (confidence - outcome)², outcome 1 if approved, else 0;
                     0 is perfect, 0.25 is what always saying one half gets
    edited_share     approved ones that were edited before, / a
    duplicates       found: those that were like another when proposed;
                     confirmed: those of them that were merged
    median_seconds_per_decision
                     median of the seconds from the later of a proposal's creation and its
                     reviewer's decision before, to its decision
    cost_per_approved_task, tokens_per_approved_task
                     of the whole run, / a
    batches          for each its state, items, and proposals by decision

A rate with nothing below the line is null.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import fmean, median
from typing import Any, Final

DIGITS: Final = 4  # of a rate
DECISIONS: Final = ("approved", "rejected", "merged")


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one proposal."""

    state: str
    batch: int
    confidence: float
    edited: bool
    is_duplicate: bool  # it was like another when it was proposed
    created_at: datetime
    reviewed_by: int | None
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """How one batch of the run went."""

    number: int
    state: str
    items: int
    proposals: int
    error: str | None


def accuracy(
    decided: Sequence[Decided], batches: Sequence[Batch], *, cost: Decimal, tokens: int
) -> dict[str, Any]:
    """Return the metrics of a run.

    Args:
        decided: its proposals, in the order they were decided.
        batches: its batches.
        cost: US dollars that the engine took for the whole run.
        tokens: what the engine read and wrote.
    """
    total, approved = len(decided), _count(decided, "approved")
    duplicates = [each for each in decided if each.is_duplicate]
    return {
        "total": total,
        "approval_rate": _ratio(approved, total),
        "rejection_rate": _ratio(_count(decided, "rejected"), total),
        "merge_rate": _ratio(_count(decided, "merged"), total),
        "mean_confidence": _mean([each.confidence for each in decided]),
        "brier_score": _mean([_squared_error(each) for each in decided]),
        "edited_share": _ratio(
            sum(each.edited and each.state == "approved" for each in decided), approved
        ),
        "duplicates": {"found": len(duplicates), "confirmed": _count(duplicates, "merged")},
        "median_seconds_per_decision": _median_seconds(decided),
        "cost_per_approved_task": float(cost / approved) if approved else None,
        "tokens_per_approved_task": round(tokens / approved, 1) if approved else None,
        "batches": [_of_batch(each, decided) for each in batches],
    }


def _count(decided: Sequence[Decided], state: str) -> int:
    return sum(each.state == state for each in decided)


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, DIGITS) if whole else None


def _mean(values: Sequence[float]) -> float | None:
    return round(fmean(values), DIGITS) if values else None


def _squared_error(each: Decided) -> float:
    return (each.confidence - (each.state == "approved")) ** 2


def _median_seconds(decided: Sequence[Decided]) -> float | None:
    previous: dict[int | None, datetime] = {}
    seconds: list[float] = []
    for each in decided:
        since = max(each.created_at, previous.get(each.reviewed_by, each.created_at))
        seconds.append((each.reviewed_at - since).total_seconds())
        previous[each.reviewed_by] = each.reviewed_at
    return round(median(seconds), 3) if seconds else None


def _of_batch(batch: Batch, decided: Sequence[Decided]) -> dict[str, Any]:
    of_batch = [each for each in decided if each.batch == batch.number]
    return {
        "number": batch.number,
        "state": batch.state,
        "items": batch.items,
        "proposals": batch.proposals,
        **{decision: _count(of_batch, decision) for decision in DECISIONS},
        "error": batch.error,
    }

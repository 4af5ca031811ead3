"""Read experiments and their items, a page at a time, as far as a reader may.

A *reader* is a person's id, or None for an administrator, who sees everything. A filter
that is None lets everything pass; projects are named by slug or id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from orakul import database
from orakul.database import Connection
from orakul.paging import Listed, Slice, Sort, page_by_id

# Better and worse are meant against another experiment: right where that was not, and not right
# where that was.
Outcome = Literal["right", "wrong", "failed", "waiting", "better", "worse"]

_LATEST: Final = Sort("created_at", descending=True)
_BY_NUMBER: Final = Sort("number", descending=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The items that two experiments share, by which of them was right."""

    shared: int
    both_right: int
    better: int
    worse: int
    both_wrong: int


async def experiments(
    db: Connection,
    reader: int | None,
    *,
    projects: Sequence[str] | None = None,
    states: Sequence[str] | None = None,
    cursor: str | None = None,
    limit: int,
) -> Slice[Listed]:
    """Return a page of experiments, latest first.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(
        db,
        Listed,
        "list_experiments",
        reader,
        projects,
        states,
        sort=_LATEST,
        cursor=cursor,
        limit=limit,
    )


async def items(
    db: Connection,
    experiment_id: int,
    *,
    other_id: int | None = None,
    outcome: Outcome | None = None,
    expected: str | None = None,
    predicted: str | None = None,
    cursor: str | None = None,
    limit: int,
) -> Slice[Listed]:
    """Return a page of an experiment's items in their order, beside those of another.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(
        db,
        Listed,
        "list_experiment_items",
        experiment_id,
        other_id,
        outcome,
        expected,
        predicted,
        sort=_BY_NUMBER,
        cursor=cursor,
        limit=limit,
    )


async def compare(db: Connection, experiment_id: int, other_id: int) -> Comparison:
    """Count which of two experiments was right, over the items that they have in common.

    An item is the same where number, text and expected label are: experiments that repeat
    another, or were given the same file, have all in common.
    """
    [found] = await database.fetch(db, Comparison, "compare_experiments", experiment_id, other_id)
    return found

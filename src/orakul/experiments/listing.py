"""Read experiments and their items, a page at a time, as far as a reader may.

A *reader* is a person's id, or None for an administrator, who sees everything. A filter
that is None lets everything pass; projects are named by slug or id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from orakul.database import Connection
from orakul.paging import Slice, Sort, page_by_id

Outcome = Literal["right", "wrong", "failed", "waiting"]

_LATEST: Final = Sort("created_at", descending=True)
_BY_NUMBER: Final = Sort("number", descending=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list: its id and its shape."""

    shape: Mapping[str, Any]
    id: int


async def experiments(
    db: Connection,
    reader: int | None,
    *,
    projects: Sequence[str] | None = None,
    states: Sequence[str] | None = None,
    cursor: str | None = None,
    limit: int,
) -> Slice[Row]:
    """Return a page of experiments, latest first.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(
        db,
        Row,
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
    outcome: Outcome | None = None,
    expected: str | None = None,
    predicted: str | None = None,
    cursor: str | None = None,
    limit: int,
) -> Slice[Row]:
    """Return a page of an experiment's items in their order.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(
        db,
        Row,
        "list_experiment_items",
        experiment_id,
        outcome,
        expected,
        predicted,
        sort=_BY_NUMBER,
        cursor=cursor,
        limit=limit,
    )

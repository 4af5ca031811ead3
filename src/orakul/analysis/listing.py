"""Read runs, task proposals and task items, a page at a time, as far as a reader may.

A *reader* is a person's id, or None for an administrator, who sees everything. A filter
that is None lets everything pass; projects are named by slug or id.
"""

from collections.abc import Sequence
from typing import Final

from orakul import database
from orakul.database import Connection
from orakul.paging import (
    COUNTED,
    Counted,
    Listed,
    Place,
    Slice,
    Sort,
    cut,
    page_by_id,
    read_cursor,
    read_real,
    read_sort,
)

PROPOSAL_SORTS: Final = ("created_at", "confidence")

_LATEST: Final = Sort("created_at", descending=True)


async def runs(
    db: Connection,
    reader: int | None,
    *,
    projects: Sequence[str] | None = None,
    states: Sequence[str] | None = None,
    cursor: str | None = None,
    limit: int,
) -> Slice[Listed]:
    """Return a page of runs, latest first.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(
        db, Listed, "list_runs", reader, projects, states, sort=_LATEST, cursor=cursor, limit=limit
    )


async def proposals(
    db: Connection,
    reader: int | None,
    *,
    run_id: int | None = None,
    projects: Sequence[str] | None = None,
    states: Sequence[str] | None = None,
    sort: str = "-created_at",
    cursor: str | None = None,
    limit: int,
) -> Slice[Listed]:
    """Return a page of task proposals.

    Raises:
        RejectedError: *sort* is none of `PROPOSAL_SORTS`, or *cursor* of another list.
    """
    order = read_sort(sort, PROPOSAL_SORTS)
    place = read_cursor(cursor, order, read_real)
    rows = await database.fetch(
        db,
        Listed,
        "list_task_proposals",
        reader,
        run_id,
        projects,
        states,
        order.field == "confidence",
        order.descending,
        place and float(place.key or 0),
        place and place.id,
        limit + 1,
    )
    return cut(rows, limit, order, lambda row: Place(str(row.key), row.id))


async def count_proposals(
    db: Connection,
    reader: int | None,
    *,
    run_id: int | None = None,
    projects: Sequence[str] | None = None,
) -> list[Counted]:
    """Return how many proposals of each state there are."""
    return await database.fetch(
        db, Counted, "count_task_proposals", reader, run_id, projects, COUNTED + 1
    )


async def task_items(
    db: Connection,
    reader: int | None,
    *,
    projects: Sequence[str] | None = None,
    statuses: Sequence[str] | None = None,
    ids: Sequence[int] | None = None,
    cursor: str | None = None,
    limit: int,
) -> Slice[Listed]:
    """Return a page of task items, latest first.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(
        db,
        Listed,
        "list_task_items",
        reader,
        projects,
        statuses,
        ids,
        sort=_LATEST,
        cursor=cursor,
        limit=limit,
    )

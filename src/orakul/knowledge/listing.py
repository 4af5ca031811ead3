"""Read proposals, topics and atoms, a page at a time, as far as a reader may see them.

A *reader* is a person's id, or None for an administrator, who sees everything. A filter
that is None lets everything pass; projects are named by slug or id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class TopicFilter:
    """Which topics to list; *search* is a part of what they say."""

    projects: Sequence[str] | None = None
    search: str | None = None
    ids: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class AtomFilter(TopicFilter):
    """Which atoms to list: of which types, and of which topic, besides."""

    types: Sequence[str] | None = None
    topic_id: int | None = None


async def proposals(
    db: Connection,
    reader: int | None,
    *,
    projects: Sequence[str] | None = None,
    states: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    sort: str = "-created_at",
    cursor: str | None = None,
    limit: int,
) -> Slice[Listed]:
    """Return a page of proposals.

    Raises:
        RejectedError: *sort* is none of `PROPOSAL_SORTS`, or *cursor* of another list.
    """
    order = read_sort(sort, PROPOSAL_SORTS)
    place = read_cursor(cursor, order, read_real)
    rows = await database.fetch(
        db,
        Listed,
        "list_knowledge_proposals",
        reader,
        projects,
        states,
        kinds,
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
    projects: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
) -> list[Counted]:
    """Return how many proposals of each state there are."""
    return await database.fetch(
        db, Counted, "count_knowledge_proposals", reader, projects, kinds, COUNTED + 1
    )


async def topics(
    db: Connection, reader: int | None, wanted: TopicFilter, *, cursor: str | None, limit: int
) -> Slice[Listed]:
    """Return a page of topics, latest first.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(
        db,
        Listed,
        "list_topics",
        reader,
        wanted.projects,
        wanted.search,
        wanted.ids,
        sort=_LATEST,
        cursor=cursor,
        limit=limit,
    )


async def atoms(
    db: Connection, reader: int | None, wanted: AtomFilter, *, cursor: str | None, limit: int
) -> Slice[Listed]:
    """Return a page of atoms, latest first.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(
        db,
        Listed,
        "list_atoms",
        reader,
        wanted.projects,
        wanted.search,
        wanted.types,
        wanted.topic_id,
        wanted.ids,
        sort=_LATEST,
        cursor=cursor,
        limit=limit,
    )

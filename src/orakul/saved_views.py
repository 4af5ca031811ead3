"""Saved views of the board: what stands in its address, under a name of somebody's.

A view is its owner's alone, or shared with a project, whose members see it and use it. Its
owner changes it, and what is shared only as long as they may change what is in the project; a
viewer keeps views for themselves. An admin of the project may delete what is shared there, so
that nobody's leaving leaves a view that cannot be removed. Each change is an event for the
owner, and one for the project where others see the difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import asyncpg

from orakul import database, events, projects
from orakul.database import Connection
from orakul.errors import ConflictError, DeniedError, NotFoundError
from orakul.paging import Slice, Sort, page_by_id
from orakul.people import Person
from orakul.sentences import said

# What the board keeps in its address, besides the open task.
Key = Literal[
    "state", "q", "name", "id", "owner", "project", "sort", "columns", "chart", "by", "span"
]
Search = Mapping[Key, str | Sequence[str]]

LARGEST: Final = 8192  # bytes of a search as JSON

_ORDER: Final = Sort("id", descending=False)


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view as it is listed: its id, and what ``orakul.saved_view_shape`` tells of it."""

    id: int
    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a view; what is None stays.

    *share* is the slug or id of the project to share it with, or "" to share it no more.
    """

    name: str | None = None
    search: Search | None = None
    share: str | None = None


@dataclass(frozen=True, slots=True)
class _Locked:
    id: int
    owner_id: int
    project_id: int | None
    shape: Mapping[str, Any]


async def page(
    db: Connection, person: Person, *, cursor: str | None, limit: int
) -> Slice[SavedView]:
    """Return a page of the views of *person*, and of those that are shared with them.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(
        db,
        SavedView,
        "list_saved_views",
        person.id,
        person.reader,
        sort=_ORDER,
        cursor=cursor,
        limit=limit,
    )


async def add(
    db: Connection, person: Person, name: str, search: Search, project: str | None
) -> SavedView:
    """Keep a view of *person*, shared with *project* if there is one.

    *db* is within a transaction.

    Raises:
        NotFoundError: there is no such project, or not for *person*.
        DeniedError: *person* is a viewer there.
        ConflictError: they have one of this name.
    """
    shared = await projects.writable(db, person, project) if project else None
    try:
        id = await database.fetch_value(
            db, "add_saved_view", person.id, shared and shared.id, name, search
        )
    except asyncpg.UniqueViolationError:
        raise _taken(name) from None
    view = await _locked(db, id)
    await _tell(db, "view_created", view)
    await _tell_project(db, "view_shared", view)
    return SavedView(view.id, view.shape)


async def change(db: Connection, person: Person, id: int, wanted: Change) -> SavedView:
    """Change what is given of a view of *person*; *db* is within a transaction.

    Raises:
        NotFoundError: there is none with this id, or not for *person*; or no such project.
        DeniedError: it is somebody else's, or *person* is a viewer in the project.
        ConflictError: they have another of this name.
    """
    before = await _visible(db, person, id)
    if before.owner_id != person.id:
        owner = before.shape["owner"]["name"]
        raise DeniedError(said("view_foreign", id=id, owner=owner))
    share = before.shape["project"] if wanted.share is None else wanted.share
    shared = await projects.writable(db, person, share) if share else None
    name = wanted.name or before.shape["name"]
    search = before.shape["search"] if wanted.search is None else wanted.search
    try:
        await database.execute(db, "change_saved_view", id, shared and shared.id, name, search)
    except asyncpg.UniqueViolationError:
        raise _taken(name) from None
    after = await _locked(db, id)
    if after.shape != before.shape:
        await _tell(db, "view_changed", after)
        if before.project_id != after.project_id:
            await _tell_project(db, "view_unshared", before)
        await _tell_project(db, "view_shared", after)
    return SavedView(after.id, after.shape)


async def drop(db: Connection, person: Person, id: int) -> None:
    """Delete a view; *db* is within a transaction.

    Raises:
        NotFoundError: there is none with this id, or not for *person*.
        DeniedError: it is somebody else's, and *person* is no admin of its project.
    """
    view = await _visible(db, person, id)
    if view.owner_id != person.id:
        shared = await projects.readable(db, person, view.shape["project"])
        if not person.may_write or shared.role != "admin":
            raise DeniedError(said("view_not_deleted", id=id))
    await database.execute(db, "drop_saved_view", id)
    await _tell(db, "view_deleted", view)
    await _tell_project(db, "view_unshared", view)


async def _visible(db: Connection, person: Person, id: int) -> _Locked:
    view = await _locked(db, id)
    if view.owner_id != person.id:
        if view.project_id is None:
            raise _missing(id)
        await projects.require_readable(
            db, person, view.shape["project"], said("view_unknown", id=id)
        )
    return view


async def _locked(db: Connection, id: int) -> _Locked:
    view = await database.fetch_one(db, _Locked, "lock_saved_view", id)
    if view is None:
        raise _missing(id)
    return view


async def _tell(db: Connection, name: str, view: _Locked) -> None:
    await events.tell_person(db, "views", name, {"view": view.shape}, person_id=view.owner_id)


async def _tell_project(db: Connection, name: str, view: _Locked) -> None:
    if view.project_id is not None:
        await events.emit(db, "views", name, {"view": view.shape}, project_id=view.project_id)


def _missing(id: int) -> NotFoundError:
    return NotFoundError(said("view_unknown", id=id))


def _taken(name: str) -> ConflictError:
    return ConflictError(said("view_taken", name=name))

"""Task items: what is to be done, as it was approved, and how far it is."""

from collections.abc import Mapping
from typing import Any, Literal

from orakul import database, events
from orakul.database import Connection
from orakul.errors import NotFoundError
from orakul.sentences import said

Status = Literal["open", "in_progress", "completed", "closed"]
Shape = Mapping[str, Any]


async def project_of(db: Connection, id: int) -> str:
    """Return the slug of a task item's project.

    Raises:
        NotFoundError: there is no such task item.
    """
    slug = await database.fetch_value(db, "project_of_task_item", id)
    if slug is None:
        raise NotFoundError(said("item_unknown", id=id))
    return slug


async def set_status(db: Connection, id: int, status: Status, *, project_id: int) -> Shape:
    """Say how far a task item of a project is, and return it; *db* is within a transaction.

    Doing it again changes nothing.

    Raises:
        NotFoundError: there is no such task item in it.
    """
    was = await database.fetch_value(db, "set_task_item_status", id, status)
    shape = await database.fetch_value(db, "shape_task_item", id, project_id)
    if shape is None:
        raise NotFoundError(said("item_unknown", id=id))
    if was is not None:
        told = {"item": {name: shape[name] for name in ("id", "title", "status")}}
        await events.emit(
            *(db, "proposals", "item_changed"),
            told | {"previous_status": was},
            project_id=project_id,
        )
    return shape

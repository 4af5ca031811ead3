"""Create an experiment with its items, defer the task that carries it out, and delete it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orakul import database, events
from orakul.database import Connection
from orakul.errors import ConflictError, NotFoundError
from orakul.experiments.material import Material
from orakul.sentences import Sentence, said
from orakul.tasks.deferring import Work, defer

Shape = Mapping[str, Any]  # JSON, as clients see it


@dataclass(frozen=True, slots=True)
class Experiment:
    """An experiment, and as clients see it."""

    id: int
    project_id: int
    items: int
    done: int
    shape: Shape


@dataclass(frozen=True, slots=True)
class _Gone:
    project_id: int
    shape: Shape


@dataclass(frozen=True, slots=True)
class _Unfinished:
    id: int
    state: str


async def create(
    db: Connection, project_id: int, material: Material, *, name: str, by: int | None
) -> Shape:
    """Create an experiment and the task that carries it out, and return it in detail.

    Args:
        db: connection in whose transaction it happens.
        project_id: whose it is.
        material: what is classified.
        name: that people know it by, 1 to 100 characters.
        by: the person who creates it.

    Raises:
        ConflictError: the project has an unfinished one; the message names it.
    """
    async with db.transaction():
        id = await database.fetch_value(
            db,
            "create_experiment",
            project_id,
            name,
            material.source,
            material.again_of,
            len(material.items),
            by,
        )
        if id is None:
            raise ConflictError(await _why_none(db, project_id))
        await _fill(db, id, material)
        task = await defer(db, Work.EXPERIMENT, {"experiment_id": id})
        await database.execute(db, "set_experiment_task", id, task)
        await announce(db, id, "created")
        return await read_detail(db, id)


async def read(db: Connection, id: int) -> Experiment:
    """Return an experiment.

    Raises:
        NotFoundError: there is none with this id.
    """
    experiment = await database.fetch_one(db, Experiment, "read_experiment", id)
    if experiment is None:
        raise NotFoundError(said("experiment_unknown", id=id))
    return experiment


async def read_detail(db: Connection, id: int) -> Shape:
    """Return an experiment with its labels, its classes and its confusion matrix.

    Raises:
        NotFoundError: there is none with this id.
    """
    shape = await database.fetch_value(db, "read_experiment_detail", id)
    if shape is None:
        raise NotFoundError(said("experiment_unknown", id=id))
    return shape


async def drop(db: Connection, id: int) -> None:
    """Delete an experiment that has ended, with its items; what it spent stays counted.

    Experiments that repeat it are left as they are.

    Raises:
        NotFoundError: there is none with this id.
        ConflictError: it has not ended; the message says what to do.
    """
    async with db.transaction():
        gone = await database.fetch_one(db, _Gone, "drop_experiment", id)
        if gone is None:
            shape = (await read(db, id)).shape
            raise ConflictError(
                said(
                    "experiment_not_deleted",
                    id=id,
                    experiment_state=shape["state"],
                    task=str(shape["task_id"]),
                )
            )
        data = {"experiment_id": str(id), "experiment": gone.shape}
        await events.emit(db, "experiments", "experiment_deleted", data, project_id=gone.project_id)


async def announce(db: Connection, id: int, what: str) -> None:
    """Tell the project what became of an experiment, and how it is now."""
    experiment = await read(db, id)
    data: dict[str, Any] = {"experiment_id": str(id), "experiment": experiment.shape}
    if what == "progress":
        data |= {"current": experiment.done, "total": experiment.items}
    await events.emit(
        db, "experiments", f"experiment_{what}", data, project_id=experiment.project_id
    )


async def _fill(db: Connection, id: int, material: Material) -> None:
    labels, items = material.labels, material.items
    await database.execute(
        db,
        "add_experiment_labels",
        id,
        [label.name for label in labels],
        [label.description for label in labels],
    )
    await database.execute(
        db,
        "add_experiment_items",
        id,
        [item.text for item in items],
        [item.label for item in items],
        [item.message_id for item in items],
    )


async def _why_none(db: Connection, project_id: int) -> Sentence:
    other = await database.fetch_one(db, _Unfinished, "find_unfinished_experiment", project_id)
    if other is None:
        return said("experiment_open_before")
    return said("experiment_open", id=other.id, experiment_state=other.state)

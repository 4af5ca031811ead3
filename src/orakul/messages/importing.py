"""Import of a chat's history from an export file.

The file is surveyed first, so that a damaged one is refused before anything is stored.
Then file, ingestion and task are committed together; the task saves batch after batch.
A batch's messages, the counts and the next steps are one transaction, so an import that
is killed goes on where its last batch ended, and its counts are exact.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final

from orakul import database, events
from orakul.database import Connection
from orakul.errors import ConflictError, NotFoundError
from orakul.exports import ExportedMessage, Finding, Repair, Skip, Survey, survey
from orakul.messages.saving import save_messages
from orakul.sentences import said
from orakul.tasks.deferring import Work, defer

BATCH: Final = 100  # messages
BATCH_TEXT: Final = 1 << 22  # characters after which a batch takes no more
PIECE: Final = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Examined:
    """An export that can be imported: the file, at its beginning, and what is in it."""

    file: BinaryIO
    found: Survey


@dataclass(frozen=True, slots=True)
class Ingestion:
    """One import and how far it is; *done* is the sum of the four counts."""

    id: int
    project_id: int
    project: str
    file: str
    task_id: int | None
    state: str
    total: int  # entries in the file
    done: int
    saved: int
    duplicate: int
    updated: int
    skipped: int
    repairs: Mapping[str, Any]
    skips: Mapping[str, Any]
    error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


async def examine(file: BinaryIO) -> Examined:
    """Survey *file*, an export, seekable, at its beginning; hold no connection meanwhile.

    Raises:
        UnreadableError: *file* is damaged or no export.
    """
    found = await asyncio.to_thread(survey, file)
    file.seek(0)
    return Examined(file, found)


async def begin(db: Connection, export: Examined, name: str, *, project_id: int) -> Ingestion:
    """Keep *export*, and defer its import.

    Call it within `database.acting`.

    Args:
        db: connection in whose transaction all of it happens.
        export: as `examine` found it.
        name: what to call it.
        project_id: where its chats belong.
    """
    found = export.found
    file_id = await _keep(db, export.file, name)
    id = await database.fetch_value(
        db,
        "add_ingestion",
        project_id,
        file_id,
        found.messages + sum(finding.count for finding in found.skipped.values()),
        _findings(found.repairs),
        _findings(found.skipped),
    )
    task = await defer(db, Work.INGEST, {"ingestion_id": id}, lock=f"ingestion:{project_id}")
    await database.execute(db, "set_ingestion_task", id, task)
    return await read(db, id)


async def _keep(db: Connection, file: BinaryIO, name: str) -> int:
    digest, size, pieces = hashlib.sha256(), 0, 0
    id = await database.fetch_value(db, "add_file", name)
    while piece := await asyncio.to_thread(file.read, PIECE):
        digest.update(piece)
        size += len(piece)
        await database.execute(db, "add_file_piece", id, pieces, piece)
        pieces += 1
    await database.execute(db, "seal_file", id, size, digest.digest())
    return id


def _findings(found: Mapping[Repair, Finding] | Mapping[Skip, Finding]) -> dict[str, Any]:
    return {
        str(seen): {
            "count": finding.count,
            "example": str(finding.example),
            "kind": seen.kind,
            "place": asdict(finding.example),
        }
        for seen, finding in found.items()
    }


async def read(db: Connection, id: int) -> Ingestion:
    """Return an ingestion.

    Raises:
        NotFoundError: there is none with this id.
    """
    ingestion = await database.fetch_one(db, Ingestion, "read_ingestion", id)
    if ingestion is None:
        raise NotFoundError(said("ingestion_unknown", id=id))
    return ingestion


async def start(db: Connection, id: int) -> Ingestion:
    """Mark an ingestion as running, again if it was before, and return it.

    Raises:
        ConflictError: it has ended already.
    """
    if not await database.fetch_value(db, "start_ingestion", id):
        raise ConflictError(f"ingestion {id} is {(await read(db, id)).state}")
    ingestion = await read(db, id)
    if ingestion.done == 0:
        await _tell(db, "ingestion.started", ingestion)
    return ingestion


async def file_piece(db: Connection, id: int, number: int) -> bytes | None:
    """Return one piece of an ingestion's file; None after the last."""
    return await database.fetch_value(db, "read_file_piece", id, number)


async def save_batch(
    db: Connection, ingestion: Ingestion, batch: Sequence[ExportedMessage]
) -> Ingestion:
    """Save the next *batch* of an ingestion with its counts and its next steps.

    Raises:
        ConflictError: another worker has been here, or a chat belongs to another project, or to
            the inbox, from which the import's owner may not take it.
    """
    messages = [each.message for each in batch if each.message is not None]
    saved = await save_messages(
        db, messages, project_id=ingestion.project_id, ingestion_id=ingestion.id
    )
    new = sum(each.outcome == "saved" for each in saved)
    counted = await database.fetch_value(
        db,
        "count_ingestion",
        ingestion.id,
        ingestion.done,
        new,
        len(messages) - len(saved),
        len(saved) - new,
        len(batch) - len(messages),
    )
    if not counted:
        raise ConflictError(f"ingestion {ingestion.id} was taken over by another worker")
    ids = [each.id for each in saved]
    if ids:
        await defer(db, Work.EMBED_MESSAGES, {"message_ids": ids})
        await defer(db, Work.SCORE_UNSCORED, {"message_ids": ids, "ingestion_id": ingestion.id})
    after = await read(db, ingestion.id)
    await _tell(db, "ingestion.progress", after)
    return after


async def finish(db: Connection, id: int) -> Ingestion:
    """Mark an ingestion as completed."""
    await database.execute(db, "finish_ingestion", id)
    ingestion = await read(db, id)
    await _tell(db, "ingestion.completed", ingestion)
    return ingestion


async def _tell(db: Connection, name: str, ingestion: Ingestion) -> None:
    await events.emit(
        db, "ingestion", name, {"ingestion": shape(ingestion)}, project_id=ingestion.project_id
    )


def shape(ingestion: Ingestion) -> dict[str, Any]:
    """Return an ingestion as clients see it."""
    return {
        "id": str(ingestion.id),
        "project": ingestion.project,
        "file": ingestion.file,
        "task_id": None if ingestion.task_id is None else str(ingestion.task_id),
        "state": ingestion.state,
        "total": ingestion.total,
        "done": ingestion.done,
        "saved": ingestion.saved,
        "duplicate": ingestion.duplicate,
        "updated": ingestion.updated,
        "skipped": ingestion.skipped,
        "repairs": ingestion.repairs,
        "skips": ingestion.skips,
        "error": ingestion.error,
    }

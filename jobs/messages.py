"""Tasks that bring messages in and give each its score and its place."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from itertools import islice
from typing import Any, BinaryIO, Final, cast

from jobs.declaring import Tasks
from jobs.knowledge import extract_imported
from jobs.running import Running, tell_progress
from orakul import exports, messages
from orakul.exports import ExportedMessage
from orakul.messages import embedding, importing
from orakul.tasks.deferring import Work

IN_MEMORY: Final = 16 << 20  # bytes of an export; a larger one goes to a temporary file

tasks = Tasks()


@tasks.task("process_message", attempts=3, free=["text", "fail"])
async def process_message(task: Running, text: str = "", fail: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - an example's switch
    """Count the characters and words of *text*: an example, to try a set-up with."""
    if fail:
        raise RuntimeError("process_message was asked to fail")
    return {"characters": len(text), "words": len(text.split())}


@tasks.task(Work.SAVE_MESSAGE)
async def save_telegram_message(task: Running, update: int) -> dict[str, Any]:
    """Save the message of a kept update; scoring and embedding follow."""
    async with task.transaction() as db:
        saved = await messages.save_update(db, update)
    return {"messages": [asdict(each) for each in saved]}


@tasks.task(Work.INGEST)
async def ingest_telegram_messages_task(task: Running, ingestion_id: int) -> dict[str, Any]:
    """Import an export file, batch after batch, from where it was left."""
    async with task.transaction() as db:
        ingestion = await importing.start(db, ingestion_id)
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        await _download(task, ingestion_id, cast("BinaryIO", file))
        entries = exports.messages(cast("BinaryIO", file))
        await asyncio.to_thread(_skip, entries, ingestion.done)
        while batch := await asyncio.to_thread(_take, entries):
            async with task.transaction(project_id=ingestion.project_id) as db:
                ingestion = await importing.save_batch(db, ingestion, batch)
                await tell_progress(db, task.id, ingestion.done, ingestion.total, "messages")
    async with task.transaction() as db:
        ingestion = await importing.finish(db, ingestion_id)
        await extract_imported(task, db, ingestion.project_id, ingestion_id)
    return importing.shape(ingestion)


async def _download(task: Running, ingestion_id: int, file: BinaryIO) -> None:
    number = 0
    while True:
        async with task.tools.pool.acquire() as db:
            piece = await importing.file_piece(db, ingestion_id, number)
        if piece is None:
            break
        file.write(piece)
        number += 1
    file.seek(0)


def _skip(entries: Iterator[ExportedMessage], count: int) -> None:
    for _ in islice(entries, count):
        pass


def _take(entries: Iterator[ExportedMessage]) -> list[ExportedMessage]:
    """Take the next batch, which may have one message of any length."""
    batch: list[ExportedMessage] = []
    room = importing.BATCH_TEXT
    for entry in islice(entries, importing.BATCH):
        batch.append(entry)
        room -= len(entry.message.text) if entry.message else 0
        if room <= 0:
            break
    return batch


@tasks.task(Work.EMBED_MESSAGES)
async def embed_messages_batch_task(
    task: Running,
    message_ids: list[int],
    provider_id: int | None = None,
) -> dict[str, int]:
    """Embed messages; those that have an embedding are skipped."""
    async with task.transaction() as db:
        return asdict(await embedding.embed(db, "messages", message_ids))


@tasks.task(Work.EMBED_ATOMS)
async def embed_atoms_batch_task(
    task: Running,
    atom_ids: list[int],
    provider_id: int | None = None,
) -> dict[str, int]:
    """Embed atoms; those that have an embedding are skipped."""
    async with task.transaction() as db:
        return asdict(await embedding.embed(db, "atoms", atom_ids))

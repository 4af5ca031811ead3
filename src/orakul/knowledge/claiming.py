"""Choose the messages that an extraction reads, each of them once.

A claim marks the messages and defers the task that reads them, in the caller's
transaction. Claims of one project take turns, so two callers never share a message and
the message that fills a batch is never missed, however many are scored at once.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from orakul import database
from orakul.database import Connection
from orakul.errors import RejectedError
from orakul.sentences import said
from orakul.tasks.deferring import Work, defer

Trigger = Literal["auto", "manual", "import"]

REST: Final = timedelta(minutes=10)  # without automatic extraction after one failed
MOST_CHOSEN: Final = 1_000  # messages that a person may choose at once


async def claim_due(
    db: Connection, project_id: int, *, threshold: int, batch: int, lookback: timedelta
) -> int | None:
    """Claim the oldest messages of a project that are due, and defer their extraction.

    Call it after the messages are scored, in the same transaction or a later one.

    Args:
        db: connection in whose transaction it happens.
        project_id: whose messages.
        threshold: how many must wait; messages that are noise do not count.
        batch: how many are taken at most.
        lookback: age beyond which a message is not taken.

    Returns:
        Id of the extraction; None if fewer than *threshold* messages wait, or if one of
        the project's automatic extractions failed within `REST`.
    """
    now = datetime.now(UTC)
    async with db.transaction():
        await database.execute(db, "lock_extraction_claims", project_id)
        waiting = await database.fetch_column(
            db, "lock_due_messages", project_id, now - lookback, now - REST, batch
        )
        if len(waiting) < min(threshold, batch):
            return None
        return await _claim(db, project_id, "auto", waiting)


async def claim_imported(
    db: Connection, project_id: int, ingestion_id: int, *, batch: int, finished: bool
) -> list[int]:
    """Claim the scored messages of an import, whatever their age.

    Args:
        db: connection in whose transaction it happens.
        project_id: project of the import.
        ingestion_id: the import.
        batch: how many messages make an extraction.
        finished: whether no more will be scored, so that a rest is taken, too.

    Returns:
        Ids of the extractions, oldest messages first; none if fewer than *batch* wait.
    """
    extractions: list[int] = []
    async with db.transaction():
        await database.execute(db, "lock_extraction_claims", project_id)
        while waiting := await database.fetch_column(
            db, "lock_imported_messages", ingestion_id, batch
        ):
            if len(waiting) < batch and not finished:
                break
            extractions.append(await _claim(db, project_id, "import", waiting))
    return extractions


async def claim_chosen(
    db: Connection, project_id: int, message_ids: Sequence[int], *, batch: int
) -> list[int]:
    """Claim the messages that a person chose, read before or not, except those being read.

    Returns:
        Ids of the extractions, each of up to *batch* messages, oldest messages first.

    Raises:
        RejectedError: more than `MOST_CHOSEN` are chosen, or none of them can be read:
            not in this project, without text, or being read right now.
    """
    if len(message_ids) > MOST_CHOSEN:
        raise RejectedError(said("messages_many", most=MOST_CHOSEN))
    async with db.transaction():
        chosen = await database.fetch_column(
            db, "lock_chosen_messages", project_id, list(message_ids)
        )
        if not chosen:
            raise RejectedError(said("messages_unreadable"))
        pages = [chosen[start : start + batch] for start in range(0, len(chosen), batch)]
        return [await _claim(db, project_id, "manual", page) for page in pages]


async def claim_period(
    db: Connection, project_id: int, start: datetime, end: datetime, *, batch: int
) -> list[int]:
    """Claim the messages of a period, as `claim_chosen` does, except noise.

    Raises:
        RejectedError: *start* is not before *end*, or the period holds no message that can
            be read, or more than `MOST_CHOSEN`.
    """
    if start >= end:
        raise RejectedError(said("period_reversed"))
    ids = await database.fetch_column(
        db, "messages_of_period", project_id, start, end, MOST_CHOSEN + 1
    )
    if len(ids) > MOST_CHOSEN:
        raise RejectedError(said("period_large", most=MOST_CHOSEN))
    return await claim_chosen(db, project_id, ids, batch=batch)


async def _claim(
    db: Connection, project_id: int, trigger: Trigger, message_ids: Sequence[int]
) -> int:
    id: int = await database.fetch_value(
        db, "claim_messages", project_id, trigger, list(message_ids)
    )
    task = await defer(db, Work.EXTRACT_KNOWLEDGE, {"extraction_id": id})
    await database.execute(db, "set_extraction_task", id, task)
    return id

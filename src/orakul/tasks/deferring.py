"""Put work into the queue, in the transaction that makes it necessary."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from orakul import database
from orakul.database import Connection


class Work(StrEnum):
    """Every kind of task that Orakul itself defers; `jobs` says what each does."""

    SAVE_MESSAGE = "save_telegram_message"
    INGEST = "ingest_telegram_messages_task"
    SCORE_MESSAGE = "score_message_task"
    SCORE_UNSCORED = "score_unscored_messages_task"
    EMBED_MESSAGES = "embed_messages_batch_task"
    EMBED_ATOMS = "embed_atoms_batch_task"
    EXTRACT_KNOWLEDGE = "extract_knowledge_from_messages_task"
    ANALYSE_RUN = "execute_analysis_run"
    EXPERIMENT = "execute_classification_experiment"
    BULK = "bulk_action"


async def defer(
    db: Connection,
    work: str,
    args: Mapping[str, Any],
    *,
    queue: str = "default",
    priority: int = 0,
    lock: str | None = None,
    scheduled_at: datetime | None = None,
) -> int:
    """Defer one task and return its id.

    Its owner, project, parent and trace are those of the transaction (`database.acting`).

    Args:
        db: connection in whose transaction the task is deferred.
        work: name of the task, one of `Work` or another's.
        args: keyword arguments of the task, JSON.
        queue: name of the queue.
        priority: higher runs first.
        lock: tasks with the same lock run one after the other.
        scheduled_at: when to run it at the earliest.
    """
    return await database.fetch_value(
        db, "defer_job", queue, work, priority, lock, dict(args), scheduled_at
    )


async def defer_many(
    db: Connection, work: str, args: Sequence[Mapping[str, Any]], *, queue: str = "default"
) -> list[int]:
    """Defer one task for each of *args* in one statement, and return their ids."""
    if not args:
        return []
    return await database.fetch_value(db, "defer_jobs", queue, work, [dict(each) for each in args])

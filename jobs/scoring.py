"""Tasks that score messages, and that set extraction off when enough has gathered."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from jobs.declaring import Tasks
from jobs.knowledge import extract_imported
from jobs.running import Running, tell_progress
from orakul import database, events
from orakul.database import Connection
from orakul.knowledge import claiming
from orakul.messages import scoring
from orakul.messages.importing import BATCH
from orakul.tasks.deferring import Work

tasks = Tasks()


@tasks.task(Work.SCORE_MESSAGE)
async def score_message_task(task: Running, message_id: int) -> dict[str, Any]:
    """Score one message, and start extraction when its project has enough to read."""
    async with task.transaction() as db:
        scored = await scoring.score(db, [message_id])
        await database.execute(db, "announce_message", message_id, "message_scored")
        await _extract_due(task, db, [message_id])
    return asdict(scored)


@tasks.task(Work.SCORE_UNSCORED, free=["limit"])
async def score_unscored_messages_task(
    task: Running,
    message_ids: list[int] | None = None,
    ingestion_id: int | None = None,
    limit: int = 1000,
) -> dict[str, Any]:
    """Score *message_ids*, or up to *limit* messages that nobody has scored yet.

    The messages of an ingestion are old: they are extracted batch by batch as they are
    scored, whenever they were sent.
    """
    if message_ids is None:
        async with task.tools.pool.acquire() as db:
            message_ids = await scoring.unscored(db, limit)
    found = {"total_found": len(message_ids), "scored": 0, "failed": 0}
    classes: dict[str, int] = {}
    for start in range(0, len(message_ids), BATCH):
        ids = message_ids[start : start + BATCH]
        async with task.transaction() as db:
            scored = await scoring.score(db, ids)
            await _announce(db, ids, asdict(scored))
            await tell_progress(db, task.id, start + len(ids), len(message_ids), "messages")
            await _extract_scored(task, db, ids, ingestion_id)
        found["scored"] += scored.scored
        found["failed"] += len(ids) - scored.scored
        for name, count in scored.classes.items():
            classes[name] = classes.get(name, 0) + count
    return {**found, "classes": classes}


async def _announce(db: Connection, ids: list[int], scored: dict[str, Any]) -> None:
    for project in await database.fetch_column(db, "projects_of_messages", ids):
        await events.emit(db, "messages", "batch_scored", scored, project_id=project)


async def _extract_scored(
    task: Running, db: Connection, ids: list[int], ingestion_id: int | None
) -> None:
    if ingestion_id is None:
        await _extract_due(task, db, ids)
        return
    for project in await database.fetch_column(db, "projects_of_messages", ids):
        async with database.acting(db, task.acting(project)):
            await extract_imported(task, db, project, ingestion_id)


async def _extract_due(task: Running, db: Connection, ids: list[int]) -> None:
    settings = task.tools.settings
    for project in await database.fetch_column(db, "projects_of_messages", ids):
        async with database.acting(db, task.acting(project)):
            await claiming.claim_due(
                db,
                project,
                threshold=settings.extraction_threshold,
                batch=settings.extraction_batch,
                lookback=timedelta(hours=settings.extraction_lookback_hours),
            )

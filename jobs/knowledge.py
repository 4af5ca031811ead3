"""The task that reads claimed messages, and the steps that claim them."""

from dataclasses import asdict
from typing import Any

from jobs.asking import ask
from jobs.declaring import Tasks
from jobs.running import Running
from orakul import database
from orakul.database import Connection
from orakul.knowledge import claiming, extracting
from orakul.tasks.deferring import Work

tasks = Tasks()


@tasks.task(Work.EXTRACT_KNOWLEDGE)
async def extract_knowledge_from_messages_task(task: Running, extraction_id: int) -> dict[str, Any]:
    """Read an extraction's messages, and keep what the engine found as proposals."""
    async with task.transaction() as db:
        reading = await extracting.begin(db, extraction_id)
    if reading is None:
        return {"topics": 0, "atoms": 0}
    answer = task.tools.engine.extract(reading.items, reading.context)
    found = await ask(task, "extraction", extraction_id, answer)
    async with task.transaction() as db:
        saved = await extracting.save(db, extraction_id, found)
    return asdict(saved) if saved else {"topics": 0, "atoms": 0}


async def extract_imported(
    task: Running, db: Connection, project_id: int, ingestion_id: int
) -> None:
    """Claim the scored messages of an import; the rest, too, once all of it is scored."""
    # Whoever comes last must see what the others did, so the question waits for the lock.
    await database.execute(db, "lock_extraction_claims", project_id)
    finished = await database.fetch_value(db, "import_is_scored", ingestion_id)
    await claiming.claim_imported(
        db,
        project_id,
        ingestion_id,
        batch=task.tools.settings.extraction_batch,
        finished=bool(finished),
    )

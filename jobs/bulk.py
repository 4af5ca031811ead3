"""The task that carries out an action on many tasks, chunk after chunk."""

from typing import Any

from jobs.declaring import Tasks
from jobs.running import Running, tell_progress
from orakul.tasks import bulk
from orakul.tasks.deferring import Work

tasks = Tasks()


@tasks.task(Work.BULK)
async def bulk_action(task: Running, bulk_id: int, total: int) -> dict[str, Any]:
    """Act on the tasks that were chosen, as whoever asked, with their rights of now."""
    while True:
        async with task.transaction() as db:
            dealt = await bulk.carry_out_chunk(db, bulk_id)
            if dealt is None:
                return await bulk.result(db, bulk_id)
            # All that is told where it is cancelled midway, and has no result.
            note = f"{await bulk.changed(db, bulk_id)} changed"
            await tell_progress(db, task.id, dealt, total, note)

"""The task that carries an analysis run out, batch after batch."""

import asyncio
from datetime import timedelta
from typing import Any, Final

from jobs.asking import ask
from jobs.declaring import Tasks
from jobs.retrying import wait
from jobs.running import Running
from orakul.analysis import executing
from orakul.analysis.executing import Batch
from orakul.errors import RejectedError, UnavailableError
from orakul.tasks.deferring import Work

TRIES: Final = 3  # of one batch before the run goes on without it

tasks = Tasks()


@tasks.task(Work.ANALYSE_RUN)
async def execute_analysis_run(task: Running, run_id: int) -> dict[str, Any]:
    """Read a run's batches one after the other; each gives task proposals."""
    settings = task.tools.settings
    async with task.transaction() as db:
        if not await executing.begin(db, run_id):
            return {"state": None}
        gap = timedelta(minutes=settings.batch_gap_minutes)
        await executing.prepare(db, run_id, gap=gap, size=settings.batch_size)
    done = 0
    while batch := await _next(task, run_id):
        await _read(task, run_id, batch)
        done += 1
    async with task.transaction() as db:
        return {"state": await executing.finish(db, run_id), "batches": done}


async def _next(task: Running, run_id: int) -> Batch | None:
    async with task.tools.pool.acquire() as db:
        return await executing.next_batch(db, run_id)


async def _read(task: Running, run_id: int, batch: Batch) -> None:
    # A service that is down for long costs its batch, not the run.
    for tried in range(TRIES):
        try:
            answer = task.tools.engine.analyse(batch.items, batch.context)
            found = await ask(task, "run", run_id, answer)
        except (UnavailableError, RejectedError) as error:
            if isinstance(error, UnavailableError) and tried + 1 < TRIES:
                await asyncio.sleep(wait(error, tried).total_seconds())
                continue
            async with task.transaction() as db:
                await executing.fail_batch(db, run_id, batch.number, str(error))
            return
        async with task.transaction() as db:
            await executing.save_batch(db, run_id, batch.number, found)
        return

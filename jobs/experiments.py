"""The task that carries an experiment out, some items at a time."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Final

from jobs.asking import ask
from jobs.declaring import Tasks
from jobs.retrying import wait
from jobs.running import Running, tell_progress
from orakul.errors import RejectedError, UnavailableError
from orakul.experiments import executing
from orakul.experiments.executing import Answered, Plan
from orakul.llm.engine import Classification, Item
from orakul.tasks.deferring import Work

TRIES: Final = 3  # of asking about the same items before they fail

tasks = Tasks()


@tasks.task(Work.EXPERIMENT)
async def execute_classification_experiment(task: Running, experiment_id: int) -> dict[str, Any]:
    """Classify an experiment's items and measure how often that was right."""
    async with task.transaction() as db:
        plan = await executing.begin(db, experiment_id)
    if plan is None:
        return {"state": None}
    done = plan.done
    while items := await _next(task, experiment_id):
        answers = await _ask(task, plan, items)
        done += len(items)
        async with task.transaction() as db:
            # The task before the experiment: whoever ends the task locks them in that order.
            await tell_progress(db, task.id, done, plan.total, "items")
            await executing.save(db, experiment_id, answers)
    async with task.transaction() as db:
        return {"state": await executing.finish(db, experiment_id), "items": done}


async def _next(task: Running, id: int) -> Sequence[Item]:
    async with task.tools.pool.acquire() as db:
        return await executing.next_items(db, id)


async def _ask(task: Running, plan: Plan, items: Sequence[Item]) -> list[Answered]:
    """Ask about *items*; where an answer is refused, find out about which of them it is."""
    began = time.monotonic()
    try:
        found = await _persist(task, plan, items)
    except RejectedError as error:
        if len(items) > 1:
            half = len(items) // 2
            return [
                *await _ask(task, plan, items[:half]),
                *await _ask(task, plan, items[half:]),
            ]
        return [Answered(items, time.monotonic() - began, error=str(error))]
    except UnavailableError as error:
        return [Answered(items, time.monotonic() - began, error=str(error))]
    return [Answered(items, time.monotonic() - began, found)]


async def _persist(task: Running, plan: Plan, items: Sequence[Item]) -> Classification:
    """Ask until there is an answer, or the service has been away for too long."""
    for tried in range(TRIES - 1):
        try:
            return await _classify(task, plan, items)
        except UnavailableError as error:
            await asyncio.sleep(wait(error, tried).total_seconds())
    return await _classify(task, plan, items)


async def _classify(task: Running, plan: Plan, items: Sequence[Item]) -> Classification:
    answer = task.tools.engine.classify(items, plan.labels, plan.context)
    return await ask(task, "experiment", plan.id, answer)

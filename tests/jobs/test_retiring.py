"""Procrastinate's own task deletes old jobs; what is told of their tasks stays."""

from orakul.database import Connection
from tests.jobs.conftest import Working, defer, until_state

REMOVE = "procrastinate.builtin_tasks.remove_old_jobs"
AGE = "update orakul.task set finished_at = finished_at - interval '3 hours' where id = any ($1)"
JOBS = "select array_agg(id order by id) from procrastinate_jobs where queue_name = 'default'"
TASKS = "select array_agg(state order by id) from orakul.task where queue = 'default'"


async def test_old_jobs_are_deleted_and_their_tasks_stay(
    stage: Connection, working: Working
) -> None:
    async with working():
        old, new = [await defer(stage, "give", what="plain") for _ in range(2)]
        broken = await defer(stage, "run_dry")
        for id, state in ((old, "completed"), (new, "completed"), (broken, "failed")):
            await until_state(stage, id, state)
        running = await defer(stage, "hold")
        await until_state(stage, running, "in_progress")
        await stage.execute(AGE, [old, broken])

        left: list[list[int]] = []
        for failed_too in (False, True):
            removal = await defer(
                stage, REMOVE, queue="builtin", max_hours=2, remove_failed=failed_too
            )
            await until_state(stage, removal, "completed")
            left.append(await stage.fetchval(JOBS))

        assert left == [[new, broken, running], [new, running]]
        assert await stage.fetchval(TASKS) == ["completed", "completed", "failed", "in_progress"]

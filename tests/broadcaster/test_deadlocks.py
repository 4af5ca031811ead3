"""Whoever waits for each other waits for rows: the log's lock comes after all of them."""

import asyncio
import random
import re
from typing import Final

import asyncpg

from orakul.database import Connection, connect
from orakul.tasks.deferring import Work, defer_many
from tests.broadcaster.nodes import SOAK
from tests.broadcaster.site import add_person, emit, emitted, log, serving

TASKS: Final = 8
WRITERS: Final = 8
TRANSACTIONS: Final = 25 * SOAK  # of each writer

# What people and workers do to a task, the task locked by way of its job.
DEEDS: Final = (
    "select orakul.cancel_task_v1($1)",
    "select orakul.retry_task_v1($1)",
    "update procrastinate_jobs set priority = priority + 1 where id = $1",
    "update orakul.task set progress_done = 1, progress_total = 2 where id = $1",
)


async def deal(db: Connection, rng: random.Random, tasks: list[int]) -> None:
    """Change some of *tasks* in random order, in one transaction."""
    async with db.transaction():
        for task in rng.sample(tasks, rng.randint(2, 5)):
            await db.execute(rng.choice(DEEDS), task)
            await asyncio.sleep(rng.random() / 200)
        await emit(db)


async def hunt(dsn: str, rng: random.Random, tasks: list[int]) -> list[str]:
    """Deal with *tasks* again and again; return what each deadlock was about."""
    db = await connect(dsn)
    await db.execute("set deadlock_timeout = '10ms'")
    found: list[str] = []
    for _ in range(TRANSACTIONS):
        try:
            await deal(db, rng, tasks)
        except asyncpg.DeadlockDetectedError as error:
            found.append(error.detail or "")
    await db.close()
    return found


async def test_transactions_in_random_order_meet_in_deadlocks_of_rows_only(
    database: str, db: Connection
) -> None:
    """Scenario 11."""
    admin = await add_person(db, "admin")
    tasks = await defer_many(db, Work.SCORE_MESSAGE, [{"message_id": n} for n in range(TASKS)])

    async with serving(database) as site, site.stream(admin, last_id="earliest") as live:
        hunts = (hunt(database, random.Random(seed), tasks) for seed in range(WRITERS))
        async with asyncio.timeout(60 + 60 * SOAK):
            found = [each for some in await asyncio.gather(*hunts) for each in some]
        [last] = await emitted(db)
        seen = await live.until(last, within=60)

    assert found, "nobody met anybody: the hunt is too tame"
    # A row is waited for by its tuple or by the transaction that changed it.
    waits = {wait for each in found for wait in re.findall(r"waits for \w+ on (\w+)", each)}
    assert waits <= {"transaction", "tuple"}
    assert [each.id for each in seen] == await log(db)

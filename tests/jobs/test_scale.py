"""Ten thousand tasks at once are no trouble: each is tracked, and the first are done soon."""

import asyncio

from orakul import database as databases
from orakul.database import Connection
from tests.jobs.conftest import Working, until


async def test_ten_thousand_are_deferred_and_worked_off_in_order(
    db: Connection, working: Working
) -> None:
    args = [{"text": f"message {number}"} for number in range(10_000)]
    async with db.transaction():
        await databases.fetch_value(db, "defer_jobs", "default", "process_message", args)

    async with asyncio.timeout(120), working(concurrency=8, drain=30):
        await until(db, "(select count(*) >= 300 from orakul.task where state = 'completed')")

    rows = await db.fetch(
        "select id, result from orakul.task where state = 'completed' order by id"
    )
    assert await db.fetchval("select count(*) from orakul.task") == 10_000
    assert await db.fetchval("select count(*) from orakul.task where state = 'in_progress'") == 0
    assert len({row["id"] for row in rows}) >= 300
    assert {row["result"]["words"] for row in rows} == {2}
    events = (
        "select count(*) from orakul.event join orakul.task on task.id = event.task_id"
        " where event.name = 'task_changed' and task.state = 'completed'"
    )
    assert await db.fetchval(events) == 2 * len(rows)

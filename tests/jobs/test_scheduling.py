"""What is due by the clock is deferred by the database's, also when that comes back late."""

import asyncio
from datetime import UTC, datetime

from procrastinate import PsycopgConnector

from jobs.app import build
from jobs.housekeeping import NAME, WHEN
from jobs.scheduling import Deferrer
from orakul import crontab
from orakul.database import Connection
from tests.jobs.conftest import until


async def test_what_was_due_first_while_the_database_was_away_follows(
    database: str, db: Connection
) -> None:
    due = crontab.next_after(WHEN, datetime.now(UTC)).timestamp()
    times = iter([due - 0.1, due + 300])

    async def clock() -> float:
        for each in times:
            return each
        return await asyncio.get_running_loop().create_future()

    async with build(PsycopgConnector(conninfo=database)).open_async() as app:
        worker = asyncio.create_task(Deferrer(app, clock).worker())
        await until(db, "exists (select from procrastinate_periodic_defers where job_id > 0)")
        worker.cancel()
        await asyncio.wait([worker])

    deferred = await db.fetchrow("select name, args->>'timestamp' as at from orakul.task")
    assert deferred is not None
    assert (deferred["name"], deferred["at"]) == (NAME, f"{due:.0f}")

"""A statement that makes events by the thousand mixes nothing up and stops nobody meanwhile."""

import asyncio
from typing import Final

from orakul.database import Connection
from orakul.tasks.deferring import Work, defer_many
from tests.broadcaster.nodes import SOAK
from tests.broadcaster.site import add_person, emitted, id_of, log, serving
from tests.broadcaster.test_crashes import followed, written

JOBS: Final = 5_000 if SOAK == 1 else 100_000


async def test_thousands_of_jobs_come_in_one_piece_among_what_others_write(
    database: str, db: Connection
) -> None:
    """Scenario 10; a hundred thousand in the long run."""
    admin = await add_person(db, "admin")
    end: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async with serving(database) as site, asyncio.timeout(60 + 60 * SOAK):
        reading = await followed(site, admin, end)
        async with written(database) as numbers:
            await defer_many(db, Work.SCORE_MESSAGE, [{"message_id": n} for n in range(JOBS)])
        [last] = await emitted(db)
        end.set_result(await id_of(db, last))
        seen = await asyncio.gather(*reading)

    rows = await db.fetch("select topic, task_id, data::jsonb from orakul.event order by position")
    topics = [row["topic"] for row in rows]
    first = topics.index("tasks")
    tasks = rows[first : first + JOBS]
    kept = await log(db)
    assert [each == kept for each in seen] == [True] * len(seen)
    assert {row["data"].get("number") for row in rows if row["topic"] == "messages"} == {
        None,
        *numbers,
    }
    assert topics.count("tasks") == JOBS
    assert [row["topic"] for row in tasks] == ["tasks"] * JOBS
    assert [row["task_id"] for row in tasks] == sorted({row["task_id"] for row in tasks})
    assert first > 10  # others committed while the statement ran

"""A worker keeps house: the days of the log are there before they come, and go in time."""

from procrastinate.testing import InMemoryConnector

from jobs.app import build
from jobs.housekeeping import NAME, WHEN
from orakul.database import Connection
from tests.jobs.conftest import Drain, defer, task_row


async def test_the_task_makes_the_days_of_the_log(db: Connection, drain: Drain) -> None:
    id = await defer(db, NAME)

    await drain()

    task = await task_row(db, id)
    assert (task["state"], task["error"]) == ("completed", None)
    assert task["result"] == {
        "made": 4,
        "dropped": [],
        "history": 0,
        "spans": 0,
        "sign_in_counts": 0,
        "bulks": 0,
        "alerts": 0,
    }
    assert await db.fetchval("select count(*) from orakul.event_partitions_v1()") == 5


def test_a_worker_defers_it_by_itself() -> None:
    periodic = build(InMemoryConnector()).periodic_registry.periodic_tasks  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]

    assert [(name, each.cron) for (name, _), each in periodic.items()] == [(NAME, WHEN)]  # pyright: ignore[reportUnknownVariableType]

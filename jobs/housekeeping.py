"""The task that keeps house: the log's days are made ahead and dropped in time."""

from datetime import timedelta
from typing import Any, Final

from jobs.declaring import Tasks
from jobs.running import Running
from orakul import throttling, traces
from orakul.alerts import listing
from orakul.events.retention import keep_house
from orakul.tasks import bulk

NAME: Final = "keep_house"
WHEN: Final = "17 */6 * * *"  # UTC; nothing depends on every time


tasks = Tasks()


@tasks.task(NAME, attempts=1, cron=WHEN)
async def keep_house_task(task: Running, timestamp: int | None = None) -> dict[str, Any]:
    """Make and drop days of the log; forget what is old and of no use any more."""
    settings = task.tools.settings
    retention = timedelta(days=settings.event_retention_days)
    async with task.tools.pool.acquire() as db:
        kept = await keep_house(db, retention=retention)
        spans = await traces.forget(db, retention=timedelta(days=settings.trace_retention_days))
        tries = await throttling.prune(db)
        bulks = await bulk.prune(db, retention)
        alerts = await listing.prune(db, retention)
    return {
        "made": kept.made,
        "dropped": list(kept.dropped),
        "history": kept.history,
        "spans": spans,
        "sign_in_counts": tries,
        "bulks": bulks,
        "alerts": alerts,
    }

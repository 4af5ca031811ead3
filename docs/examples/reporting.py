"""A task that is due by the clock."""

from datetime import UTC, datetime

from jobs.declaring import Tasks
from jobs.running import Running

tasks = Tasks()


@tasks.task("report", cron="30 6 * * 1-5")
async def report(task: Running, timestamp: int) -> dict[str, str]:
    """Tell which day it is for."""
    due = datetime.fromtimestamp(timestamp, UTC)
    return {"day": f"{due:%Y-%m-%d}"}

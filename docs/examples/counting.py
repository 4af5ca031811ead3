"""A plain function as a task."""

import time

from jobs.declaring import Tasks
from jobs.threads import RunningInThread

tasks = Tasks()


@tasks.task("count_down")
def count_down(task: RunningInThread, steps: int) -> int:
    """Take a tenth of a second for each step, unless it is cancelled."""
    for step in range(1, steps + 1):
        task.check_cancelled()
        time.sleep(0.1)
        task.progress(step, steps)
    return steps

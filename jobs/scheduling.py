"""What an application defers by itself, as it stands in the registry of Procrastinate."""

from typing import Any, cast

from procrastinate import App
from procrastinate.periodic import PeriodicTask

from orakul.schedules import Declared


def declared_by(app: App) -> list[Declared]:
    """Return the schedules of *app*, however they were declared."""
    registered = cast("Any", app.periodic_registry).periodic_tasks.values()
    return [_declared(each) for each in registered]


def _declared(periodic: PeriodicTask[Any, Any, Any]) -> Declared:
    job = periodic.task.configure(**periodic.configure_kwargs).job
    return Declared(
        task=job.task_name,
        periodic_id=periodic.periodic_id,
        queue=job.queue,
        cron=periodic.cron,
        args={name: value for name, value in job.task_kwargs.items() if name != "timestamp"},
        priority=job.priority,
        lock=job.lock,
        queueing_lock=job.queueing_lock,
    )

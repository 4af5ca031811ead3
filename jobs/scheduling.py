"""What an application defers by itself: what it declares, and when it is due."""

from collections.abc import Awaitable, Callable
from typing import Any, Never, cast

from procrastinate import App
from procrastinate.periodic import PeriodicDeferrer, PeriodicTask

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


class Deferrer(PeriodicDeferrer):
    """Procrastinate's, by the database's clock.

    A worker whose own clock is ahead would defer what is not due yet, which for all others is
    then dealt with. And the clock answers when the database does: what is due while it is away
    waits for it.
    """

    def __init__(self, app: App, clock: Callable[[], Awaitable[float]]) -> None:
        defaults = cast("dict[str, Any]", cast("Any", app).periodic_defaults)
        super().__init__(app.periodic_registry, **defaults)
        self._clock = clock

    async def worker(self) -> Never:
        """Defer each task when it is due, by *clock*, which tells the seconds since 1970."""
        theirs = cast("Any", self)
        while True:
            now = await self._clock()
            await theirs.defer_jobs(theirs.get_previous_tasks(at=now))
            for each in theirs.registry.periodic_tasks:
                self.last_defers.setdefault(each, int(now))  # or a first time could pass unseen
            await self.wait(self.get_next_tick(at=now))

"""``orakul worker``: it loads nothing of the server."""

import os
from pathlib import Path

import typer
import uvloop

import jobs.loading
import jobs.worker
from sql.migrate import demand_migrated
from web.command.place import begin_log, dsn_of, settings_for


def run(*, queues: str | None, concurrency: int, drain: float, data: Path | None) -> None:
    """Carry out tasks until SIGINT or SIGTERM.

    Raises:
        BadParameter: *queues* names none.
    """
    settings = settings_for(data=data)
    begin_log(settings)
    wanted = None if queues is None else _read_queues(queues)
    extra = jobs.loading.load(settings.tasks)
    dsn = dsn_of(settings)

    async def worked() -> None:
        await demand_migrated(dsn)
        jobs.worker.spare_garbage_collector()
        stopped = await jobs.worker.work(
            settings, dsn, queues=wanted, concurrency=concurrency, drain=drain, extra=extra
        )
        if not stopped:
            os._exit(0)  # the loop would wait for what ignores that it is cancelled

    uvloop.run(worked())


def _read_queues(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:  # such as of a variable that is not set
        raise typer.BadParameter("names no queue; leave it out for all", param_hint="--queues")
    return names

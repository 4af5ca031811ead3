"""``orakul web``, ``orakul worker`` and ``orakul migrate``: one process each."""

import asyncio
import logging
import os
from pathlib import Path

import typer
import uvloop

import jobs.loading
import jobs.worker
from orakul import database, logs, setup
from orakul.settings import Settings
from sql.migrate import demand_migrated, migrate
from web import serve as server
from web.command.place import dsn_of, settings_for, warn_of_slips


def serve(*, host: str | None, port: int | None, data: Path | None) -> None:
    """Serve until SIGINT or SIGTERM."""
    settings = settings_for(data=data, host=host, port=port)
    _log(settings)
    server.find_port(settings.host, settings.port)
    asyncio.run(_serve(settings, dsn_of(settings)))


async def _serve(settings: Settings, dsn: str) -> None:
    await demand_migrated(dsn)
    await _invite(dsn)
    await server.serve(settings, dsn)


async def _invite(dsn: str) -> None:
    """Print what the first administrator is made with, where there is nobody yet.

    It is no line of the log: those may go to a collector, which must not be able to.
    """
    db = await database.connect(dsn)
    try:
        code = await setup.offer(db)
    finally:
        await db.close()
    if code:
        typer.echo(
            f"Nobody can sign in yet. Open this server in a browser and set it up with the code"
            f" {code}: it is good once, within a day.",
            err=True,
        )


def work(*, queues: str | None, concurrency: int, drain: float, data: Path | None) -> None:
    """Carry out tasks until SIGINT or SIGTERM.

    Raises:
        BadParameter: *queues* names none.
    """
    settings = settings_for(data=data)
    _log(settings)
    wanted = None if queues is None else _read_queues(queues)
    extra = jobs.loading.load(settings.tasks)
    jobs.worker.spare_garbage_collector()
    dsn = dsn_of(settings)

    async def worked() -> None:
        await demand_migrated(dsn)
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


def _log(settings: Settings) -> None:
    logs.configure(pretty={"json": False, "pretty": True}.get(settings.log_format))
    # Of a database that is away its looks for cancellations tell with a traceback each second;
    # our own lines say so, too.
    logging.getLogger("procrastinate").setLevel("WARNING")
    logging.getLogger("procrastinate.worker").setLevel("CRITICAL")
    logging.getLogger("procrastinate.worker.worker").setLevel("WARNING")
    warn_of_slips()


def migrate_database(*, data: Path | None) -> None:
    """Bring the database up to date, and say what was applied."""
    applied = asyncio.run(migrate(dsn_of(settings_for(data=data))))
    for name in applied:
        typer.echo(name)
    typer.echo(f"{len(applied)} applied" if applied else "up to date")

"""``orakul web``: the server; and what it does as ``orakul broadcaster`` does."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import typer

from orakul import database, setup
from orakul.settings import Settings
from sql.migrate import demand_migrated
from web import serve as server
from web.command.place import begin_log, dsn_of, settings_for


def run(*, host: str | None, port: int | None, data: Path | None) -> None:
    """Serve until SIGINT or SIGTERM."""
    begin(_serve, host=host, port=port, data=data)


def begin(
    serve: Callable[[Settings, str], Awaitable[None]],
    *,
    host: str | None,
    port: int | None,
    data: Path | None,
) -> None:
    """Log, and *serve* with these settings at this database if the port is free and it migrated."""
    settings = settings_for(data=data, host=host, port=port)
    begin_log(settings)
    server.find_port(settings.host, settings.port)
    dsn = dsn_of(settings)

    async def served() -> None:
        await demand_migrated(dsn)
        await serve(settings, dsn)

    asyncio.run(served())


async def _serve(settings: Settings, dsn: str) -> None:
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

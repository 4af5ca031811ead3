"""``orakul migrate``."""

import asyncio
from pathlib import Path

import typer

from sql.migrate import migrate
from web.command.place import dsn_of, settings_for


def run(*, data: Path | None) -> None:
    """Bring the database up to date, and say what was applied."""
    applied = asyncio.run(migrate(dsn_of(settings_for(data=data))))
    for name in applied:
        typer.echo(name)
    typer.echo(f"{len(applied)} applied" if applied else "up to date")

"""``orakul secrets``: the keys that seal what Orakul keeps for its own use."""

import asyncio
from pathlib import Path

import typer

from orakul import database, secrets
from orakul.alerts import channels
from orakul.secrets import Rotation
from orakul.settings import Settings
from web.command.place import connected, settings_for, typist


def generate() -> None:
    """Print a new key."""
    typer.echo(secrets.generate())


def rotate(*, data: Path | None) -> int:
    """Seal everything with the newest key; return an exit status, 1 if something is left."""
    done, opened = asyncio.run(_rotate(settings_for(data=data)))
    typer.echo(f"{done.rotated} sealed anew with the key {done.key_id}, the first given.")
    if opened:
        typer.echo(f"{opened} sealed for the first time: addresses to which alerts are sent.")
    for key_id, count in done.left.items():
        typer.echo(f"{count} left: the key {key_id} is missing.", err=True)
    return 1 if done.left else 0


async def _rotate(settings: Settings) -> tuple[Rotation, int]:
    keys, who = secrets.keyring(settings), typist()
    async with connected(settings) as db:
        done = await secrets.rotate(db, keys, actor=who.actor)
        async with database.acting(db, who):
            return done, await channels.seal_open(db, settings)

"""``orakul user`` and ``orakul token``."""

import asyncio
import secrets
import sys
from getpass import getpass
from pathlib import Path

import typer

from orakul import people, sessions
from orakul.people import Role
from orakul.settings import Settings
from web.command.place import settings_for, writing


def add_user(email: str, *, role: Role, name: str | None, data: Path | None) -> None:
    """Let *email* sign in, with a password that is asked for or made and printed once."""
    asked = getpass("Password: ") if sys.stdin.isatty() else None
    password = asked or secrets.token_urlsafe(12)
    asyncio.run(_add(settings_for(data=data), email, role, name or email, password))
    typer.echo(f"{email} may sign in as {role}.")
    if not asked:
        typer.echo(f"Password, shown once: {password}")


async def _add(settings: Settings, email: str, role: Role, name: str, password: str) -> None:
    async with writing(settings) as db:
        await people.add_person(db, email, name, role, password)


def create_token(email: str, *, data: Path | None) -> None:
    """Make a token that acts as *email*, and print it."""
    typer.echo(asyncio.run(_create(settings_for(data=data), email)))


async def _create(settings: Settings, email: str) -> str:
    async with writing(settings) as db:
        person = await people.find_person(db, email)
        return await sessions.create_api_token(db, person)

"""``orakul user`` and ``orakul token``."""

import asyncio
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from getpass import getpass
from pathlib import Path
from typing import Any, Final

import typer

from orakul import accounts, people, tokens
from orakul.database import Acting
from orakul.paging import LARGEST_LIMIT
from orakul.people import Role
from orakul.settings import Settings
from orakul.tokens import Scope
from web.command.place import settings_for, writing
from web.command.showing import all_of, show
from web.command.tasks.desk import acting
from web.command.times import at_place
from web.people import PersonAccount
from web.tokens import Token

UNNAMED: Final = "command line"
PEOPLE: Final = ("id", "email", "name", "role", "is_active", "created_at")
TOKENS: Final = ("id", "owner", "name", "scopes", "created_at", "last_used_at", "expires_at")


def add_user(email: str, *, role: Role, name: str | None, data: Path | None) -> None:
    """Let *email* sign in, with a password that is asked for or made and printed once.

    Raises:
        BadParameter: *name* is too long, or empty; or the password is not the same again.
    """
    shown = email[: people.LONGEST_NAME] if name is None else _read_name(name, people.LONGEST_NAME)
    asked = _ask_password() if sys.stdin.isatty() else None
    password = asked or secrets.token_urlsafe(12)
    asyncio.run(_add(settings_for(data=data), email, role, shown, password))
    typer.echo(f"{email} may sign in as {role}.")
    if not asked:
        typer.echo(f"Password, shown once: {password}")


def _ask_password() -> str:
    """Return a password that was typed twice, or nothing where one is to be made."""
    password = getpass("Password (Enter makes one): ")
    if password and getpass("The same again: ") != password:
        raise typer.BadParameter("that was another password: nobody is added")
    return password


def _read_name(text: str, longest: int) -> str:
    name = text.strip()
    if not 1 <= len(name) <= longest:
        raise typer.BadParameter(f"a name has 1 to {longest} characters", param_hint="--name")
    return name


async def _add(settings: Settings, email: str, role: Role, name: str, password: str) -> None:
    async with writing(settings) as db:
        await accounts.add(db, email, name, role, password)


@dataclass(frozen=True, slots=True)
class Change:
    """What to change of somebody; None leaves it."""

    name: str | None
    role: Role | None
    is_active: bool | None


def change_user(email: str, change: Change, *, reason: str | None, data: Path | None) -> None:
    """Change somebody, and say who they are now.

    Raises:
        BadParameter: there is nothing to change, or the name is too long, or empty.
    """
    if change == Change(None, None, None):
        raise typer.BadParameter("say what: --name, --role, --active or --inactive")
    name = None if change.name is None else _read_name(change.name, people.LONGEST_NAME)
    settings = settings_for(data=data)
    now = asyncio.run(_change(settings, email, replace(change, name=name), acting(reason)))
    may = f"may sign in as {now['role']}" if now["is_active"] else "may not sign in"
    typer.echo(f"{now['email']} ({now['name']}) {may}.")


async def _change(settings: Settings, email: str, change: Change, who: Acting) -> Mapping[str, Any]:
    async with writing(settings, who) as db:
        person = await accounts.find(db, email)
        return (await accounts.change(db, person.id, **asdict(change))).shape


def reset_password(email: str, *, data: Path | None) -> None:
    """Print a token with which *email* chooses another password."""
    typer.echo(asyncio.run(_reset(settings_for(data=data), email)))


async def _reset(settings: Settings, email: str) -> str:
    async with writing(settings) as db:
        person = await people.find_person(db, email)
        token, _ = await accounts.issue_reset(db, person.id)
    return token


def create_token(
    email: str, *, name: str | None, scopes: Sequence[str], days: int | None, data: Path | None
) -> None:
    """Make a token that acts as *email*; print it, and beside it what it may and how long.

    Raises:
        BadParameter: *name* is too long, or empty.
    """
    purpose = UNNAMED if name is None else _read_name(name, tokens.LONGEST_NAME)
    settings = settings_for(data=data)
    read: Sequence[Scope] = [tokens.read_scope(each) for each in scopes]
    token, kept = asyncio.run(_create(settings, email, purpose, read, days))
    typer.echo(token)
    end = kept["expires_at"]
    until = f"until {at_place(datetime.fromisoformat(end))}" if end else "for ever"
    typer.echo(f"It has the scopes {', '.join(kept['scopes'])}, {until}.", err=True)
    if not (scopes and days):
        typer.echo("--scope gives it less, and --days an end.", err=True)


async def _create(
    settings: Settings, email: str, name: str, scopes: Sequence[Scope], days: int | None
) -> tuple[str, Mapping[str, Any]]:
    expires_at = None if days is None else datetime.now(UTC) + timedelta(days=days)
    async with writing(settings) as db:
        person = await people.find_person(db, email)
        given: Sequence[Scope] = scopes or tokens.SCOPES[person.role]
        token, kept = await tokens.issue(db, person, name=name, scopes=given, expires_at=expires_at)
    return token, kept.shape


def list_users(*, as_json: bool | None, data: Path | None) -> None:
    """Print who may sign in: a table, or JSON for a pipe."""
    found = asyncio.run(_users(settings_for(data=data)))
    show(found, PEOPLE, rest=PersonAccount, as_json=as_json)


async def _users(settings: Settings) -> list[Mapping[str, Any]]:
    async with writing(settings) as db:
        return await all_of(lambda cursor: accounts.page(db, cursor=cursor, limit=LARGEST_LIMIT))


def list_tokens(email: str | None, *, as_json: bool | None, data: Path | None) -> None:
    """Print the tokens of *email*, or of everybody: a table, or JSON for a pipe."""
    found = asyncio.run(_tokens(settings_for(data=data), email))
    show(found, TOKENS, rest=Token, as_json=as_json)


async def _tokens(settings: Settings, email: str | None) -> list[Mapping[str, Any]]:
    async with writing(settings) as db:
        person = None if email is None else (await people.find_person(db, email)).id
        return await all_of(
            lambda cursor: tokens.page(db, person, cursor=cursor, limit=LARGEST_LIMIT)
        )


def revoke_token(id: int, *, data: Path | None) -> None:
    """End a token."""
    asyncio.run(_revoke(settings_for(data=data), id))
    typer.echo(f"Token {id} stands for nobody any more.")


async def _revoke(settings: Settings, id: int) -> None:
    async with writing(settings) as db:
        await tokens.revoke(db, id)

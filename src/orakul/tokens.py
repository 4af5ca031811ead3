"""API tokens: how scripts say whom they act for, and how much of it.

    read     see what the owner sees, streams included
    write    change what the owner may change
    admin    administer, if the owner is an administrator
    events   follow the log and the streams, nothing else
    metrics  read the figures for Prometheus, nothing else, if the owner is an administrator

A token does what its scopes name, and never more than its owner may at that moment. None
of them makes tokens, ends sessions, changes a password, lets anybody sign in or changes what
they may: that takes somebody who signed in, so that a leaked token is not the start of more.
Only a digest is kept: a token is long and random, so a slow hash would add nothing.
"""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from orakul import database, events
from orakul.database import Connection
from orakul.errors import NotFoundError, RejectedError
from orakul.paging import Slice, Sort, page_by_id
from orakul.people import Person, Role
from orakul.sentences import said

Scope = Literal["read", "write", "admin", "events", "metrics"]

PREFIX: Final = "ork_"  # by which scanners find leaked tokens: ork_[A-Za-z0-9_-]{43}
LONGEST_NAME: Final = 100  # characters

# What each role's tokens can be given; all but the part for those who want less.
SCOPES: Final[Mapping[Role, tuple[Scope, ...]]] = {
    "viewer": ("read", "events"),
    "member": ("read", "write", "events"),
    "admin": ("read", "write", "admin", "events", "metrics"),
}

_LENGTH: Final = 32  # bytes
_LATEST: Final = Sort("id", descending=True)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as it is listed: its id, and what ``orakul.token_shape`` tells of it."""

    id: int
    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Revoked:
    person_id: int
    shape: Mapping[str, Any]
    changed: bool


def read_scope(text: str) -> Scope:
    """Return the scope that *text* names.

    Raises:
        RejectedError: it names none.
    """
    for scope in SCOPES["admin"]:
        if scope == text:
            return scope
    raise RejectedError(f"{text!r} is no scope: {', '.join(SCOPES['admin'])} are")


def digest(token: str) -> bytes:
    """Return what is kept of *token*."""
    return hashlib.sha256(token.encode()).digest()


async def issue(
    db: Connection,
    person: Person,
    *,
    name: str,
    scopes: Collection[Scope],
    expires_at: datetime | None = None,
) -> tuple[str, ApiToken]:
    """Make a token of *person* and tell them of it.

    Returns:
        The token, which nobody can read again, and how it is listed.

    Raises:
        RejectedError: *scopes* has one that the person's role never has, or none;
            *expires_at* is over.
    """
    _check(person, scopes, expires_at)
    async with db.transaction():
        token, kept = await add(db, person, name=name, scopes=scopes, expires_at=expires_at)
        await _tell(db, "token_created", kept.shape, person.id)
    return token, kept


async def add(
    db: Connection,
    person: Person,
    *,
    name: str,
    scopes: Collection[Scope],
    expires_at: datetime | None = None,
) -> tuple[str, ApiToken]:
    """Make a token of *person*; nobody is told.

    Raises:
        NotFoundError: *person* is not active any more.
    """
    token = PREFIX + secrets.token_urlsafe(_LENGTH)
    kept = await database.fetch_one(
        db,
        ApiToken,
        "add_api_token",
        person.id,
        digest(token),
        name,
        sorted(set(scopes)),
        expires_at,
    )
    if kept is None:
        raise NotFoundError(said("person_inactive", name=person.name))
    return token, kept


async def page(
    db: Connection, person: int | None, *, cursor: str | None = None, limit: int
) -> Slice[ApiToken]:
    """Return a page of the tokens of *person*, or of everybody's, that are not revoked.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(
        db, ApiToken, "list_api_tokens", person, sort=_LATEST, cursor=cursor, limit=limit
    )


async def revoke(db: Connection, token: int, *, person: int | None = None) -> None:
    """End a token; doing it again changes nothing.

    Args:
        db: connection within a transaction.
        token: its id.
        person: whose it must be; None for anybody's.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    found = await database.fetch_one(db, _Revoked, "revoke_api_token", token, person)
    if found is None:
        raise NotFoundError(said("token_unknown", id=token))
    if found.changed:
        await _tell(db, "token_revoked", found.shape, found.person_id)


async def revoke_all(db: Connection, person: int) -> None:
    """End all tokens of a person; *db* is within a transaction."""
    for each in await database.fetch(db, ApiToken, "revoke_api_tokens", person):
        await _tell(db, "token_revoked", each.shape, person)


def _check(person: Person, scopes: Collection[Scope], expires_at: datetime | None) -> None:
    if not scopes:
        raise RejectedError(said("token_without_scope"), path="scopes")
    for scope in scopes:
        if scope not in SCOPES[person.role]:
            raise RejectedError(
                f"the token of a {person.role} has no scope {scope!r}", path="scopes"
            )
    if expires_at is not None and expires_at <= datetime.now(UTC):
        raise RejectedError(said("token_ends_in_past"), path="expires_at")


async def _tell(db: Connection, name: str, shape: Mapping[str, Any], person: int) -> None:
    await events.tell_person(db, "people", name, {"token": shape}, person_id=person)

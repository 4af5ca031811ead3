"""People who sign in: an e-mail, a password, a role.

    admin    sees and controls everything
    member   sees their projects, controls their own tasks
    viewer   sees what their projects allow, changes nothing that others see

A password is kept as an argon2id hash. Hashing takes tens of milliseconds and much
memory on purpose, so it happens in a thread.
"""

import asyncio
import re
import secrets
from dataclasses import dataclass
from typing import Final, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from orakul import database
from orakul.database import Acting, Connection
from orakul.errors import ConflictError, NotFoundError, RejectedError
from orakul.sentences import said

Role = Literal["admin", "member", "viewer"]

ROLES: Final[tuple[Role, ...]] = ("admin", "member", "viewer")
SHORTEST_PASSWORD: Final = 8  # characters
LONGEST_PASSWORD: Final = 200  # characters
LONGEST_NAME: Final = 200  # characters
LONGEST_EMAIL: Final = 254  # characters

_EMAIL: Final = re.compile(r"[^\s@\x00]+@[^\s@\x00]+")
_HASHER: Final = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in."""

    id: int
    email: str
    name: str
    role: Role

    @property
    def is_admin(self) -> bool:
        """Whether they see and control everything."""
        return self.role == "admin"

    @property
    def may_write(self) -> bool:
        """Whether they may change anything at all."""
        return self.role != "viewer"

    @property
    def reader(self) -> int | None:
        """Their id, by which queries restrict rows; None where nothing is restricted."""
        return None if self.is_admin else self.id

    @property
    def actor_id(self) -> int | None:
        """Their id, by whose rights of the moment they act; None where no rights restrict."""
        return self.id


@dataclass(frozen=True, slots=True)
class Operator(Person):
    """Whoever reaches the database without signing in: nobody has this id, no rights restrict."""

    @property
    def actor_id(self) -> None:
        """None: no rights restrict."""


OPERATOR: Final = Operator(0, "", "operator", "admin")


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody whose password was right, and how it was kept then."""

    person: Person
    password_hash: str


@dataclass(frozen=True, slots=True)
class _Account:
    id: int
    email: str
    name: str
    role: Role
    password_hash: str | None


async def add_person(
    db: Connection, email: str, name: str, role: Role, password: str | None = None
) -> Person:
    """Add somebody who may sign in; without a password, by token alone.

    Raises:
        RejectedError: *email* is none, or *password* is too short or too long.
        ConflictError: there is somebody with this e-mail.
    """
    _check_email(email)
    hash = None if password is None else await hash_password(password)
    person = await database.fetch_one(db, Person, "add_person", name, email, role, hash)
    if person is None:
        raise ConflictError(said("email_taken", email=email))
    return person


async def find_person(db: Connection, email: str) -> Person:
    """Return who signs in with *email*.

    Raises:
        NotFoundError: nobody does.
    """
    account = await _account(db, email)
    if account is None:
        raise NotFoundError(f"nobody signs in with the e-mail {email}")
    return _person(account)


async def check_password(db: Connection, email: str, password: str) -> Person | None:
    """Return who has this e-mail and this password, or None."""
    proven = await prove(db, email, password)
    return proven.person if proven else None


async def prove(db: Connection, email: str, password: str) -> Proven | None:
    """Return who has this e-mail and this password, with how it is kept; or None.

    A wrong e-mail takes as long as a wrong password: neither tells of the other.
    """
    account = await _account(db, email)
    hash = account.password_hash if account else None
    right = await asyncio.to_thread(_matches, hash, password)
    if account is None or hash is None or not right:
        return None
    if _HASHER.check_needs_rehash(hash):
        better = await asyncio.to_thread(_HASHER.hash, password)
        if await database.fetch_value(db, "replace_password", account.id, hash, better):
            hash = better
    return Proven(_person(account), hash)


async def first_administrator(
    db: Connection, email: str | None = None, password: str | None = None
) -> tuple[str, str | None] | None:
    """Make an administrator if there is none; None if there is one.

    Any number of processes may ask at once: one of them makes it.

    Returns:
        Their e-mail, and their password if it was made here: nobody can read it again.
    """
    made = None if password else secrets.token_urlsafe(12)
    hash = await hash_password(password or made or "")
    async with database.acting(db, Acting(actor="system:setup")):
        await database.execute(db, "lock_people")
        if await database.fetch_value(db, "has_administrator"):
            return None
        address = email or "admin@localhost"
        _check_email(address)
        await database.execute(db, "set_administrator", "Administrator", address, hash)
    return address, made


def is_email(text: str) -> bool:
    """Tell whether *text* has the form of an e-mail address."""
    if len(text) > LONGEST_EMAIL or not text.isprintable():  # what nobody sees names nobody
        return False
    return _EMAIL.fullmatch(text) is not None


async def hash_password(password: str) -> str:
    """Return the argon2id hash of *password*.

    Raises:
        RejectedError: it is too short or too long.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise RejectedError(said("password_length", least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD))
    return await asyncio.to_thread(_HASHER.hash, password)


async def _account(db: Connection, email: str) -> _Account | None:
    return await database.fetch_one(db, _Account, "find_account", email)


def _person(account: _Account) -> Person:
    return Person(account.id, account.email, account.name, account.role)


def _matches(hash: str | None, password: str) -> bool:
    if hash is None:
        _HASHER.hash(password)  # as long as a comparison takes
        return False
    try:
        return _HASHER.verify(hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _check_email(email: str) -> None:
    if not is_email(email):
        raise RejectedError(said("email_misspelt", email=email))

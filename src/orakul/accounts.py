"""Who may sign in, as administrators manage it. Each change is an event.

Somebody is never deleted, because what they did goes on to name them: who is deactivated
is nobody until they are activated again, and then begins without sessions and tokens. The
last active administrator stays one; ``sql/functions/guard_administrators.sql`` sees to it.
Whoever changes what others may do is held to their rights as these are when their turn comes:
who loses them at that moment cannot give them back to themselves.

There is no e-mail: an administrator gets a token once, hands it over as they see fit, and
its bearer chooses a password with it, once, within a day.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg

from orakul import database, events, people, sessions, telemetry, tokens
from orakul.database import Acting, Connection
from orakul.errors import ConflictError, DeniedError, NotFoundError, RejectedError
from orakul.paging import Slice, Sort, page_by_id
from orakul.people import Person, Role
from orakul.sentences import said

RESET_PREFIX: Final = "orkr_"
RESET_LASTS: Final = timedelta(days=1)

_LENGTH: Final = 32  # bytes
_ORDER: Final = Sort("id", descending=False)


class NoResetError(RejectedError):
    """The token of a reset is good for nothing, or not any more."""

    def __init__(self) -> None:
        super().__init__(said("reset_over"))


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in: their id, and what ``orakul.account_shape`` tells of them."""

    id: int
    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changeable:
    """What of an account can be changed."""

    name: str
    role: Role
    is_active: bool


async def hold(db: Connection, person: Person) -> Person:
    """Return *person* as they are now; nobody else changes who may do what meanwhile.

    *db* is within a transaction, at whose end that is over.

    Raises:
        DeniedError: they are not active any more.
    """
    await database.execute(db, "lock_roles")
    account = (await read(db, person.id)).shape
    if not account["is_active"]:
        raise DeniedError(said("person_inactive", name=person.name))
    return replace(person, role=account["role"])


async def hold_administrator(db: Connection, person: Person) -> None:
    """Make sure that *person* administers people now, as `hold` does.

    Raises:
        DeniedError: they do not, or not any more.
    """
    if not (await hold(db, person)).is_admin:
        raise DeniedError(said("administrators_only"))


async def page(
    db: Connection, *, query: str | None = None, cursor: str | None = None, limit: int
) -> Slice[Account]:
    """Return a page of those who may sign in; with *query*, those with it in name or e-mail.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    return await page_by_id(
        db, Account, "list_accounts", query, sort=_ORDER, cursor=cursor, limit=limit
    )


async def read(db: Connection, person: int) -> Account:
    """Return somebody who may sign in.

    Raises:
        NotFoundError: there is nobody with this id.
    """
    found = await database.fetch_one(db, Account, "read_account", person)
    if found is None:
        raise _nobody(person)
    return found


async def find(db: Connection, email: str) -> Account:
    """Return who has this e-mail and may sign in, or might if they were active.

    Raises:
        NotFoundError: nobody has.
    """
    found = await database.fetch_one(db, Account, "account_with_email", email)
    if found is None:
        raise NotFoundError(f"nobody signs in with the e-mail {email}")
    return found


async def add(
    db: Connection, email: str, name: str, role: Role, password: str | None = None
) -> Account:
    """Let somebody sign in; *db* is within a transaction.

    Raises:
        RejectedError: *email* is none, or *password* is too short or too long.
        ConflictError: there is somebody with this e-mail.
    """
    person = await people.add_person(db, email, name, role, password)
    account = await read(db, person.id)
    await _tell(db, "person_added", account, previous=None)
    return account


async def change(
    db: Connection,
    person: int,
    *,
    name: str | None = None,
    role: Role | None = None,
    is_active: bool | None = None,
) -> Account:
    """Change what is given of an account; *db* is within a transaction.

    Who is deactivated loses their sessions and tokens.

    Raises:
        NotFoundError: there is nobody with this id.
        ConflictError: no active administrator would be left.
    """
    before = await database.fetch_one(db, Changeable, "lock_account", person)
    if before is None:
        raise _nobody(person)
    given = {"name": name, "role": role, "is_active": is_active}
    after = replace(before, **{key: value for key, value in given.items() if value is not None})  # pyright: ignore[reportArgumentType] - of these fields
    if after == before:
        return await read(db, person)
    account = await _changed(db, person, after)
    if not after.is_active:
        await _shut_out(db, person)
    await _tell(db, "person_changed", account, previous=asdict(before))
    return account


async def issue_reset(db: Connection, person: int) -> tuple[str, datetime]:
    """Make a token with which somebody chooses another password, in place of the one before.

    *db* is within a transaction.

    Returns:
        The token, which nobody can read again, and when it is over.

    Raises:
        NotFoundError: there is nobody with this id.
        ConflictError: they are not active.
    """
    account = await read(db, person)
    if not account.shape["is_active"]:
        raise ConflictError(said("person_inactive", name=account.shape["name"]))
    token = RESET_PREFIX + secrets.token_urlsafe(_LENGTH)
    expires_at = datetime.now(UTC) + RESET_LASTS
    await database.execute(db, "add_password_reset", person, tokens.digest(token), expires_at)
    await events.tell_person(
        db, "people", "password_reset_issued", {"person_id": str(person)}, person_id=person
    )
    return token, expires_at


async def reset_password(db: Connection, token: str, password: str) -> None:
    """Let the bearer of a token choose another password, which ends all their sessions.

    Args:
        db: connection outside of any transaction.
        token: of `issue_reset`.
        password: to have from now on.

    Raises:
        NoResetError: the token is good for nothing.
        RejectedError: *password* is too short or too long.
    """
    digest = tokens.digest(token)
    # Hashing is costly: only who brings a good token makes us do it.
    person = await database.fetch_value(db, "find_password_reset", digest)
    if person is None:
        raise NoResetError
    hash = await people.hash_password(password)
    who = Acting(
        actor=f"person:{person}", owner_id=person, traceparent=telemetry.current_traceparent()
    )
    async with database.acting(db, who):
        # The person first, as whoever changes their password does it.
        changed = await database.fetch_value(db, "set_password", person, hash)
        if changed is None or not await database.fetch_value(db, "use_password_reset", digest):
            raise NoResetError
        await sessions.end_all(db, person)
        await sessions.tell_of_password(db, person)


async def _changed(db: Connection, person: int, after: Changeable) -> Account:
    try:
        account = await database.fetch_one(
            db, Account, "change_account", person, after.name, after.role, after.is_active
        )
    except asyncpg.CheckViolationError as error:
        if error.constraint_name != "last_administrator":
            raise
        raise ConflictError(said("last_administrator")) from None
    if account is None:
        raise _nobody(person)
    return account


async def _shut_out(db: Connection, person: int) -> None:
    await sessions.end_all(db, person)
    await tokens.revoke_all(db, person)
    await database.execute(db, "drop_password_reset", person)


async def _tell(
    db: Connection, name: str, account: Account, *, previous: Mapping[str, Any] | None
) -> None:
    data = {"person": account.shape, "previous": previous}
    await events.tell_administrators(db, "people", name, data)


def _nobody(person: int) -> NotFoundError:
    return NotFoundError(said("person_unknown", id=person))

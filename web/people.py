"""Who may sign in, for administrators; and choosing a password by a token of theirs."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from orakul import accounts
from orakul.accounts import Account
from orakul.people import LONGEST_EMAIL, LONGEST_NAME, LONGEST_PASSWORD, SHORTEST_PASSWORD, Role
from web.call import Call
from web.endpoints import LARGEST_OF_STRANGERS, Endpoints
from web.shapes import Body, Id, Page, Paging, Reason, Shape, Text, Time, storable
from web.tries import tried

people = Endpoints("people")

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME),
    AfterValidator(storable),
]
Password = Annotated[Text, Field(min_length=SHORTEST_PASSWORD, max_length=LONGEST_PASSWORD)]


class PersonAccount(Shape):
    """Somebody who may sign in."""

    id: Id
    email: str | None
    name: str
    role: Role
    is_active: bool
    has_password: bool = Field(description="without one, they sign in by token alone")
    created_at: Time


class PeopleQuery(Paging):
    """Whom to list."""

    q: Text | None = Field(None, max_length=200, description="a part of a name or an e-mail")


class NewPerson(Body):
    """Somebody to let sign in."""

    email: Text = Field(max_length=LONGEST_EMAIL)
    name: Name
    role: Role = "member"
    password: Password | None = Field(
        None, description="without one, make a password reset and hand its token over"
    )


class PersonChange(Body):
    """What to change; what is left out stays."""

    name: Name | None = None
    role: Role | None = None
    is_active: bool | None = None
    reason: Reason | None = None


class PasswordReset(Shape):
    """A token with which a person chooses another password, once."""

    token: str = Field(description="for POST /api/auth/password-reset; never shown again")
    expires_at: Time


class ChosenPassword(Body):
    """The token of a password reset, and the password to have."""

    token: Text = Field(max_length=200)
    password: Password


@people.get("/api/people", access="admin")
async def list_people(call: Call, query: PeopleQuery) -> Page[PersonAccount]:
    """List who may sign in, active or not, in the order in which they were added."""
    page = await accounts.page(call.db, query=query.q, cursor=query.cursor, limit=query.limit)
    return Page[PersonAccount].of(page)


@people.post("/api/people", access="accounts", status=201, errors=(409,))
async def add_person(call: Call, body: NewPerson) -> PersonAccount:
    """Let somebody sign in."""
    async with _administering(call):
        return _shown(await accounts.add(call.db, body.email, body.name, body.role, body.password))


@people.get("/api/people/{id}", access="admin")
async def read_person(call: Call, id: int) -> PersonAccount:
    """Read who somebody is."""
    return _shown(await accounts.read(call.db, id))


@people.put("/api/people/{id}", access="accounts", errors=(409,))
async def change_person(call: Call, id: int, body: PersonChange) -> PersonAccount:
    """Change somebody's name, role or activity.

    Who is deactivated loses their sessions and tokens at once. The last active
    administrator stays one: that is a 409.
    """
    async with _administering(call, reason=body.reason):
        account = await accounts.change(
            call.db, id, name=body.name, role=body.role, is_active=body.is_active
        )
    return _shown(account)


@people.post("/api/people/{id}/password-reset", access="accounts", status=201, errors=(409,))
async def issue_password_reset(call: Call, id: int) -> PasswordReset:
    """Make a token with which a person chooses another password, once, within a day.

    It replaces the one before. Nobody is written to: hand it over yourself. Their password
    and sessions stay until they use it.
    """
    async with _administering(call):
        token, expires_at = await accounts.issue_reset(call.db, id)
    return PasswordReset(token=token, expires_at=expires_at)


@people.post("/api/auth/password-reset", access="public", largest_body=LARGEST_OF_STRANGERS)
async def reset_password(call: Call, body: ChosenPassword) -> None:
    """Choose a password by the token of a reset, which ends all of one's sessions."""
    with tried(call, "wrong reset"):
        await accounts.reset_password(call.db, body.token, body.password)


@asynccontextmanager
async def _administering(call: Call, *, reason: str | None = None) -> AsyncGenerator[None]:
    async with call.acting(reason=reason):
        await accounts.hold_administrator(call.db, call.person)
        yield


def _shown(account: Account) -> PersonAccount:
    return PersonAccount.model_validate(account.shape)

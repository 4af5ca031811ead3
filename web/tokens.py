"""The API tokens of whoever is signed in."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from orakul import tokens as api_tokens
from orakul.tokens import LONGEST_NAME, ApiToken, Scope
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Body, Id, KeptTime, Page, Paging, Shape, Time, storable

tokens = Endpoints("sign-in")

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME),
    AfterValidator(storable),
]


class Owner(Shape):
    """Whom a token acts for."""

    id: Id
    name: str


class Token(Shape):
    """An API token, without what would let anybody use it."""

    id: Id
    owner: Owner
    name: str
    scopes: list[Scope]
    created_at: Time
    last_used_at: Time | None = Field(description="to the minute")
    expires_at: Time | None


class CreatedToken(Token):
    """An API token that was just made, this once with itself."""

    token: str = Field(description="for the header `Authorization: Bearer`; never shown again")


class NewToken(Body):
    """What a token is for, and what it may do."""

    name: Name
    scopes: list[Scope] = Field(min_length=1, max_length=5)
    expires_at: KeptTime | None = None


@tokens.get("/api/auth/tokens", access="account")
async def list_tokens(call: Call, query: Paging) -> Page[Token]:
    """List one's API tokens that are not revoked, latest first."""
    page = await api_tokens.page(call.db, call.person.id, cursor=query.cursor, limit=query.limit)
    return Page[Token].of(page)


@tokens.post("/api/auth/tokens", access="account", status=201)
async def create_token(call: Call, body: NewToken) -> CreatedToken:
    """Make an API token.

    It does what its scopes name, and never more than its owner may: `read` sees, `write`
    changes, `admin` administers, `events` follows the log and the streams alone, `metrics` reads
    `/metrics` alone.
    """
    async with call.acting():
        token, kept = await api_tokens.issue(
            call.db,
            call.person,
            name=body.name,
            scopes=body.scopes,
            expires_at=body.expires_at,
        )
    return _created(token, kept)


@tokens.delete("/api/auth/tokens/{id}", access="account", counted=False)
async def revoke_token(call: Call, id: int) -> None:
    """End one of one's API tokens; doing it again changes nothing."""
    async with call.acting():
        await api_tokens.revoke(call.db, id, person=call.person.id)


def _created(token: str, kept: ApiToken) -> CreatedToken:
    return CreatedToken.model_validate({**kept.shape, "token": token})

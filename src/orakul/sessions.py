"""Sessions and tokens: how a request says who sends it.

Signing in opens a session and answers an access token, a JWT that names it. The token is
signed with a key that the database keeps, and it is only a name: every request asks the
database whether its session still stands, so a revoked one ends at once. Scripts use API
tokens instead, of which only a digest is kept.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import jwt

from orakul import database
from orakul.database import Acting, Connection
from orakul.people import Person, Role, check_password

ALGORITHM: Final = "HS256"
ISSUER: Final = "orakul"
CLAIMS: Final = ["exp", "iat", "sub", "sid", "iss", "aud"]
TOKEN_PREFIX: Final = "ork_"  # noqa: S105 - how API tokens begin, which helps to find leaked ones

_KEY: Final = "access-token-key"
_KEY_LENGTH: Final = 32  # bytes
_TOKEN_LENGTH: Final = 32  # bytes


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sends a request, and the session or the API token that says so.

    *expires_at* is None for an API token, which has no end, and *token* its id.
    """

    person: Person
    session: UUID | None
    expires_at: datetime | None
    token: int | None = None


@dataclass(frozen=True, slots=True)
class _SessionRow:
    id: int
    email: str
    name: str
    role: Role
    expires_at: datetime | None
    token: int | None = None


async def signing_key(db: Connection) -> bytes:
    """Return the key of access tokens, made at the first call.

    Any number of processes may call it first: they get the same key.
    """
    fresh = secrets.token_bytes(_KEY_LENGTH)
    return await database.fetch_value(db, "keep_secret", _KEY, fresh)


async def sign_in(
    db: Connection, email: str, password: str, *, lasting: timedelta
) -> SignedIn | None:
    """Open a session for who has this e-mail and password; None if nobody has."""
    person = await check_password(db, email, password)
    if person is None:
        return None
    # The token counts whole seconds; the session ends when it does.
    expires_at = (datetime.now(UTC) + lasting).replace(microsecond=0)
    async with database.acting(db, Acting(actor=f"person:{person.id}", owner_id=person.id)):
        session = await database.fetch_value(db, "open_session", person.id, expires_at)
    return SignedIn(person, session, expires_at)


def access_token(key: bytes, signed_in: SignedIn) -> str:
    """Return the JWT that names a session."""
    claims = {
        "sub": str(signed_in.person.id),
        "sid": str(signed_in.session),
        "iat": datetime.now(UTC),
        "exp": signed_in.expires_at,
        "iss": ISSUER,
        "aud": ISSUER,
    }
    return jwt.encode(claims, key, ALGORITHM)  # pyright: ignore[reportUnknownMemberType] - names types of cryptography


async def authenticate_token(db: Connection, key: bytes, token: str) -> SignedIn | None:
    """Return whom an access token or an API token stands for; None if nobody.

    Nobody it is, too, whose session has ended or was revoked, and who is not active.
    """
    if token.startswith(TOKEN_PREFIX):
        row = await database.fetch_one(db, _SessionRow, "use_api_token", _digest(token))
        return None if row is None else _signed_in(row, None)
    session = _session(key, token)
    if session is None:
        return None
    row = await database.fetch_one(db, _SessionRow, "find_session", session)
    return None if row is None else _signed_in(row, session)


async def revoke_session(db: Connection, session: UUID) -> None:
    """End a session; its access token stands for nobody from now on."""
    await database.execute(db, "revoke_session", session)


async def create_api_token(db: Connection, person: Person) -> str:
    """Make a token for scripts of *person* and return it; nobody can read it again."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(_TOKEN_LENGTH)
    await database.execute(db, "add_api_token", person.id, _digest(token))
    return token


def _session(key: bytes, token: str) -> UUID | None:
    try:
        claims = jwt.decode(  # pyright: ignore[reportUnknownMemberType]
            token,
            key,
            algorithms=[ALGORITHM],
            audience=ISSUER,
            issuer=ISSUER,
            options={"require": CLAIMS},
        )
        return UUID(claims["sid"])
    except (jwt.InvalidTokenError, ValueError, AttributeError, TypeError):
        return None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _signed_in(row: _SessionRow, session: UUID | None) -> SignedIn:
    person = Person(row.id, row.email, row.name, row.role)
    return SignedIn(person, session, row.expires_at, row.token)

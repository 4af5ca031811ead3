"""Sessions: how a request says who sends it.

Signing in opens a session and answers an access token, a JWT that names it. The token is
signed with a key that the database keeps, and it is only a name: every request asks the
database whether its session still stands, so a revoked one ends at once. Scripts use API
tokens instead (`orakul.tokens`).

A session can be refreshed, up to a longest time from its beginning. The token from before
stays good until the time that it names: an answer can get lost, and a browser has many
tabs, so a token that ended with its refresh would sign honest people out. It is not worth
more than the new one, and ends with the session like it.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import jwt

from orakul import database, events, people, telemetry, throttling, tokens
from orakul.database import Acting, Connection
from orakul.errors import ConflictError, NotFoundError
from orakul.paging import Place, Slice, Sort, cut, read_cursor, read_time
from orakul.people import Person, Proven, Role
from orakul.sentences import said
from orakul.throttling import Origin
from orakul.tokens import Scope

ALGORITHM: Final = "HS256"
ISSUER: Final = "orakul"
CLAIMS: Final = ["exp", "iat", "sub", "sid", "iss", "aud"]
LEEWAY: Final = timedelta(seconds=30)  # that the clocks of web processes may differ

_LATEST: Final = Sort("seen_at", descending=True)
_KEY: Final = "access-token-key"
_KEY_LENGTH: Final = 32  # bytes


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sends a request, and what says so: a session or an API token, by its id.

    *scopes* is None for what a token does not restrict. *expires_at* is None where only
    somebody can end it.
    """

    person: Person
    session: UUID | None
    expires_at: datetime | None
    token: int | None = None
    scopes: frozenset[Scope] | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it is listed: its id, and what ``orakul.session_shape`` tells of it."""

    id: UUID
    shape: Mapping[str, Any]

    @property
    def expires_at(self) -> datetime:
        """When it ends by itself."""
        return datetime.fromisoformat(self.shape["expires_at"])


@dataclass(frozen=True, slots=True)
class _Listed:
    id: UUID
    used: str
    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _SessionRow:
    id: int
    email: str
    name: str
    role: Role
    expires_at: datetime | None
    token: int | None = None
    scopes: Collection[Scope] | None = None


async def signing_key(db: Connection) -> bytes:
    """Return the key of access tokens, made at the first call.

    Any number of processes may call it first: they get the same key.
    """
    fresh = secrets.token_bytes(_KEY_LENGTH)
    return await database.fetch_value(db, "keep_secret", _KEY, fresh)


async def prove(db: Connection, email: str, password: str, origin: Origin) -> Proven | None:
    """Return who has this e-mail and password, or None.

    Args:
        db: connection outside of any transaction: the try counts, whatever comes of it.
        email: of an account, if there is one.
        password: to try.
        origin: where from.

    Raises:
        ThrottledError: it was tried too often, for this e-mail or from there.
    """
    await throttling.admit(db, email, origin.address)
    proven = await people.prove(db, email, password)
    if proven is not None:
        await throttling.welcome(db, email, origin.address)
    return proven


async def sign_in(
    db: Connection, email: str, password: str, *, lasting: timedelta, origin: Origin
) -> SignedIn | None:
    """Open a session for who has this e-mail and password; None if nobody has.

    Raises:
        ThrottledError: it was tried too often, for this e-mail or from there.
    """
    proven = await prove(db, email, password, origin)
    if proven is None:
        return None
    person = proven.person
    # The token counts whole seconds; the session ends when it does.
    expires_at = (datetime.now(UTC) + lasting).replace(microsecond=0)
    async with database.acting(db, _as(person)):
        opened = await database.fetch_one(
            db,
            Session,
            "open_session",
            person.id,
            proven.password_hash,
            expires_at,
            origin.address,
            origin.user_agent,
        )
        if opened is None:
            return None
        await _tell(db, "session_opened", opened, person.id)
    return SignedIn(person, opened.id, expires_at)


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
    return jwt.encode(claims, key, ALGORITHM)


async def authenticate_token(db: Connection, key: bytes, token: str) -> SignedIn | None:
    """Return whom an access token or an API token stands for; None if nobody.

    Nobody it is, too, whose session has ended or was revoked, and who is not active.
    """
    if token.startswith(tokens.PREFIX):
        row = await database.fetch_one(db, _SessionRow, "use_api_token", tokens.digest(token))
        return None if row is None else _signed_in(row, None)
    session = _session(key, token)
    if session is None:
        return None
    row = await database.fetch_one(db, _SessionRow, "find_session", session)
    return None if row is None else _signed_in(row, session)


async def refresh(
    db: Connection, person: Person, session: UUID, *, lasting: timedelta, longest: timedelta
) -> datetime | None:
    """Let a session last *lasting* from now on, and *longest* from its beginning at most.

    Args:
        db: connection within a transaction.
        person: whose it is.
        session: that stands.
        lasting: from now on.
        longest: from its beginning.

    Returns:
        When it ends now; None if that stays as it was.
    """
    extended = await database.fetch_one(db, Session, "extend_session", session, lasting, longest)
    if extended is None:
        return None
    await _tell(db, "session_extended", extended, person.id)
    return extended.expires_at


async def page(db: Connection, person: Person, *, cursor: str | None, limit: int) -> Slice[_Listed]:
    """Return a page of the sessions of *person* that stand, those used last first.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    place = read_cursor(cursor, _LATEST, _checked)
    after = _use(place.key) if place and place.key else (None, None)
    rows = await database.fetch(db, _Listed, "list_sessions", person.id, *after, limit + 1)
    return cut(rows, limit, _LATEST, lambda row: Place(f"{row.used} {row.id}", 0))


def _use(key: str) -> tuple[datetime, UUID]:
    """Read when a session was used and its id, which is no number, from a place in the list."""
    used, _, id = key.rpartition(" ")
    return read_time(used), UUID(id)


def _checked(key: str) -> str:
    _use(key)
    return key


async def end(db: Connection, person: Person, session: UUID) -> None:
    """End a session of *person*; doing it again changes nothing.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    if not await database.fetch_value(db, "owns_session", person.id, session):
        raise NotFoundError(said("session_unknown", id=str(session)))
    await end_all(db, person.id, only=session)


async def end_all(
    db: Connection, person: int, *, only: UUID | None = None, keep: UUID | None = None
) -> None:
    """End the sessions of a person: all of them, *only* one, or all but the one to *keep*.

    *db* is within a transaction. Their access tokens stand for nobody from its commit on.
    """
    for each in await database.fetch(db, Session, "end_sessions", person, only, keep):
        await _tell(db, "session_ended", each, person)


async def change_password(
    db: Connection, proven: Proven, hash: str, *, keep: UUID | None = None
) -> None:
    """Give somebody another password, which ends all their sessions but the one to *keep*.

    *db* is within a transaction.

    Raises:
        ConflictError: it was changed after they had proven theirs.
    """
    person = proven.person.id
    if (
        await database.fetch_value(db, "replace_password", person, proven.password_hash, hash)
        is None
    ):
        raise ConflictError(said("password_changed"))
    await database.execute(db, "drop_password_reset", person)
    await end_all(db, person, keep=keep)
    await tell_of_password(db, person)


async def tell_of_password(db: Connection, person: int) -> None:
    """Tell somebody that they have another password, when the transaction commits."""
    await events.tell_person(
        db, "people", "password_changed", {"person_id": str(person)}, person_id=person
    )


async def create_api_token(db: Connection, person: Person) -> str:
    """Make a token that does all that *person* may, and return it; nobody is told."""
    token, _ = await tokens.add(db, person, name="", scopes=tokens.SCOPES["admin"])
    return token


def _session(key: bytes, token: str) -> UUID | None:
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=ISSUER,
            issuer=ISSUER,
            leeway=LEEWAY,
            options={"require": CLAIMS},
        )
        return UUID(claims["sid"])
    except (jwt.InvalidTokenError, ValueError, AttributeError, TypeError):
        return None


def _signed_in(row: _SessionRow, session: UUID | None) -> SignedIn:
    person = Person(row.id, row.email, row.name, row.role)
    scopes = None if row.scopes is None else frozenset(row.scopes)
    return SignedIn(person, session, row.expires_at, row.token, scopes)


def _as(person: Person) -> Acting:
    return Acting(
        actor=f"person:{person.id}",
        owner_id=person.id,
        traceparent=telemetry.current_traceparent(),
    )


async def _tell(db: Connection, name: str, session: Session, person: int) -> None:
    await events.tell_person(db, "people", name, {"session": session.shape}, person_id=person)

"""Signing in and out, and who is signed in."""

from dataclasses import replace
from datetime import timedelta
from typing import Final, Literal

from pydantic import Field
from starlette.responses import Response

from orakul import projects, sessions
from orakul.database import Connection
from orakul.errors import DeniedError
from orakul.people import (
    LONGEST_EMAIL,
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    Person,
    Role,
    hash_password,
)
from orakul.sentences import said
from orakul.sessions import SignedIn
from web.call import Call
from web.dispatch import answered
from web.endpoints import LARGEST_OF_STRANGERS, Endpoints
from web.identity import drop_cookie, set_cookie
from web.problems import UnauthenticatedError, wrong
from web.projects import OwnProject
from web.shapes import Body, Id, Shape, Text, Time
from web.tries import UnprovenError, tried

signin = Endpoints("sign-in")

COOKIE_HEADER: Final = {"Set-Cookie": "the access token, for a browser"}


class Credentials(Body):
    """What somebody signs in with."""

    email: Text = Field(max_length=LONGEST_EMAIL)
    password: Text = Field(max_length=LONGEST_PASSWORD)


class PasswordChange(Body):
    """The password that one has, and the one to have."""

    current: Text = Field(max_length=LONGEST_PASSWORD)
    new: Text = Field(min_length=SHORTEST_PASSWORD, max_length=LONGEST_PASSWORD)


class Me(Shape):
    """Who is signed in, and which projects they see."""

    id: Id
    email: str
    name: str
    role: Role
    projects: list[OwnProject]


class AccessToken(Shape):
    """A token for the header ``Authorization: Bearer``; the cookie holds it, too."""

    access_token: str
    token_type: Literal["bearer"]
    expires_at: Time
    user: Me


@signin.post(
    "/api/auth/login",
    access="public",
    answer=AccessToken,
    headers=COOKIE_HEADER,
    errors=(401, 429),
    lane="proof",
    largest_body=LARGEST_OF_STRANGERS,
)
async def log_in(call: Call, body: Credentials) -> Response:
    """Sign in with e-mail and password.

    The answer sets a cookie that scripts in the page cannot read, and names the same token
    for the header. Who tries too often is told how long to wait.
    """
    lasting = timedelta(hours=call.site.settings.session_hours)
    with tried(call):
        signed_in = await sessions.sign_in(
            call.db, body.email, body.password, lasting=lasting, origin=call.origin
        )
        if signed_in is None:
            raise UnauthenticatedError(said("wrong_password"))
    return await entered(call, signed_in)


@signin.post(
    "/api/auth/refresh",
    access="account",
    answer=AccessToken,
    headers=COOKIE_HEADER,
    counted=False,
)
async def refresh(call: Call) -> Response:
    """Let the session last longer, and get the token that says so.

    It ends in the time of a sign-in from now on, but never later than the longest time from
    its beginning. The token from before stays good until its own end, so no other tab is
    signed out. An API token has no session to refresh.
    """
    signed_in = call.signed_in
    if signed_in is None or signed_in.session is None:
        raise DeniedError(said("session_not_extended"))
    settings = call.site.settings
    async with call.acting():
        ends = await sessions.refresh(
            call.db,
            signed_in.person,
            signed_in.session,
            lasting=timedelta(hours=settings.session_hours),
            longest=timedelta(hours=settings.session_longest_hours),
        )
    return await entered(call, replace(signed_in, expires_at=ends or signed_in.expires_at))


@signin.post("/api/auth/password", access="account", errors=(409, 429), lane="proof", counted=False)
async def change_password(call: Call, body: PasswordChange) -> None:
    """Change one's password, which ends all of one's other sessions.

    API tokens stay: they are listed and revoked one by one.
    """
    with tried(call, "wrong password"):
        proven = await sessions.prove(call.db, call.person.email, body.current, call.origin)
        if proven is None:
            raise UnprovenError([wrong("current", said("not_own_password"))])
    hash = await hash_password(body.new)
    async with call.acting():
        await sessions.change_password(call.db, proven, hash, keep=call.session)


@signin.get("/api/auth/me")
async def read_me(call: Call) -> Me:
    """Tell who is signed in, with their projects and roles."""
    return await _me(call.db, call.person)


@signin.post("/api/auth/logout", access="read", status=204, counted=False)
async def log_out(call: Call) -> Response:
    """End the session that this request came in.

    An API token has no session; it stands until it is revoked.
    """
    if call.session:
        async with call.acting():
            await sessions.end_all(call.db, call.person.id, only=call.session)
    response = Response(status_code=204)
    drop_cookie(response, call.site)
    return response


async def entered(call: Call, signed_in: SignedIn, *, status: int = 200) -> Response:
    """Answer the access token of a session, in the cookie, too."""
    token = sessions.access_token(call.site.key, signed_in)
    answer = AccessToken.model_validate(
        {
            "access_token": token,
            "token_type": "bearer",
            "expires_at": signed_in.expires_at,
            "user": await _me(call.db, signed_in.person),
        }
    )
    response = answered(answer, status)
    set_cookie(response, call.site, token, signed_in)
    return response


async def _me(db: Connection, person: Person) -> Me:
    return Me.model_validate(
        {
            "id": person.id,
            "email": person.email,
            "name": person.name,
            "role": person.role,
            "projects": await projects.visible(db, person),
        }
    )

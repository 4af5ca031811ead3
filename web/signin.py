"""Signing in and out, and who is signed in."""

from datetime import timedelta
from typing import Literal

from pydantic import Field
from starlette.responses import Response

from orakul import projects, sessions
from orakul.database import Connection
from orakul.people import LONGEST_EMAIL, LONGEST_PASSWORD, Person, Role
from web.call import Call
from web.dispatch import answered
from web.endpoints import Endpoints
from web.identity import COOKIE, set_cookie
from web.problems import UnauthenticatedError
from web.shapes import Body, Id, Shape, Text, Time

signin = Endpoints("sign-in")


class Credentials(Body):
    """What somebody signs in with."""

    email: Text = Field(max_length=LONGEST_EMAIL)
    password: Text = Field(max_length=LONGEST_PASSWORD)


class OwnProject(Shape):
    """A project that one sees, with one's role in it."""

    id: Id
    slug: str
    name: str
    role: Role


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


@signin.post("/api/auth/login", access="public", answer=AccessToken, errors=(401,))
async def log_in(call: Call, body: Credentials) -> Response:
    """Sign in with e-mail and password.

    The answer sets a cookie that scripts in the page cannot read, and names the same token
    for the header.
    """
    lasting = timedelta(hours=call.site.settings.session_hours)
    signed_in = await sessions.sign_in(call.db, body.email, body.password, lasting=lasting)
    if signed_in is None:
        raise UnauthenticatedError("No such e-mail, or not this password.")
    token = sessions.access_token(call.site.key, signed_in)
    answer = AccessToken.model_validate(
        {
            "access_token": token,
            "token_type": "bearer",
            "expires_at": signed_in.expires_at,
            "user": await _me(call.db, signed_in.person),
        }
    )
    response = answered(answer)
    set_cookie(response, call.site, token, signed_in)
    return response


@signin.get("/api/auth/me")
async def read_me(call: Call) -> Me:
    """Tell who is signed in, with their projects and roles."""
    return await _me(call.db, call.person)


@signin.post("/api/auth/logout", access="read", status=204)
async def log_out(call: Call) -> Response:
    """End the session that this request came in.

    An API token has no session; it stands until it is revoked.
    """
    if call.session:
        async with call.acting():
            await sessions.revoke_session(call.db, call.session)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
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

"""The first administrator of an installation, made over HTTP with a code that a server printed."""

from datetime import timedelta

from pydantic import Field
from starlette.responses import Response

from orakul import sessions
from orakul import setup as setting_up
from orakul.people import LONGEST_EMAIL
from orakul.sentences import said
from web.call import Call
from web.endpoints import LARGEST_OF_STRANGERS, Endpoints
from web.people import Name, Password
from web.problems import UnauthenticatedError, wrong
from web.shapes import Body, Shape, Text
from web.signin import COOKIE_HEADER, AccessToken, entered
from web.tries import UnprovenError, tried

setup = Endpoints("sign-in")


class Setup(Shape):
    """Whether this installation waits for its first administrator."""

    is_open: bool


class FirstAdministrator(Body):
    """Whom to make, and the code that a server of this installation printed when it started."""

    code: Text = Field(min_length=1, max_length=100)
    email: Text = Field(max_length=LONGEST_EMAIL)
    name: Name
    password: Password


@setup.get("/api/setup", access="public")
async def read_setup(call: Call) -> Setup:
    """Tell whether the first administrator is still to be made."""
    return Setup(is_open=await setting_up.is_open(call.db))


@setup.post(
    "/api/setup",
    access="public",
    status=201,
    answer=AccessToken,
    headers=COOKIE_HEADER,
    errors=(401, 409, 429),
    largest_body=LARGEST_OF_STRANGERS,
)
async def set_up(call: Call, body: FirstAdministrator) -> Response:
    """Make the first administrator, and sign them in.

    It takes the code that a server prints when it starts while nobody may sign in. Once somebody
    may, whichever way they came, it is closed for good. Who tries too often is told how long to
    wait.
    """
    origin = call.origin
    given = body.code, body.email, body.name, body.password
    lasting = timedelta(hours=call.site.settings.session_hours)
    with tried(call, "wrong code"):
        if not await setting_up.set_up(call.db, *given, address=origin.address):
            raise UnprovenError([wrong("code", said("code_unknown"))])
        signed_in = await sessions.sign_in(
            call.db, body.email, body.password, lasting=lasting, origin=origin
        )
        if signed_in is None:
            raise UnauthenticatedError(said("administrator_changed"))
    return await entered(call, signed_in, status=201)

"""Who sends a request: a browser by its cookie, a script by its header.

A browser adds the cookie to whatever request any page makes, so a write by cookie must
also prove that it comes from our own pages; a header that scripts set themselves proves
it by being there.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from orakul.database import Connection
from orakul.errors import DeniedError
from orakul.sessions import SignedIn, authenticate_token
from web.call import Site

COOKIE: Final = "orakul_session"

_SAFE: Final = {"GET", "HEAD", "OPTIONS"}


def credential(request: HTTPConnection) -> str | None:
    """Return the token that a request carries, in its header or else in its cookie."""
    token = _bearer(request)
    return request.cookies.get(COOKIE) if token is None else token


async def identify(db: Connection, site: Site, request: HTTPConnection) -> SignedIn | None:
    """Return who sends a request; None if nobody, or nobody any more."""
    token = credential(request)
    return await authenticate_token(db, site.key, token) if token else None


def guard_against_forgery(request: HTTPConnection) -> None:
    """Let a write pass that a foreign page cannot have caused.

    Raises:
        DeniedError: it is authenticated by cookie and may come from anywhere.
    """
    if request.scope["method"] in _SAFE or _bearer(request) is not None:
        return
    if "x-requested-with" in request.headers or _is_from_here(request):
        return
    raise DeniedError(
        "This may come from a foreign page. Send the header X-Requested-With to say it does not."
    )


def set_cookie(response: Response, site: Site, token: str, signed_in: SignedIn) -> None:
    """Give the browser the access token, out of reach of scripts."""
    response.set_cookie(
        COOKIE,
        token,
        expires=signed_in.expires_at,
        secure=site.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def _bearer(request: HTTPConnection) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _is_from_here(request: HTTPConnection) -> bool:
    if "origin" in request.headers:
        return urlsplit(request.headers["origin"]).netloc == request.headers.get("host")
    return request.headers.get("sec-fetch-site") == "same-origin"

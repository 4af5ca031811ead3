"""Who sends a request: a browser by its cookie, a script by its header.

A browser adds the cookie to whatever request any page makes, so a write by cookie must
also prove that it comes from our own pages; a header that scripts set themselves proves
it by being there.
"""

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from orakul import identities
from orakul.database import Connection
from orakul.errors import DeniedError
from orakul.issuer import Claims, Issuer
from orakul.sessions import SignedIn, authenticate_token
from orakul.settings import Settings
from orakul.tokens import SCOPES, Scope
from web.call import Site
from web.problems import ScopeError

COOKIE: Final = "orakul_session"

_SAFE: Final = {"GET", "HEAD", "OPTIONS"}


def credential(request: HTTPConnection) -> str | None:
    """Return the token that a request carries, in its header or else in its cookie."""
    token = _bearer(request)
    return request.cookies.get(cookie_name(request.app.state.site)) if token is None else token


def cookie_name(site: Site) -> str:
    """Return the name of the cookie that holds the access token.

    By HTTPS its prefix has browsers take it from this very host alone (RFC 6265bis): otherwise a
    page of a neighbouring domain could sign its visitors in as somebody else.
    """
    return f"__Host-{COOKIE}" if site.settings.secure_cookies else COOKIE


def issuer_of(settings: Settings) -> Issuer | None:
    """Return the issuer outside whose tokens count, if there is one."""
    if settings.oidc_issuer is None or settings.oidc_audience is None:
        return None
    return Issuer(settings.oidc_issuer, settings.oidc_audience)


async def verify(site: Site, request: HTTPConnection) -> Claims | None:
    """Return what a token of the issuer outside says; None if the request has none.

    It may have to ask the issuer for its keys: hold no connection meanwhile.

    Raises:
        UnavailableError: the issuer does not tell them.
    """
    token = _bearer(request)
    if site.issuer is None or token is None or not site.issuer.has_issued(token):
        return None
    return await site.issuer.read(token)


async def identify(
    db: Connection, site: Site, request: HTTPConnection, claims: Claims | None
) -> SignedIn | None:
    """Return who sends a request; None if nobody, or nobody any more.

    *claims* are those of `verify`.
    """
    if claims is not None:
        return await identities.signed_in(db, claims)
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


def demand_scope(signed_in: SignedIn, scopes: Collection[Scope]) -> None:
    """Let an API token pass that has one of *scopes*, and whoever signed in themselves.

    Raises:
        ScopeError: the token has none of them; where there are none that a token of this person
            can have, no token passes.
    """
    if signed_in.scopes is not None and signed_in.scopes.isdisjoint(scopes):
        raise ScopeError(set(scopes).intersection(SCOPES[signed_in.person.role]))


def set_cookie(response: Response, site: Site, token: str, signed_in: SignedIn) -> None:
    """Give the browser the access token, out of reach of scripts."""
    response.set_cookie(
        cookie_name(site),
        token,
        expires=signed_in.expires_at,
        secure=site.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, site: Site) -> None:
    """Have the browser forget the access token."""
    response.delete_cookie(
        cookie_name(site), secure=site.settings.secure_cookies, httponly=True, samesite="lax"
    )


def _bearer(request: HTTPConnection) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _is_from_here(request: HTTPConnection) -> bool:
    if "origin" in request.headers:
        return urlsplit(request.headers["origin"]).netloc == request.headers.get("host")
    return request.headers.get("sec-fetch-site") == "same-origin"

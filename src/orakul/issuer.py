"""Tokens of an issuer outside, such as a company's sign-in, verified by the keys it publishes.

The issuer is one, and so are the algorithms: what a token says of itself decides nothing
but which key it is held against. Keys are asked for when an unknown one is named, at most
once in half a minute, however many tokens name unknown ones; and once an hour, so that
a key which was withdrawn is not believed for longer. While the issuer does not answer, the
keys that are known go on to count.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from pydantic import BaseModel

from orakul.errors import UnavailableError
from orakul.settings import is_reached_safely
from orakul.texts import is_storable

ALGORITHMS: Final = ("RS256", "ES256")
CLAIMS: Final = ("iss", "aud", "sub", "iat", "exp")
LEEWAY: Final = timedelta(seconds=30)  # that clocks may differ
KEYS_LAST: Final = 3600.0  # seconds
PATIENCE: Final = 30.0  # seconds between two times that keys are asked for
TIMEOUT: Final = 5.0  # seconds
SMALLEST_RSA_KEY: Final = 2048  # bits
LONGEST_TOKEN: Final = 16 * 1024  # characters
LONGEST_SUBJECT: Final = 255  # characters (OpenID Connect Core 1.0, 2)

# What an answer that is none raises: over the wire, or by what it holds.
_NO_KEYS: Final = (httpx.HTTPError, httpx.InvalidURL, ValueError)

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says; *email* only if the issuer has verified it."""

    issuer: str
    subject: str
    email: str | None
    expires_at: datetime


class _About(BaseModel):
    """What an issuer says of itself; more than this is its own business."""

    issuer: str
    jwks_uri: str


class _Published(BaseModel):
    """The keys of an issuer, of which we may understand some."""

    keys: list[dict[str, Any]]


class Issuer:
    """One issuer, and the keys of its that are known."""

    def __init__(self, url: str, audience: str) -> None:
        self.url = url
        self._audience = audience
        # An issuer with one key need not name it (OpenID Connect Core 1.0, 10.1): it is None's.
        self._keys: Mapping[str | None, jwt.PyJWK] = {}
        self._asked_at = float("-inf")  # on the monotonic clock
        self._answered = False  # the last time
        self._asking = asyncio.Lock()

    def has_issued(self, token: str) -> bool:
        """Tell whether *token* says that it is of this issuer; anybody can say so."""
        if len(token) > LONGEST_TOKEN:
            return False
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.InvalidTokenError:
            return False
        return claims.get("iss") == self.url

    async def read(self, token: str) -> Claims | None:
        """Return what *token* says, if it is to be believed.

        It may ask the issuer for its keys: hold no connection meanwhile.

        Raises:
            UnavailableError: the issuer does not tell its keys.
        """
        try:
            name = jwt.get_unverified_header(token).get("kid")
        except jwt.InvalidTokenError:
            return None
        key = await self._key(name) if name is None or isinstance(name, str) else None
        if key is None:
            return None
        try:
            return _claims(self._verified(token, key))
        except (jwt.InvalidTokenError, ValueError, OverflowError):
            return None

    def _verified(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        return jwt.decode(
            token,
            key,
            algorithms=list(ALGORITHMS),
            issuer=self.url,
            audience=self._audience,
            leeway=LEEWAY,
            options={"require": list(CLAIMS)},
        )

    async def _key(self, name: str | None) -> jwt.PyJWK | None:
        # Whoever names a known key waits for nobody that names another: anybody can.
        if name not in self._keys or self._age > KEYS_LAST:
            async with self._asking:
                if self._age > KEYS_LAST or (name not in self._keys and self._age > PATIENCE):
                    await self._ask()
        if name not in self._keys and not self._answered:
            raise UnavailableError(
                "The issuer of this token does not tell its keys.", retry_after=PATIENCE
            )
        return self._keys.get(name)

    @property
    def _age(self) -> float:
        """Return how many seconds ago the keys were asked for."""
        return time.monotonic() - self._asked_at

    async def _ask(self) -> None:
        self._asked_at = time.monotonic()
        try:
            self._keys = await self._published()
            self._answered = True
        except _NO_KEYS as error:
            self._answered = False
            _log.warning("an issuer does not tell its keys", issuer=self.url, error=str(error))

    async def _published(self) -> Mapping[str | None, jwt.PyJWK]:
        async with httpx.AsyncClient(timeout=TIMEOUT) as client:
            url = f"{self.url.rstrip('/')}/.well-known/openid-configuration"
            about = _About.model_validate_json(await _fetch(client, url))
            if about.issuer != self.url:
                raise ValueError(f"it says that it is {about.issuer!r}")
            if not is_reached_safely(about.jwks_uri):
                raise ValueError(f"its keys are at {about.jwks_uri!r}, which is no https://")
            published = _Published.model_validate_json(await _fetch(client, about.jwks_uri))
        found = {each.get("kid"): _usable(each) for each in published.keys}
        keys: dict[str | None, jwt.PyJWK] = {
            name: key for name, key in found.items() if isinstance(name, str) and key
        }
        if len(published.keys) == 1 and (only := _usable(published.keys[0])):
            keys[None] = only
        return keys


async def _fetch(client: httpx.AsyncClient, url: str) -> bytes:
    response = await client.get(url)
    return response.raise_for_status().content


def _usable(published: dict[str, Any]) -> jwt.PyJWK | None:
    """Return a public key that signs by one of `ALGORITHMS`; None for any other."""
    if published.get("use", "sig") != "sig":
        return None
    try:
        key = jwt.PyJWK(published)
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    if key.algorithm_name not in ALGORITHMS:
        return None
    is_small = isinstance(key.key, RSAPublicKey) and key.key.key_size < SMALLEST_RSA_KEY
    return None if is_small else key


def _claims(verified: Mapping[str, Any]) -> Claims:
    subject = verified["sub"]
    if len(subject) > LONGEST_SUBJECT or not is_storable(subject):
        raise ValueError("its subject can be nobody's")
    email = verified.get("email") if verified.get("email_verified") is True else None
    return Claims(
        issuer=verified["iss"],
        subject=subject,
        email=email if isinstance(email, str) and is_storable(email) else None,
        expires_at=datetime.fromtimestamp(verified["exp"], UTC),
    )

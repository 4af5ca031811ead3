"""The way outside: to addresses of the public internet, unless the installation says otherwise.

A channel names a host, and whoever may make a channel must not reach with it what only this
machine reaches: a database, the metadata of a cloud. So a name is looked up once, every
address that it has must be public, and the connection goes to one of those, not to what the
name might mean a moment later.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, Final

import httpx

from orakul.errors import OrakulError
from orakul.sentences import said

TIMEOUT: Final = 10.0  # seconds for one delivery
LONGEST_ANSWER: Final = 64 * 1024  # bytes that are read of an answer

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL: Final = ipaddress.IPv6Network("2000::/3")  # what IPv6 has of the internet; RFC 4291


class UndeliveredError(OrakulError):
    """A message did not arrive. The sentence holds no secret.

    Attributes:
        retry_after: seconds that the service asked us to wait, where it said so.
        final: whether it is not tried again, since some have got it.
    """

    def __init__(
        self, message: str, *, retry_after: float | None = None, final: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.final = final


@dataclass(frozen=True, slots=True)
class Answer:
    """What an HTTP server answered; at most `LONGEST_ANSWER` bytes of it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


async def look_up(host: str, port: int, *, private: bool) -> str:
    """Return an address of *host* to connect to.

    Raises:
        UndeliveredError: it has none, or one that is not public while *private* is false.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UndeliveredError(said("host_unknown", host=host)) from None
    addresses = [str(each[4][0]) for each in found]
    if not private and not all(map(is_public, addresses)):
        raise UndeliveredError(said("host_private", host=host))
    return addresses[0]


def is_public(address: str) -> bool:
    """Tell whether *address* is of the public internet, whatever it is wrapped in."""
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        inner = known.ipv4_mapped or known.sixtofour
        if known in _NAT64:
            inner = ipaddress.IPv4Address(int(known) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if known not in _GLOBAL:  # sites, local translators, IPv4 in other disguise
            return False
    return known.is_global and not known.is_multicast


async def post(
    url: str, content: bytes, headers: Mapping[str, str], *, private: bool, hide: str = ""
) -> Answer:
    """POST JSON to *url*, following no redirect, by no proxy.

    Args:
        url: where to.
        content: of the body.
        headers: besides those of the body.
        private: whether private addresses and plain HTTP are allowed.
        hide: a secret in *url* that no error may show.

    Raises:
        UndeliveredError: it may not be sent there, or there is no answer in time.
    """
    target = httpx.URL(url)
    if target.scheme != "https" and not private:
        raise UndeliveredError(said("host_plain"))
    port = target.port or {"https": 443, "http": 80}[target.scheme]
    host = _host(target)
    try:
        async with asyncio.timeout(TIMEOUT):
            address = await look_up(host, port, private=private)
            return await _posted(target, address, content, headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        told = str(error) or type(error).__name__
        raise UndeliveredError(said("host_failed", host=host, why=_without(told, hide))) from None
    except TimeoutError:
        raise UndeliveredError(said("host_late", host=host, seconds=round(TIMEOUT))) from None


def _host(target: httpx.URL) -> str:
    # As it stands in the address. In letters of other scripts, what looks it up would write it
    # by an older rule, by which straße is strasse: another host.
    return target.raw_host.decode("ascii")


async def _posted(
    target: httpx.URL, address: str, content: bytes, headers: Mapping[str, str]
) -> Answer:
    extensions: dict[str, Any] = {"sni_hostname": _host(target)}
    sent = {"Host": target.netloc.decode("ascii"), "Content-Type": "application/json", **headers}
    async with (
        httpx.AsyncClient(verify=tls(), trust_env=False, timeout=TIMEOUT) as client,
        client.stream(
            "POST",
            target.copy_with(host=address),
            content=content,
            headers=sent,
            extensions=extensions,
        ) as answer,
    ):
        body = b""
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) > LONGEST_ANSWER:
                break
        return Answer(answer.status_code, answer.headers, body[:LONGEST_ANSWER])


@cache
def tls() -> ssl.SSLContext:
    """Return by what servers are believed; made once, since that takes a while."""
    return httpx.create_ssl_context()


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks to wait, by a number or by a date (RFC 9110)."""
    value = headers.get("retry-after", "")
    if value.isdecimal():
        return float(value) if len(value) < 10 else None  # noqa: PLR2004 - digits
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    # A date of HTTP is one of GMT, which its oldest form does not say.
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _without(text: str, secret: str) -> str:
    return text.replace(secret, "[hidden]") if secret else text

"""Where a request comes from: the other end of its connection, unless that is a trusted proxy.

Anybody can send ``X-Forwarded-For``. Each proxy adds the address that it saw at the right,
so the list is read from there, and only as long as those who wrote it are trusted.
"""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.requests import HTTPConnection

from orakul.throttling import LONGEST_USER_AGENT, Address, Origin

Network = IPv4Network | IPv6Network


def origin_of(request: HTTPConnection, trusted: Sequence[Network]) -> Origin:
    """Tell where *request* comes from, and with which program."""
    user_agent = request.headers.get("user-agent")
    return Origin(
        address=client_address(request, trusted),
        user_agent=user_agent[:LONGEST_USER_AGENT] if user_agent else None,
    )


def client_address(request: HTTPConnection, trusted: Sequence[Network]) -> Address | None:
    """Return the address of whoever sent *request*; None over a Unix socket.

    Args:
        request: with its headers and its connection's other end.
        trusted: networks of proxies whose word counts.
    """
    address = _read(request.client.host) if request.client else None
    told = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    while address and told and any(address in each for each in trusted):
        before = _read(told.pop())
        if before is None:
            break
        address = before
    return address


def _read(text: str) -> Address | None:
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    # A socket for both families shows IPv4 as ::ffff:192.0.2.1.
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address

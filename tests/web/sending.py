"""A body on its way, mostly a file to an import, as far as a test lets it come."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


@asynccontextmanager
async def sending(
    url: str,
    authorization: str,
    *,
    promised: int,
    sent: bytes = b"",
    path: str = "/api/imports?project=demo",
    expect: str = "",
) -> AsyncGenerator[asyncio.StreamReader]:
    """Promise a body of *promised* bytes and send some of it, on a connection that stays open."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: {place.netloc}",
        f"Authorization: {authorization}",
        "Content-Type: application/json",
        f"Content-Length: {promised}",
        *([f"Expect: {expect}"] if expect else []),
    )
    writer.write("\r\n".join((*lines, "", "")).encode() + sent)
    await writer.drain()
    try:
        yield reader
    finally:
        writer.transport.abort()

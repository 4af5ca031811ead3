"""What comes before the body of a request has a size and a time; what keeps to them goes on."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from broadcaster import server
from broadcaster.server import MOST_HEAD
from orakul.database import Connection
from tests.broadcaster.site import HUB, NEWEST, Site, add_person, emitted, serving

SHORT = 0.5  # seconds
GET = f"GET {NEWEST} HTTP/1.1\r\nHost: localhost\r\n".encode()
MUCH = b"x" * 2 * MOST_HEAD
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
ENDLESS = {
    "an address": b"GET /" + MUCH,
    "a header": GET + b"X-Long: " + MUCH,
    "headers": GET + b"".join(b"X-%d: %b\r\n" % (n, b"x" * 1000) for n in range(140)),
    "a name": GET + MUCH,
    "empty lines": b"\r\n" * MOST_HEAD,
    "a trailer": b"POST %b HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"0\r\nX-Long: %b" % (HUB.encode(), MUCH),
}


@asynccontextmanager
async def connected(
    site: Site,
) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    try:
        async with asyncio.timeout(20):
            yield reader, writer
    finally:
        writer.transport.abort()


async def answer(reader: asyncio.StreamReader) -> bytes:
    """The status and the body of an answer with a length."""
    head = await reader.readuntil(b"\r\n\r\n")
    [length] = [
        int(line.split(b":")[1])
        for line in head.lower().split(b"\r\n")
        if b"content-length" in line
    ]
    return head.split()[1] + b" " + await reader.readexactly(length)


async def to_its_end(reader: asyncio.StreamReader) -> bytes:
    """What comes until the server closes, whether or not it waits for what was sent to it."""
    read = b""
    try:
        while piece := await reader.read(1000):
            read += piece
    except ConnectionError:
        pass
    return read


@pytest.mark.parametrize("what", ENDLESS)
async def test_a_head_without_an_end_is_broken_off(database: str, what: str) -> None:
    async with serving(database) as site, connected(site) as (reader, writer):
        for begin in range(0, len(ENDLESS[what]), 4096):
            writer.write(ENDLESS[what][begin : begin + 4096])
            await asyncio.sleep(0)
        await to_its_end(reader)


@pytest.mark.parametrize("pieces", [1, 3])
async def test_a_head_that_is_too_large_is_answered_and_never_reaches_the_application(
    database: str, pieces: int
) -> None:
    whole = GET + b"X-Long: " + MUCH + b"\r\n\r\n"
    size = len(whole) // pieces + 1

    async with serving(database) as site, connected(site) as (reader, writer):
        for begin in range(0, len(whole), size):
            writer.write(whole[begin : begin + size])
            await writer.drain()
        read = await to_its_end(reader)

    # Whoever goes on sending to a connection that is closed may not come to read why.
    assert read in {b"", TOO_LARGE}


async def test_heads_that_are_large_enough_and_bodies_of_any_size_are_taken(
    database: str,
) -> None:
    headers = b"".join(b"X-%d: %b\r\n" % (n, b"x" * 1000) for n in range(60))
    head, rest = GET + headers[:30_000], headers[30_000:]

    async with serving(database) as site, connected(site) as (reader, writer):
        for _ in range(3):
            writer.write(head)
            await asyncio.sleep(0.05)
            writer.write(rest + b"Content-Length: 300000\r\n\r\n" + b"b" * 300_000)
            assert await answer(reader) == b'200 {"newest":0}'
        writer.write(GET + b"\r\n" + GET + b"\r\n")
        assert [await answer(reader) for _ in range(2)] == [b'200 {"newest":0}'] * 2


@pytest.mark.parametrize(
    ("before", "said"),
    [(0, b""), *((n, said) for n in (0, 1) for said in (b"\r\n", b"GET / HT", GET + b"X-Slow: a"))],
)
async def test_a_connection_that_sends_no_whole_head_is_closed(
    database: str, monkeypatch: pytest.MonkeyPatch, before: int, said: bytes
) -> None:
    monkeypatch.setattr(server, "PATIENCE", SHORT)

    async with serving(database) as site, connected(site) as (reader, writer):
        for _ in range(before):
            writer.write(GET + b"\r\n")
            await answer(reader)
        writer.write(said)

        assert await to_its_end(reader) == b""


async def test_streams_and_connections_that_are_kept_alive_outlive_it(
    database: str, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE", SHORT)
    person = await add_person(db, "admin")

    async with (
        serving(database) as site,
        connected(site) as (reader, writer),
        site.stream(person) as stream,
    ):
        stream.send(b"\r\n")
        for _ in range(4):
            writer.write(GET + b"\r\n")
            assert (await answer(reader)).startswith(b"200")
            await asyncio.sleep(SHORT / 2)
        [position] = await emitted(db)
        assert (await stream.next()).position == position

"""Wherever a connection breaks, even within an event, what both halves bring is the log."""

import asyncio

from orakul.database import Connection
from tests.broadcaster.nodes import SOAK
from tests.broadcaster.site import EVERYTHING, add_person, emitted, log, serving

STEP = 7 if SOAK == 1 else 1  # bytes


async def received(port: int, person: int, count: int) -> bytes:
    """The first *count* bytes of a stream's body from the beginning of the log on."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"GET {EVERYTHING} HTTP/1.1\r\nHost: a\r\nX-Person: {person}\r\nLast-Event-ID: earliest"
    writer.write(f"{head}\r\n\r\n".encode())
    body = b""
    async with asyncio.timeout(10):
        await reader.readuntil(b"\r\n\r\n")
        while len(body) < count:
            size = int(await reader.readline(), 16)
            body += (await reader.readexactly(size + 2))[:-2]
    writer.transport.abort()
    return body[:count]


def taken(body: bytes) -> list[str]:
    """The ids of the events that are whole in *body*, as a browser takes them."""
    blocks = body.decode(errors="ignore").split("\n\n")[:-1]
    return [block[4 : block.index("\n")] for block in blocks if block.startswith("id: ")]


async def test_a_stream_cut_after_any_byte_goes_on_exactly(database: str, db: Connection) -> None:
    """Scenario 26."""
    admin = await add_person(db, "admin")
    positions = await emitted(db, 3, data={"text": "щось"})
    expected = await log(db)

    async with serving(database) as site:
        async with site.stream(admin, last_id="earliest") as client:
            await client.until(positions[-1])
        # The greeting has another length each time, because of its delay.
        whole = len(await received(site.port, admin, 700))
        for count in range(1, whole, STEP):
            first = taken(await received(site.port, admin, count))
            if first == expected:
                continue
            last_id = first[-1] if first else "earliest"
            async with site.stream(admin, last_id=last_id) as client:
                rest = [each.id for each in await client.until(positions[-1])]
            assert first + rest == expected, count

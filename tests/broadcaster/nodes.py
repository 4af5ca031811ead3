"""Broadcasters in processes of their own, and clients that go from one to another."""

import asyncio
import os
import random
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from tests.broadcaster.client import request
from tests.broadcaster.site import EVERYTHING

# How many times as long the tests run that look for rare things: `make soak` sets it.
SOAK = int(os.environ.get("ORAKUL_SOAK", "1"))


@asynccontextmanager
async def node(database: str) -> AsyncGenerator[tuple[asyncio.subprocess.Process, int]]:
    """A broadcaster in a process of its own, and its port."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.broadcaster.node", database, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            port = int(await process.stdout.readline())
        yield process, port
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def read_anywhere(
    ports: Sequence[int], person: int, rng: random.Random, end: asyncio.Future[str]
) -> list[str]:
    """Read from the beginning to *end*, each time at another node, cut off at random moments."""
    seen: list[str] = []
    while not (end.done() and seen and seen[-1] == end.result()):
        last_id = seen[-1] if seen else "earliest"
        async with request(
            rng.choice(ports), EVERYTHING, x_person=str(person), last_event_id=last_id
        ) as client:
            try:
                async with asyncio.timeout(rng.random()):
                    while not (end.done() and seen and seen[-1] == end.result()):
                        message = await client.next()
                        if message.name == "end":
                            break
                        assert message.name == "message", message
                        seen.append(message.id)
            except TimeoutError:
                client.cut()
    return seen

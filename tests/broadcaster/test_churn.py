"""Clients that come and go by the hundred leave nothing behind: no task, no socket, no stream."""

import asyncio
import gc
import random
from pathlib import Path

from broadcaster import Limits
from broadcaster.stream import Stream
from orakul.database import Connection
from tests.broadcaster.nodes import SOAK
from tests.broadcaster.site import Site, add_person, emitted, serving
from tests.broadcaster.test_slow import until

SPARE = 10  # what pools open when they are asked; a twentieth of the visits


async def visit(site: Site, person: int, rng: random.Random) -> None:
    """Come, from the end of the log or its beginning, and go at a random moment."""
    last_id = rng.choice([None, "earliest", "garbage"])
    async with site.stream(person, last_id=last_id) as client:
        if rng.random() < 0.3:
            client.pause()
        await asyncio.sleep(rng.random() / 10)


async def crowd(site: Site, person: int, rng: random.Random, visits: int) -> None:
    for _ in range(visits):
        await visit(site, person, rng)


def held() -> tuple[int, int, int]:
    """How many tasks, open files and streams this process has."""
    gc.collect()
    files = len(list(Path("/dev/fd").iterdir()))
    streams = sum(isinstance(each, Stream) for each in gc.get_objects())
    return len(asyncio.all_tasks()), files, streams


async def test_churn_leaves_nothing_behind(database: str, db: Connection) -> None:
    """Scenario 40, some seconds of its day."""
    rng = random.Random(40)
    admins = [await add_person(db, "admin") for _ in range(10)]
    await emitted(db, 10, data={"padding": "x" * 10_000})

    async with serving(database, Limits(stall=1, tick=0.1)) as site:
        await asyncio.gather(*(crowd(site, each, rng, 1) for each in admins))
        await until(site, lambda streams: streams == 0)
        before = held()
        async with asyncio.timeout(60 + 60 * SOAK):
            await asyncio.gather(*(crowd(site, each, rng, 20 * SOAK) for each in admins))
            await emitted(db)
            await until(site, lambda streams: streams == 0)
            while any(now > then + SPARE for now, then in zip(held(), before, strict=True)):
                await asyncio.sleep(0.1)
        opened = (await site.status()).counts.opened

    assert opened == 10 + 200 * SOAK

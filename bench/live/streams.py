"""The streams that a process of clients holds open, and the events they are sent."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import asyncpg

from bench.live import EMIT, END, PADDING
from bench.live.served import line, python

LATEST: Final = 1.0  # seconds after the last commit until which all must have come
PATIENCE: Final = 60.0  # seconds
DATA: Final = json.dumps({"padding": PADDING + END.decode()})


@dataclass(frozen=True, slots=True)
class Paced:
    """What came of events that were sent at a steady rate."""

    committed: list[float]  # when each COMMIT was sent
    arrivals: list[list[float]]  # of each event, by sampled stream
    is_sustained: bool

    @property
    def delays(self) -> list[float]:
        """Seconds from COMMIT to the sampled streams."""
        return [delay for each in self.arrivals for delay in self.delays_of(each)]

    def delays_of(self, arrivals: list[float]) -> list[float]:
        """Seconds from COMMIT to one receiver, which had every event."""
        return [at - sent for at, sent in zip(arrivals, self.committed, strict=True)]


@dataclass(frozen=True, slots=True)
class Streams:
    """Open streams of one server."""

    process: asyncio.subprocess.Process
    count: int

    async def arrivals(self, count: int) -> list[list[float]]:
        """Wait for *count* more events on every stream; return when they came, by stream."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{count}\n".encode())
        return json.loads(await line(self.process, within=PATIENCE))

    async def paced(self, db: asyncpg.Connection, *, rate: float, count: int) -> Paced:
        """Send *count* events, each in a transaction of its own, *rate* a second."""
        began = time.perf_counter()
        committed: list[float] = []
        for number in range(count):
            await asyncio.sleep(max(0, began + number / rate - time.perf_counter()))
            committed.append(await _commit(db))
        kept_pace = committed[-1] - began < count / rate * 1.05 + 0.1
        arrivals = await self.arrivals(count)
        last = max(each[-1] for each in arrivals) - committed[-1]
        return Paced(committed, arrivals, is_sustained=kept_pace and last < LATEST)

    async def burst(self, db: asyncpg.Connection, count: int) -> None:
        """Send *count* events in one transaction, and wait until all have come."""
        async with db.transaction():
            await db.executemany(EMIT, [(None, DATA)] * count)
        await self.arrivals(count)


@asynccontextmanager
async def opened(port: int, count: int) -> AsyncGenerator[Streams]:
    """Hold *count* streams open, in a process of their own."""
    async with python("bench.live.load", str(port), str(count)) as process:
        await line(process)
        await asyncio.sleep(1)  # until rights are read and all is quiet
        yield Streams(process, count)


@asynccontextmanager
async def listening(dsn: str) -> AsyncGenerator[list[float]]:
    """Yield a list that grows by the times at which a bare LISTEN hears of a commit."""
    db = await asyncpg.connect(dsn)
    times: list[float] = []

    def hear(*_: object) -> None:
        times.append(time.perf_counter())

    await db.add_listener("oracle_channel", hear)
    yield times
    await db.close()


async def _commit(db: asyncpg.Connection) -> float:
    """Write one event; return when its COMMIT was sent."""
    transaction = db.transaction()
    await transaction.start()
    await db.execute(EMIT, None, DATA)
    sent = time.perf_counter()
    await transaction.commit()
    return sent

"""Many clients that only count: ``python -m bench.live.load PORT STREAMS``.

They share the machine with the server, so they do next to nothing: every stream counts the
last bytes of events, and a sample of them, spread evenly over the order of opening, notes
when each event came. It prints a line when all streams are open; for each number of events
that it then reads from its input it prints, once all streams have had that many more, the
times of arrival at the sampled streams.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Final, cast

import uvloop

from bench.live import END, PATH

SAMPLE: Final = 100  # streams
AT_ONCE: Final = 100  # connections that are being opened
REQUEST: Final = (
    f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n".encode()
)


@dataclass(slots=True)
class Tally:
    """What all streams have had, together, of what they are to have."""

    count: int = 0
    expected: int = 0
    complete: asyncio.Event = field(default_factory=asyncio.Event)

    def expect(self, count: int) -> None:
        self.expected += count
        self.complete.clear()
        self.add(0)

    def add(self, count: int) -> None:
        self.count += count
        if self.count >= self.expected:
            self.complete.set()


class Counting(asyncio.Protocol):
    """A stream that counts whole events."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.is_open = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(REQUEST)

    def data_received(self, data: bytes) -> None:
        if count := data.count(END):
            self.tally.add(count)
        elif not self.is_open.done():
            self.is_open.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        sys.exit(f"a stream ended: {exc!r}")


class Noting(Counting):
    """A stream that also notes when they came."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(tally)
        self.arrivals: list[float] = []

    def data_received(self, data: bytes) -> None:
        at = time.perf_counter()
        self.arrivals.extend([at] * data.count(END))
        super().data_received(data)


async def opened(port: int, count: int, tally: Tally) -> list[Noting]:
    """Open *count* streams and return the sampled ones."""
    every = max(1, count // SAMPLE)
    turn = asyncio.Semaphore(AT_ONCE)
    sampled: list[Noting] = []

    async def open_one(number: int) -> None:
        make = Counting if number % every else Noting
        async with turn:
            _, stream = await asyncio.get_running_loop().create_connection(
                lambda: make(tally), "127.0.0.1", port
            )
            await stream.is_open
        if isinstance(stream, Noting):
            sampled.append(stream)

    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(open_one(number))
    return sampled


async def main(port: int, count: int) -> None:
    tally = Tally()
    sampled = await opened(port, count, tally)
    print("open", flush=True)
    while order := await asyncio.to_thread(sys.stdin.readline):
        tally.expect(int(order) * count)
        await tally.complete.wait()
        print(json.dumps([stream.arrivals for stream in sampled]), flush=True)
        for stream in sampled:
            stream.arrivals.clear()


if __name__ == "__main__":
    uvloop.run(main(*map(int, sys.argv[1:])))

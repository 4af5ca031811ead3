"""Clients that come back as EventSource does: ``python -m bench.live.returning PORT STREAMS``.

They wait as long as the last ``retry:`` said and send the last id they saw. Each is another
person, numbered from 1. The process
prints a line when all streams are open. At any line that it reads it prints the sequences
of events that came, each with the number of streams that had it, and when the last stream
had its first event after a return.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter
from typing import Final, cast

import uvloop

from bench.live import PATH
from bench.live.load import AT_ONCE

BLOCK_END: Final = b"\n\n"
ID: Final = re.compile(rb"^id: (\S+)$", re.MULTILINE)
RETRY: Final = re.compile(rb"^retry: (\d+)$", re.MULTILINE)
NAMED: Final = re.compile(rb"^event: ", re.MULTILINE)
DATA: Final = re.compile(rb"^data: ", re.MULTILINE)
PATIENCE: Final = 3.0  # seconds before a client comes back that was never told


class Returning(asyncio.Protocol):
    """One client, over all its connections."""

    def __init__(self, port: int, person: int) -> None:
        self.port = port
        self.person = person
        self.last_id = ""
        self.retry = PATIENCE
        self.ids: list[str] = []
        self.returns = 0
        self.back_at = 0.0  # when the first event after a return came
        self.is_open = asyncio.get_running_loop().create_future()
        self.lost = asyncio.Event()
        self._unread = b""
        self._is_back = True

    async def live(self, turn: asyncio.Semaphore) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                async with turn:
                    await loop.create_connection(lambda: self, "127.0.0.1", self.port)
                await self.lost.wait()
            except OSError:
                pass  # nobody listens yet
            self.lost.clear()
            self._is_back = False
            await asyncio.sleep(self.retry)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._unread = b""
        lines = [f"GET {PATH} HTTP/1.1", "Host: localhost", f"X-Person: {self.person}"]
        if self.last_id:
            lines.append(f"Last-Event-ID: {self.last_id}")
        cast("asyncio.Transport", transport).write("\r\n".join([*lines, "", ""]).encode())

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set()

    def data_received(self, data: bytes) -> None:
        # A chunk of this server begins and ends with a frame, so that its length is a line
        # between frames.
        *blocks, self._unread = (self._unread + data).split(BLOCK_END)
        for block in blocks:
            self._take(block)

    def _take(self, block: bytes) -> None:
        if retry := RETRY.search(block):
            self.retry = int(retry[1]) / 1000
        if found := ID.search(block):
            self.last_id = found[1].decode()
        if DATA.search(block) and not NAMED.search(block):
            self.ids.append(self.last_id)
            if not self._is_back:
                self._is_back, self.back_at = True, time.perf_counter()
                self.returns += 1
        elif not self.is_open.done():
            self.is_open.set_result(None)


def told(clients: list[Returning]) -> str:
    """Return what came, as JSON on one line."""
    sequences = Counter(tuple(client.ids) for client in clients)
    return json.dumps(
        {
            "sequences": list(sequences.items()),
            "returned": sum(client.returns > 0 for client in clients),
            "back_at": max(client.back_at for client in clients),
        }
    )


async def main(port: int, count: int) -> None:
    clients = [Returning(port, 1 + number) for number in range(count)]
    turn = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as group:
        living = [group.create_task(client.live(turn)) for client in clients]
        await asyncio.gather(*(client.is_open for client in clients))
        print("open", flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            print(told(clients), flush=True)
        for each in living:
            each.cancel()


if __name__ == "__main__":
    uvloop.run(main(*map(int, sys.argv[1:])))

"""sse-starlette's EventSourceResponse, a queue per client: ``python -m bench.live.plain DSN``."""

import asyncio
import socket
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from bench.live import PATH
from bench.live.following import following
from bench.live.ours import configured
from broadcaster.entry import Entry, envelope


class Plain:
    """What one writes first: each event goes into a queue per client."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.queues: set[asyncio.Queue[ServerSentEvent]] = set()

    def app(self) -> Starlette:
        return Starlette(routes=[Route(PATH, self.stream)], lifespan=self.lifespan)

    async def stream(self, _: Request) -> EventSourceResponse:
        return EventSourceResponse(self.events(), ping=15)

    async def events(self) -> AsyncIterator[ServerSentEvent]:
        queue: asyncio.Queue[ServerSentEvent] = asyncio.Queue()
        self.queues.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self.queues.discard(queue)

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncGenerator[None]:
        async with following(self.dsn) as entries:
            task = asyncio.create_task(self.hand_out(entries))
            yield
            task.cancel()
            await asyncio.wait([task])

    async def hand_out(self, entries: AsyncIterator[Entry]) -> None:
        async for entry in entries:
            for queue in self.queues:
                queue.put_nowait(ServerSentEvent(envelope(entry), id=entry.id))


def main(dsn: str) -> None:
    listening = socket.create_server(("127.0.0.1", 0), backlog=4096)
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    uvicorn.Server(configured(Plain(dsn).app())).run(sockets=[listening])


if __name__ == "__main__":
    main(sys.argv[1])

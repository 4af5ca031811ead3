"""Measure live delivery: from COMMIT to a client's socket.

    python -m bench.delivery

Two servers are measured in one run, each in a process of its own: the broadcaster, and a
plain one that hands each event to sse-starlette's EventSourceResponse through a queue per
client. A bare asyncpg LISTEN beside them shows what PostgreSQL itself takes. Figures go
to bench/results.json; those of the plain server begin with ``plain_``, those of the bare
listener with ``bare_``. A client counts an event when its bytes arrive.
"""

import asyncio
import json
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import asyncpg
import uvicorn
import uvloop
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from bench.results import record
from broadcaster import Broadcaster, Limits, Server, Subscriber, routes
from broadcaster.entry import Entry, envelope
from orakul import database
from orakul.database import pool
from sql.migrate import migrate
from sql.server import EmbeddedServer

PATH = "/api/events/stream"
RATE = 50  # events a second
PACED = 500  # events
MANY = 200  # streams
IDLE = 1000  # streams
BURST = 500  # events of one transaction
TICKS = os.sysconf("SC_CLK_TCK")
PREFIX = {"broadcaster": "", "plain": "plain_"}
EMIT = "select orakul.emit_v1('tasks', 'task_changed', 'project', 1, null, $1::text::jsonb)"
PADDING = "x" * 600  # makes an event about as large as that of a task


# The servers


def broadcaster_app(dsn: str) -> tuple[Starlette, Broadcaster]:
    broadcaster = Broadcaster(Limits(per_person=1_000_000))

    async def authenticate(_: Request) -> Subscriber:
        return Subscriber(person_id=1)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        async with pool(dsn) as connections, broadcaster.running(dsn, connections):
            yield

    return Starlette(routes=routes(broadcaster, authenticate), lifespan=lifespan), broadcaster


class Plain:
    """What one writes first: LISTEN, read, and a queue per client."""

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
        task = asyncio.create_task(self.follow())
        yield
        task.cancel()

    async def follow(self) -> None:
        db = await asyncpg.connect(self.dsn)
        wakeup = asyncio.Event()

        def wake(*_: object) -> None:
            wakeup.set()

        await db.add_listener("oracle_channel", wake)
        position: int = await db.fetchval("select coalesce(max(position), 0) from orakul.event")
        while True:
            await wakeup.wait()
            wakeup.clear()
            for entry in await database.fetch(db, Entry, "read_events", position, 10_000):
                position = entry.position
                for queue in self.queues:
                    queue.put_nowait(ServerSentEvent(envelope(entry), id=entry.id))


def serve(kind: str, dsn: str) -> None:
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(listening.getsockname()[1], flush=True)
    if kind == "broadcaster":
        app, broadcaster = broadcaster_app(dsn)
        server = Server(_config(app), broadcaster)
    else:
        server = uvicorn.Server(_config(Plain(dsn).app()))
    server.run(sockets=[listening])


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)


@dataclass(frozen=True, slots=True)
class Served:
    pid: int
    port: int

    def memory(self) -> int:
        """Bytes of resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return 1024 * int(status.split("VmRSS:")[1].split()[0])

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@asynccontextmanager
async def served(kind: str, dsn: str) -> AsyncGenerator[Served]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.delivery", kind, dsn, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield Served(process.pid, int(await process.stdout.readline()))
    finally:
        process.kill()
        await process.wait()


# The clients


@dataclass(slots=True)
class Arrivals:
    """When events arrived, as seconds since their COMMIT was sent."""

    sent: dict[int, float] = field(default_factory=dict[int, float])
    delays: list[float] = field(default_factory=list[float])
    count: int = 0
    expected: int = 0
    complete: asyncio.Event = field(default_factory=asyncio.Event)

    def expect(self, count: int) -> None:
        self.delays.clear()
        self.count, self.expected = 0, count
        self.complete.clear()

    def take(self, number: int, at: float) -> None:
        self.delays.append(at - self.sent[number])
        self.add(1)

    def add(self, count: int) -> None:
        self.count += count
        if self.count >= self.expected:
            self.complete.set()


class Client(asyncio.Protocol):
    """A client that does nothing but note what arrives."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.arrivals = arrivals
        self.tail = b""
        self.opened = asyncio.Event()
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        at = time.perf_counter()
        self.opened.set()
        pieces = (self.tail + data).split(b'"n": ')
        self.tail = pieces[-1][-4:]
        for piece in pieces[1:]:
            self.arrivals.take(int(piece.partition(b",")[0]), at)


@asynccontextmanager
async def opened(port: int, count: int, arrivals: Arrivals) -> AsyncGenerator[None]:
    loop = asyncio.get_running_loop()
    clients: list[Client] = []
    for _ in range(count):
        _, client = await loop.create_connection(lambda: Client(arrivals), "127.0.0.1", port)
        clients.append(client)
    async with asyncio.timeout(60):
        await asyncio.gather(*(client.opened.wait() for client in clients))
    await asyncio.sleep(1)  # until rights are read and all is quiet
    yield
    for client in clients:
        client.transport.abort()


# The measurements


async def emit_paced(db: asyncpg.Connection, *arrivals: Arrivals, count: int = PACED) -> None:
    for number in range(count):
        began = time.perf_counter()
        async with db.transaction():
            # `n` stands last: what arrives of it proves that all has arrived.
            await db.execute(EMIT, json.dumps({"padding": PADDING, "n": number}))
            now = time.perf_counter()
            for each in arrivals:
                each.sent[number] = now
        await asyncio.sleep(max(0, 1 / RATE - (time.perf_counter() - began)))


async def bare(dsn: str, arrivals: Arrivals) -> asyncpg.Connection:
    db = await asyncpg.connect(dsn)

    def hear(*_: object) -> None:
        arrivals.take(arrivals.count, time.perf_counter())

    await db.add_listener("oracle_channel", hear)
    return db


async def measure_latency(kind: str, dsn: str, db: asyncpg.Connection, count: int) -> None:
    arrivals, heard = Arrivals(), Arrivals()
    arrivals.expect(PACED * count)
    heard.expect(PACED)
    async with served(kind, dsn) as server, opened(server.port, count, arrivals):
        listener = await bare(dsn, heard)
        before = server.cpu()
        await emit_paced(db, arrivals, heard)
        await asyncio.wait_for(arrivals.complete.wait(), 30)
        cpu = server.cpu() - before
        await listener.close()
    _note_delays(f"{PREFIX[kind]}commit_to_socket_{count}", arrivals.delays)
    if kind == "broadcaster":
        _note_delays(f"bare_listen_{count}", heard.delays)
    if count == MANY:
        note(f"{PREFIX[kind]}delivery_cpu_us_paced", 1e6 * cpu / arrivals.expected)


async def measure_burst(kind: str, dsn: str, db: asyncpg.Connection) -> None:
    arrivals = Arrivals(sent=dict.fromkeys(range(BURST), 0.0))
    arrivals.expect(BURST * MANY)
    async with served(kind, dsn) as server, opened(server.port, MANY, arrivals):
        before = server.cpu()
        async with db.transaction():
            for number in range(BURST):
                await db.execute(EMIT, json.dumps({"padding": PADDING, "n": number}))
        await asyncio.wait_for(arrivals.complete.wait(), 60)
        cpu = server.cpu() - before
    note(f"{PREFIX[kind]}delivery_cpu_us_burst", 1e6 * cpu / arrivals.expected)


async def measure_memory(kind: str, dsn: str) -> None:
    arrivals = Arrivals()
    async with served(kind, dsn) as server:
        # The first streams make the process load what it needs only once.
        async with opened(server.port, 50, arrivals):
            pass
        before = server.memory()
        async with opened(server.port, IDLE, arrivals):
            used = server.memory() - before
    note(f"{PREFIX[kind]}stream_memory_kib", used / IDLE / 1024)


def note(name: str, value: float) -> None:
    """Keep a figure and print it."""
    record(name, value)
    print(f"{name:40} {value:12.3f}", flush=True)


def _note_delays(name: str, delays: list[float]) -> None:
    centiles = statistics.quantiles(delays, n=100)
    note(f"{name}_p50_ms", 1000 * centiles[49])
    note(f"{name}_p99_ms", 1000 * centiles[98])


async def measure(dsn: str) -> None:
    await migrate(dsn)
    db = await asyncpg.connect(dsn)
    await db.execute("insert into orakul.person (name, email, role) values ('A', 'a@a', 'admin')")
    for kind in PREFIX:
        for count in (1, MANY):
            await measure_latency(kind, dsn, db, count)
        await measure_burst(kind, dsn, db)
        await measure_memory(kind, dsn)
    await db.close()


def main() -> None:
    if len(sys.argv) == 3:
        serve(*sys.argv[1:])
        return
    with (
        tempfile.TemporaryDirectory(prefix="orakul-") as data,
        EmbeddedServer(Path(data)) as server,
    ):
        uvloop.run(measure(server.dsn))


if __name__ == "__main__":
    main()

"""What happens when something breaks off: a server, a right, the listener's connection."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final, cast

import asyncpg

from bench.live import EMIT, END, PATH
from bench.live.served import line, python, served
from bench.live.streams import DATA
from tests.broadcaster.proxy import proxied

OURS: Final = "bench.live.ours"
RATE: Final = 5  # events a second while the server restarts
REVOKED: Final = 10  # times a right is taken away


async def restart(dsn: str, db: asyncpg.Connection, count: int) -> float:
    """Restart the server with *count* streams; return after how many seconds all are back.

    Events go on meanwhile, and the streams belong to as many people. A stream is back when
    it has the first event after its return.

    Raises:
        RuntimeError: a stream did not have the log, exactly.
    """
    await db.execute(
        "insert into orakul.person (name, email, role)"
        " select 'C', 'c' || n || '@example.org', 'admin' from generate_series(2, $1::int) as n",
        count,
    )
    before = await _newest(db)
    async with (
        python(OURS, dsn) as first,
        python("bench.live.returning", port := await line(first), str(count)) as clients,
    ):
        await line(clients)
        await asyncio.sleep(3)  # until all rights are read
        emitting = asyncio.create_task(_emit_steadily(db))
        await asyncio.sleep(1)
        began = time.perf_counter()
        first.send_signal(signal.SIGTERM)
        await first.wait()
        async with python(OURS, dsn, dsn, port) as second:
            await line(second)
            told = await _all_returned(clients, count)
            emitting.cancel()
            await asyncio.sleep(1)  # what was committed last is still on its way
            sequences = (await _ask(clients))["sequences"]
    log = await db.fetch(
        "select position || '-' || tag as id from orakul.event"
        " where position > $1 order by position",
        before,
    )
    if sequences != [[[row["id"] for row in log], count]]:
        raise RuntimeError("after the restart, what came is not the log")
    return cast("float", told["back_at"]) - began


async def revoke(dsn: str, db: asyncpg.Connection) -> float:
    """Take a right away while events flow; return after how many seconds the last one came.

    The worst of `REVOKED` times; below zero when none came after the commit.
    """
    project = await db.fetchval(
        "insert into orakul.project (slug, name) values ('bench', 'Bench') returning id"
    )
    person = await db.fetchval(
        "insert into orakul.person (name, email, role)"
        " values ('B', 'b@example.org', 'member') returning id"
    )
    writer = await asyncpg.connect(dsn)
    worst = -float("inf")
    async with served(OURS, dsn) as server:
        for _ in range(REVOKED):
            await db.execute(
                "insert into orakul.project_member (project_id, person_id) values ($1, $2)",
                project,
                person,
            )
            async with _arrivals(server.port, person) as arrivals:
                writing = asyncio.create_task(_emit_steadily(writer, project, rate=200))
                await asyncio.sleep(0.5)
                await db.execute("delete from orakul.project_member where person_id = $1", person)
                revoked_at = time.perf_counter()
                await asyncio.sleep(0.5)
                writing.cancel()
                await asyncio.wait([writing])
            if not arrivals:
                raise RuntimeError("nothing came before the right was taken away")
            worst = max(worst, arrivals[-1] - revoked_at)
    await writer.close()
    return worst


async def lose_listener(dsn: str, db: asyncpg.Connection) -> float:
    """Let the listener's connection go silent; return after how many seconds an event comes."""
    async with (
        proxied(dsn) as proxy,
        served(OURS, dsn, proxy.dsn) as server,
        _arrivals(server.port, 1) as arrivals,
    ):
        await db.execute(EMIT, None, DATA)
        await _more_than(0, arrivals)
        proxy.silence()
        began = time.perf_counter()
        await db.execute(EMIT, None, DATA)
        await _more_than(1, arrivals)
    return arrivals[-1] - began


async def _emit_steadily(
    db: asyncpg.Connection, project: int | None = None, *, rate: float = RATE
) -> None:
    while True:
        await asyncio.shield(db.execute(EMIT, project, DATA))
        await asyncio.sleep(1 / rate)


async def _ask(clients: asyncio.subprocess.Process) -> dict[str, object]:
    assert clients.stdin is not None
    clients.stdin.write(b"\n")
    return json.loads(await line(clients))


async def _all_returned(clients: asyncio.subprocess.Process, count: int) -> dict[str, object]:
    async with asyncio.timeout(120):
        while (told := await _ask(clients))["returned"] != count:
            await asyncio.sleep(0.5)
    return told


@asynccontextmanager
async def _arrivals(port: int, person: int) -> AsyncGenerator[list[float]]:
    """Yield a list that grows by the times at which events of *person* come."""
    times: list[float] = []
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\nX-Person: {person}\r\n\r\n".encode())
    await reader.readuntil(b"retry: ")

    async def note() -> None:
        while data := await reader.read(65536):
            times.extend([time.perf_counter()] * data.count(END))

    noting = asyncio.create_task(note())
    await asyncio.sleep(0.5)  # until rights are read
    try:
        yield times
    finally:
        noting.cancel()
        writer.close()


async def _more_than(count: int, arrivals: list[float]) -> None:
    async with asyncio.timeout(60):
        while len(arrivals) <= count:
            await asyncio.sleep(0.01)


async def _newest(db: asyncpg.Connection) -> int:
    return await db.fetchval("select coalesce(max(position), 0) from orakul.event")

"""Measure live delivery: from COMMIT to a client's socket, and what it costs.

    python -m bench.delivery [ours|plain|nchan …]

Three servers are measured in turns within one run, on one PostgreSQL: the broadcaster; a
plain one that hands each event to sse-starlette's EventSourceResponse through a queue per
client; nginx with nchan, where it is installed. A bare asyncpg LISTEN beside the
broadcaster shows what PostgreSQL itself takes. All streams receive all events. Then ours
alone is restarted, has a right taken away and loses its listener's connection.
docs/measuring.md tells how to read the figures, which go to bench/results.json.
"""

import sys
import tempfile
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final

import asyncpg
import uvloop

from bench.live import faults, nchan
from bench.live.figures import Figures, Target, table
from bench.live.served import Served, allow_many_files, served
from bench.live.streams import Streams, listening, opened
from bench.results import forget
from sql.migrate import migrate
from sql.server import EmbeddedServer

KINDS: Final = {"ours": "", "plain": "plain_", "nchan": "nchan_"}
FEW, MANY, MOST = 1, 1000, 5000  # streams
RATES: Final = (10, 25, 50)  # events a second to `MANY`, the last one is asked for
SLOW: Final = 2  # events a second to `MOST`
SECONDS: Final = 5  # that events are sent
BURST: Final = 200  # events of one transaction
WARM: Final = 50  # streams that make a server load what it needs only once
RETURNING: Final = 2000  # streams
TARGETS: Final = (
    Target("commit_to_socket_1_p50_ms", 2.5),
    Target("commit_to_socket_1000_p50_ms", 15),
    Target("commit_to_socket_1000_p99_ms", 100),
    Target("stream_memory_kib", 20),
    Target("delivery_cpu_us_paced", 35),
    Target("delivery_cpu_us_burst", 5),
    Target("restart_2000_s", 10),
    Target("revoked_to_silent_ms", 1000),
    Target("dead_listener_noticed_s", 10),
)
NOTES: Final = f"""\
Latency: {FEW} and {MANY:,} streams at {RATES[-1]} events/s; a rate that is not held is left out.
With {MOST:,} streams {SLOW} events/s were sent: {MOST * SLOW:,} deliveries a second.
Processor time: {MANY:,} streams, paced at {RATES[0]} events/s, burst of {BURST} in one transaction.
That of nchan includes its feeder; its memory leaves out the messages, which its processes share."""


def server(kind: str, dsn: str) -> AbstractAsyncContextManager[Served]:
    """Run the server called *kind*."""
    return nchan.serving(dsn) if kind == "nchan" else served(f"bench.live.{kind}", dsn)


class Measuring:
    """One run."""

    def __init__(self, dsn: str, db: asyncpg.Connection) -> None:
        self.dsn = dsn
        self.db = db
        self.figures = Figures()

    async def few(self, kind: str) -> None:
        """One stream: what a person at the board notices."""
        async with server(kind, self.dsn) as serving, opened(serving.port, FEW) as streams:
            await self._latency(kind, streams, RATES[-1], "")

    async def many(self, kind: str) -> None:
        """Memory, latency at growing rates, and the processor's time of each delivery."""
        prefix, note = KINDS[kind], self.figures.note
        async with server(kind, self.dsn) as serving:
            async with opened(serving.port, WARM):
                pass
            before = serving.memory()
            async with opened(serving.port, MANY) as streams:
                note(f"{prefix}stream_memory_kib", (serving.memory() - before) / MANY / 1024)
                await self._rates(kind, serving, streams)
                before = serving.cpu()
                await streams.burst(self.db, BURST)
                self._note_cpu(f"{prefix}{{}}_burst", serving.cpu() - before, BURST * MANY)

    async def most(self, kind: str) -> None:
        """Streams by the thousand, at a rate that two processors can hold."""
        async with server(kind, self.dsn) as serving, opened(serving.port, MOST) as streams:
            await self._latency(kind, streams, SLOW, f"_at_{SLOW}")

    async def broken(self) -> None:
        """Ours, when something breaks off."""
        note = self.figures.note
        note("restart_2000_s", await faults.restart(self.dsn, self.db, RETURNING))
        note("revoked_to_silent_ms", 1000 * await faults.revoke(self.dsn, self.db))
        note("dead_listener_noticed_s", await faults.lose_listener(self.dsn, self.db))

    async def _rates(self, kind: str, serving: Served, streams: Streams) -> None:
        for rate in RATES:
            before = serving.cpu()
            rated = "" if rate == RATES[-1] else f"_at_{rate}"
            is_sustained = await self._latency(kind, streams, rate, rated)
            if rate == RATES[0]:
                count = rate * SECONDS * MANY
                self._note_cpu(f"{KINDS[kind]}{{}}_paced", serving.cpu() - before, count)
            if not is_sustained:
                return

    async def _latency(self, kind: str, streams: Streams, rate: int, rated: str) -> bool:
        async with listening(self.dsn) as heard:
            paced = await streams.paced(self.db, rate=rate, count=rate * SECONDS)
        name = f"commit_to_socket_{streams.count}{rated}"
        if not paced.is_sustained:
            print(f"  {kind} does not hold {rate} events/s with {streams.count:,} streams")
            return False
        self.figures.note_delays(KINDS[kind] + name, paced.delays)
        if kind == "ours":
            self.figures.note_delays(f"bare_{name}", paced.delays_of(heard))
        return True

    def _note_cpu(self, name: str, seconds: float, deliveries: int) -> None:
        self.figures.note(name.format("delivery_cpu_us"), 1e6 * seconds / deliveries)
        self.figures.note(name.format("deliveries_per_cpu_second"), deliveries / seconds)


async def measure(dsn: str, kinds: Sequence[str]) -> None:
    await migrate(dsn)
    db = await asyncpg.connect(dsn)
    await db.execute("insert into orakul.person (name, email, role) values ('A', 'a@a', 'admin')")
    measuring = Measuring(dsn, db)
    for step in (measuring.few, measuring.many, measuring.most):
        for kind in kinds:
            print(f"{kind}: {step.__doc__}", flush=True)
            await step(kind)
    if "ours" in kinds:
        print(f"ours: {measuring.broken.__doc__}", flush=True)
        await measuring.broken()
    await db.close()
    print(f"\n{table(measuring.figures, TARGETS)}\n\n{NOTES}")


def present(kinds: Sequence[str]) -> list[str]:
    """Return those of *kinds* that this machine has."""
    if "nchan" in kinds and nchan.module() is None:
        print("nchan is not measured: nginx with libnginx-mod-nchan is not installed")
        return [kind for kind in kinds if kind != "nchan"]
    return list(kinds)


def main() -> None:
    allow_many_files()
    forget("commit_to_socket", "deliver", "stream_memory")
    with (
        tempfile.TemporaryDirectory(prefix="orakul-") as data,
        EmbeddedServer(Path(data)) as postgres,
    ):
        uvloop.run(measure(postgres.dsn, present(sys.argv[1:] or list(KINDS))))


if __name__ == "__main__":
    main()

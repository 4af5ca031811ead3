"""Tasks per second that one worker process drains, and how soon a deferred task starts.

    python -m bench.throughput [TASKS]

The tasks do nothing, so what is measured is the queue: claim, run, end. Beside Orakul's worker
stand, in turns within one run on one durable PostgreSQL,

- Procrastinate's own worker, with the least that tracks as much as Orakul does: a trigger that
  writes a row for every transition and notifies, and a client that hears of each;
- the same with no tracking at all;
- PgQueuer, which keeps no transitions that a client could follow, in its batches of ten and
  in batches as large as the others may run at once.

All run on uvloop, as many tasks at once, each over a database of its own. Orakul's is also
measured with as many at once as `orakul worker` runs by default, and Procrastinate's, which
claims one by one however many may run, with few: the ratio is to the faster of the two. A run
counts from the first task's start until the worker has ended, and only if the client saw every
transition.
"""

import asyncio
import json
import logging
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import asyncpg
import uvloop
from pgqueuer import AsyncpgPoolDriver, PgQueuer, Queries
from pgqueuer import Job as PgQueuerJob
from pgqueuer.types import QueueExecutionMode
from procrastinate import App, PsycopgConnector

from bench.results import record
from jobs.declaring import Tasks
from jobs.running import Running
from jobs.worker import CONCURRENCY, spare_garbage_collector, work
from orakul import database, logs
from orakul.settings import Settings
from sql import query
from sql.migrate import migrate
from sql.server import EmbeddedServer

TASKS: Final = 10_000  # many enough that the start of a worker and its end do not count
ROUNDS: Final = 3
AT_ONCE: Final = 256  # tasks
FEW_AT_ONCE: Final = 32  # tasks
RATE: Final = 50  # tasks a second, where the time from deferring to starting is measured
PACED: Final = 500  # tasks
NAME: Final = "nothing"

TRACKING: Final = """
create table transition (
    id bigint generated always as identity primary key, job bigint, was text, status text,
    at timestamptz default clock_timestamp(), job_row jsonb);
create function track() returns trigger language plpgsql as $$
begin
    insert into transition (job, was, status, job_row)
    values (new.id, old.status, new.status, to_jsonb(new));
    perform pg_notify('transition', json_build_object('job', new.id, 'status', new.status)::text);
    return null;
end;
$$;
create trigger track after update of status on procrastinate_jobs
for each row execute function track();
"""
DEFER_ONE: Final = """
select procrastinate_defer_jobs_v1(array[
    row('default', $1, 0, null, null, jsonb_build_object('at', $2::float8), null)
        ::procrastinate_job_to_defer_v1
])
"""
DEFER: Final = """
select procrastinate_defer_jobs_v1(array(
    select row('default', $1, 0, null, null, jsonb_build_object('at', $2::float8), null)
        ::procrastinate_job_to_defer_v1
    from generate_series(1, $3)))
"""


class Clock:
    """What the tasks of one worker process saw."""

    def __init__(self, tasks: int) -> None:
        self.first = 0.0
        self.waits: list[float] = []  # seconds since a task was deferred
        self.left = tasks
        self.begun = asyncio.Event()
        self.done = asyncio.Event()

    def tick(self, at: float) -> None:
        if not self.waits:
            self.first = time.perf_counter()
            self.begun.set()
        self.waits.append(time.time() - at)
        self.left -= 1
        if not self.left:
            self.done.set()


# The workers, each in a process of its own


async def run_orakul(dsn: str, clock: Clock, at_once: int, *, wait: bool) -> None:
    tasks = Tasks()

    @tasks.task(NAME)
    async def nothing(_: Running, at: float) -> None:
        clock.tick(at)

    assert nothing is not None
    logs.configure(pretty=False)  # as the command does, and the next as well
    spare_garbage_collector()
    logging.getLogger("procrastinate").setLevel("WARNING")
    settings = Settings(anthropic_api_key=None)
    await work(settings, dsn, concurrency=at_once, wait=wait, extra=[tasks])


async def run_procrastinate(dsn: str, clock: Clock, at_once: int, *, wait: bool) -> None:
    app = App(connector=PsycopgConnector(conninfo=dsn))

    @app.task(name=NAME)
    async def nothing(at: float) -> None:
        clock.tick(at)

    assert nothing is not None
    async with app.open_async():
        await app.run_worker_async(concurrency=at_once, wait=wait)


async def run_pgqueuer(dsn: str, clock: Clock, at_once: int, *, wait: bool) -> None:
    async with asyncpg.create_pool(dsn) as pool:
        pgq = PgQueuer(AsyncpgPoolDriver(pool))

        @pgq.entrypoint(NAME)
        async def nothing(job: PgQueuerJob) -> None:
            clock.tick(float(job.payload or b"0"))

        assert nothing is not None
        mode = QueueExecutionMode.continuous if wait else QueueExecutionMode.drain
        await pgq.run(batch_size=at_once, mode=mode)


Run = Callable[..., Awaitable[None]]
WORKERS: Final[dict[str, Run]] = {
    "orakul": run_orakul,
    "procrastinate": run_procrastinate,
    "pgqueuer": run_pgqueuer,
}


async def worker(kind: str, dsn: str, tasks: int, at_once: int, *, wait: bool) -> None:
    """Work, and print the seconds from the first task on and the median wait."""
    clock = Clock(tasks)
    running = asyncio.ensure_future(WORKERS[kind](dsn, clock, at_once, wait=wait))
    if wait:
        await clock.begun.wait()
        print("ready", flush=True)
        await clock.done.wait()
        await asyncio.sleep(0.1)
        running.cancel()
    await asyncio.wait([running])
    if not running.cancelled():
        running.result()
    assert not clock.left, f"{clock.left} of {tasks} tasks did not run"
    seconds = time.perf_counter() - clock.first
    print(json.dumps([seconds, statistics.median(clock.waits[wait:])]), flush=True)


async def in_process(
    kind: str, dsn: str, tasks: int, at_once: int, *, wait: bool = False
) -> Callable[[], Coroutine[Any, Any, tuple[float, float]]]:
    """Start a worker; the answer waits for its end and gives what it printed.

    One that is to *wait* for tasks has done a first one when this returns.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.throughput", kind, dsn, str(tasks), str(at_once)),
        *(["wait"] if wait else []),
        stdout=PIPE,
        stderr=DEVNULL,
    )

    assert process.stdout is not None
    if wait:
        await process.stdout.readline()

    async def ended() -> tuple[float, float]:
        out, _ = await process.communicate()
        seconds, median = json.loads(out)
        return seconds, median

    return ended


# The databases, and who watches them


async def prepare_orakul(dsn: str) -> None:
    await migrate(dsn)


async def prepare_procrastinate(dsn: str) -> None:
    async with App(connector=PsycopgConnector(conninfo=dsn)).open_async() as app:
        await app.schema_manager.apply_schema_async()


async def prepare_tracked(dsn: str) -> None:
    await prepare_procrastinate(dsn)
    db = await asyncpg.connect(dsn)
    await db.execute(TRACKING)
    await db.close()


async def prepare_pgqueuer(dsn: str) -> None:
    db = await asyncpg.connect(dsn)
    await Queries.from_asyncpg_connection(db).install()
    await db.close()


class Watcher:
    """A client that hears of every transition; *count* is how many there were."""

    def __init__(self) -> None:
        self.count = 0

    async def reach(self, count: int) -> None:
        async with asyncio.timeout(30):
            while self.count < count:
                await asyncio.sleep(0.01)
        assert self.count == count, f"{self.count} transitions rather than {count}"


@asynccontextmanager
async def watching_payloads(dsn: str) -> AsyncGenerator[Watcher]:
    watcher = Watcher()
    db = await asyncpg.connect(dsn)

    def hear(*_: object) -> None:
        watcher.count += 1

    await db.add_listener("transition", hear)
    yield watcher
    await db.close()


@asynccontextmanager
async def watching_log(dsn: str) -> AsyncGenerator[Watcher]:
    watcher = Watcher()
    db, listener = await database.connect(dsn), await asyncpg.connect(dsn)
    awake = asyncio.Event()

    async def follow() -> None:
        position: int = await db.fetchval("select coalesce(max(position), 0) from orakul.event")
        while True:
            await awake.wait()
            awake.clear()
            rows = await db.fetch(query("read_events"), position, 10_000)
            position = rows[-1]["position"] if rows else position
            watcher.count += sum(row["name"] == "task_changed" for row in rows)

    def wake(*_: object) -> None:
        awake.set()

    await listener.add_listener("oracle_channel", wake)
    following = asyncio.create_task(follow())
    try:
        yield watcher
    finally:
        following.cancel()
        await asyncio.wait([following])
        await asyncio.gather(db.close(), listener.close())


@asynccontextmanager
async def nobody(_: str) -> AsyncGenerator[None]:
    yield None


class Variant:
    """One way to work, measured over and over."""

    def __init__(
        self,
        name: str,
        kind: str,
        prepare: Callable[[str], Awaitable[None]],
        watching: Callable[[str], Any] = nobody,
        at_once: int = AT_ONCE,
    ) -> None:
        self.name = name
        self.kind = kind
        self.prepare = prepare
        self.watching = watching
        self.at_once = at_once
        self.rates: list[float] = []
        self.waits: list[float] = []  # milliseconds

    async def drain(self, dsn: str, tasks: int) -> None:
        """Drain a full queue, and keep the tasks per second."""
        await defer(dsn, self.kind, tasks)
        async with self.watching(dsn) as watcher:
            seconds, _ = await (await in_process(self.kind, dsn, tasks, self.at_once))()
            if watcher:
                await watcher.reach(2 * tasks)
        self.rates.append(tasks / seconds)

    async def pace(self, dsn: str) -> None:
        """Defer at a steady rate, and keep the median of how long until a task starts."""
        await defer(dsn, self.kind, 1)
        ended = await in_process(self.kind, dsn, 1 + PACED, self.at_once, wait=True)
        await asyncio.sleep(1)
        db = await asyncpg.connect(dsn)
        began = time.perf_counter()
        for number in range(PACED):
            await asyncio.sleep(began + number / RATE - time.perf_counter())
            await defer_on(db, self.kind, 1)
        await db.close()
        _, median = await ended()
        self.waits.append(1000 * median)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)


async def defer(dsn: str, kind: str, tasks: int) -> None:
    db = await asyncpg.connect(dsn)
    await defer_on(db, kind, tasks)
    await db.execute("vacuum analyze")
    await db.close()


async def defer_on(db: asyncpg.Connection, kind: str, tasks: int) -> None:
    if kind == "pgqueuer":
        queries = Queries.from_asyncpg_connection(db)
        await queries.enqueue([NAME] * tasks, [str(time.time()).encode()] * tasks, [0] * tasks)
    elif tasks == 1:  # as whoever defers one does: a set of one would be planned each time
        await db.execute(DEFER_ONE, NAME, time.time())
    else:
        await db.execute(DEFER, NAME, time.time(), tasks)


@asynccontextmanager
async def fresh(server: EmbeddedServer, variant: Variant, name: str) -> AsyncGenerator[str]:
    """A database prepared for *variant*, dropped afterwards so that it costs the next nothing."""
    main = await asyncpg.connect(server.dsn)
    await main.execute(f"create database {name}")
    dsn = urlsplit(server.dsn)._replace(path=f"/{name}").geturl()
    await variant.prepare(dsn)
    try:
        yield dsn
    finally:
        await main.execute(f"drop database {name} with (force)")
        await main.execute("checkpoint")
        await main.close()


async def measure(server: EmbeddedServer, tasks: int) -> None:
    ours = Variant("orakul", "orakul", prepare_orakul, watching_log)
    few = Variant("orakul_default", "orakul", prepare_orakul, watching_log, CONCURRENCY)
    stock = Variant("procrastinate", "procrastinate", prepare_tracked, watching_payloads)
    calm = Variant(
        f"procrastinate_{FEW_AT_ONCE}_at_once",
        *("procrastinate", prepare_tracked, watching_payloads, FEW_AT_ONCE),
    )
    bare = Variant("procrastinate_untracked", "procrastinate", prepare_procrastinate)
    tens = Variant("pgqueuer", "pgqueuer", prepare_pgqueuer, at_once=10)
    many = Variant(f"pgqueuer_batches_of_{AT_ONCE}", "pgqueuer", prepare_pgqueuer)
    variants = (ours, few, stock, calm, bare, tens, many)
    for number in range(ROUNDS):
        for variant in variants:
            async with fresh(server, variant, f"{variant.name}_{number}") as dsn:
                await variant.drain(dsn, tasks)
            print(f"round {number + 1}  {variant.name:26}{variant.rates[-1]:8.0f}/s", flush=True)
    best = max(stock.rate, calm.rate)
    for variant in variants:
        print(f"{variant.name:34}{variant.rate:8.0f}/s  ({variant.rate / best:5.1f})")
        record("tracked_tasks_per_second" + suffix(variant, ours), variant.rate)
    record("tracked_ratio_to_stock", ours.rate / best)
    record("tracked_ratio_to_stock_orakul_default", few.rate / best)
    paced = (few, stock, tens)
    for number in range(ROUNDS):
        for variant in paced:
            async with fresh(server, variant, f"{variant.name}_paced_{number}") as dsn:
                await variant.pace(dsn)
            print(f"round {number + 1}  {variant.name:26}{variant.waits[-1]:8.2f} ms", flush=True)
    for variant in paced:
        median = statistics.median(variant.waits)
        print(f"{variant.name:34}{median:8.2f} ms from deferring to starting, at {RATE}/s")
        record("enqueue_to_start_p50_ms" + suffix(variant, few), median)


def suffix(variant: Variant, ours: Variant) -> str:
    return "" if variant is ours else f"_{variant.name}"


def main() -> None:
    if len(sys.argv) > 2:
        kind, dsn, tasks, at_once, *wait = sys.argv[1:]
        uvloop.run(worker(kind, dsn, int(tasks), int(at_once), wait=bool(wait)))
        return
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else TASKS
    logging.getLogger("procrastinate").setLevel("ERROR")  # it minds where the app is made
    with (
        tempfile.TemporaryDirectory(prefix="orakul-", dir="/var/tmp") as data,
        EmbeddedServer(Path(data)) as server,
    ):
        uvloop.run(measure(server, tasks))


if __name__ == "__main__":
    main()

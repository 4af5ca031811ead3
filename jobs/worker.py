"""A worker process: takes tasks from the queue until it is told to stop.

SIGINT or SIGTERM makes it take no more and wait for what runs, *drain* seconds at most;
what is not done by then is told to stop and goes back to the queue, whether it stops or not.
Meanwhile it looks every few seconds for tasks that dead workers left, and takes them up, and for
pauses whose time has come.
"""

import asyncio
import gc
from collections.abc import AsyncGenerator, Collection, Coroutine, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any, Final

from procrastinate import App, PsycopgConnector

from jobs.app import AREAS, build
from jobs.declaring import Tasks
from jobs.line import Line
from jobs.logwriter import LogWriter
from jobs.loop import BatchWorker
from jobs.manager import Manager
from jobs.pausing import end_pauses
from jobs.running import Tools
from jobs.scheduling import declared_by
from orakul import database, telemetry, traces
from orakul.alerts import watching
from orakul.database import Limits, Pool
from orakul.llm.choice import choose_engine
from orakul.settings import Settings
from orakul.tasks import kinds
from orakul.workers import LISTED, this_process

CONCURRENCY: Final = 4  # tasks at once
OWN: Final = 4  # connections for ends, heartbeats and rescue, which so wait for no task
DRAIN: Final = 30.0  # seconds
POLL: Final = 1.0  # seconds between looks for tasks whose time has come
# A worker that freezes, or is cut off, within a transaction would keep its locks.
LIMITS: Final = Limits(idle=60)
GARBAGE: Final = 10_000  # objects that may come to be before those that are left are looked at


async def work(
    settings: Settings,
    dsn: str,
    *,
    queues: Sequence[str] | None = None,
    concurrency: int = CONCURRENCY,
    drain: float = DRAIN,
    wait: bool = True,
    extra: Sequence[Tasks] = (),
) -> bool:
    """Work until told to stop, or, without *wait*, until the queue is empty.

    Return whether all has stopped: a task that ignores that it is cancelled is given back, and
    goes on as long as the process does.

    Args:
        settings: how this installation is set up.
        dsn: the database.
        queues: which queues to take tasks from; all of them where not given.
        concurrency: how many tasks run at once.
        drain: seconds that running tasks get when the worker is told to stop.
        wait: whether to wait for more when the queue is empty.
        extra: tasks besides Orakul's own.
    """
    telemetry.configure(
        "orakul-worker",
        otlp_endpoint=settings.otlp_endpoint,
        keepers=traces.keepers(settings, dsn),
    )
    try:
        async with (
            database.pool(dsn, size=2 * concurrency + 2, limits=LIMITS) as pool,
            database.pool(dsn, size=OWN, tidy=False, limits=LIMITS) as own,
            _opened(build(PsycopgConnector(conninfo=dsn, min_size=1, max_size=2)), extra) as app,
        ):
            who = this_process(
                queues,
                concurrency=concurrency,
                schedules=declared_by(app),
                task_names=sorted(app.tasks),  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
            )
            app.job_manager = manager = Manager(app.connector, own, Line(dsn, limits=LIMITS), who)
            secrets = await _register_kinds(pool, extra)
            logs = LogWriter(pool, manager.actor)
            async with (
                aclosing(manager),
                logs.running(),
                _beside(
                    _rescue(manager, settings.stalled_after),
                    end_pauses(pool),
                    watching.watch(pool, settings),
                ),
            ):
                worker = BatchWorker(
                    app,
                    manager,
                    disarm=pool.terminate,
                    queues=queues,
                    concurrency=concurrency,
                    wait=wait,
                    fetch_job_polling_interval=POLL,
                    abort_job_polling_interval=POLL,
                    update_heartbeat_interval=settings.stalled_after / 4,
                    stalled_worker_timeout=LISTED,
                    shutdown_graceful_timeout=drain,
                    additional_context={
                        "tools": Tools(
                            pool, settings, choose_engine(settings), manager, logs, secrets
                        )
                    },
                )
                await worker.run()
            return not worker.deaf
    finally:
        telemetry.shutdown()


def spare_garbage_collector() -> None:
    """Let this process look for garbage less often, and only among what comes to be from now on.

    What is loaded stays until the process ends. To look through all of it again and again
    takes a worker of many short tasks a fifth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)


@asynccontextmanager
async def _opened(app: App, extra: Sequence[Tasks]) -> AsyncGenerator[App]:
    for tasks in extra:
        tasks.add_to(app)
    async with app.open_async():
        yield app


async def _register_kinds(pool: Pool, extra: Sequence[Tasks]) -> dict[str, Collection[str]]:
    """Let the kinds of tasks be known, and return which arguments of each are secret."""
    known = [kind for area in (*AREAS.values(), *extra) for kind in area.kinds()]
    async with pool.acquire() as db:
        await kinds.register(db, known)
    return {kind.name: kind.secrets for kind in known}


@asynccontextmanager
async def _beside(*duties: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    running = [asyncio.create_task(each) for each in duties]
    try:
        yield
    finally:
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _rescue(manager: Manager, silence: float) -> None:
    while True:
        # Twice the time between two heartbeats: when the database was away, and nobody
        # could be heard, the living show themselves before they are taken for dead.
        await asyncio.sleep(silence / 2)
        await manager.rescue(silence)

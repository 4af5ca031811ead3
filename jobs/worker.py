"""A worker process: takes tasks from the queue until it is told to stop.

SIGINT or SIGTERM makes it take no more and wait for what runs, *drain* seconds at most;
what is not done by then goes back to the queue. Meanwhile it looks for tasks that dead
workers left, every few seconds, and takes them up.
"""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Final, cast

import structlog
from procrastinate import App, PsycopgConnector

from jobs.app import attempts, build
from jobs.manager import LOST, Manager
from jobs.running import Tools, accounted
from orakul import database, telemetry
from orakul.database import Pool
from orakul.llm.choice import choose_engine
from orakul.settings import Settings

CONCURRENCY: Final = 4  # tasks at once
DRAIN: Final = 30.0  # seconds
POLL: Final = 1.0  # seconds between looks for tasks whose time has come

log = structlog.stdlib.get_logger(__name__)


async def work(
    settings: Settings,
    dsn: str,
    *,
    queues: Sequence[str] | None = None,
    concurrency: int = CONCURRENCY,
    drain: float = DRAIN,
    wait: bool = True,
) -> None:
    """Work until told to stop, or, without *wait*, until the queue is empty.

    Args:
        settings: how this installation is set up.
        dsn: the database.
        queues: which queues to take tasks from; all of them where not given.
        concurrency: how many tasks run at once.
        drain: seconds that running tasks get when the worker is told to stop.
        wait: whether to wait for more when the queue is empty.
    """
    telemetry.configure("orakul-worker", otlp_endpoint=settings.otlp_endpoint)
    name = f"{socket.gethostname()}-{os.getpid()}"
    async with (
        database.pool(dsn, size=2 * concurrency + 2) as pool,
        _opened(build(PsycopgConnector(conninfo=dsn))) as app,
    ):
        manager = Manager(app.connector, pool, name)
        app.job_manager = manager
        await _register_kinds(pool)
        rescue = asyncio.create_task(_rescue(pool, settings.stalled_after))
        try:
            await app.run_worker_async(
                queues=cast("Sequence[str]", queues),  # None stands for all of them
                concurrency=concurrency,
                wait=wait,
                fetch_job_polling_interval=POLL,
                abort_job_polling_interval=POLL,
                update_heartbeat_interval=settings.stalled_after / 4,
                stalled_worker_timeout=settings.stalled_after,
                shutdown_graceful_timeout=drain,
                additional_context={
                    "tools": Tools(pool, settings, choose_engine(settings), manager)
                },
                worker_middleware=[accounted],
            )
        finally:
            rescue.cancel()
            await asyncio.gather(rescue, return_exceptions=True)
    telemetry.shutdown()


@asynccontextmanager
async def _opened(app: App) -> AsyncGenerator[App]:
    async with app.open_async():
        yield app


async def _register_kinds(pool: Pool) -> None:
    kinds = attempts()
    async with pool.acquire() as db:
        await database.execute(db, "set_task_kinds", list(kinds), list(kinds.values()))


async def _rescue(pool: Pool, silence: float) -> None:
    while True:
        try:
            async with pool.acquire() as db:
                rescued = await database.fetch_value(db, "rescue_jobs", silence)
            if rescued:
                log.warning("took up tasks of dead workers", tasks=rescued)
        except LOST as error:
            log.warning("could not look for dead workers", error=str(error))
        await asyncio.sleep(silence / 4)

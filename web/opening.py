"""What a process that serves HTTP opens when it starts, and closes when it stops."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from broadcaster import Broadcaster
from orakul import database, sessions, telemetry, traces
from orakul.database import Limits
from orakul.settings import Settings
from web.call import Site
from web.dispatch import LIMITS
from web.identity import issuer_of


@asynccontextmanager
async def opened(
    settings: Settings, dsn: str, stage: Broadcaster, *, service: str, limits: Limits = LIMITS
) -> AsyncGenerator[Site]:
    """Open what the handlers of a process share for as long as the context lasts.

    Args:
        settings: of this installation.
        dsn: address of a migrated database, of PostgreSQL itself, not of a pooler.
        stage: runs meanwhile.
        service: name of the process in traces.
        limits: of what a request asks of the database.
    """
    telemetry.configure(
        service,
        otlp_endpoint=settings.otlp_endpoint,
        keepers=traces.keepers(settings, dsn),
    )
    try:
        async with (
            # Nobody leaves anything in a session here.
            database.pool(dsn, tidy=False, limits=limits) as pool,
            stage.running(dsn, pool),
        ):
            async with pool.acquire() as db:
                key = await sessions.signing_key(db)
            yield Site(settings, pool, stage, key, issuer_of(settings), limits)
    finally:
        telemetry.shutdown()

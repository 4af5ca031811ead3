"""``orakul broadcaster``: the streams alone, as one more node beside the web process.

Any number of them serve one database behind one address: a client may come back to any of
them with the id that another gave it. Who may read is told as the web process tells it, by
the same cookies and tokens.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

import broadcaster
from broadcaster import Broadcaster
from orakul.settings import Settings
from web import health, serve, streams
from web.command import serving
from web.dispatch import routes
from web.metrics import metrics
from web.middleware import Surroundings
from web.opening import opened
from web.problems import HANDLERS

SERVICE: Final = "orakul-broadcaster"  # in traces


def run(*, host: str | None, port: int | None, data: Path | None) -> None:
    """Serve until SIGINT or SIGTERM."""
    serving.begin(_serve, host=host, port=port, data=data)


async def _serve(settings: Settings, dsn: str) -> None:
    await serve.server(create_app(settings, dsn), settings.host, settings.port).serve()


def create_app(settings: Settings, dsn: str) -> Starlette:
    """Put the process together.

    Args:
        settings: of this installation.
        dsn: address of a migrated database, of PostgreSQL itself, not of a pooler.
    """
    stage = Broadcaster()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        async with opened(settings, dsn, stage, service=SERVICE) as app.state.site:
            yield

    app = Starlette(
        routes=[
            Route("/health", health.live),
            Route("/health/ready", health.ready),
            *broadcaster.routes(stage, streams.authenticate, test_publish=settings.test_publish),
            *routes(metrics.declared),
        ],
        middleware=[Middleware(Surroundings, https=settings.secure_cookies)],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )
    app.state.broadcaster = stage
    app.router.redirect_slashes = False
    return app

"""The composition root of the web process: everything that it consists of, put together."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

import broadcaster
from broadcaster import Broadcaster, Discovery
from orakul.alerts import watching
from orakul.database import Limits
from orakul.settings import Settings
from web import health, openapi, streams
from web.about import about
from web.actions import actions
from web.alerts import alerts
from web.bulk import bulk
from web.dead_letters import dead_letters
from web.dispatch import LIMITS, readable, routes
from web.endpoints import Endpoint
from web.events import events
from web.experiments import experiments
from web.imports import imports
from web.knowledge import knowledge
from web.messages import messages
from web.metrics import metrics
from web.middleware import Surroundings
from web.opening import opened
from web.pages import Pages
from web.people import people
from web.problems import HANDLERS
from web.projects import projects
from web.queue import queue
from web.reader import reader
from web.runs import runs
from web.schedules import schedules
from web.search import search
from web.series import charts
from web.sessions import own_sessions
from web.setup import setup
from web.signin import signin
from web.system import state
from web.task_logs import logs
from web.tasks import tasks
from web.telegram import telegram
from web.tokens import tokens
from web.traces import traces as traces_
from web.views import views
from web.workers import workers

SERVICE: Final = "orakul-web"  # in traces

RESOURCES: Final = (
    setup,
    signin,
    own_sessions,
    tokens,
    people,
    projects,
    tasks,
    search,
    actions,
    bulk,
    logs,
    dead_letters,
    queue,
    charts,
    workers,
    schedules,
    views,
    alerts,
    events,
    messages,
    imports,
    knowledge,
    runs,
    experiments,
    telegram,
    about,
    state,
    metrics,
    traces_,
)


def create_app(settings: Settings, dsn: str, *, limits: Limits = LIMITS) -> Starlette:
    """Put the web process together.

    It opens its connections when it starts, and ends its streams and closes its
    connections when it stops. Its broadcaster is ``app.state.broadcaster``.

    Args:
        settings: of this installation.
        dsn: address of a migrated database, of PostgreSQL itself, not of a pooler.
        limits: of what a request asks of the database.
    """
    stage = Broadcaster()
    app = Starlette(
        routes=_routes(settings, stage),
        middleware=[
            Middleware(Surroundings, https=settings.secure_cookies),
            Middleware(Discovery, broadcaster=stage),
        ],
        exception_handlers=HANDLERS,
        lifespan=_lifespan(settings, dsn, stage, limits),
    )
    app.state.broadcaster = stage
    app.router.redirect_slashes = False
    return app


def endpoints() -> list[Endpoint]:
    """Return what all resources declare."""
    return [each for resource in RESOURCES for each in resource.declared]


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document of the whole web process; takes a moment the first time."""
    return openapi.document(endpoints(), health.documented() | streams.documented())


@cache
def manual() -> str:
    """Return the document as a page; takes a moment the first time."""
    return reader(document())


def _lifespan(
    settings: Settings, dsn: str, stage: Broadcaster, limits: Limits
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        async with (
            opened(settings, dsn, stage, service=SERVICE, limits=limits) as site,
            watching.watched(site.pool, settings),
        ):
            app.state.site = site
            yield

    return lifespan


def _routes(settings: Settings, stage: Broadcaster) -> list[Route]:
    async def show_document(_request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(document))

    async def show_reader(_request: Request) -> Response:
        return HTMLResponse(await run_in_threadpool(manual))

    return [
        readable("/health", health.live),
        readable("/health/ready", health.ready),
        readable("/api/openapi.json", show_document),
        readable("/api/docs", show_reader),
        *broadcaster.routes(stage, streams.authenticate, test_publish=settings.test_publish),
        *routes(endpoints()),
        Route("/{path:path}", Pages()),
    ]

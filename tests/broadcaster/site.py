"""A broadcaster that serves real sockets, and the facts it tells of."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from broadcaster import Broadcaster, Discovery, Limits, Server, Status, Subscriber, routes
from orakul.database import Connection, pool
from orakul.errors import RejectedError
from tests.broadcaster.client import Client, request

EVERYTHING = "/api/events/stream"
TASKS = "/api/tasks/subscribe"
HUB = "/.well-known/mercure"
NEWEST = "/api/newest"  # an answer that shows what is stored


async def authenticate(request: Request) -> Subscriber:
    """Believe the headers: who may sign in is not the broadcaster's business."""
    if "x-person" not in request.headers:
        raise HTTPException(401)
    session = request.headers.get("x-session")
    expires_at = request.headers.get("x-expires-at")
    token = request.headers.get("x-token")
    return Subscriber(
        int(request.headers["x-person"]),
        UUID(session) if session else None,
        datetime.fromisoformat(expires_at) if expires_at else None,
        int(token) if token else None,
    )


async def refuse(_request: Request, error: Exception) -> Response:
    return Response(str(error), 400)


@dataclass(frozen=True, slots=True)
class Site:
    port: int
    broadcaster: Broadcaster
    server: Server
    database: str
    served: asyncio.Task[None]

    async def status(self) -> Status:
        async with pool(self.database, size=1) as connections, connections.acquire() as db:
            return await self.broadcaster.status(db)

    def stream(
        self,
        person: int,
        path: str = EVERYTHING,
        *,
        session: UUID | None = None,
        token: int | None = None,
        last_id: str | None = None,
        receive_buffer: int | None = None,
        **headers: str,
    ) -> AbstractAsyncContextManager[Client]:
        if session:
            headers["x_session"] = str(session)
        if token:
            headers["x_token"] = str(token)
        if last_id is not None:
            headers["last_event_id"] = last_id
        return request(
            self.port, path, receive_buffer=receive_buffer, x_person=str(person), **headers
        )


@asynccontextmanager
async def serving(
    database: str,
    limits: Limits | None = None,
    *,
    listen_at: str | None = None,
    test_publish: bool = False,
) -> AsyncGenerator[Site]:
    """Serve the log of *database* on a free port, until the end of the block."""
    broadcaster = Broadcaster(limits)

    async def show_newest(_: Request) -> Response:
        async with broadcaster.connection() as db:
            return JSONResponse({"newest": await newest(db)})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        async with (
            pool(database) as connections,
            broadcaster.running(listen_at or database, connections),
        ):
            yield

    app = Starlette(
        routes=[
            Route(NEWEST, show_newest),
            *routes(broadcaster, authenticate, test_publish=test_publish),
        ],
        middleware=[Middleware(Discovery, broadcaster=broadcaster)],
        exception_handlers={RejectedError: refuse},
        lifespan=lifespan,
    )
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(uvicorn.Config(app, log_config=None, access_log=False), broadcaster)
    serve = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started and not serve.done():
        await asyncio.sleep(0.005)
    try:
        yield Site(listening.getsockname()[1], broadcaster, server, database, serve)
    finally:
        server.should_exit = True
        await serve
        listening.close()


async def add_person(db: Connection, role: str | None = "member", *projects: int) -> int:
    person = await db.fetchval(
        "insert into orakul.person (name, email, role)"
        " values ('Somebody', gen_random_uuid() || '@example.org', $1) returning id",
        role,
    )
    for project in projects:
        await join(db, person, project)
    return person


async def add_project(db: Connection) -> int:
    return await db.fetchval(
        "insert into orakul.project (slug, name)"
        " values (substr(gen_random_uuid()::text, 1, 8), 'Some project') returning id"
    )


async def join(db: Connection, person: int, project: int) -> None:
    await db.execute(
        "insert into orakul.project_member (project_id, person_id) values ($1, $2)",
        project,
        person,
    )


async def add_token(db: Connection, person: int) -> int:
    """Give a person an API token, and return its id."""
    return await db.fetchval(
        "insert into orakul.api_token (person_id, digest)"
        " values ($1, sha256(gen_random_uuid()::text::bytea)) returning id",
        person,
    )


async def leave(db: Connection, person: int, project: int) -> None:
    await db.execute(
        "delete from orakul.project_member where project_id = $1 and person_id = $2",
        project,
        person,
    )


async def emit(
    db: Connection,
    topic: str = "messages",
    *,
    audience: str = "admin",
    project: int | None = None,
    owner: int | None = None,
    data: Any = None,
) -> None:
    """Write an event; it has a position once the caller's transaction commits."""
    await db.execute(
        "select orakul.emit_v1($1, 'message.updated', $2, $3, $4, $5)",
        topic,
        audience,
        project,
        owner,
        {} if data is None else data,
    )


async def emitted(db: Connection, count: int = 1, **kinds: Any) -> list[int]:
    """Write *count* events, one transaction each, and return their positions."""
    before = await newest(db)
    for _ in range(count):
        await emit(db, **kinds)
    return await db.fetchval(
        "select array_agg(position order by position) from orakul.event where position > $1", before
    )


async def newest(db: Connection) -> int:
    return await db.fetchval("select coalesce(max(position), 0) from orakul.event")


async def id_of(db: Connection, position: int) -> str:
    tag = await db.fetchval("select tag from orakul.event where position = $1", position)
    return f"{position}-{tag}"


async def log(db: Connection, where: str = "true") -> list[str]:
    """The ids of the log, in order."""
    rows = await db.fetch(
        f"select position || '-' || tag as id from orakul.event where {where} order by position"
    )
    return [row["id"] for row in rows]

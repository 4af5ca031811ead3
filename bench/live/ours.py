"""The broadcaster on a port: ``python -m bench.live.ours DSN [LISTEN_DSN [PORT]]``.

Who asks says so in the header ``x-person``; otherwise it is the administrator.
"""

import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request

from broadcaster import Broadcaster, Limits, Server, Subscriber, routes
from orakul.database import pool


async def authenticate(request: Request) -> Subscriber:
    return Subscriber(person_id=int(request.headers.get("x-person", "1")))


def main(dsn: str, listen_at: str = "", port: str = "0") -> None:
    broadcaster = Broadcaster(Limits(per_person=1_000_000))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        async with pool(dsn) as connections, broadcaster.running(listen_at or dsn, connections):
            yield

    app = Starlette(routes=routes(broadcaster, authenticate), lifespan=lifespan)
    listening = socket.create_server(("127.0.0.1", int(port)), backlog=4096)
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    Server(configured(app), broadcaster).run(sockets=[listening])


def configured(app: Starlette) -> uvicorn.Config:
    """Return the settings that all servers of ours share."""
    return uvicorn.Config(app, log_config=None, access_log=False, backlog=4096)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The web process: an address, a server, and an orderly end."""

import socket
from typing import Final

import uvicorn
from starlette.applications import Starlette

from broadcaster import Server
from orakul.settings import Settings
from web.app import create_app

BACKLOG: Final = 2048  # connections that wait to be accepted


def server(app: Starlette, host: str, port: int) -> Server:
    """Make a server for *app*, which ends the streams before it waits for connections."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        backlog=BACKLOG,
        log_config=None,  # it would put its own handlers in the place of ours
        proxy_headers=False,  # whose word counts is `web.address`'s business
        access_log=False,  # every request is a span
        server_header=False,
        lifespan="on",
    )
    return Server(config, app.state.broadcaster)


async def serve(
    settings: Settings, dsn: str, *, sockets: list[socket.socket] | None = None
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        settings: of this installation; *host* and *port* say where to listen.
        dsn: address of a migrated database.
        sockets: to accept connections from, where they are open already.
    """
    await server(create_app(settings, dsn), settings.host, settings.port).serve(sockets)

"""The web process: an address, a server, and an orderly end."""

import errno
import socket
from typing import Final

import uvicorn
from starlette.applications import Starlette

from broadcaster import Server
from orakul.errors import RejectedError
from orakul.settings import Settings
from web.app import create_app

OF_THE_PORT: Final = (errno.EADDRINUSE, errno.EACCES)  # of errors of `bind`
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


def find_port(host: str, port: int) -> int:
    """Return a port to listen on: *port*, or any that is free for 0.

    Raises:
        RejectedError: nothing can listen there; uvicorn would only log it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            wrong = "port" if error.errno in OF_THE_PORT else "host"
            what = {"port": "port", "host": "address"}[wrong]
            raise RejectedError(
                f"cannot listen on {host}:{port} ({error.strerror}): "
                f"choose another {what} with --{wrong}"
            ) from None
        return probe.getsockname()[1]


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

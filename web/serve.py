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
    try:
        return _probe(host, port)
    except OSError as error:
        advice = "port with --port" if error.errno in OF_THE_PORT else "address with --host"
        raise RejectedError(
            f"cannot listen on {host}:{port} ({error.strerror}): choose another {advice}"
        ) from None


def _probe(host: str, port: int) -> int:
    # Of a name with addresses of both families the older one, which is there on any machine.
    places = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    family, _, _, _, address = min(places, key=lambda place: place[0] is not socket.AF_INET)
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
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

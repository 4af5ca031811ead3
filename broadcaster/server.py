"""The HTTP server, as endless responses need it.

uvicorn waits for open responses before it shuts the application down, so streams have to
be ended first; and it has no way to close a connection that takes nothing any more, nor to
write without a task, so streams are given theirs.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from broadcaster.endpoint import TRANSPORT, WRITE
from broadcaster.service import Broadcaster

GRACE: Final = 5  # seconds between the end of the streams and that of every connection


class Protocol(HttpToolsProtocol):
    """HTTP/1.1 that hands the application its connection."""

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self.scope["extensions"] = {  # type: ignore[typeddict-item]
            TRANSPORT: self.transport,
            WRITE: _writing(self.transport),
        }


def _writing(transport: asyncio.Transport) -> Callable[[bytes], bool]:
    """Return what sends a piece of a response at once, unless something waits before it.

    A response without a length is sent in chunks; uvicorn counts nothing of it.
    """

    def write(body: bytes) -> bool:
        if transport.get_write_buffer_size() or transport.is_closing():
            return False
        transport.write(b"%x\r\n%b\r\n" % (len(body), body))
        return True

    return write


class Server(uvicorn.Server):
    """A server that ends the streams when it shuts down, and waits for nobody for long."""

    def __init__(self, config: uvicorn.Config, broadcaster: Broadcaster) -> None:
        config.http = Protocol
        # The last resort, should even closed connections not go away.
        config.timeout_graceful_shutdown = config.timeout_graceful_shutdown or 2 * GRACE
        super().__init__(config)
        self._broadcaster = broadcaster

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, let other responses finish, then close whatever is left."""
        self._broadcaster.stop()
        asyncio.get_running_loop().call_later(GRACE, self._abort)
        await super().shutdown(sockets)

    def _abort(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()

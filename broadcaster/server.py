"""The HTTP server, as endless responses need it.

uvicorn waits for open responses before it shuts the application down, so streams have to
be ended first; and it has no way to close a connection that takes nothing any more, nor to
write without a task, so streams are given theirs. It reads headers without end and waits for
them for ever; strangers get neither here.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from broadcaster.endpoint import TRANSPORT, WRITE
from broadcaster.service import Broadcaster

GRACE: Final = 5  # seconds between the end of the streams and that of every connection
MOST_HEAD: Final = 64 * 1024  # bytes of the address and the headers of a request
PATIENCE: Final = 30.0  # seconds that a connection may take to send them


class _TooLargeError(Exception):
    """A request has more than `MOST_HEAD` before its body; only the parser hears of it."""


class Protocol(HttpToolsProtocol):
    """HTTP/1.1 that hands the application its connection.

    A request whose headers are too large is answered with 431, and a connection that does not
    come to the end of its headers in time is closed.
    """

    _head = 0  # bytes of the address and the headers that the parser has told
    _untold = 0  # bytes that came since the parser told anything, as of a header that goes on
    _in_message = False  # between the end of the headers and that of the body
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_expecting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless it is too much."""
        self._untold += len(data)
        super().data_received(data)
        if self.transport.is_closing() or self not in self.connections:  # it may be a WebSocket
            return
        if self._head + self._untold > MOST_HEAD:
            self._refuse_head()
        elif self._deadline is None and self._is_without_request():
            self._expect_head()

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._head = self._untold = 0
        self.scope["extensions"] = {  # type: ignore[typeddict-item]
            TRANSPORT: self.transport,
            WRITE: _writing(self.transport),
        }

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, or one that follows a body."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Have the application answer."""
        self._stop_expecting()
        self._in_message = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body, whose size is the application's business."""
        self._untold = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        self._in_message = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser did not take."""
        if self._head > MOST_HEAD:
            self._refuse_head()
        elif self._is_answering():
            self.transport.abort()
        else:
            super().send_400_response(msg)

    def _count(self, size: int) -> None:
        self._untold = 0
        self._head += size
        if self._head > MOST_HEAD:
            raise _TooLargeError

    def _refuse_head(self) -> None:
        if self._is_answering():  # another answer cannot be told from the rest of that one
            self.transport.abort()
            return
        self.transport.write(STATUS_LINE[431] + b"connection: close\r\ncontent-length: 0\r\n\r\n")
        self.transport.close()

    def _is_answering(self) -> bool:
        return bool(self.cycle and not self.cycle.response_complete)

    def _is_without_request(self) -> bool:
        """Say whether something came that is no request yet, and nobody waits for the rest."""
        is_kept_alive = self.timeout_keep_alive_task is not None
        return not (self._in_message or self._is_answering() or is_kept_alive)

    def _expect_head(self) -> None:
        self._deadline = self.loop.call_later(PATIENCE, self.transport.close)

    def _stop_expecting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


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

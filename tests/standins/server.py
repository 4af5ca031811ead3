"""An HTTP server on a port of its own, for whatever stands for a service outside.

It runs in a thread with its own event loop, so that nothing in the code under test can
hold it up, and it listens from the moment it is made.
"""

import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute


class HttpServer:
    """Serves *routes* on 127.0.0.1 while it is entered; by HTTPS as localhost with a certificate."""

    def __init__(self, routes: Sequence[BaseRoute], *, certificate: Path | None = None) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._server = uvicorn.Server(
            uvicorn.Config(
                Starlette(routes=routes),
                log_config=None,
                access_log=False,
                ws="none",
                lifespan="off",
                ssl_certfile=certificate,
            )
        )
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))

        host, port = self._socket.getsockname()
        self.url = f"https://localhost:{port}" if certificate else f"http://{host}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._server.force_exit = True  # a client that keeps its connection is not waited for
        self._thread.join()
        self._socket.close()

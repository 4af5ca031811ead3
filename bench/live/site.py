"""The whole web process on a port, its dashboard included: ``python -m bench.live.site DSN``."""

import asyncio
import socket
import sys

from orakul.settings import Settings
from web.serve import serve


def main(dsn: str) -> None:
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    asyncio.run(serve(Settings(), dsn, sockets=[listening]))


if __name__ == "__main__":
    main(*sys.argv[1:])

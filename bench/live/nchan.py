"""nginx with nchan, and the feeder that it needs: ``python -m bench.live.nchan DSN PORT``.

nchan knows nothing of PostgreSQL: the feeder listens, reads the log and posts each event
to it, one after another over one connection. One worker of nginx holds all streams, as one
process of ours does. It keeps messages in memory that its processes share, so a stream's
memory here is its connection alone.
"""

import asyncio
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import uvloop

from bench.live import PATH
from bench.live.following import following
from bench.live.served import Served, children, line, python, started
from broadcaster.entry import envelope

PLACES: Final = ("/usr/lib/nginx/modules", "/usr/share/nginx/modules", "/etc/nginx/modules")
HEAD: Final = "POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n"
CONFIGURATION: Final = """
load_module {module};
daemon off;
worker_processes 1;
worker_rlimit_nofile 16384;
error_log stderr crit;
pid {home}/nginx.pid;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    keepalive_requests 1000000;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location = /publish {{
            nchan_publisher;
            nchan_channel_id events;
            nchan_message_buffer_length 1000;
        }}
        location = {path} {{
            nchan_subscriber eventsource;
            nchan_subscriber_first_message newest;
            nchan_channel_id events;
        }}
    }}
}}
"""


def module() -> Path | None:
    """Return nchan's module for nginx, None where it or nginx is not installed."""
    places = [Path(place) / "ngx_nchan_module.so" for place in PLACES]
    found = [place for place in places if place.exists()]
    return found[0] if found and shutil.which("nginx") else None


@asynccontextmanager
async def serving(dsn: str) -> AsyncGenerator[Served]:
    """Run nginx and the feeder; the worker is the process that holds the streams."""
    with tempfile.TemporaryDirectory(prefix="orakul-") as home:
        async with (
            _nginx(home) as (port, worker),
            python("bench.live.nchan", dsn, str(port)) as feeder,
        ):
            await line(feeder)
            yield Served(port, (worker, feeder.pid))


@asynccontextmanager
async def _nginx(home: str) -> AsyncGenerator[tuple[int, int]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    file = Path(home) / "nginx.conf"
    file.write_text(CONFIGURATION.format(module=module(), home=home, port=port, path=PATH))
    async with started("nginx", "-p", home, "-e", "stderr", "-c", str(file)) as process:
        async with asyncio.timeout(10):
            while not (workers := children(process.pid)):
                await asyncio.sleep(0.05)
        try:
            yield port, workers[0]
        finally:
            process.terminate()  # a master that is killed leaves its worker behind
            await process.wait()


async def feed(dsn: str, port: int) -> None:
    """Post every event of the log to nchan."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with following(dsn) as entries:
        sys.stdout.write("feeding\n")
        sys.stdout.flush()
        async for entry in entries:
            body = envelope(entry).encode()
            writer.write(HEAD.format(len(body)).encode() + body)
            answer = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            if not answer.startswith(("http/1.1 201", "http/1.1 202")):
                raise RuntimeError(answer)
            await reader.readexactly(int(answer.split("content-length:")[1].split()[0]))


if __name__ == "__main__":
    uvloop.run(feed(sys.argv[1], int(sys.argv[2])))

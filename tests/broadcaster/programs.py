"""Real proxies, started for a test where they are installed: nginx and PgBouncer."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.folders import folder

# Debian installs both where only root looks.
PATH: Final = f"{os.environ.get('PATH', os.defpath)}:/usr/local/sbin:/usr/sbin"

# Everything that is not said here is as nginx comes; it writes below its own folder only.
NGINX: Final = """
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{upstream};
            {directives}
        }}
    }}
}}
"""

PGBOUNCER: Final = """
[databases]
* = host={folder} port={socket} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
"""


@asynccontextmanager
async def nginx(upstream: int, *directives: str) -> AsyncGenerator[int]:
    """Put nginx before the port *upstream*, and give its own; skip the test without nginx."""
    program, port = _installed("nginx"), _free_port()
    text = NGINX.format(port=port, upstream=upstream, directives="\n".join(directives))
    with folder() as prefix:
        config = prefix / "nginx.conf"
        config.write_text(text)
        async with _running([program, "-p", str(prefix), "-e", "stderr", "-c", str(config)], port):
            yield port


@asynccontextmanager
async def pgbouncer(database: str, *, mode: str) -> AsyncGenerator[str]:
    """Put PgBouncer before *database*, and give the DSN there; skip the test without it."""
    program, port, parts = _installed("pgbouncer"), _free_port(), urlsplit(database)
    query = parse_qs(parts.query)
    server = Path(query["host"][0])
    text = PGBOUNCER.format(
        folder=server, socket=query["port"][0], user=parts.username, port=port, mode=mode
    )
    with folder() as made:
        config = made / "pgbouncer.ini"
        config.write_text(text)
        user = _given_to_owner_of(server, made, config)
        async with _running([program, str(config)], port, user=user):
            yield f"postgresql://{parts.username}@127.0.0.1:{port}{parts.path}?sslmode=disable"


def _given_to_owner_of(server: Path, *paths: Path) -> int:
    """Let whoever runs the server read *paths*, and return who that is.

    PgBouncer does not run as root, and the server lets in nobody else.
    """
    owner = server.stat().st_uid
    for path in paths:
        os.chown(path, owner, -1)
    return owner


def _installed(name: str) -> str:
    program = shutil.which(name, path=PATH)
    if program is None:
        pytest.skip(f"{name} is not installed")
    return program


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@asynccontextmanager
async def _running(argv: Sequence[str], port: int, user: int | None = None) -> AsyncGenerator[None]:
    """Run a program as *user* and wait until it listens; end it with the block."""
    process = await asyncio.create_subprocess_exec(
        *argv,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        user=None if user == os.geteuid() else user,
    )
    try:
        async with asyncio.timeout(20):
            await _listening(port, process)
        yield
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _listening(port: int, process: asyncio.subprocess.Process) -> None:
    while True:
        assert process.returncode is None, "it did not start"
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            return

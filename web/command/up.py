"""``orakul up``: everything at once, on one machine, ended by Ctrl-C."""

import asyncio
import contextlib
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Final
from urllib.request import urlopen

import typer

from orakul import database, people, telemetry
from orakul.settings import Settings
from sql.migrate import migrate
from sql.server import EmbeddedServer, find
from web.command import importing
from web.command.place import data_directory, settings_for, writing
from web.command.supervise import Child, supervise
from web.command.terminal import until_reader_leaves
from web.serve import find_port

GRACE: Final = 6.0  # seconds that the processes have to end in all
DRAIN: Final = 4.0  # seconds that running tasks have to end
LOOK: Final = 1.0  # seconds between looks whether PostgreSQL lives
SAMPLE: Final = Path(__file__).parent / "sample.json"


def run(
    *, host: str | None, port: int | None, data: Path | None, sample: bool, workers: int
) -> int:
    """Run PostgreSQL where none is given, the web server and *workers*; return an exit status."""
    settings = settings_for(data=data, host=host, port=port)
    settings = settings.model_copy(update={"port": find_port(settings.host, settings.port)})
    if settings.database_url:
        work = _run(settings, settings.database_url, None, sample=sample, workers=workers)
        return asyncio.run(work)
    signal.signal(signal.SIGTERM, _leave)  # until `supervise` takes the signals over
    with EmbeddedServer(data_directory(settings)) as server:
        return asyncio.run(_run(settings, server.dsn, server, sample=sample, workers=workers))


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


async def _run(
    settings: Settings, dsn: str, server: EmbeddedServer | None, *, sample: bool, workers: int
) -> int:
    await migrate(dsn)
    await _introduce(settings, dsn)

    async def welcome() -> None:
        await _answering(settings)
        if sample:
            await _load_sample(settings.model_copy(update={"database_url": dsn}))
        typer.echo(f"Orakul is ready at {_address(settings)} (Ctrl-C ends it)")

    async def attend() -> None:
        await asyncio.gather(welcome(), _keep(server))

    return await supervise(_children(settings, dsn, workers), grace=GRACE, on_ready=attend)


async def _keep(server: EmbeddedServer | None) -> None:
    """Start PostgreSQL again whenever it is gone, as a machine short of memory may end it.

    Its address stays, so the processes find it by themselves.
    """
    while server is not None:
        await asyncio.sleep(LOOK)
        if find(server.data) is None:
            await asyncio.to_thread(server.start)
            with until_reader_leaves():
                typer.echo("PostgreSQL was gone, and runs again")


async def _introduce(settings: Settings, dsn: str) -> None:
    """Make the first administrator where there is none, and say how to sign in."""
    password = settings.admin_password.get_secret_value() if settings.admin_password else None
    db = await database.connect(dsn)
    try:
        made = await people.first_administrator(db, settings.admin_email, password)
    finally:
        await db.close()
    if made:
        email, generated = made
        secret = f"the password {generated}" if generated else "ORAKUL_ADMIN_PASSWORD"
        typer.echo(f"The first administrator signs in as {email} with {secret}")


def _children(settings: Settings, dsn: str, workers: int) -> list[Child]:
    orakul = [sys.executable, "-m", "web.command"]
    env = {"DATABASE_URL": dsn, "PYTHONUNBUFFERED": "1"}
    if settings.log_format == "auto" and sys.stdout.isatty():
        env["ORAKUL_LOG_FORMAT"] = "pretty"
    if settings.secret_key_file is not None:
        env["ORAKUL_SECRET_KEY_FILE"] = str(settings.secret_key_file)
    serve = ["web", "--host", settings.host, "--port", str(settings.port)]
    return [
        Child("web", [*orakul, *serve], env, outlives=True),
        *(
            Child(f"worker {number}", [*orakul, "worker", "--drain", str(DRAIN)], env)
            for number in range(1, workers + 1)
        ),
    ]


def _address(settings: Settings) -> str:
    host = {"0.0.0.0": "localhost", "::": "localhost"}.get(settings.host, settings.host)  # noqa: S104 - shown, not bound
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


async def _answering(settings: Settings) -> None:
    # The other process cannot set an event of ours: ask it.
    while not await asyncio.to_thread(_is_ready, f"{_address(settings)}/health/ready"):
        await asyncio.sleep(0.2)


def _is_ready(address: str) -> bool:
    with contextlib.suppress(OSError), urlopen(address, timeout=2) as answer:  # noqa: S310 - our own address
        return answer.status == 200  # noqa: PLR2004 - OK
    return False


async def _load_sample(settings: Settings) -> None:
    async with writing(settings) as db:
        if await database.fetch_value(db, "has_messages"):
            return
    with telemetry.span("orakul sample"):
        await importing.begin(settings, SAMPLE, "sample")

"""Where this installation's database is."""

import logging
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from getpass import getuser
from pathlib import Path
from typing import Final

import asyncpg
import structlog

from orakul import database, logs
from orakul.database import Acting, Connection, Limits
from orakul.errors import UnavailableError
from orakul.sentences import said
from orakul.settings import Settings, load, misspelt
from sql.server import default_data_directory, find

log = structlog.stdlib.get_logger(__name__)

KEY_FILE: Final = "secrets.key"  # beside the embedded PostgreSQL, not in it
LIMITS: Final = Limits(lock=10)  # as a request, but whoever waits for a statement can end it


def settings_for(
    *, data: Path | None = None, host: str | None = None, port: int | None = None
) -> Settings:
    """Return the settings of the environment with those of the command line on top."""
    given = {"data": data, "host": host, "port": port}
    settings = load().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    if settings.database_url or settings.secret_keys or settings.secret_key_file:
        return settings
    return settings.model_copy(update={"secret_key_file": data_directory(settings) / KEY_FILE})


def begin_log(settings: Settings) -> None:
    """Log as *settings* say from now on, beginning with what looks like a misspelt setting."""
    logs.configure(pretty={"json": False, "pretty": True}.get(settings.log_format))
    # Of a database that is away its looks for cancellations tell with a traceback each second;
    # our own lines say so, too.
    logging.getLogger("procrastinate").setLevel("WARNING")
    logging.getLogger("procrastinate.worker").setLevel("CRITICAL")
    logging.getLogger("procrastinate.worker.worker").setLevel("WARNING")
    for name, meant in misspelt(os.environ).items():
        log.warning("a variable is like a setting, and sets nothing", variable=name, meant=meant)


def data_directory(settings: Settings) -> Path:
    """Return the directory of the embedded PostgreSQL."""
    return settings.data or default_data_directory()


def dsn_of(settings: Settings) -> str:
    """Return where the database is.

    Raises:
        UnavailableError: none is named, and no embedded one runs.
    """
    if settings.database_url:
        return settings.database_url
    data = data_directory(settings)
    if dsn := find(data):
        return dsn
    raise UnavailableError(
        f"no PostgreSQL runs in {data}: start `orakul up`, name its directory with --data, "
        "or set DATABASE_URL"
    )


def typist(reason: str | None = None, *, traceparent: str | None = None) -> Acting:
    """Return whoever typed the command as who acts."""
    return Acting(f"command:{getuser()}", reason, traceparent=traceparent)


@asynccontextmanager
async def connected(settings: Settings) -> AsyncGenerator[Connection]:
    """Open a connection outside of any transaction.

    Raises:
        UnavailableError: no database runs, or something was locked for too long.
    """
    db = await database.connect(dsn_of(settings), limits=LIMITS)
    try:
        yield db
    except asyncpg.LockNotAvailableError as error:
        raise UnavailableError(said("database_held")) from error
    finally:
        await db.close()


@asynccontextmanager
async def writing(settings: Settings, acting: Acting | None = None) -> AsyncGenerator[Connection]:
    """Open a connection and a transaction in the name of whoever typed the command."""
    async with connected(settings) as db, database.acting(db, acting or typist()):
        yield db

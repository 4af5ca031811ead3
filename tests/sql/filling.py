"""A database of its own for a module of tests, filled by statements."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from orakul import database
from orakul.database import Connection
from tests.clones import Clones


@asynccontextmanager
async def filled(clones: Clones, script: str) -> AsyncGenerator[Connection]:
    """Carry *script* out, whose statements end at the ends of lines; dropped afterwards."""
    dsn = await clones.take()
    db = await database.connect(dsn)
    for statement in script.strip().split(";\n"):
        await db.execute(statement)
    yield db
    await db.close()
    clones.drop(dsn)

"""Write ``sql/schema.sql``: what the migrations and functions add up to.

    python scripts/schema.py

The dump is taken from a database that is made for it on an embedded PostgreSQL.
"""

import asyncio
import re
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from sql.migrate import migrate
from sql.server import EmbeddedServer, binary

SCHEMA = Path(__file__).parents[1] / "sql" / "schema.sql"
NOISE = re.compile(r"^(--|SET |SELECT pg_catalog|\\(un)?restrict).*\n", re.MULTILINE)


def made(dsn: str, name: str) -> str:
    """Return the schema that a new database called *name* has once it is migrated.

    What differs from run to run, such as the random key of a dump, is left out.
    """
    target = urlsplit(dsn)._replace(path=f"/{name}").geturl()
    asyncio.run(_migrated(dsn, name, target))
    command = [binary("pg_dump"), "--schema-only", "--no-owner", "--schema=orakul", target]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return re.sub(r"\n{3,}", "\n\n", NOISE.sub("", text)).strip() + "\n"


async def _migrated(dsn: str, name: str, target: str) -> None:
    admin = await asyncpg.connect(dsn)
    await admin.execute(f"create database {name}")
    await admin.close()
    await migrate(target)


def main() -> None:
    """Write the file."""
    with (
        tempfile.TemporaryDirectory(prefix="orakul-") as data,
        EmbeddedServer(Path(data), durable=False) as server,
    ):
        SCHEMA.write_text(made(server.dsn, "schema"))


if __name__ == "__main__":
    main()

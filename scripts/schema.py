"""Write ``sql/schema.sql``: what the migrations and functions add up to.

    python scripts/schema.py [--check]

The dump is taken from an embedded PostgreSQL that is made for it. With ``--check`` nothing
is written, and the exit status tells whether the file is up to date.
"""

import asyncio
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from sql.migrate import migrate
from sql.server import EmbeddedServer, binary

SCHEMA = Path(__file__).parents[1] / "sql" / "schema.sql"
NOISE = re.compile(r"^(--|SET |SELECT pg_catalog|\\(un)?restrict).*\n", re.MULTILINE)


def dump(dsn: str) -> str:
    """Return the schema of the database at *dsn*, without what differs from run to run."""
    command = [binary("pg_dump"), "--schema-only", "--no-owner", "--schema=orakul", dsn]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return re.sub(r"\n{3,}", "\n\n", NOISE.sub("", text)).strip() + "\n"


def main() -> None:
    """Write the file, or compare it."""
    with (
        tempfile.TemporaryDirectory(prefix="orakul-") as data,
        EmbeddedServer(Path(data), durable=False) as server,
    ):
        asyncio.run(migrate(server.dsn))
        schema = dump(server.dsn)
    if "--check" in sys.argv:
        sys.exit(None if SCHEMA.read_text() == schema else "sql/schema.sql is old: `make schema`")
    SCHEMA.write_text(schema)


if __name__ == "__main__":
    main()

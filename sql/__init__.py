"""All SQL of Orakul, and its only reader.

- ``migrations/``: numbered, run once each, never edited afterwards.
- ``functions/``: functions with their triggers; run again whenever their text changes.
- ``queries/``: one statement a file. The first line is a signature, which a test compares
  with what PostgreSQL itself infers.
- ``schema.sql``: what the migrations and functions add up to; generated, and checked.

`sql.migrate` brings a database up to date; `sql.server` runs the embedded PostgreSQL.
"""

from functools import cache
from importlib.resources import files
from typing import LiteralString, cast


@cache
def query(name: str) -> LiteralString:
    """Return the text of ``queries/<name>.sql``."""
    # The files are ours and fixed at build time: as literal as a string in the source.
    return cast("LiteralString", files("sql").joinpath("queries", f"{name}.sql").read_text())

"""The ``orakul`` command: where settings, database and processes come together.

Every command takes its database from ``DATABASE_URL``, or finds the embedded PostgreSQL
through its data directory (``--data`` or ``ORAKUL_DATA``). What goes wrong on purpose is
told in one sentence, with exit status 1; a wrong use of the command is 2.
"""

from web.command.commands import main

__all__ = ["main"]

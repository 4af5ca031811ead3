"""How to tell that the database is away for a while from that it refuses something."""

from typing import Final

import asyncpg

from orakul.database import LOST

PAUSE: Final = 0.5  # seconds between two tries while the database is away

# Errors of the database that pass: it is away, overloaded, or took another's side.
PASSING: Final = (
    *LOST,
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.ReadOnlySQLTransactionError,  # a standby, until it is promoted or the address moves
)

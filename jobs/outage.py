"""How to tell that the database is away for a while from that it refuses something."""

from typing import Final

import asyncpg

PAUSE: Final = 0.5  # seconds between two tries while the database is away

# Errors of the database that pass: it is away, overloaded, or took another's side. asyncpg
# has several ways to say that a connection broke while it was used.
PASSING: Final = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
)

"""What a database that is away, ending or too busy makes of a question."""

from typing import Final

import asyncpg

from orakul.errors import UnavailableError

TROUBLE: Final = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    # What asyncpg itself trips over when the server ends an idle connection just as a
    # statement is being sent.
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
    UnavailableError,
)

"""A process that serves the log of the database it is given: ``python -m tests.broadcaster.node DSN``.

It prints its port, then serves until a signal ends it.
"""

import asyncio
import sys

from broadcaster import Limits
from tests.broadcaster.site import serving


async def main(database: str) -> None:
    async with serving(database, Limits(stall=60, per_person=10_000)) as site:
        sys.stdout.write(f"{site.port}\n")
        sys.stdout.flush()
        await site.served


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

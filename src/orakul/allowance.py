"""Nobody changes so much in a short time that the others wait for it.

PostgreSQL counts, so the limit holds however many processes there are and whichever of them
is asked; a person's sessions and tokens count together. A whole minute's changes may be made
at once, and then as many as the time that goes by allows.
"""

from datetime import timedelta

from orakul import database
from orakul.database import Connection
from orakul.errors import ThrottledError
from orakul.sentences import said


async def take(db: Connection, person: int, rate: int) -> None:
    """Count a change by a person.

    Args:
        db: connection outside of any transaction: the change counts whatever becomes of it.
        person: who makes it.
        rate: how many one person may make in a minute; with 0 nothing is counted.

    Raises:
        ThrottledError: they have made as many; this one is not counted.
    """
    if not rate:
        return
    wait: timedelta | None = await database.fetch_value(db, "take_write", person, rate)
    if wait is not None:
        raise ThrottledError(said("too_many_changes", most=rate), retry_after=wait)

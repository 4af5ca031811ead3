"""How the queue stood at each minute of the last hour.

It is worked out from what tasks and their attempts keep: nothing is written each minute, and an
hour that nobody looked at is told as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from orakul import database
from orakul.database import Connection
from orakul.people import Person


@dataclass(frozen=True, slots=True)
class Minutes:
    """Numbers over the tasks that somebody sees at each of 60 whole minutes from *since* on.

    *oldest_seconds* is for how long the task had been due that was so longest; None where none
    was.
    """

    since: datetime
    queued: Sequence[int]  # pending, whatever they waited for
    active: Sequence[int]
    oldest_seconds: Sequence[float | None]


async def read(db: Connection, person: Person, *, project: str | None = None) -> Minutes:
    """Return how the tasks that *person* sees stood; the last minute is the latest.

    Of one *project* where there is a slug or an id.
    """
    [found] = await database.fetch(db, Minutes, "minutes_of_tasks", person.reader, project)
    return found

"""Traces of which tests know how long they took."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from orakul.database import Connection

NOW: Final = datetime.now(UTC)
SECOND: Final = timedelta(seconds=1)


def before_now(minutes: float) -> float:
    """Minutes before `NOW`, of what was so many minutes ago: tests run for some, too."""
    return minutes - (datetime.now(UTC) - NOW) / timedelta(minutes=1)


def traceparent(number: int) -> str:
    return f"00-{number:032x}-b7ad6b7169203331-01"


async def worked(
    db: Connection, queue: Any, number: int, seconds: float | None, *, ago: float = 60, **of: Any
) -> int:
    """Have a task of a trace, which began some minutes ago and took so long; None: it runs."""
    id = await queue.defer(traceparent=traceparent(number), **of)
    began = NOW - timedelta(minutes=ago)
    await db.execute("update orakul.task set created_at = $2 where id = $1", id, began)
    await db.execute(
        "insert into orakul.task_attempt"
        " (task_id, number, worker, started_at, finished_at, outcome, trace_id)"
        " values ($1, 1, 'somewhere', $2, $3, $4, $5)",
        id,
        began,
        None if seconds is None else began + seconds * SECOND,
        None if seconds is None else "completed",
        f"{number:032x}",
    )
    return id


async def span(db: Connection, number: int, *, ago: float, seconds: float) -> None:
    await db.execute(
        "insert into orakul.span values ($1, $2, null, 'orakul-web', 'POST /api/imports',"
        " 'server', 'ok', $3, $4, '{}')",
        f"{number:032x}",
        f"{number:016x}",
        NOW - timedelta(minutes=ago),
        round(seconds * 1_000_000),
    )

"""Worker processes as operators see them, and the steps of their life.

Each step is a change in the caller's connection, told by an event in the same transaction
(``sql/functions/workers.sql``). A worker that stopped or died stays listed for a while, so
that one can see when it went, and how.
"""

import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any, Final

from orakul import database, schedules
from orakul.database import Connection
from orakul.paging import Place, Slice, Sort, cut, read_cursor, read_time
from orakul.schedules import Declared

LISTED: Final = 3600.0  # seconds for which a worker that went is listed


_LIVING: Final = Sort("state", descending=False)
_RANKS: Final = ("1", "2", "3", "4")  # live, draining, silent, stopped


@dataclass(frozen=True, slots=True)
class _Listed:
    id: int
    rank: int
    started: str
    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a worker is.

    Attributes:
        name: of the process, in attempts and as who acts.
        queues: that it takes tasks from; None for all of them.
        concurrency: tasks that it runs at once.
        schedules: whose tasks it defers when they are due.
        task_names: of the tasks that it knows and takes; None for all of them.
    """

    name: str
    host: str
    pid: int
    version: str
    queues: Sequence[str] | None = None
    concurrency: int = 1
    schedules: Sequence[Declared] = ()
    task_names: Sequence[str] | None = None


def this_process(
    queues: Sequence[str] | None = None,
    *,
    concurrency: int = 1,
    schedules: Sequence[Declared] = (),
    task_names: Sequence[str] | None = None,
) -> Identity:
    """Return who this process is as a worker."""
    host, pid = socket.gethostname(), os.getpid()
    return Identity(
        name=f"{host}-{pid}",
        host=host,
        pid=pid,
        version=version("orakul"),
        queues=queues,
        concurrency=concurrency,
        schedules=schedules,
        task_names=task_names,
    )


async def start(db: Connection, who: Identity) -> int:
    """Let a worker be known, and its schedules; return its id."""
    async with db.transaction():
        await schedules.declare(db, who.schedules, silence=LISTED)
        return await database.fetch_value(db, "add_worker", *_columns(who))


async def beat(db: Connection, id: int, who: Identity) -> None:
    """Show that a worker lives; one that was taken for dead or forgotten is back."""
    await database.execute(db, "beat_worker", id, *_columns(who))


async def drain(db: Connection, id: int) -> None:
    """Tell that a worker takes no more tasks and waits for those that it runs."""
    await database.execute(db, "drain_worker", id)


async def stop(db: Connection, id: int) -> None:
    """Tell that a worker has stopped."""
    await database.execute(db, "stop_worker", id)


async def forget(db: Connection, silence: float) -> list[int]:
    """Forget workers last heard of *silence* seconds ago; what they left is taken up again.

    Returns:
        The ids of those that Procrastinate still knew.
    """
    return await database.fetch_value(db, "forget_workers", silence)


async def lose_last(db: Connection, *, silence: float) -> None:
    """Tell of workers that have been silent for so many seconds, where no other lives to do so.

    Their tasks stay theirs until another worker takes them up.
    """
    async with db.transaction():
        await database.execute(db, "lose_last_workers", silence)


async def list_all(
    db: Connection, reader: int | None, *, silence: float
) -> list[Mapping[str, Any]]:
    """Return the workers there are, and those that went lately; the living ones first.

    Args:
        db: connection.
        reader: id of who asks, who is told no more of others' tasks than that they run; None
            for whoever sees everything.
        silence: seconds without a heartbeat after which a worker counts as dead.
    """
    everybody = (reader, silence, LISTED, None, None, None, None)
    return [row.shape for row in await database.fetch(db, _Listed, "list_workers", *everybody)]


async def page(
    db: Connection, reader: int | None, *, silence: float, cursor: str | None, limit: int
) -> Slice[_Listed]:
    """Return a page of what `list_all` returns all of.

    Raises:
        RejectedError: *cursor* is of another list.
    """
    place = read_cursor(cursor, _LIVING, _checked)
    after = (*_begin(place.key), place.id) if place and place.key else (None, None, None)
    rows = await database.fetch(
        db, _Listed, "list_workers", reader, silence, LISTED, *after, limit + 1
    )
    return cut(rows, limit, _LIVING, lambda row: Place(f"{row.rank} {row.started}", row.id))


def _begin(key: str) -> tuple[int, datetime]:
    """Read how alive a worker is and when it started, from a place in the list."""
    rank, _, started = key.partition(" ")
    if rank not in _RANKS:
        raise ValueError("no state")
    return int(rank), read_time(started)


def _checked(key: str) -> str:
    _begin(key)
    return key


def _columns(who: Identity) -> tuple[object, ...]:
    queues = None if who.queues is None else list(who.queues)
    task_names = None if who.task_names is None else list(who.task_names)
    return (
        who.name,
        who.host,
        who.pid,
        who.version,
        queues,
        who.concurrency,
        [each.name for each in who.schedules],
        task_names,
    )

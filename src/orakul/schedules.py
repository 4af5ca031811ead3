"""What is due by the clock: tasks that workers defer by themselves.

The code of a worker declares them; each worker writes down its own when it starts. That a
paused one defers nothing is held in the database, where the deferring happens
(``sql/functions/schedules.sql``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from orakul import crontab, database
from orakul.crontab import Language
from orakul.database import Connection
from orakul.errors import ConflictError, NotFoundError
from orakul.sentences import said

GRACE: Final = timedelta(seconds=60)  # after its time until a task is overdue

_CLOCKS: Final = {"at", "dealt_until", "served_since"}  # that tell what is overdue


@dataclass(frozen=True, slots=True)
class Declared:
    """A schedule as code declares it; *periodic_id* tells several of one task apart."""

    task: str
    periodic_id: str
    queue: str
    cron: str
    args: Mapping[str, Any]
    priority: int = 0
    lock: str | None = None
    queueing_lock: str | None = None

    def __post_init__(self) -> None:
        crontab.check(self.cron)  # or the worker would stop when it looks what is due

    @property
    def name(self) -> str:
        """How it is called, as the database makes it."""
        return f"{self.task}:{self.periodic_id}" if self.periodic_id else self.task


@dataclass(frozen=True, slots=True)
class _Run:
    task: int | None
    is_new: bool


async def declare(db: Connection, declared: Sequence[Declared], *, silence: float) -> None:
    """Write down what a worker defers, in the transaction in which it starts.

    What neither it nor a worker does that was heard of within *silence* seconds is forgotten,
    unless it is paused.
    """
    await database.execute(db, "declare_schedules", [asdict(each) for each in declared], silence)


async def skip(db: Connection, declared_as: tuple[str, str], due: int) -> None:
    """Note that nothing was deferred for *due*, since a task of it waits already.

    Args:
        db: connection.
        declared_as: name of the task, and periodic id.
        due: seconds since 1970.
    """
    await database.execute(db, "skip_schedule", *declared_as, due)


async def list_all(
    db: Connection, reader: int | None, *, silence: float, language: Language = "en"
) -> list[Mapping[str, Any]]:
    """Return all schedules by name, each with its pause, its last task and when it is due.

    Args:
        db: connection.
        reader: id of who asks; None for whoever sees all tasks.
        silence: seconds without a heartbeat after which a worker counts as dead.
        language: of the descriptions.
    """
    rows = await database.fetch_column(db, "list_schedules", reader, silence, None)
    return [_with_times(row, language) for row in rows]


async def read(
    db: Connection, reader: int | None, name: str, *, silence: float, language: Language = "en"
) -> Mapping[str, Any]:
    """Return one schedule as `list_all` does.

    Raises:
        NotFoundError: there is none called *name*.
    """
    rows = await database.fetch_column(db, "list_schedules", reader, silence, name)
    if not rows:
        raise _unknown(name)
    return _with_times(rows[0], language)


async def run(db: Connection, name: str) -> int:
    """Defer its task now, whether or not it is paused; return the task's id.

    Raises:
        NotFoundError: there is none called *name*.
        ConflictError: its task waits already, and only one may wait at a time.
    """
    [made] = await database.fetch(db, _Run, "run_schedule", name)
    if made.task is None:
        raise _unknown(name)
    if not made.is_new:
        raise ConflictError(
            said("schedule_waits_as", name=name, id=made.task)
            if made.task
            else said("schedule_waits", name=name)
        )
    return made.task


async def pause(db: Connection, name: str, reason: str | None) -> bool:
    """Let it defer nothing until it is resumed; False if it is paused so already.

    Raises:
        NotFoundError: there is none called *name*.
    """
    return _known(name, await database.fetch_value(db, "pause_schedule", name, reason))


async def resume(db: Connection, name: str) -> bool:
    """Let it defer again; False if it does already. What it missed is not made up for.

    Raises:
        NotFoundError: there is none called *name*.
    """
    return _known(name, await database.fetch_value(db, "resume_schedule", name))


def _with_times(facts: Mapping[str, Any], language: Language) -> Mapping[str, Any]:
    now = datetime.fromisoformat(facts["at"])
    cron: str = facts["cron"]
    next_at = None if facts["paused"] else crontab.next_after(cron, now)
    overdue_at = _overdue_at(facts)
    is_overdue = overdue_at is not None and overdue_at < now
    coming = [at for at in (next_at, None if is_overdue else overdue_at) if at]
    return {
        **{name: value for name, value in facts.items() if name not in _CLOCKS},
        "description": crontab.describe(cron, language),
        "next_at": next_at and next_at.isoformat(),
        "overdue": is_overdue,
        "stands_seconds": min((at - now).total_seconds() for at in coming) if coming else None,
    }


def _overdue_at(facts: Mapping[str, Any]) -> datetime | None:
    """Return when it is overdue if nothing comes of it; None where nobody is there to defer it."""
    if facts["paused"] or facts["served_since"] is None:
        return None
    clocks = (datetime.fromisoformat(facts[name]) for name in ("served_since", "dealt_until"))
    return crontab.next_after(facts["cron"], max(clocks)) + GRACE


def _known(name: str, changed: bool | None) -> bool:  # noqa: FBT001 - the database's answer
    if changed is None:
        raise _unknown(name)
    return changed


def _unknown(name: str) -> NotFoundError:
    return NotFoundError(said("schedule_unknown", name=name))

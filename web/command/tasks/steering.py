"""``orakul tasks defer``, ``retry``, ``cancel``, ``run-now``, ``reschedule`` and ``priority``.

Each task is dealt with in a transaction of its own, and each is told of: what was refused
stops none of the others, but the exit status tells. Nor does a reader that leaves.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from orakul import database, people, projects
from orakul.database import Acting, Connection
from orakul.errors import ConflictError, DeniedError, NotFoundError, RejectedError
from orakul.people import OPERATOR, Person
from orakul.settings import Settings
from orakul.tasks import control, deferring, kinds, reading
from orakul.tasks.kinds import ArgumentsError
from web.command.place import connected
from web.command.tasks.desk import acting, settings_of
from web.command.terminal import carry_out, harmless, until_reader_leaves, wants_json
from web.command.times import apart, at_place

# Does something to a task, and returns the id of what it became: the same, or a successor.
Act = Callable[[Connection, int], Awaitable[int]]
Tell = Callable[[Mapping[str, Any]], str]
Outcome = Mapping[str, Any] | Exception  # the task as it is now, or why nothing was done

REFUSALS = (NotFoundError, DeniedError, ConflictError, RejectedError)


@dataclass(frozen=True, slots=True)
class Request:
    """To which tasks something is to be done, and why."""

    ids: Sequence[int]
    reason: str | None
    as_json: bool | None
    data: Path | None


@dataclass(frozen=True, slots=True)
class New:
    """A task that is to be deferred."""

    name: str
    args: Mapping[str, Any]
    queue: str
    priority: int
    lock: str | None
    owner: str | None  # an e-mail
    project: str | None  # a slug or an id
    at: datetime | None


def defer(new: New, *, reason: str | None, as_json: bool | None, data: Path | None) -> int:
    """Defer a task; return an exit status."""
    return carry_out(_defer(settings_of(data), new, reason, as_json=wants_json(as_json)))


async def _defer(settings: Settings, new: New, reason: str | None, *, as_json: bool) -> int:
    async def act(db: Connection, _: int) -> int:
        args = await kinds.checked(db, new.name, new.args)
        return await deferring.defer(
            db,
            new.name,
            args,
            queue=new.queue,
            priority=new.priority,
            lock=new.lock,
            scheduled_at=new.at,
        )

    async with connected(settings) as db:
        who = await _for_whom(db, acting(reason), new)
        outcome = await _outcome(db, who, act, 0)
    id = None if isinstance(outcome, Exception) else int(outcome["id"])
    with until_reader_leaves():
        (_told_json if as_json else _told)(id, outcome, _when_due)
    return int(id is None)


async def _for_whom(db: Connection, who: Acting, new: New) -> Acting:
    """Return *who* acts, for the owner and the project of what is *new*.

    Raises:
        NotFoundError: there is no such person or project.
    """
    owner = project = None
    if new.owner is not None:
        owner = (await people.find_person(db, new.owner)).id
    if new.project is not None:
        project = (await projects.readable(db, OPERATOR, new.project)).id
    return replace(who, owner_id=owner, project_id=project)


def _when_due(task: Mapping[str, Any]) -> str:
    if task["scheduled_at"] is None:
        return f"waits in {task['queue']}"
    at = datetime.fromisoformat(task["scheduled_at"])
    return f"is due in {task['queue']} at {at_place(at)}, {apart(at, datetime.now(UTC))}"


def retry(request: Request, args: Mapping[str, Any] | None) -> int:
    """Try tasks again, or one of them with other arguments; return an exit status."""
    if args is None:
        return _run(request, _same(control.retry), lambda task: f"waits again in {task['queue']}")

    async def act(db: Connection, id: int) -> int:
        successor, _ = await control.retry_edited(db, OPERATOR, id, args)
        return successor

    return _run(request, act, lambda task: f"is task {task['id']} with these arguments")


def cancel(request: Request) -> int:
    """Cancel tasks; return an exit status."""
    return _run(
        request,
        _same(control.cancel),
        lambda task: (
            "is cancelled" if task["state"] == "cancelled" else "is told to stop by its worker"
        ),
    )


def run_now(request: Request) -> int:
    """Make tasks due at once; return an exit status."""
    return _run(request, _same(control.run_now), lambda _: "is due now")


def reschedule(request: Request, at: datetime) -> int:
    """Let tasks wait until another time; return an exit status."""

    async def act(db: Connection, person: Person, id: int) -> None:
        await control.reschedule(db, person, id, at)

    when = f"is due at {at_place(at)}, {apart(at, datetime.now(UTC))}"
    return _run(request, _same(act), lambda _: when)


def prioritise(request: Request, priority: int) -> int:
    """Give tasks another priority; return an exit status."""

    async def act(db: Connection, person: Person, id: int) -> None:
        await control.prioritise(db, person, id, priority)

    return _run(request, _same(act), lambda task: f"has the priority {task['priority']}")


def _same(act: Callable[[Connection, Person, int], Awaitable[None]]) -> Act:
    async def acted(db: Connection, id: int) -> int:
        await act(db, OPERATOR, id)
        return id

    return acted


def _run(request: Request, act: Act, tell: Tell) -> int:
    return carry_out(_act(settings_of(request.data), request, act, tell))


async def _act(settings: Settings, request: Request, act: Act, tell: Tell) -> int:
    who, status = acting(request.reason), 0
    told = _told_json if wants_json(request.as_json) else _told
    async with connected(settings) as db:
        for id in dict.fromkeys(request.ids):
            outcome = await _outcome(db, who, act, id)
            if isinstance(outcome, Exception):
                status = 1
            with until_reader_leaves():
                told(id, outcome, tell)
    return status


async def _outcome(db: Connection, who: Acting, act: Act, id: int) -> Outcome:
    try:
        async with database.acting(db, who):
            became = await act(db, id)
    except REFUSALS as error:
        return error
    return await reading.read_task(db, OPERATOR, became)


def _told(id: int | None, outcome: Outcome, tell: Tell) -> None:
    if isinstance(outcome, Exception):
        typer.echo(f"orakul: {harmless(str(outcome))}", err=True)
    else:
        typer.echo(f"task {id} {harmless(tell(outcome))}")


def _told_json(id: int | None, outcome: Outcome, _: Tell) -> None:
    """Print what became of a task in REST's shapes: the task, or the problem."""
    from web.actions import invalid_arguments
    from web.problems import problem_of
    from web.tasks import Task

    line: dict[str, Any] = {
        "id": None if id is None else str(id),
        "done": not isinstance(outcome, Exception),
    }
    if isinstance(outcome, Exception):
        error = invalid_arguments(outcome) if isinstance(outcome, ArgumentsError) else outcome
        line["problem"] = problem_of(error).model_dump(mode="json", exclude_none=True)
    else:
        line["task"] = Task.model_validate(outcome).model_dump(mode="json", by_alias=True)
    typer.echo(json.dumps(line, ensure_ascii=False, separators=(",", ":")))

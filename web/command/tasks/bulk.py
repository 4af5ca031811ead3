"""``orakul tasks retry --where``, ``cancel --where`` and so on: all that a query finds.

What it would do is shown first, and a person is asked; what comes meanwhile is not touched. A
worker carries it out as a task; this only watches. ``orakul tasks skipped`` lists what it left.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from orakul import database
from orakul.database import Connection
from orakul.errors import RejectedError
from orakul.paging import LARGEST_LIMIT, Slice
from orakul.people import OPERATOR
from orakul.settings import Settings
from orakul.tasks import bulk, reading, why
from orakul.tasks.bulk import Accepted, Order, Skipped
from orakul.tasks.control import Action
from orakul.tasks.deferring import Work
from orakul.tasks.reading import Filter
from web.command.place import connected, dsn_of
from web.command.showing import JsonObject, pages_of
from web.command.tasks import words
from web.command.tasks.desk import acting, pointing_into, settings_of
from web.command.tasks.listing import Widths, table
from web.command.tasks.logs import ENDED
from web.command.terminal import (
    INTERRUPTED,
    carry_out,
    console,
    grid,
    harmless,
    is_attended,
    print_json,
    until_reader_leaves,
    wants_json,
)
from web.command.watching import watch

# What is asked of "3 tasks", and what they are then.
QUESTIONS: Final[Mapping[Action, str]] = {
    "retry": "Retry {}?",
    "cancel": "Cancel {}?",
    "run_now": "Run {} now?",
    "reschedule": "Reschedule {}?",
    "priority": "Give {} another priority?",
}
DONE: Final[Mapping[Action, str]] = {
    "retry": "retried",
    "cancel": "cancelled",
    "run_now": "made due",
    "reschedule": "rescheduled",
    "priority": "given another priority",
}

# What is in the way of a task, in words that complete "3 …".
OBSTACLES: Final = {
    "missing": "gone",
    "forbidden": "not to be changed",
    "state": "in another state",
    "gone": "without a job",
    "waiting": "waiting as another task already",
    "bulk": "an action on many tasks",
    "unchanged": "so already",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be done to what, whether at all, and whether without being asked.

    *priority* and *at* belong to the actions that set them.
    """

    action: Action
    query: str
    reason: str | None
    dry_run: bool
    yes: bool
    as_json: bool | None
    data: Path | None
    priority: int | None = None
    at: datetime | None = None

    def order(self, wanted: Filter | Sequence[int]) -> Order:
        """Return what is to be done to those that are *wanted*."""
        return Order(self.action, wanted, self.priority, self.at)


@dataclass(slots=True)
class _Found:
    """What a person is asked about."""

    ids: Sequence[int] = ()
    would_change: int = 0


def run(request: Request) -> int:
    """Show what it would do, ask, and do it; return an exit status.

    Raises:
        BadParameter: no query is given, or nobody can be asked.
    """
    if not request.query.strip():
        raise typer.BadParameter("it is empty: say which tasks", param_hint="--where")
    settings, as_json = settings_of(request.data), wants_json(request.as_json)
    if request.dry_run:
        return carry_out(_survey(settings, request, _Found(), as_json=as_json))
    found = None
    if not request.yes:
        if as_json or not is_attended():
            raise typer.BadParameter("nobody can be asked here: give --yes, or --dry-run to look")
        # Asked outside of the loop, where Ctrl-C ends what waits for an answer.
        found = _Found()
        status = carry_out(_survey(settings, request, found, as_json=False))
        if status or not found.would_change:
            return status
        try:
            if not typer.confirm(_question(request, found.would_change), err=True):
                console(to_stderr=True).print("Nothing was done.")
                return 1
        except typer.Abort:
            return INTERRUPTED
    return carry_out(_begin(settings, request, found, as_json=as_json))


def skipped(id: int, *, as_json: bool | None, data: Path | None) -> int:
    """List what the action that the task *id* is left as it was; return an exit status."""
    return carry_out(_skipped(settings_of(data), id, as_json=wants_json(as_json)))


async def _skipped(settings: Settings, id: int, *, as_json: bool) -> None:
    async with connected(settings) as db:

        def page(cursor: str | None) -> Awaitable[Slice[Skipped]]:
            return bulk.skipped(db, OPERATOR, id, cursor=cursor, limit=LARGEST_LIMIT)

        is_first = True
        async for left in pages_of(page):
            if as_json:
                _print_lines(left)
            elif left:
                console().print(_left_table(left, header=is_first))
            else:
                task = await reading.read_task(db, OPERATOR, id)
                console(to_stderr=True).print(_none_left(task), style="dim")
            is_first = False


def _none_left(task: JsonObject) -> str:
    """Say what it means that an action has left no task as it was.

    Raises:
        RejectedError: *task* is no such action.
    """
    if task["name"] != Work.BULK:
        raise RejectedError(f"task {task['id']} is no action on many tasks")
    match task["state"]:
        case "pending":
            return "It has yet to begin."
        case "in_progress":
            return "It has left none as it was so far."
        case "completed":
            return "It left none as it was."
        case _:
            return "It did not come to its end: what it had not dealt with is as it was."


def _print_lines(left: Sequence[JsonObject]) -> None:
    from web.bulk import SkippedTask

    for task in left:
        print_json(SkippedTask.model_validate(task))


def _left_table(left: Sequence[JsonObject], *, header: bool) -> Table:
    made = grid(header=header)
    made.add_column("id", min_width=8, justify="right")
    made.add_column("state", min_width=11)
    made.add_column("why it was left")
    for task in left:
        state = words.coloured(task["state"] or "")
        made.add_row(str(task["id"]), state, OBSTACLES[task["obstacle"]])
    return made


def _question(request: Request, many: int) -> str:
    return QUESTIONS[request.action].format(words.tasks_of(many))


async def _survey(settings: Settings, request: Request, found: _Found, *, as_json: bool) -> None:
    """Show what it would do now, and keep that in *found*."""
    async with connected(settings) as db:
        with pointing_into(request.query):
            found.ids = await bulk.choose(db, OPERATOR, Filter(search=request.query))
        survey = await bulk.survey(db, OPERATOR, request.order(found.ids))
    found.would_change = survey["would_change"]
    _show(request, survey, as_json=as_json)


async def _begin(
    settings: Settings, request: Request, found: _Found | None, *, as_json: bool
) -> int:
    """Have it done to what was *found*, or is found now, and watch; return an exit status."""
    who = acting(request.reason)
    order = request.order(found.ids if found else Filter(search=request.query))
    async with connected(settings) as db, database.acting(db, who):
        with pointing_into(request.query):
            accepted = await bulk.accept(db, OPERATOR, order, who.reason)
    return await _follow(settings, request, accepted, as_json=as_json)


def _show(request: Request, survey: Mapping[str, Any], *, as_json: bool) -> None:
    """Show what it would do now, as REST answers a dry run or as a sentence with examples."""
    if as_json:
        from web.bulk import BulkSurvey

        print_json(BulkSurvey.model_validate(survey))
        return
    screen = console(to_stderr=not request.dry_run)
    found, would = survey["total"], survey["would_change"]
    screen.print(f"{words.tasks_of(found)} found, {would} would be {DONE[request.action]}", end="")
    screen.print(f"; {_skips(survey['skipped'])}." if survey["skipped"] else ".")
    if survey["samples"]:
        widths = Widths.of(survey["samples"], screen)
        screen.print(table(survey["samples"], screen, datetime.now(UTC), widths))
        if would > len(survey["samples"]):
            screen.print(f"and {would - len(survey['samples'])} more", style="dim")


def _skips(skipped: Mapping[str, int]) -> str:
    return ", ".join(f"{many} {OBSTACLES[obstacle]}" for obstacle, many in skipped.items())


async def _follow(
    settings: Settings, request: Request, accepted: Accepted, *, as_json: bool
) -> int:
    """Watch the task that carries it out until it has ended; return an exit status."""
    if as_json:
        from web.bulk import BulkAccepted

        with until_reader_leaves():
            print_json(BulkAccepted.model_validate(accepted))
    try:
        task = await _end_of(settings, accepted)
    except asyncio.CancelledError:  # Ctrl-C
        typer.echo(f"It goes on: orakul tasks show {accepted.task_id}", err=True)
        raise
    with until_reader_leaves():
        if as_json:
            from web.tasks import Task

            print_json(Task.model_validate(task))
        else:
            _summarise(request, task)
    return 0 if task["state"] == "completed" and _is_whole(task["result"]) else 1


def _is_whole(came: Mapping[str, Any]) -> bool:
    # What is so already was wanted so: one task that is told twice is no failure either.
    return not came["skipped"].keys() - {"unchanged"}


async def _end_of(settings: Settings, accepted: Accepted) -> Mapping[str, Any]:
    screen = console(to_stderr=True)
    ended: dict[str, Any] = {}
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
        disable=not screen.is_terminal,
    ) as bars:
        bar = bars.add_task("waits", total=accepted.total)

        async def look(db: Connection) -> bool:
            task = await reading.read_task(db, OPERATOR, accepted.task_id)
            done = task["progress"]["done"] if task["progress"] else 0
            bars.update(bar, completed=done, description=await _doing(db, settings, task))
            ended.update(task)
            return task["state"] in ENDED

        await watch(dsn_of(settings), look)
    return ended


async def _doing(db: Connection, settings: Settings, task: Mapping[str, Any]) -> str:
    """Say what the task is doing, or why it waits."""
    if task["state"] != "pending":
        return harmless(task["state"].replace("_", " "))
    silence = settings.stalled_after
    return harmless((await why.read(db, OPERATOR, int(task["id"]), silence=silence)).sentence)


def _summarise(request: Request, task: Mapping[str, Any]) -> None:
    if task["state"] != "completed":
        error = f": {task['error']}" if task["error"] else ""
        typer.echo(f"Task {task['id']} that does it is {task['state']}{harmless(error)}.", err=True)
        if came := task["progress"]:
            told = f"It dealt with {came['done']} of {came['total']}, {came['note']}."
            typer.echo(harmless(told), err=True)
        return
    came = task["result"]
    left = f"; {_skips(came['skipped'])}" if came["skipped"] else ""
    typer.echo(f"{words.tasks_of(came['done'])} {DONE[request.action]}{left}.")
    if left:
        typer.echo(f"Which those are: orakul tasks skipped {task['id']}", err=True)

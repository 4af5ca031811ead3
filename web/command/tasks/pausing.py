"""``orakul tasks pause``, ``resume`` and ``pauses``: what may not start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import typer

from orakul import database
from orakul.database import Connection
from orakul.people import OPERATOR
from orakul.settings import Settings
from orakul.tasks import control, queues
from orakul.tasks.control import Pause
from web.command.place import connected
from web.command.tasks.desk import acting, settings_of
from web.command.terminal import carry_out, console, grid, harmless, print_json, wants_json
from web.command.times import apart, at_place


@dataclass(frozen=True, slots=True)
class Scope:
    """What a pause holds: tasks of a queue, of a name, of both, or all where both are None."""

    queue: str | None
    task: str | None

    def __str__(self) -> str:
        match self.queue, self.task:
            case None, None:
                return "everything"
            case queue, None:
                return f"the queue {harmless(str(queue))}"
            case None, task:
                return f"every task {harmless(str(task))}"
            case queue, task:
                return f"every task {harmless(str(task))} in the queue {harmless(str(queue))}"


def pause(
    scope: Scope,
    *,
    until: datetime | None,
    reason: str | None,
    as_json: bool | None,
    data: Path | None,
) -> int:
    """Let nothing of this start; return an exit status."""
    return carry_out(_pause(settings_of(data), scope, until, reason, as_json=wants_json(as_json)))


def resume(scope: Scope, *, reason: str | None, as_json: bool | None, data: Path | None) -> int:
    """Lift the pause of exactly this; return an exit status."""
    return carry_out(_resume(settings_of(data), scope, reason, as_json=wants_json(as_json)))


def pauses(*, as_json: bool | None, data: Path | None) -> int:
    """List the pauses that stand; return an exit status."""
    return carry_out(_pauses(settings_of(data), as_json=wants_json(as_json)))


async def _pause(
    settings: Settings, scope: Scope, end: datetime | None, reason: str | None, *, as_json: bool
) -> None:
    who = acting(reason)
    async with connected(settings) as db:
        unknown = await _unknown(db, settings, scope)
        async with database.acting(db, who):
            is_new = await control.pause(
                db, scope.queue, who.reason, task=scope.task, resume_at=end
            )
        standing = await control.list_pauses(db)
    _ask(unknown)
    if as_json:
        _print_lines(standing)
        return
    until = f" until {at_place(end)}" if end else ""
    typer.echo(f"{'Paused' if is_new else 'Paused already'}: {scope}{until}. What runs goes on.")


async def _unknown(db: Connection, settings: Settings, scope: Scope) -> Sequence[str]:
    """Return what is to be said where *scope* may be a slip of the pen."""
    unknown: list[str] = []
    if scope.queue is not None:
        found = await queues.read_all(db, OPERATOR, silence=settings.stalled_after)
        if scope.queue not in {each.name for each in found}:
            unknown.append(f"No task and no worker is of the queue {scope.queue}")
    if scope.task is not None:
        arguments = await database.fetch_value(db, "read_task_kind", scope.task)
        if arguments is None:
            unknown.append(f"No worker has told of a task {scope.task}")
    return unknown


def _ask(unknown: Sequence[str]) -> None:
    for sentence in unknown:
        typer.echo(f"{harmless(sentence)} yet: is it spelt like that?", err=True)


async def _resume(settings: Settings, scope: Scope, reason: str | None, *, as_json: bool) -> None:
    async with connected(settings) as db:
        async with database.acting(db, acting(reason)):
            was_paused = await control.resume(db, scope.queue, task=scope.task)
        unknown = () if was_paused else await _unknown(db, settings, scope)
        standing = await control.list_pauses(db)
    _ask(unknown)
    if as_json:
        _print_lines(standing)
        return
    typer.echo(f"{'Resumed' if was_paused else 'Not paused'}: {scope}.")
    for each in standing:
        typer.echo(f"Still paused: {Scope(each.queue, each.task)}.")


async def _pauses(settings: Settings, *, as_json: bool) -> None:
    async with connected(settings) as db:
        standing = await control.list_pauses(db)
    if as_json:
        _print_lines(standing)
    elif standing:
        _print_table(standing)
    else:
        typer.echo("Nothing is paused.")


def _print_lines(standing: Sequence[Pause]) -> None:
    from web.queue import Pause as Shape

    for each in standing:
        print_json(Shape.model_validate(each))


def _print_table(standing: Sequence[Pause]) -> None:
    now = datetime.now(UTC)
    made = grid("paused", "since", "by", "until", "reason")
    for each in standing:
        made.add_row(
            str(Scope(each.queue, each.task)),
            apart(each.at, now),
            harmless(each.by or each.actor),
            at_place(each.resume_at) if each.resume_at else "resumed",
            harmless(each.reason or ""),
        )
    console().print(made)

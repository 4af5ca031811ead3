"""``orakul tasks dead``: what failed for good, by the kind of its error."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.padding import Padding
from rich.text import Text

from orakul import database
from orakul.database import Connection
from orakul.errors import ConflictError, NotFoundError
from orakul.people import OPERATOR, Person
from orakul.settings import Settings
from orakul.tasks import dead_letters
from orakul.tasks.dead_letters import Chosen, Filter, Group, Settled, Skipped
from web.command.place import connected
from web.command.tasks import words
from web.command.tasks.desk import acting, settings_of
from web.command.terminal import (
    carry_out,
    console,
    harmless,
    print_json,
    until_reader_leaves,
    wants_json,
)
from web.command.times import apart

Settle = Callable[[Connection, Person, Chosen], Awaitable[Settled]]


@dataclass(frozen=True, slots=True)
class Choice:
    """All dead letters of one *kind*, a fingerprint; of one *name* of task if given."""

    kind: str
    name: str | None


def groups(wanted: Filter, limit: int, *, as_json: bool | None, data: Path | None) -> int:
    """List dead letters by kind; return an exit status."""
    return carry_out(_groups(settings_of(data), wanted, limit, as_json=wants_json(as_json)))


def retry(choice: Choice, *, reason: str | None, as_json: bool | None, data: Path | None) -> int:
    """Try all dead letters of a kind again; return an exit status."""
    json = wants_json(as_json)
    return carry_out(_settle(settings_of(data), dead_letters.retry, choice, reason, as_json=json))


def discard(choice: Choice, *, reason: str, as_json: bool | None, data: Path | None) -> int:
    """Discard all dead letters of a kind; return an exit status."""
    json = wants_json(as_json)
    return carry_out(_settle(settings_of(data), dead_letters.discard, choice, reason, as_json=json))


async def _groups(settings: Settings, wanted: Filter, limit: int, *, as_json: bool) -> None:
    async with connected(settings) as db:
        found = await dead_letters.list_groups(db, OPERATOR, wanted, limit=limit)
    if as_json:
        from web.dead_letters import DeadLetterGroup

        for each in found:
            print_json(DeadLetterGroup.model_validate(each))
    elif found:
        _print_groups(found)
    elif wanted == Filter():
        typer.echo("Nothing has failed for good.")
    else:
        typer.echo("No dead letter is like that.")


def _print_groups(found: Sequence[Group]) -> None:
    now, screen = datetime.now(UTC), console()
    for each in found:
        head = Text.assemble(
            (each.fingerprint, "bold"),
            f"  {words.tasks_of(each.count)}, the last {apart(each.last_at, now)}  ",
            (words.sparks(each.trend).strip(), "red"),
        )
        kind = f"{each.error_class}: " if each.error_class else ""
        error = Text(words.one_line(f"{kind}{each.message or ''}"), "red")
        where = f"{words.one_line(each.frame)}, " if each.frame else ""
        sample = Text(f"{where}such as task {each.sample_id}", "dim")
        below = (Padding(part, (0, 0, 0, 2), expand=False) for part in (error, sample))
        screen.print(head, *below, sep="\n")


async def _settle(
    settings: Settings, settle: Settle, choice: Choice, reason: str | None, *, as_json: bool
) -> int:
    """Deal with all of a kind, a thousand in a transaction."""
    who, done, unchanged = acting(reason), 0, 0
    left_alone: dict[int, Skipped] = {}  # they are met again with the next thousand
    chosen = Chosen(fingerprint=choice.kind, name=choice.name)
    async with connected(settings) as db:
        remaining = 1
        while remaining:
            try:
                async with database.acting(db, who):
                    settled = await settle(db, OPERATOR, chosen)
            except (ConflictError, NotFoundError) as refused:
                if not done:
                    raise
                if isinstance(refused, NotFoundError):
                    remaining = 0  # somebody else dealt with the rest
                break
            done += settled.done
            unchanged += settled.unchanged
            left_alone |= {each.id: each for each in settled.skipped}
            remaining = settled.remaining if settled.done else 0
    with until_reader_leaves():
        came = Settled(done, unchanged, list(left_alone.values()), remaining)
        _tell(settle, came, as_json=as_json)
    return 1 if left_alone or remaining else 0


def _tell(settle: Settle, settled: Settled, *, as_json: bool) -> None:
    if as_json:
        from web.dead_letters import Settled as Shape

        print_json(Shape.model_validate(settled))
        return
    verb = "discarded" if settle is dead_letters.discard else "retried"
    others = len(settled.skipped) + settled.remaining
    so_already = f", {settled.unchanged} so already" if settled.unchanged else ""
    left_alone = f", {others} left alone" if others else ""
    typer.echo(f"{words.tasks_of(settled.done)} {verb}{so_already}{left_alone}.")
    for each in settled.skipped:
        typer.echo(f"orakul: {harmless(each.reason)}", err=True)

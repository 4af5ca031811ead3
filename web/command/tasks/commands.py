"""``orakul tasks``: its commands by name, each of which is carried out beside this one."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import typer

from web.command.options import Data, Json, read_coming_time

if TYPE_CHECKING:
    from orakul.tasks.logs import Level
    from orakul.tasks.reading import State

LARGEST_NUMBER: Final = 2**31 - 1
LONGEST_NAME: Final = 128  # characters, of a task and of a queue, as Procrastinate keeps them
LONGEST_LOCK: Final = 500  # characters: an index holds it
_ID: Final = re.compile("[0-9]{1,18}")

tasks = typer.Typer(help="Watch tasks and steer them.", no_args_is_help=True)
dead = typer.Typer(help="Tasks that failed for good, by the kind of their error.")
tasks.add_typer(dead, name="dead")


def _read_id(text: str) -> int:
    if not _ID.fullmatch(text):
        raise typer.BadParameter(f"{text[:40]!r} is no id of a task")
    return int(text)


Id = Annotated[int, typer.Argument(metavar="ID", parser=_read_id)]
SomeIds = Annotated[list[int] | None, typer.Argument(metavar="ID", parser=_read_id)]
Reason = Annotated[str | None, typer.Option("--reason", help="Why; it stands in the history.")]
Where = Annotated[str | None, typer.Option("--where", help="All that this query finds.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="With --where: only look.")]
Yes = Annotated[bool, typer.Option("--yes", help="With --where: do not ask.")]
Kind = Annotated[str, typer.Argument(help="As `orakul tasks dead` shows it.")]
Name = Annotated[str | None, typer.Option("--task", help="Of one name of task.")]


def _read_state(text: str) -> str:
    from orakul.tasks.reading import STATES

    return _one_of(STATES, text)


def _read_level(text: str) -> str:
    from orakul.tasks.logs import LEVELS

    return _one_of(LEVELS, text)


def _read_arguments(text: str) -> dict[str, Any]:
    from orakul.errors import RejectedError
    from orakul.sentences import said
    from orakul.telegram import parse_json_strictly

    try:
        return parse_json_strictly(text.encode(errors="surrogateescape"))
    except RejectedError as error:
        told = str(error).replace("the body", "it", 1)
        if error.args[0] == said("body_no_object"):
            told = "it is a JSON object, such as '{\"chat_id\": 7}'"
        raise typer.BadParameter(told) from None


def _read_query(words: Sequence[str]) -> str | None:
    for word in words:
        if word.startswith("--"):  # of no search: a slip of the pen
            raise typer.BadParameter(f"there is no option {word.split('=')[0][:40]}")
    return " ".join(words) or None


def _read_name(text: str) -> str:
    return _short(_filled(text, "is empty"), LONGEST_NAME)


def _read_queue(text: str) -> str:
    return _short(_read_word(text), LONGEST_NAME)


def _read_lock(text: str) -> str:
    return _short(_read_word(text), LONGEST_LOCK)


def _read_word(text: str) -> str:
    return _filled(text, "is empty; leave it out for none")


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise typer.BadParameter(f"has {len(text)} characters; {most} are the most")
    return text


def _filled(text: str, told: str) -> str:
    if not text:  # such as of a variable that is not set
        raise typer.BadParameter(told)
    return text


def _one_of(names: Collection[str], text: str) -> str:
    if text not in names:
        raise typer.BadParameter(f"one of {', '.join(names)}")
    return text


# -state:failed is a word of a search, and no -h is among its letters.
@tasks.command(
    "list", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]}
)
def list_(
    context: typer.Context,
    query: Annotated[
        list[str] | None, typer.Argument(help="What to look for, in any number of words.")
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            "--state",
            metavar="STATE",
            parser=_read_state,
            help="pending, in_progress, completed, failed or cancelled; repeat it for several.",
        ),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name of the task.")] = None,
    owner: Annotated[str | None, typer.Option(help="An id or an e-mail.")] = None,
    project: Annotated[str | None, typer.Option(help="A slug or an id.")] = None,
    sort: Annotated[
        str, typer.Option(help="A field such as run or args.chat_id, or - and a field.")
    ] = "-created_at",
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 50,
    all: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    json: Json = None,
    data: Data = None,
) -> None:
    """List tasks, the newest first."""
    from orakul.errors import RejectedError
    from orakul.tasks.reading import Filter
    from orakul.tasks.sorting import read_order
    from web.command.tasks import listing

    if "-h" in (query or []):
        typer.echo(context.get_help(), nl=False)
        raise typer.Exit
    try:
        order = read_order(sort)
    except RejectedError as error:
        raise typer.BadParameter(str(error), param_hint="--sort") from None
    states = cast("list[State]", state or [])
    wanted = Filter(states, name, owner, project, search=_read_query(query or []))
    wish = listing.Listing(wanted, order, None if all else limit)
    raise typer.Exit(listing.run(wish, as_json=json, data=data))


@tasks.command("show")
def show(id: Id, json: Json = None, data: Data = None) -> None:
    """Show a task with its attempts, its errors and its history."""
    from web.command.tasks import showing

    raise typer.Exit(showing.show(id, as_json=json, data=data))


@tasks.command("why")
def why(id: Id, json: Json = None, data: Data = None) -> None:
    """Say why a task is not running."""
    from web.command.tasks import showing

    raise typer.Exit(showing.explain(id, as_json=json, data=data))


@tasks.command("logs")
def logs(
    id: Id,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until the task has ended.")
    ] = False,
    level: Annotated[
        str | None,
        typer.Option(
            metavar="LEVEL", parser=_read_level, help="The least: debug, info, warning, …"
        ),
    ] = None,
    attempt: Annotated[
        int | None, typer.Option(min=1, max=LARGEST_NUMBER, help="Of this attempt alone.")
    ] = None,
    grep: Annotated[str | None, typer.Option(help="A part of the line.")] = None,
    json: Json = None,
    data: Data = None,
) -> None:
    """Print what a task logged."""
    from orakul.tasks.logs import LogFilter
    from web.command.tasks import logs as log

    least = cast("Level | None", level)
    wanted = LogFilter(level=least, attempt=attempt, search=grep)
    raise typer.Exit(log.run(id, wanted, follow=follow, as_json=json, data=data))


@tasks.command("defer")
def defer(
    name: Annotated[str, typer.Argument(metavar="TASK", parser=_read_name, help="Its name.")],
    args: Annotated[
        dict[str, Any] | None,
        typer.Option("--args", metavar="JSON", parser=_read_arguments, help="Its arguments."),
    ] = None,
    queue: Annotated[
        str, typer.Option("--queue", parser=_read_queue, help="Where it waits.")
    ] = "default",
    priority: Annotated[
        int,
        typer.Option(min=-LARGEST_NUMBER - 1, max=LARGEST_NUMBER, help="Higher is taken first."),
    ] = 0,
    lock: Annotated[
        str | None,
        typer.Option(parser=_read_lock, help="Tasks of one lock run one after the other."),
    ] = None,
    owner: Annotated[
        str | None, typer.Option(parser=_read_word, help="E-mail of whose task it is.")
    ] = None,
    project: Annotated[
        str | None, typer.Option(parser=_read_word, help="Slug or id of what it belongs to.")
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option(
            metavar="TIME",
            parser=read_coming_time,
            help="Not before this: 2026-05-01T12:00, or 15m for in so long.",
        ),
    ] = None,
    reason: Reason = None,
    json: Json = None,
    data: Data = None,
) -> None:
    """Put a new task into a queue."""
    from web.command.tasks import steering

    new = steering.New(name, args or {}, queue, priority, lock, owner, project, at)
    raise typer.Exit(steering.defer(new, reason=reason, as_json=json, data=data))


@tasks.command("retry")
def retry(
    ids: SomeIds = None,
    args: Annotated[
        dict[str, Any] | None,
        typer.Option(
            "--args",
            metavar="JSON",
            parser=_read_arguments,
            help="Other arguments: makes a new task.",
        ),
    ] = None,
    where: Where = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    reason: Reason = None,
    json: Json = None,
    data: Data = None,
) -> None:
    """Try failed or cancelled tasks again."""
    from web.command.tasks import bulk, steering

    _check_choice(ids, where, is_bulk=dry_run or yes)
    if args is not None and (where is not None or len(ids or ()) != 1):
        raise typer.BadParameter("goes with one task", param_hint="--args")
    if where is not None:
        wish = bulk.Request("retry", where, reason, dry_run, yes, json, data)
        raise typer.Exit(bulk.run(wish))
    raise typer.Exit(steering.retry(steering.Request(ids or (), reason, json, data), args))


@tasks.command("cancel")
def cancel(
    ids: SomeIds = None,
    where: Where = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    reason: Reason = None,
    json: Json = None,
    data: Data = None,
) -> None:
    """Cancel tasks that wait, and tell those that run to stop."""
    from web.command.tasks import bulk, steering

    _check_choice(ids, where, is_bulk=dry_run or yes)
    if where is not None:
        wish = bulk.Request("cancel", where, reason, dry_run, yes, json, data)
        raise typer.Exit(bulk.run(wish))
    raise typer.Exit(steering.cancel(steering.Request(ids or (), reason, json, data)))


@tasks.command("skipped")
def skipped(id: Id, json: Json = None, data: Data = None) -> None:
    """List what an action on many tasks left as it was, and why."""
    from web.command.tasks import bulk

    raise typer.Exit(bulk.skipped(id, as_json=json, data=data))


def _check_choice(ids: list[int] | None, where: str | None, *, is_bulk: bool) -> None:
    if bool(ids) == (where is not None):
        raise typer.BadParameter("give either ids or --where")
    if is_bulk and where is None:
        raise typer.BadParameter("--dry-run and --yes go with --where")


@tasks.command("run-now")
def run_now(
    ids: SomeIds = None,
    where: Where = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    reason: Reason = None,
    json: Json = None,
    data: Data = None,
) -> None:
    """Make pending tasks due at once."""
    from web.command.tasks import bulk, steering

    _check_choice(ids, where, is_bulk=dry_run or yes)
    if where is not None:
        wish = bulk.Request("run_now", where, reason, dry_run, yes, json, data)
        raise typer.Exit(bulk.run(wish))
    raise typer.Exit(steering.run_now(steering.Request(ids or (), reason, json, data)))


@tasks.command("reschedule")
def reschedule(
    ids: SomeIds = None,
    *,
    time: Annotated[
        datetime,
        typer.Argument(
            metavar="TIME", parser=read_coming_time, help="2026-05-01T12:00, or 15m for in so long."
        ),
    ],
    where: Where = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    reason: Reason = None,
    json: Json = None,
    data: Data = None,
) -> None:
    """Let pending tasks wait until another time."""
    from web.command.tasks import bulk, steering

    _check_choice(ids, where, is_bulk=dry_run or yes)
    if where is not None:
        wish = bulk.Request("reschedule", where, reason, dry_run, yes, json, data, at=time)
        raise typer.Exit(bulk.run(wish))
    raise typer.Exit(steering.reschedule(steering.Request(ids or (), reason, json, data), time))


@tasks.command("priority", context_settings={"ignore_unknown_options": True})  # -5 is a number
def priority(
    ids: SomeIds = None,
    *,
    priority: Annotated[
        int,
        typer.Argument(
            metavar="N",
            min=-LARGEST_NUMBER - 1,
            max=LARGEST_NUMBER,
            help="Higher is taken first.",
        ),
    ],
    where: Where = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    reason: Reason = None,
    json: Json = None,
    data: Data = None,
) -> None:
    """Give pending tasks another priority."""
    from web.command.tasks import bulk, steering

    _check_choice(ids, where, is_bulk=dry_run or yes)
    if where is not None:
        wish = bulk.Request("priority", where, reason, dry_run, yes, json, data, priority)
        raise typer.Exit(bulk.run(wish))
    raise typer.Exit(steering.prioritise(steering.Request(ids or (), reason, json, data), priority))


def _read_scope(text: str) -> str:
    return _filled(text, "is empty; leave it out for any")


Queue = Annotated[
    str | None,
    typer.Option("--queue", parser=_read_scope, help="Of this queue; of any without."),
]
Task = Annotated[
    str | None, typer.Option("--task", parser=_read_scope, help="Of this name; of any without.")
]


@tasks.command("pause")
def pause(
    queue: Queue = None,
    task: Task = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            metavar="TIME",
            parser=read_coming_time,
            help="When it ends by itself: 2026-05-01T12:00, or 15m for in so long.",
        ),
    ] = None,
    reason: Reason = None,
    json: Json = None,
    data: Data = None,
) -> None:
    """Let no task start; what runs goes on."""
    from web.command.tasks import pausing

    scope = pausing.Scope(queue, task)
    raise typer.Exit(pausing.pause(scope, until=until, reason=reason, as_json=json, data=data))


@tasks.command("resume")
def resume(
    queue: Queue = None,
    task: Task = None,
    reason: Reason = None,
    json: Json = None,
    data: Data = None,
) -> None:
    """Lift the pause of exactly this."""
    from web.command.tasks import pausing

    scope = pausing.Scope(queue, task)
    raise typer.Exit(pausing.resume(scope, reason=reason, as_json=json, data=data))


@tasks.command("pauses")
def pauses(json: Json = None, data: Data = None) -> None:
    """List what is paused."""
    from web.command.tasks import pausing

    raise typer.Exit(pausing.pauses(as_json=json, data=data))


@tasks.command("top")
def top(
    once: Annotated[bool, typer.Option("--once", help="Print it once.")] = False,
    data: Data = None,
) -> None:
    """Watch everything live; q ends it."""
    from web.command.tasks import top as screen

    raise typer.Exit(screen.run(once=once, data=data))


@dead.callback(invoke_without_command=True)
def dead_(
    context: typer.Context,
    task: Task = None,
    queue: Queue = None,
    project: Annotated[str | None, typer.Option(help="A slug or an id.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=LARGEST_NUMBER, help="How many kinds.")] = 50,
    json: Json = None,
    data: Data = None,
) -> None:
    """List what failed for good, by the kind of its error."""
    if context.invoked_subcommand is not None:
        return
    from orakul.tasks.dead_letters import Filter
    from web.command.tasks import dead as letters

    wanted = Filter(task, queue, project)
    raise typer.Exit(letters.groups(wanted, limit, as_json=json, data=data))


@dead.command("retry")
def dead_retry(
    kind: Kind, task: Name = None, reason: Reason = None, json: Json = None, data: Data = None
) -> None:
    """Try all tasks of a kind again."""
    from web.command.tasks import dead as letters

    choice = letters.Choice(kind, task)
    raise typer.Exit(letters.retry(choice, reason=reason, as_json=json, data=data))


@dead.command("discard")
def dead_discard(
    kind: Kind,
    reason: Annotated[str, typer.Option("--reason", help="Why; it stands in the history.")],
    task: Name = None,
    json: Json = None,
    data: Data = None,
) -> None:
    """Discard all tasks of a kind: they stay failed, and are dealt with."""
    from web.command.tasks import dead as letters

    choice = letters.Choice(kind, task)
    raise typer.Exit(letters.discard(choice, reason=reason, as_json=json, data=data))

"""The commands by name; each module beside this one holds what one of them does.

Each is imported when it is asked for, so that `orakul --help` need not load them all.
"""

import errno
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import parse_qs, urlsplit

import asyncpg
import typer
from typer.core import TyperGroup

from orakul.errors import OrakulError
from sql.migrate import OUTDATED, MigrationError
from sql.server import ServerError
from web.command.alerts.commands import alerts
from web.command.options import Data, Json
from web.command.tasks.commands import tasks
from web.command.terminal import harmless, until_reader_leaves

LARGEST_PORT: Final = 65_535
LONGEST_TOKEN: Final = 36_500  # days

# What PostgreSQL says where something of ours is not there yet.
UNMIGRATED: Final = (
    asyncpg.InvalidSchemaNameError,
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.UndefinedFunctionError,
)
EXPECTED: Final = (OrakulError, ServerError, MigrationError)

# What a file says that takes no more; no connection does.
UNWRITABLE: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


class _Commands(TyperGroup):
    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - of the library within typer
        """Run a command; that its reader leaves is no failure, nor the database's."""
        with until_reader_leaves():
            return super().invoke(ctx)


app = typer.Typer(
    name="orakul",
    cls=_Commands,
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"]},
    pretty_exceptions_enable=False,
)
user = typer.Typer(help="People who sign in.", no_args_is_help=True)
token = typer.Typer(help="Tokens for scripts.", no_args_is_help=True)
secrets = typer.Typer(help="The keys that seal kept secrets.", no_args_is_help=True)
events = typer.Typer(help="The log of everything that happens.", no_args_is_help=True)
schedules = typer.Typer(help="Tasks that workers defer by themselves.")
app.add_typer(user, name="user")
app.add_typer(secrets, name="secrets")
app.add_typer(events, name="events")
app.add_typer(schedules, name="schedules")
app.add_typer(token, name="token")
app.add_typer(tasks, name="tasks")
app.add_typer(alerts, name="alerts")

Topic = Annotated[
    list[str] | None,
    typer.Option("--topic", help="Like tasks, or space:7:tasks; repeat it for several."),
]
Why = Annotated[str | None, typer.Option("--reason", help="Why, for the log.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=LARGEST_PORT, help="Port to listen on; 0 for any.")
]
RoleName = Literal["admin", "member", "viewer"]
Role = Annotated[RoleName, typer.Option("--role")]


def _print_version(asked: bool) -> None:  # noqa: FBT001 - the flag of the command line itself
    if asked:
        typer.echo(f"orakul {version('orakul')}")
        raise typer.Exit


@app.callback()
def orakul_(
    _: Annotated[  # noqa: FBT002 - a flag of the command line
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print which Orakul it is."
        ),
    ] = False,
) -> None:
    """Mission control for background jobs and a reader of noisy team chats."""
    try:
        "".join(sys.argv).encode()
    except UnicodeEncodeError:
        raise typer.BadParameter("what is typed must be UTF-8") from None


@app.command("up")
def up_(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Port = None,
    data: Data = None,
    sample: Annotated[bool, typer.Option(help="Load a sample chat if there is no message.")] = True,  # noqa: FBT002 - a flag of the command line
    workers: Annotated[int, typer.Option(min=0, help="Number of worker processes.")] = 1,
) -> None:
    """Run everything: PostgreSQL where none is given, the web server and the workers."""
    from web.command import up

    raise typer.Exit(up.run(host=host, port=port, data=data, sample=sample, workers=workers))


@app.command("web")
def web_(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Port = None,
    data: Data = None,
) -> None:
    """Serve the dashboard, the REST interface and the live streams."""
    from web.command import serving

    serving.run(host=host, port=port, data=data)


@app.command("broadcaster")
def broadcaster_(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Port = None,
    data: Data = None,
) -> None:
    """Serve the live streams alone, as one of any number of nodes."""
    from web.command import broadcasting

    broadcasting.run(host=host, port=port, data=data)


@app.command("worker")
def worker_(
    queues: Annotated[
        str | None, typer.Option(help="Queues to work, with commas between; all by default.")
    ] = None,
    concurrency: Annotated[int, typer.Option(min=1, help="Tasks at once.")] = 4,
    drain: Annotated[
        float, typer.Option(min=0, help="Seconds that running tasks get at the end.")
    ] = 30.0,
    data: Data = None,
) -> None:
    """Carry out tasks."""
    from web.command import working

    working.run(queues=queues, concurrency=concurrency, drain=drain, data=data)


@app.command("migrate")
def migrate_(data: Data = None) -> None:
    """Bring the database up to date."""
    from web.command import migrating

    migrating.run(data=data)


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="A result.json of Telegram Desktop.", exists=True, dir_okay=False)
    ],
    project: Annotated[str, typer.Option(help="Slug of the project; made if it is new.")],
    wait: Annotated[bool, typer.Option("--wait", help="Wait until everything is read.")] = False,  # noqa: FBT002 - a flag of the command line
    data: Data = None,
) -> None:
    """Import the history of a chat."""
    from web.command import importing

    raise typer.Exit(importing.run(file, project=project, wait=wait, data=data))


@user.command("add")
def user_add(
    email: str,
    role: Role = "member",
    name: Annotated[str | None, typer.Option(help="Name to show; the e-mail without it.")] = None,
    data: Data = None,
) -> None:
    """Let somebody sign in; asks for a password, or makes one where nobody can type."""
    from web.command import accounts

    accounts.add_user(email, role=role, name=name, data=data)


@user.command("list")
def user_list(json: Json = None, data: Data = None) -> None:
    """List who may sign in, active or not."""
    from web.command import accounts

    accounts.list_users(as_json=json, data=data)


@user.command("change")
def user_change(
    email: str,
    name: Annotated[str | None, typer.Option(help="Another name to show.")] = None,
    role: Annotated[RoleName | None, typer.Option(help="Another role.")] = None,
    is_active: Annotated[
        bool | None,
        typer.Option(
            "--active/--inactive",
            help="Let them sign in again, or not any more: their sessions and tokens end.",
        ),
    ] = None,
    reason: Why = None,
    data: Data = None,
) -> None:
    """Change somebody's name or role, or whether they may sign in."""
    from web.command import accounts

    change = accounts.Change(name, role, is_active)
    accounts.change_user(email, change, reason=reason, data=data)


@user.command("reset")
def user_reset(email: str, data: Data = None) -> None:
    """Make a token with which somebody chooses another password, and print it once."""
    from web.command import accounts

    accounts.reset_password(email, data=data)


@token.command("create")
def token_create(
    email: str,
    name: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            help="read, write, admin, events or metrics; repeat it for several."
            " Without it, all that the role may have.",
        ),
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=LONGEST_TOKEN, help="Days until it ends by itself.")
    ] = None,
    data: Data = None,
) -> None:
    """Make a token for scripts, and print it once."""
    from web.command import accounts

    accounts.create_token(email, name=name, scopes=scope or [], days=days, data=data)


@token.command("list")
def token_list(
    email: Annotated[str | None, typer.Argument(help="Whose; everybody's without it.")] = None,
    json: Json = None,
    data: Data = None,
) -> None:
    """List the tokens that are not revoked."""
    from web.command import accounts

    accounts.list_tokens(email, as_json=json, data=data)


@token.command("revoke")
def token_revoke(
    id: Annotated[int, typer.Argument(min=1, help="As `orakul token list` shows it.")],
    data: Data = None,
) -> None:
    """End a token at once."""
    from web.command import accounts

    accounts.revoke_token(id, data=data)


@app.command("workers")
def workers_(json: Json = None, data: Data = None) -> None:
    """List the workers, those that went within an hour last."""
    from web.command import operating

    operating.list_workers(as_json=json, data=data)


@schedules.callback(invoke_without_command=True)
def schedules_(context: typer.Context, json: Json = None, data: Data = None) -> None:
    """List schedules, or run, pause or resume one."""
    from web.command import operating

    if context.invoked_subcommand is None:
        operating.list_schedules(as_json=json, data=data)


@schedules.command("run")
def schedules_run(name: str, reason: Why = None, data: Data = None) -> None:
    """Defer its task now, whether or not it is paused."""
    from web.command import operating

    operating.run_schedule(name, reason=reason, data=data)


@schedules.command("pause")
def schedules_pause(name: str, reason: Why = None, data: Data = None) -> None:
    """Let it defer nothing on any worker until it is resumed."""
    from web.command import operating

    operating.pause_schedule(name, reason=reason, data=data)


@schedules.command("resume")
def schedules_resume(name: str, reason: Why = None, data: Data = None) -> None:
    """Let it defer again."""
    from web.command import operating

    operating.resume_schedule(name, reason=reason, data=data)


@secrets.command("generate")
def secrets_generate() -> None:
    """Print a new key for ORAKUL_SECRET_KEYS."""
    from web.command import sealing

    sealing.generate()


@secrets.command("rotate")
def secrets_rotate(data: Data = None) -> None:
    """Seal all kept secrets with the newest key; broken off, it can be called again."""
    from web.command import sealing

    raise typer.Exit(sealing.rotate(data=data))


@events.command("tail")
def events_tail(
    topic: Topic = None,
    after: Annotated[
        str | None, typer.Option(help="Id of an event to go on after, or earliest; now without it.")
    ] = None,
    json: Json = None,
    data: Data = None,
) -> None:
    """Show what happens, as it happens, until Ctrl-C."""
    from web.command import events as log

    raise typer.Exit(log.tail(topics=topic or [], after=after, as_json=json, data=data))


@events.command("replay")
def events_replay(
    topic: Topic = None,
    after: Annotated[
        str | None, typer.Option(help="Id of an event to begin after, or earliest.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Time to begin at: 2026-05-01T12:00, or 15m for so long ago.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Id of the last event, or a time; the newest without it.")
    ] = None,
    speed: Annotated[
        float | None, typer.Option(min=0.001, help="Times as fast as it was; at once without it.")
    ] = None,
    json: Json = None,
    data: Data = None,
) -> None:
    """Show a part of the past."""
    from web.command import events as log

    raise typer.Exit(
        log.replay(
            topics=topic or [],
            after=after,
            since=since,
            until=until,
            speed=speed,
            as_json=json,
            data=data,
        )
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, or *arguments* as if they were typed."""
    _open_closed_outputs()
    try:
        app(args=arguments, prog_name="orakul")
    except EXPECTED as error:
        sys.exit(f"orakul: {error}")
    except UNMIGRATED:
        sys.exit(f"orakul: {OUTDATED}")
    except asyncpg.exceptions.ClientConfigurationError as error:
        sys.exit(f"orakul: DATABASE_URL: {error}")
    except OSError as error:
        if error.errno in UNWRITABLE:
            sys.exit(f"orakul: what is to be said cannot be written: {error.strerror}")
        sys.exit(f"orakul: the database{_place()} does not answer: {error}")
    except asyncpg.PostgresError as error:
        sys.exit(f"orakul: the database says: {error}")


def _place() -> str:
    """Tell where the database is, without the name and the password to it."""
    address = urlsplit(os.environ.get("DATABASE_URL", ""))
    socket = "".join(parse_qs(address.query).get("host", []))
    place = address.netloc.rpartition("@")[2] or socket
    return f" at {harmless(place)}" if place else ""


def _open_closed_outputs() -> None:
    """Say into nowhere what whoever started us closed the output of."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - until the process ends

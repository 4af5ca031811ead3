"""``orakul alerts``: its commands by name, each of which is carried out beside this one."""

import re
from datetime import datetime
from typing import Annotated, Final, Literal

import typer

from web.command.options import Data, Json, read_coming_time

_ID: Final = re.compile("[0-9]{1,18}")

alerts = typer.Typer(help="What is wrong, and silencing it.", no_args_is_help=True)


def _read_id(text: str) -> int:
    if not _ID.fullmatch(text):
        raise typer.BadParameter(f"{text[:40]!r} is no id")
    return int(text)


Id = Annotated[int, typer.Argument(metavar="ID", parser=_read_id)]
Reason = Annotated[str, typer.Option("--reason", help="Why; it stands beside the alert.")]
State = Literal["open", "acknowledged", "resolved"]


@alerts.command("list")
def list_(
    state: Annotated[State | None, typer.Option("--state", help="In this state alone.")] = None,
    rule: Annotated[
        int | None,
        typer.Option("--rule", metavar="ID", parser=_read_id, help="Of this rule alone."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 50,
    all: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    json: Json = None,
    data: Data = None,
) -> None:
    """List alerts, those that were opened last first."""
    from web.command.alerts import listing

    wish = listing.Listing(state, rule, None if all else limit)
    raise typer.Exit(listing.run(wish, as_json=json, data=data))


@alerts.command("show")
def show(id: Id, json: Json = None, data: Data = None) -> None:
    """Show an alert, with what its rule found."""
    from web.command.alerts import showing

    raise typer.Exit(showing.show(id, as_json=json, data=data))


@alerts.command("ack")
def ack(id: Id, reason: Reason, json: Json = None, data: Data = None) -> None:
    """Let nobody be told of an alert any more, its end included."""
    from web.command.alerts import silencing

    raise typer.Exit(silencing.run(id, None, reason=reason, as_json=json, data=data))


@alerts.command("silence")
def silence(
    id: Id,
    until: Annotated[
        datetime,
        typer.Argument(
            metavar="TIME",
            parser=read_coming_time,
            help="2026-05-01T12:00, or 15m for in so long.",
        ),
    ],
    reason: Reason,
    json: Json = None,
    data: Data = None,
) -> None:
    """Let nobody be told of an alert until a time, when it is open again."""
    from web.command.alerts import silencing

    raise typer.Exit(silencing.run(id, until, reason=reason, as_json=json, data=data))


@alerts.command("rules")
def rules(json: Json = None, data: Data = None) -> None:
    """List the rules, with how many channels each is told in."""
    from web.command.alerts import ruling

    raise typer.Exit(ruling.run(as_json=json, data=data))

"""Options that several commands have, and how what is typed for them is read."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from orakul.database import LAST_MOMENT
from orakul.errors import RejectedError
from web.command.times import at_place, read_time

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Directory of the embedded PostgreSQL.", envvar="ORAKUL_DATA"),
]
Json = Annotated[
    bool | None,
    typer.Option("--json/--no-json", help="One JSON object a line; what pipes get anyway."),
]


def read_coming_time(text: str) -> datetime:
    """Read a time that has not come yet; a BadParameter says what is wrong with it."""
    try:
        time = read_time(text, ahead=True)
    except RejectedError as error:
        raise typer.BadParameter(str(error)) from None
    if time <= datetime.now(UTC):
        raise typer.BadParameter(f"{at_place(time)} is past")
    if time > LAST_MOMENT:
        raise typer.BadParameter(f"{LAST_MOMENT:%Y-%m-%dT%H:%MZ} is the last time that there is")
    return time

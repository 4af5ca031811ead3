"""``orakul alerts show``: one alert with all that is known of it."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.text import Text

from orakul.alerts import listing
from orakul.settings import Settings
from web.command.alerts.words import coloured, coming
from web.command.place import connected
from web.command.tasks.desk import settings_of
from web.command.terminal import carry_out, console, grid, harmless, print_json, wants_json
from web.command.times import apart, at_place


def show(id: int, *, as_json: bool | None, data: Path | None) -> int:
    """Show an alert; return an exit status."""
    return carry_out(_show(settings_of(data), id, as_json=wants_json(as_json)))


async def _show(settings: Settings, id: int, *, as_json: bool) -> None:
    async with connected(settings) as db:
        alert = await listing.read(db, id)
    print_alert(alert.shape, as_json=as_json)


def print_alert(shape: Mapping[str, Any], *, as_json: bool) -> None:
    """Print all of an alert."""
    if as_json:
        from web.alerts import Alert

        print_json(Alert.model_validate(shape))
        return
    made = grid("", "", header=False)
    for name, value in _facts(shape):
        made.add_row(Text(name, "dim"), value)
    screen = console()
    screen.print(Text.assemble((harmless(shape["rule"]), "bold"), "  ", coloured(shape["state"])))
    screen.print(made)


def _facts(shape: Mapping[str, Any]) -> Iterator[tuple[str, Text | str]]:
    yield "what", harmless(shape["summary"])
    yield "severity", coloured(shape["severity"])
    yield "kind", f"{shape['kind']}, rule {shape['rule_id'] or 'deleted'}"
    yield "of", harmless(shape["subject"])
    yield "opened", _when(shape["opened_at"])
    if silenced := shape["acknowledged"]:
        by = f"{_when(silenced['at'])} by {silenced['actor']}: {silenced['reason']}"
        yield "silenced", harmless(by + coming(shape))
    if shape["resolved_at"]:
        yield "resolved", _when(shape["resolved_at"])
    for name, value in shape["facts"].items():
        if value is None:
            continue
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield harmless(name).replace("_", " "), harmless(text)


def _when(text: str) -> str:
    time = datetime.fromisoformat(text)
    return f"{at_place(time)} ({apart(time, datetime.now(UTC))})"

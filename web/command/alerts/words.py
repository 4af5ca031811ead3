"""How the commands write what an alert is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from rich.text import Text

from web.command.times import at_place

STYLES: Final = {
    "open": "red",
    "acknowledged": "yellow",
    "resolved": "green",
    "critical": "bold red",
    "warning": "yellow",
}


def coloured(name: str) -> Text:
    """Write a state or a severity in its colour."""
    return Text(name, STYLES.get(name, ""))


def coming(alert: Mapping[str, Any]) -> str:
    """Tell until when an alert is silent, after what it says; nothing where that is open."""
    silenced = alert["acknowledged"]
    if not silenced or not silenced["until"]:
        return ""
    return f" (silent until {at_place(datetime.fromisoformat(silenced['until']))})"

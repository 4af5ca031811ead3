"""The words by which people are told of an alert, in English."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

_WORDS: Final = {"opened": "Alert", "repeated": "Still", "resolved": "Resolved", "test": "Test"}


def tell(event: str, alert: Mapping[str, Any], places: Mapping[str, str]) -> tuple[str, str]:
    """Return the title and the text by which people are told of an alert, with its links."""
    was = "Was: " if alert["resolved_at"] else ""
    lines = [f"{was}{alert['summary']}", f"Severity: {alert['severity']}"]
    for name, at in (("Since", alert["opened_at"]), ("Until", alert["resolved_at"])):
        if at is not None:
            lines.append(f"{name}: {datetime.fromisoformat(at):%Y-%m-%d %H:%M:%S} UTC")
    lines += [f"{name.capitalize()}: {url}" for name, url in places.items()]
    # What is read first tells two alerts of one rule apart.
    about = _about(alert)
    return f"{_WORDS[event]}: {alert['rule']}{about and f' ({about})'}", "\n".join(lines)


def _about(alert: Mapping[str, Any]) -> str:
    """Return the name of the task or the queue that it is about; empty where it is not of one."""
    facts = alert["facts"]
    if alert["kind"] == "repeated_failure":
        return facts.get("task") or ""
    return "" if facts.get("per") == "all" else alert["subject"]

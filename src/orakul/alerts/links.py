"""Links to the dashboard, for whoever is told of an alert elsewhere.

The pages are those that the dashboard itself leads to from an alert.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode


def of(base: str | None, alert: Mapping[str, Any]) -> Mapping[str, str]:
    """Return where to look and to act, by what is there; nothing where *base*, ours, is unknown."""
    if base is None:
        return {}
    return {"tasks": to_tasks(base, alert), "alert": to_alert(base, alert)}


def to_alert(base: str, alert: Mapping[str, Any]) -> str:
    """Return the address of the page that shows it, whatever became of it, and acknowledges it.

    What a test of a channel tells was never opened, and leads to all alerts.
    """
    return _at(base, "/alerts", {"alert": alert["id"]} if alert["opened_at"] else {})


def to_tasks(base: str, alert: Mapping[str, Any]) -> str:
    """Return the address of the page with the tasks that it is about."""
    subject, per = alert["subject"], alert["facts"].get("per")
    match alert["kind"]:
        case "repeated_failure":
            return _at(base, "/errors", {"group": subject})
        case "failure_rate":
            place = {"task": {"name": subject}, "queue": {"queue": subject}}.get(per, {})
            return _at(base, "/errors", place)
        case "stalled_task":
            return _at(base, "/", {"name": subject, "state": "in_progress"})
        case _:
            quoted = subject.replace("\\", r"\\").replace('"', r"\"")
            return _at(base, "/", {"q": f'queue:"{quoted}"', "state": "pending"})


def _at(base: str, path: str, query: Mapping[str, str]) -> str:
    return f"{base.rstrip('/')}{path}" + (f"?{urlencode(query)}" if query else "")

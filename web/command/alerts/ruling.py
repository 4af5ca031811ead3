"""``orakul alerts rules``: what is watched."""

from pathlib import Path
from typing import Final

from orakul.alerts import rules
from orakul.paging import LARGEST_LIMIT
from orakul.settings import Settings
from web.alerts import AlertRule
from web.command.place import connected
from web.command.showing import JsonObject, all_of, show
from web.command.tasks.desk import settings_of
from web.command.terminal import carry_out
from web.command.times import brief

RULES: Final = ("id", "name", "kind", "severity", "of", "holds_for", "channels", "is_enabled")


def run(*, as_json: bool | None, data: Path | None) -> int:
    """List the rules; return an exit status."""
    return carry_out(_list(settings_of(data), as_json=as_json))


async def _list(settings: Settings, *, as_json: bool | None) -> None:
    async with connected(settings) as db:
        found = await all_of(lambda cursor: rules.page(db, cursor=cursor, limit=LARGEST_LIMIT))
    show(found, RULES, rest=AlertRule, as_json=as_json, row=_row)


def _row(rule: JsonObject) -> JsonObject:
    parts = (rule["task"] and f"task {rule['task']}", rule["queue"] and f"queue {rule['queue']}")
    return {
        **rule,
        "of": ", ".join(filter(None, parts)) or "everything",
        "holds_for": brief(rule["for_seconds"]),
        "channels": str(len(rule["channels"])),
    }

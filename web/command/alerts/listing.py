"""``orakul alerts list``: a table that fits, or lines of JSON."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orakul.alerts import listing
from orakul.alerts.listing import State
from orakul.paging import LARGEST_LIMIT
from orakul.settings import Settings
from web.command.alerts.words import coloured, coming
from web.command.place import connected
from web.command.tasks.desk import settings_of
from web.command.terminal import carry_out, console, grid, harmless, print_json, wants_json
from web.command.times import apart


@dataclass(frozen=True, slots=True)
class Listing:
    """Which alerts to list, and how many of them; all where *most* is None."""

    state: State | None
    rule: int | None
    most: int | None


def run(wish: Listing, *, as_json: bool | None, data: Path | None) -> int:
    """List alerts; return an exit status."""
    return carry_out(_list(settings_of(data), wish, as_json=wants_json(as_json)))


async def _list(settings: Settings, wish: Listing, *, as_json: bool) -> None:
    found, more = await _found(settings, wish)
    if as_json:
        from web.alerts import Alert

        for each in found:
            print_json(Alert.model_validate(each))
        return
    if found:
        _print_table(found)
    if sys.stdout.isatty() and (more or not found):
        hint = "There are more: --limit N, or --all." if more else "No alert is like that."
        console(to_stderr=True).print(hint, style="dim")


async def _found(settings: Settings, wish: Listing) -> tuple[Sequence[Mapping[str, Any]], bool]:
    """Return as many alerts as are wished for, and whether there are more."""
    found: list[Mapping[str, Any]] = []
    cursor = None
    async with connected(settings) as db:
        while wish.most is None or len(found) < wish.most:
            left = LARGEST_LIMIT if wish.most is None else wish.most - len(found)
            page = await listing.page(
                db,
                state=wish.state,
                rule=wish.rule,
                cursor=cursor,
                limit=min(left, LARGEST_LIMIT),
            )
            found += [row.shape for row in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
    return found, cursor is not None


def _print_table(found: Sequence[Mapping[str, Any]]) -> None:
    now = datetime.now(UTC)
    made = grid("id", "state", "severity", "rule", "opened", "what")
    for each in found:
        made.add_row(
            each["id"],
            coloured(each["state"]),
            coloured(each["severity"]),
            harmless(each["rule"]),
            apart(datetime.fromisoformat(each["opened_at"]), now),
            harmless(each["summary"]) + coming(each),
        )
    console().print(made)

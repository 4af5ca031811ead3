"""``orakul tasks list``: what a filter finds, as a table that fits, or as lines of JSON."""

import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from orakul.database import Connection
from orakul.paging import LARGEST_LIMIT, Sort
from orakul.people import OPERATOR
from orakul.settings import Settings
from orakul.tasks import reading
from orakul.tasks.reading import Filter
from web.command.place import connected
from web.command.tasks import words
from web.command.tasks.desk import pointing_into, settings_of
from web.command.terminal import carry_out, console, grid, print_json, wants_json

WIDE: Final = 110  # columns of a terminal that has room for whose task it is and where it waits


@dataclass(frozen=True, slots=True)
class Listing:
    """What to list, in which order, and how many of them; all where *most* is None."""

    wanted: Filter
    sort: Sort
    most: int | None


def run(listing: Listing, *, as_json: bool | None, data: Path | None) -> int:
    """List tasks; return an exit status."""
    return carry_out(_list(settings_of(data), listing, as_json=wants_json(as_json)))


async def _list(settings: Settings, listing: Listing, *, as_json: bool) -> None:
    screen, shown, more, widths = console(), 0, False, None
    async with connected(settings) as db:
        async for page, more in _pages(db, listing):  # noqa: B007 - of the last page
            if as_json:
                _print_lines(page)
            elif page:
                widths = widths or Widths.of(page, screen)
                screen.print(table(page, screen, datetime.now(UTC), widths, header=not shown))
            shown += len(page)
    if not as_json and sys.stdout.isatty():
        if not shown:
            console(to_stderr=True).print("No task is like that.", style="dim")
        elif more:
            console(to_stderr=True).print("There are more: --limit N, or --all.", style="dim")


async def _pages(
    db: Connection, listing: Listing
) -> AsyncGenerator[tuple[Sequence[Mapping[str, Any]], bool]]:
    """Yield pages until there are enough, each with whether there are more."""
    cursor, left = None, listing.most
    while left is None or left > 0:
        limit = LARGEST_LIMIT if left is None else min(left, LARGEST_LIMIT)
        with pointing_into(listing.wanted.search):
            page = await reading.list_tasks(
                db, OPERATOR, listing.wanted, sort=listing.sort, limit=limit, cursor=cursor
            )
        cursor = page.next_cursor
        left = None if left is None else left - len(page.rows)
        yield page.rows, cursor is not None
        if cursor is None:
            return


def _print_lines(page: Sequence[Mapping[str, Any]]) -> None:
    # REST's shapes bring the whole web room with them, which a table can do without.
    from web.tasks import Task

    for task in page:
        print_json(Task.model_validate(task))


@dataclass(frozen=True, slots=True)
class Widths:
    """Of the columns, in characters: one page stands under another. None leaves one out."""

    id: int
    name: int
    queue: int | None
    owner: int | None

    @classmethod
    def of(cls, page: Sequence[Mapping[str, Any]], screen: Console) -> "Widths":
        """Return what the tasks of a first page take, as far as the terminal has room."""
        is_wide = screen.width >= WIDE
        longest = [
            max(map(cell_len, column), default=0)
            for column in zip(
                *((task["id"], task["name"], task["queue"], words.whose(task)) for task in page),
                strict=True,
            )
        ]
        id, name, queue, owner = longest
        return cls(
            max(5, id),
            min(max(8, name), 36 if is_wide else 26),
            min(max(7, queue), 16) if is_wide else None,
            min(max(5, owner), 20) if is_wide and owner else None,
        )


def table(
    page: Sequence[Mapping[str, Any]],
    screen: Console,
    now: datetime,
    widths: Widths,
    *,
    header: bool = True,
) -> Table:
    """Return *page* as a table."""
    made = grid(header=header)
    _add_column(made, "id", widths.id, justify="right")
    _add_column(made, "state", 11)
    _add_column(made, "task", widths.name)
    _add_column(made, "queue", widths.queue)
    _add_column(made, "owner", widths.owner)
    _add_column(made, "try", 4)
    _add_column(made, "when", 9)
    made.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    made.expand = screen.is_terminal  # the last column takes what is left
    for task in page:
        cells = [task["id"], words.state(task), words.one_line(task["name"])]
        if widths.queue:
            cells.append(words.one_line(task["queue"]))
        if widths.owner:
            cells.append(words.whose(task))
        made.add_row(*cells, words.attempts(task), words.moment(task, now), words.detail(task))
    return made


def _add_column(
    made: Table, name: str, width: int | None, justify: Literal["left", "right"] = "left"
) -> None:
    if width is not None:
        made.add_column(
            name, width=width, min_width=width, no_wrap=True, overflow="ellipsis", justify=justify
        )

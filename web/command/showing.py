"""Lists on the command line: a table for people, a JSON object a line for pipes."""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias, TypeVar, cast

from pydantic import BaseModel
from rich.table import Column, Table
from rich.text import Text

from orakul.paging import Shaped, Slice
from web.command.terminal import console, harmless, print_json, wants_json
from web.command.times import at_place

JsonObject: TypeAlias = Mapping[str, Any]


ShapedRow = TypeVar("ShapedRow", bound=Shaped)

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_MINUTES: Final = 16  # characters of a time to the minute


def show(
    shapes: Sequence[JsonObject],
    columns: Sequence[str],
    *,
    rest: type[BaseModel],
    as_json: bool | None,
    row: Callable[[JsonObject], JsonObject] = dict,
) -> None:
    """Print *shapes*; without *as_json*, as it suits where it is printed to.

    Args:
        shapes: what was found.
        columns: fields that the table shows, in their order.
        rest: how REST answers each of them, and JSON has it.
        as_json: whether to print JSON.
        row: makes of a shape what the table takes its fields from.
    """
    if wants_json(as_json):
        for shape in shapes:
            print_json(rest.model_validate(shape))
        return
    table = Table(*map(_column, columns), box=None)
    for fields in map(row, shapes):
        table.add_row(*(Text(harmless(_cell(fields[column]))) for column in columns))
    console().print(table)


def _column(name: str) -> Column:
    # Folded: of an e-mail or a name that is cut off, nobody would know whose it is.
    return Column(name.removesuffix("_at").replace("_", " "), overflow="fold")


async def all_of(page: Callable[[str | None], Awaitable[Slice[ShapedRow]]]) -> list[JsonObject]:
    """Return the shapes of all pages of a list; *page* reads the one that a cursor begins."""
    return [shape async for shapes in pages_of(page) for shape in shapes]


async def pages_of(
    page: Callable[[str | None], Awaitable[Slice[ShapedRow]]],
) -> AsyncGenerator[list[JsonObject]]:
    """Yield the shapes of one page after the other, which may be too many to have at once."""
    cursor, is_last = None, False
    while not is_last:
        part = await page(cursor)
        yield [row.shape for row in part.rows]
        cursor = part.next_cursor
        is_last = cursor is None


def _cell(value: object) -> str:
    if isinstance(value, dict):  # somebody
        return str(cast("dict[str, object]", value)["name"])
    if isinstance(value, list):
        return " ".join(cast("list[str]", value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "never" if value is None else str(value)
    return at_place(datetime.fromisoformat(text))[:_MINUTES] if _TIME.match(text) else text

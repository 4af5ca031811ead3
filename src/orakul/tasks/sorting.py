"""What a list of tasks can be sorted by: a column, or an argument such as ``args.chat_id``.

What each means stands in docs/search.md, and how it is done in sql/functions/page_of_tasks.sql.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Final

from orakul.errors import RejectedError
from orakul.paging import Sort, read_aged, read_real, read_sort, read_text, read_time, read_whole

# The columns, and how the cursor's key of each is read. Where many tasks are equal, their age
# comes first in it.
SORTABLE: Final[Mapping[str, Callable[[str], object]]] = {
    "id": read_whole,
    "name": read_aged(read_text),
    "queue": read_aged(read_text),
    "state": read_aged(read_whole),  # in the order of a task's life
    "owner": read_aged(read_text, or_none=True),
    "project": read_aged(read_text, or_none=True),
    "priority": read_aged(read_whole),
    "created_at": read_time,
    "scheduled_at": read_time,
    "started_at": read_time,
    "finished_at": read_time,
    "wait": read_whole,  # ms, or more than any where it goes on
    "run": read_whole,
    "attempt": read_whole,
    "max_attempts": read_whole,
    "progress": read_real,  # the share that is done
    "error": read_text,
    "trace_id": read_text,
}
ARGUMENT: Final = r"args\.[^\s,]{1,95}"
ANY_ARGUMENT: Final = "args.NAME"  # as people are told of them

_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,399})(\.[0-9]{1,399})?")


def read_order(text: str) -> Sort:
    """Read a column or an argument, with - before it for the greatest first.

    Raises:
        RejectedError: it is neither.
    """
    field = text.removeprefix("-")
    if re.fullmatch(ARGUMENT, field):
        try:
            return Sort(read_text(field), descending=text.startswith("-"))
        except ValueError as error:
            raise RejectedError(str(error), path="sort") from None
    return read_sort(text, [*SORTABLE, ANY_ARGUMENT])


def key_reader(field: str) -> Callable[[str], object]:
    """Return what reads the sort key of a cursor of a list by *field*, as `read_order` has it."""
    return SORTABLE.get(field, _read_value)


def _read_value(key: str) -> str:
    """Read a text, a number, true or false as JSON writes it, as PostgreSQL can compare it."""
    if key in {"true", "false"} or _NUMBER.fullmatch(key):
        return key
    text = json.loads(key)
    if not isinstance(text, str):
        raise TypeError("no value")
    return json.dumps(read_text(text), ensure_ascii=False)

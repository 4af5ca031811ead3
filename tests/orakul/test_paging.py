"""A cursor leads back to its place, in its own order, and nowhere else."""

import base64
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orakul.errors import RejectedError
from orakul.paging import (
    Place,
    Sort,
    cut,
    read_cursor,
    read_sort,
    read_text,
    read_whole,
    write_cursor,
)

UP = Sort("name", descending=False)


@given(st.none() | st.text().filter(lambda text: "\x00" not in text), st.integers(0, 2**63 - 1))
def test_a_cursor_is_read_as_it_was_written(key: str | None, id: int) -> None:
    assert read_cursor(write_cursor(UP, Place(key, id)), UP, read_text) == Place(key, id)


@given(st.text())
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    with suppress(RejectedError):
        assert isinstance(read_cursor(text, UP, read_whole), Place)


@pytest.mark.parametrize(
    "content",
    [
        None, 1, [], {}, ["name"], ["name", "a", -1], ["name", "a", 2**63], ["name", "a", True],
        ["name", "a", "1"], ["name", "a\x00", 1], ["name", "\ud800", 1], ["name", 1, 1],
        ["name", ["a"], 1], ["-name", "a", 1], ["name", "a", 1, 1],
    ],
)  # fmt: skip
def test_a_forged_cursor_is_refused(content: Any) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()

    with pytest.raises(RejectedError, match="cursor"):
        read_cursor(cursor, UP, read_text)


def test_no_cursor_is_the_beginning() -> None:
    assert read_cursor(None, UP, read_text) is None


@pytest.mark.parametrize(("rows", "kept", "goes_on"), [(0, 0, False), (2, 2, False), (3, 2, True)])
def test_a_row_too_many_says_that_there_is_a_next_page(
    rows: int, kept: int, goes_on: bool  # noqa: FBT001 - a column of the table above
) -> None:  # fmt: skip
    page = cut(list(range(rows)), 2, UP, lambda row: Place(str(row), row))

    assert len(page.rows) == kept
    assert read_cursor(page.next_cursor, UP, read_text) == (Place("1", 1) if goes_on else None)


def test_an_order_names_a_field() -> None:
    assert read_sort("-name", {"name"}) == Sort("name", descending=True)
    with pytest.raises(RejectedError, match="name"):
        read_sort("--name", {"name"})

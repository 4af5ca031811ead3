"""The board is shown in one's own columns, and kept as views, in a real browser."""

import re
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.web.test_dashboard import board, browser, live, pytestmark, row, rows, visitor

__all__ = ["board", "browser", "pytestmark", "visitor"]


def headers(page: Page) -> Locator:
    return page.get_by_role("table", name="Tasks").get_by_role("columnheader")


def columns(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Columns")


async def cell(page: Page, id: int, column: str) -> str:
    """What the row of a task says in a column."""
    titles = await headers(page).all_inner_texts()
    return await row(page, id).get_by_role("cell").nth(titles.index(column)).inner_text()


async def test_columns_are_chosen_by_keyboard_stand_in_the_address_and_stay_live(
    board: Page, queue: Any
) -> None:
    hidden = "sk-ant-" + "a1b2c3d4" * 4
    first = await queue.defer(args={"chat_id": 4, "api_key": hidden})
    await expect(rows(board)).to_have_count(1)
    await board.get_by_role("button", name="Columns").press("Enter")

    await columns(board).get_by_role("checkbox", name="User").press("Space")
    await columns(board).get_by_role("checkbox", name="Queue").press("Space")
    await columns(board).get_by_role("checkbox", name="chat_id").press("Space")
    forward = columns(board).get_by_role("button", name="Move chat_id forward")
    for _ in range(6):
        await forward.press("Enter")
    await expect(forward).to_be_focused()
    await columns(board).get_by_label("An argument by its name").fill("api_key")
    await board.keyboard.press("Enter")
    await board.keyboard.press("Escape")

    shown = ["", "chat_id", "ID", "Task", "Status", "Project", "Created", "Queue", "api_key"]
    await expect(headers(board)).to_have_text(shown)
    assert await cell(board, first, "chat_id") == "4"
    assert await cell(board, first, "api_key") == "[hidden]"
    # No event carries arguments: they are read again for what comes, and stay with what changes.
    second = await queue.defer(args={"chat_id": 5})
    await expect(row(board, second).get_by_text("5", exact=True)).to_be_visible()
    assert await queue.take() == first
    await expect(row(board, first)).to_contain_text("In progress")
    assert await cell(board, first, "chat_id") == "4"

    await headers(board).filter(has_text="Queue").get_by_role("button").click()
    await board.reload()
    await live(board)
    await expect(headers(board)).to_have_text(shown)
    await expect(headers(board).filter(has_text="Queue")).to_have_attribute(
        "aria-sort", "ascending"
    )
    await board.get_by_role("button", name="Columns").click()
    await columns(board).get_by_role("button", name="The usual columns").click()
    await expect(board).to_have_url(re.compile(r"/\?sort=queue$"))

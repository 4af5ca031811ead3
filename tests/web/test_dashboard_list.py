"""The list is searched, counted, chosen from and steered as a whole, in a real browser."""

from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.web.test_dashboard import (
    board,
    browser,
    pytestmark,
    row,
    rows,
    visitor,
)

__all__ = ["board", "browser", "pytestmark", "visitor"]


def search_box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search tasks")


async def test_a_search_is_completed_by_keyboard_counted_and_stays_exact(
    board: Page, queue: Any
) -> None:
    failed = await queue.fail(name="broken")
    waiting = await queue.defer(name="waiting")
    await expect(rows(board)).to_have_count(2)
    await expect(board.get_by_text("2 tasks", exact=True)).to_be_visible()
    box = search_box(board)

    await box.press_sequentially("sta")
    await expect(board.get_by_role("option").first).to_be_visible()
    await box.press("ArrowDown")
    await expect(box).to_have_attribute("aria-activedescendant", await option_id(board))
    await box.press("Enter")
    await expect(box).to_have_value("state:")
    await expect(board.get_by_role("option").filter(has_text="failed")).to_be_visible()
    await box.press_sequentially("fail")
    await expect(board.get_by_role("option")).to_have_count(1)
    await box.press("ArrowDown")
    await box.press("Tab")

    await expect(box).to_have_value("state:failed ")
    await expect(rows(board)).to_have_count(1)
    await expect(row(board, failed)).to_be_visible()
    await expect(board.get_by_text("1 task", exact=True)).to_be_visible()
    assert "q=state%3Afailed" in board.url

    # What only the server can tell is read again.
    assert await queue.take() == waiting
    await queue.finish(waiting, "failed", "no")
    await expect(rows(board)).to_have_count(2)
    await expect(box).to_be_focused()


async def option_id(page: Page) -> str:
    return await page.get_by_role("option", selected=True).get_attribute("id") or ""


async def test_a_mistake_in_a_search_is_marked_and_help_has_examples(
    board: Page, queue: Any
) -> None:
    await queue.defer(name="waiting")
    box = search_box(board)

    await box.fill("older:soon")
    await expect(board.get_by_role("alert").locator("mark")).to_have_text("soon")
    await expect(box).to_have_attribute("aria-invalid", "true")

    await box.press("Escape")
    await board.get_by_role("button", name="How to search").click()
    await board.get_by_role("button", name="-state:completed").click()
    await expect(rows(board)).to_have_count(1)
    await expect(board.locator("mark")).to_have_count(0)

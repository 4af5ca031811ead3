"""The board is shown in one's own columns, and kept as views, in a real browser."""

import re
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.web.dashboard import enter, live, pytestmark, row, rows

__all__ = ["pytestmark"]


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


def views(page: Page) -> Locator:
    """The button of the views, which says which one is shown."""
    return page.get_by_role("search").get_by_role("button", name=re.compile("^Views"))


async def do(page: Page, deed: str) -> None:
    await views(page).press("Enter")  # a click was once seen to open nothing
    await page.get_by_role("menuitem", name=deed).click()


async def test_a_view_is_kept_left_taken_up_changed_and_deleted(board: Page, queue: Any) -> None:
    failed = await queue.fail(name="broken")
    await queue.defer(name="waiting")
    await expect(rows(board)).to_have_count(2)
    await views(board).click()
    await expect(board.get_by_text("No views yet")).to_be_visible()
    await board.keyboard.press("Escape")
    await board.goto("/?state=failed&columns=name,error&chart=failures&sort=name")
    await live(board)

    await do(board, "Save as a view")
    await board.get_by_label("Name").fill("what broke")
    await board.get_by_role("button", name="Save view").click()
    await expect(views(board)).to_have_text("Views: what broke")
    await board.get_by_role("button", name="Failed").click()
    await expect(views(board)).to_contain_text("changed")
    await do(board, "Back to how it was saved")
    await expect(board).to_have_url(
        re.compile(r"state=failed&sort=name&columns=name%2Cerror&chart=failures&view=\d+$")
    )
    await expect(rows(board)).to_have_count(1)

    await rows(board).get_by_role("link").click()
    await expect(views(board)).not_to_contain_text("changed")
    await board.get_by_role("button", name="Pending").click()
    await do(board, "Keep what is shown now")
    await board.get_by_role("button", name="Replace").click()
    await expect(views(board)).not_to_contain_text("changed")
    await do(board, "Save as a view")
    await board.get_by_label("Name").fill("what broke")
    await board.get_by_role("button", name="Save view").click()
    await expect(board.get_by_role("alert")).to_contain_text("already")
    await board.get_by_role("button", name="Back", exact=True).click()

    await board.goto("/workers")
    await live(board)
    await board.keyboard.press("Control+k")
    await board.get_by_role("combobox").fill("what br")
    await board.get_by_role("option", name="what broke").click()
    await expect(rows(board)).to_have_count(2)
    await expect(row(board, failed)).to_have_count(0)  # its id is no column
    await do(board, "Delete view")
    await board.get_by_role("button", name="Delete", exact=True).click()
    await expect(views(board)).to_have_text("Views")
    await expect(board.get_by_role("button", name="Pending")).to_have_attribute(
        "aria-pressed", "true"
    )


async def test_a_view_is_shared_with_a_project_and_seen_there_at_once(
    site: Any, board: Page
) -> None:
    olena = await site.member("olena", demo="member")
    await board.goto("/?q=older:1h")
    await live(board)
    body = {"name": "stuck", "search": {"q": "state:pending"}, "project": "demo"}

    view = (await olena.post("/api/views", json=body)).json()
    await views(board).click()
    await board.get_by_role("menuitem", name="stuck").click()
    await expect(board.get_by_role("combobox", name="Search tasks")).to_have_value("state:pending")
    await views(board).click()
    await expect(board.get_by_role("menuitem", name="Rename or share")).to_have_count(0)
    await board.keyboard.press("Escape")
    await olena.patch(f"/api/views/{view['id']}", json={"name": "late"})
    await expect(views(board)).to_have_text("Views: late")
    await olena.patch(f"/api/views/{view['id']}", json={"project": None})
    await expect(views(board)).to_have_text("Views")

    await do(board, "Save as a view")
    await board.get_by_label("Name").fill("mine")
    await board.get_by_label("Shared with").select_option("Demo")
    await board.get_by_role("button", name="Save view").click()
    await expect(views(board)).to_have_text("Views: mine")
    [own] = [
        each for each in (await olena.get("/api/views")).json()["items"] if each["name"] == "mine"
    ]
    assert own["search"] == {"q": "state:pending"}


async def test_a_viewer_keeps_a_view_for_themselves(site: Any, visitor: Page) -> None:
    await enter(site, visitor, await site.person("vera", "viewer", demo="member"), "/?state=failed")

    await do(visitor, "Save as a view")
    await visitor.get_by_label("Name").fill("what broke")
    await expect(visitor.get_by_label("Shared with").locator("option")).to_have_count(1)
    await visitor.get_by_role("button", name="Save view").click()

    await expect(views(visitor)).to_have_text("Views: what broke")

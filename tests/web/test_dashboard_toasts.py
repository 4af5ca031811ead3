"""What a closed menu or palette could not do is told below the page, which it does not cover."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.web.dashboard import enter, pytestmark
from tests.web.test_dashboard_access import AXE, faults, unhandy

__all__ = ["pytestmark"]


def toast(page: Page, text: str) -> Locator:
    return (
        page.get_by_role("region", name="What failed").get_by_role("listitem").filter(has_text=text)
    )


async def box(found: Locator) -> Any:
    return await found.bounding_box()


async def sign_out(page: Page) -> None:
    await page.get_by_role("button", name="Account").click()
    await page.get_by_role("menuitem", name="Sign out").click()


@pytest.fixture
def refusing(board: Page) -> Callable[[str], Any]:
    """Let requests to a path be answered with 503, until it is taken back."""

    async def refuse(route: Route) -> None:
        await route.fulfill(status=503)

    return lambda path: board.route(path, refuse)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
async def test_a_sign_out_that_fails_is_told_and_covers_nothing(
    board: Page, queue: Any, size: tuple[int, int]
) -> None:
    await queue.defer()
    await board.set_viewport_size({"width": size[0], "height": size[1]})
    await board.context.set_offline(True)
    await sign_out(board)
    told = toast(board, "You are still signed in.")
    await expect(told.get_by_role("alert")).to_contain_text("The server does not answer.")
    await expect(board.get_by_role("button", name="Account")).to_be_focused()
    main, below = await box(board.get_by_role("main")), await box(told)
    assert main["y"] + main["height"] <= below["y"]
    assert below["y"] + below["height"] <= size[1]
    assert (below["x"], below["width"]) == (main["x"], main["width"])
    await board.evaluate(await asyncio.to_thread(AXE.read_text))
    assert await faults(board) == []
    assert await unhandy(board, await board.context.new_cdp_session(board)) == []

    await board.context.set_offline(False)
    await board.keyboard.press("F8")
    await board.keyboard.press("Enter")

    await expect(board.get_by_role("heading", name="Sign in to Orakul")).to_be_visible()


async def test_a_resume_by_the_palette_that_fails_is_told_until_it_comes_about(
    admin: httpx.AsyncClient, board: Page, refusing: Callable[[str], Any]
) -> None:
    assert (await admin.post("/api/admin/queue/pause", json={})).is_success
    await expect(board.get_by_role("status").filter(has_text="Everything paused")).to_be_visible()
    await refusing("**/api/admin/queue/resume")
    await board.keyboard.press("Control+k")
    field = board.get_by_role("combobox", name="Search and commands")
    await field.fill("resume")
    await field.press("Enter")

    told = toast(board, "Everything is still paused.")
    await expect(told).to_contain_text("The server cannot do it now (HTTP 503).")
    await board.unroute_all()
    await told.get_by_role("button", name="Try again").click()

    await expect(told).to_have_count(0)
    assert (await admin.get("/api/admin/queue")).json() == {"paused": []}


async def test_a_language_whose_words_do_not_come_is_told_and_comes_when_they_can(
    board: Page,
) -> None:
    await board.context.set_offline(True)
    await board.get_by_role("button", name="Account").click()
    await board.get_by_role("menuitem", name="Українська").click()
    told = toast(board, "The language is as it was.")
    await expect(told).to_contain_text("The server does not answer.")

    await board.context.set_offline(False)
    await told.get_by_role("button", name="Try again").click()

    await expect(board.get_by_role("link", name="Пропозиції")).to_be_visible()
    await expect(told).to_have_count(0)


BLOCKED = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })"
)
FULL = "Storage.prototype.setItem = () => { throw new DOMException('no') }"


@pytest.mark.parametrize("storage", [BLOCKED, FULL], ids=["blocked", "full"])
async def test_a_choice_that_the_browser_does_not_keep_holds_and_is_told_once(
    site: Any, visitor: Page, storage: str
) -> None:
    await visitor.add_init_script(storage)
    await enter(site, visitor, await site.person("ada", demo="member"), "/account")

    await visitor.get_by_role("button", name="Switch to dark").click()
    told = toast(visitor, "What you chose holds until the page is loaded anew.")
    await expect(told).to_contain_text("The browser keeps nothing for this page.")
    await visitor.get_by_role("button", name="Account").click()
    await visitor.get_by_role("menuitem", name="Compact").click()
    await visitor.get_by_role("radiogroup", name="Language").get_by_text("Українська").click()

    await expect(visitor.get_by_role("link", name="Пропозиції")).to_be_visible()
    await expect(visitor.locator("html[data-mantine-color-scheme=dark]")).to_be_attached()
    await expect(visitor.locator("html[data-density=compact]")).to_be_attached()
    told = visitor.get_by_role("alert")
    await expect(told).to_have_text(
        "Вибір діє, доки сторінку не завантажено знову. "
        "Браузер нічого не зберігає для цієї сторінки."
    )

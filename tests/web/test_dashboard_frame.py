"""What stands around every page: one stream for all tabs, the light, the palette, the keys."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.web.test_dashboard import (
    board,
    browser,
    live,
    row,
    rows,
    stay,
    stayed,
    visitor,
)
from web.pages import DIST

__all__ = ["board", "browser", "visitor"]

pytestmark = pytest.mark.skipif(
    not (DIST / "index.html").is_file(), reason="the dashboard is not built: make dashboard"
)


@pytest.fixture
async def tabs(board: Page) -> list[Page]:
    """Three tabs of the administrator's browser."""
    others: list[Page] = []
    for _ in range(2):
        page = await board.context.new_page()
        await page.goto("/")
        await live(page)
        others.append(page)
    return [board, *others]


def light(page: Page) -> Any:
    return page.get_by_role("button", name="details of the connection")


async def holds(page: Page) -> bool:
    """Open the light's details and tell whether this tab has the stream."""
    await light(page).click()
    held = page.get_by_text("this tab, for all tabs").or_(page.get_by_text("another tab"))
    await expect(held).to_be_visible()
    told = await held.text_content()
    await light(page).click()
    return told == "this tab, for all tabs"


async def streams(site: Any) -> int:
    """How many event streams the server has open."""
    client = await site.client(site.admin)
    told = (await client.get("/metrics")).text
    [line] = [each for each in told.splitlines() if each.startswith("orakul_streams ")]
    return int(float(line.split()[1]))


async def test_all_tabs_have_one_stream_and_outlive_the_tab_that_holds_it(
    site: Any, tabs: list[Page], queue: Any
) -> None:
    first = await queue.defer(name="first")
    for page in tabs:
        await expect(row(page, first)).to_be_visible()
        await stay(page)
    assert await streams(site) == 1
    assert [await holds(page) for page in tabs] == [True, False, False]

    await tabs[0].close()
    second = await queue.defer(name="second")
    for page in tabs[1:]:
        await expect(row(page, second)).to_be_visible()
        await expect(rows(page)).to_have_count(2)
        await live(page)

    assert sorted([await holds(page) for page in tabs[1:]]) == [False, True]
    assert await streams(site) == 1
    assert all([await stayed(page) for page in tabs[1:]])


async def test_a_frozen_tab_hands_the_stream_on_and_is_exact_when_it_thaws(
    tabs: list[Page], queue: Any
) -> None:
    first, second, _ = tabs
    await first.evaluate("document.dispatchEvent(new Event('freeze'))")
    id = await queue.defer(name="meanwhile")
    await expect(row(second, id)).to_be_visible()
    await expect(rows(first)).to_have_count(0)

    await first.evaluate("document.dispatchEvent(new Event('resume'))")

    await expect(row(first, id)).to_be_visible()
    assert not await holds(first)

"""What the charts and the header count is what the list shows, in a real browser."""

import re
from typing import Any, Final

import pytest
from playwright.async_api import Page, expect

from orakul.database import Connection
from tests.web.dashboard import pytestmark, row, rows
from web.pages import DIST

__all__ = ["pytestmark"]

LAG: Final = 10_000  # ms; a chart is read every five seconds at most


async def test_the_chart_follows_the_list_and_a_range_of_it_becomes_a_search(
    board: Page, queue: Any
) -> None:
    chart = board.get_by_role("region", name="Charts")
    await expect(chart.get_by_text("No task ended in this time")).to_be_visible()
    failed, waiting = await queue.fail(name="broken"), await queue.defer(name="waiting")
    await expect(chart.get_by_role("img", name="Throughput: 1 task ended")).to_be_visible(
        timeout=LAG
    )
    for told in (
        "Last hour: 1 task ended, 1 of them failed",
        "Failed, 24 h, hour by hour: lowest 100%, highest 100%",
        "Queued, minute by minute in the last hour: lowest 0, highest 1",
    ):
        await expect(board.get_by_role("img", name=told)).to_be_visible()

    await board.get_by_role("button", name="Pending").click()
    await expect(chart.get_by_text("No task ended in this time")).to_be_visible()
    await board.get_by_role("button", name="Pending").click()
    await chart.get_by_text("Failures", exact=True).click()
    await chart.get_by_label("A line for each").select_option("By task")
    await expect(chart.locator(".u-legend").get_by_text("broken")).to_be_visible()
    assert {"chart=failures", "by=name"} <= set(board.url.partition("?")[2].split("&"))

    box = await chart.locator(".u-over").bounding_box()
    assert box is not None
    await board.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 40)
    await board.mouse.down()
    await board.mouse.move(box["x"] + box["width"] - 1, box["y"] + 40, steps=5)
    await board.mouse.up()
    await expect(rows(board)).to_have_count(1)
    await expect(row(board, failed)).to_be_visible()
    await board.go_back()
    await expect(row(board, waiting)).to_be_visible()

    await chart.get_by_role("button", name="Hide charts").click()
    await expect(chart).to_have_count(0)
    await board.reload()
    await expect(row(board, waiting)).to_be_visible()
    await board.get_by_role("button", name="Show charts").click()
    await expect(chart).to_be_visible()


async def test_a_chart_has_room_for_its_marks_and_another_look_for_each_of_its_lines(
    board: Page, queue: Any, db: Connection
) -> None:
    for number in range(9):
        id = await queue.fail(name=f"task_{number}")
        await db.execute(
            "update orakul.task_attempt set started_at = finished_at - interval '2000 s'"
            " where task_id = $1",
            id,
        )
    await board.goto("/?chart=throughput&by=name")
    chart = board.get_by_role("region", name="Charts")
    markers = chart.locator(".u-legend .u-series:not(:first-child) .u-marker")
    await expect(markers).to_have_count(9)
    looks = await markers.evaluate_all(
        "all => all.map(each => getComputedStyle(each)).map(({ borderTopColor, borderTopStyle })"
        " => `${borderTopColor} ${borderTopStyle}`)"
    )
    narrow = await chart.locator(".u-over").bounding_box()
    await chart.get_by_text("Run", exact=True).click()
    await expect(chart.get_by_role("img", name="Run")).to_be_visible()
    await expect(markers).to_have_count(9)
    wide = await chart.locator(".u-over").bounding_box()

    assert len(set(looks)) == 9
    assert narrow is not None
    assert wide is not None
    assert wide["x"] > narrow["x"]


def luminance(colour: str) -> float:
    """Of a colour such as ``#0e7f8a``, as WCAG has it: 0 to 1."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1])
def test_every_line_stands_out_from_what_is_behind_it(theme: int) -> None:
    css = (DIST.parent / "src" / "global.css").read_text()
    found = re.findall(r"--(surface|series-\d+): light-dark\((#\w{6}), (#\w{6})\)", css)
    of = {name: luminance(both[theme]) for name, *both in found}
    behind = of.pop("surface")

    contrasts = {
        name: (max(own, behind) + 0.05) / (min(own, behind) + 0.05) for name, own in of.items()
    }

    assert len(contrasts) == 11
    assert min(contrasts.values()) >= 3, contrasts


async def test_a_range_without_tasks_is_still_drawn_told_and_taken_back(
    board: Page, queue: Any
) -> None:
    chart = board.get_by_role("region", name="Charts")
    done = await queue.fail(name="broken")
    ended = chart.get_by_role("img", name="1 task ended in the last hour")
    await expect(ended).to_be_visible(timeout=LAG)

    keyboard = chart.get_by_role("slider", name="Throughput, time by time")
    await keyboard.focus()
    await board.keyboard.press("Home")
    await expect(keyboard).to_have_attribute("aria-valuetext", re.compile(": Throughput 0$"))
    await board.keyboard.press("Shift+ArrowRight")
    await expect(keyboard).to_have_attribute("aria-valuetext", re.compile("Marked: "))
    await board.keyboard.press("Escape")
    await expect(keyboard).not_to_have_attribute("aria-valuetext", re.compile("Marked: "))
    for key in ("Home", "Shift+PageUp", "Enter"):
        await board.keyboard.press(key)

    await expect(chart.get_by_text("No task ended in this time")).to_be_visible()
    await expect(chart.locator(".u-over")).to_be_visible()
    await expect(chart.get_by_label("How far back")).to_have_value("")
    await expect(rows(board)).to_have_count(0)
    search = board.get_by_role("combobox", name="Search tasks")
    await expect(search).to_have_value("")
    await chart.get_by_role("button", name="Reset the range").click()
    await expect(row(board, done)).to_be_visible()
    await expect(chart.get_by_label("How far back")).to_have_value("1h")


async def test_a_range_is_a_filter_of_the_list_beside_what_is_written(
    board: Page, queue: Any
) -> None:
    now, other = await queue.fail(name="now"), await queue.fail(name="other")
    await board.goto("/?q=ended:2026-01-01T00:00:00Z..2200-01-01T00:00:00Z")
    ended = board.get_by_role("button", name=re.compile(r"^Ended Jan 1, 2026, .* – Jan 1, 2200"))
    search = board.get_by_role("combobox", name="Search tasks")
    await expect(rows(board)).to_have_count(2)
    await expect(search).to_have_value("")

    await search.fill("now OR later")

    await expect(rows(board)).to_have_count(1)
    await expect(row(board, now)).to_be_visible()
    await expect(board).to_have_url(re.compile(r"now\+OR\+later.*ended"))
    await expect(search).to_have_value("now OR later")
    await board.reload()
    await expect(search).to_have_value("now OR later")

    await ended.click()

    await expect(ended).to_have_count(0)
    await expect(search).to_have_value("now OR later")
    await search.fill("")
    await expect(row(board, other)).to_be_visible()
    await expect(board).not_to_have_url(re.compile("ended"))


async def test_a_search_with_a_mistake_leaves_the_chart_as_it_is(board: Page, queue: Any) -> None:
    chart = board.get_by_role("region", name="Charts")
    asked: list[str] = []
    board.on("request", lambda request: asked.append(request.url))
    await queue.fail(name="broken")
    ended = chart.get_by_role("img", name="1 task ended in the last hour")
    await expect(ended).to_be_visible(timeout=LAG)

    search = board.get_by_role("combobox", name="Search tasks")
    await search.fill("state:nonsense")
    await search.press("Enter")
    await expect(board.get_by_text("This search cannot be read")).to_be_visible()
    await expect(ended).to_be_visible()
    await expect(board.get_by_text("Try again")).to_have_count(0)
    await search.fill("broken")
    await expect(ended).to_be_visible()
    await expect(rows(board)).to_have_count(1)
    assert not any("series" in url and "nonsense" in url for url in asked)

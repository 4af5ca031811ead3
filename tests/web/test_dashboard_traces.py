"""The page of traces shows the slowest first where one asks for them, and its address keeps it."""

import re
from datetime import timedelta
from typing import Any

from playwright.async_api import Page, expect

from orakul.database import Connection
from tests.web.dashboard import live, pytestmark
from tests.web.traced import NOW, worked

__all__ = ["pytestmark"]


async def test_the_slowest_are_compared_kept_in_the_address_and_compared_again(
    board: Page, queue: Any, db: Connection
) -> None:
    for number, seconds in ((1, 5), (2, 90), (3, 1)):
        await worked(db, queue, number, seconds, ago=10 - number, name=f"took_{seconds}")
    names = board.get_by_role("table", name="Traces").locator("tbody td:first-child")
    await board.goto("/traces?only=failed")
    await live(board)
    await board.get_by_text("All", exact=True).click()
    await expect(names).to_have_text(["took_1", "took_90", "took_5"])

    await board.get_by_text("Slowest", exact=True).click()
    await expect(names).to_have_text(["took_90", "took_5", "took_1"])
    await expect(board).to_have_url(re.compile(r"/traces\?sort=duration$"))
    await expect(board.get_by_text(re.compile("were compared"))).not_to_contain_text("too many")
    await expect(board.get_by_role("cell", name="1m 30s")).to_be_visible()

    await worked(db, queue, 4, 30, ago=1, name="took_30")
    await board.reload()
    await live(board)
    await expect(names).to_have_text(["took_90", "took_30", "took_5", "took_1"])
    await worked(db, queue, 5, 60, ago=1, name="took_60")
    await board.get_by_role("button", name="Compare again").click()
    await expect(names).to_have_text(["took_90", "took_60", "took_30", "took_5", "took_1"])

    before = (NOW - timedelta(minutes=7.5)).isoformat().replace("+00:00", "Z")
    await board.goto(f"/traces?sort=duration&to={before}")
    await expect(names).to_have_text(["took_90", "took_5"])
    await board.get_by_label("To", exact=True).fill("")
    await expect(names).to_have_count(5)
    at = await board.evaluate("at => new Date(at).getTimezoneOffset()", before)
    local = NOW - timedelta(minutes=8.5 + at)
    await board.get_by_label("From", exact=True).fill(local.strftime("%Y-%m-%dT%H:%M:%S"))
    await expect(names).to_have_text(["took_90", "took_60", "took_30", "took_1"])
    await expect(board).to_have_url(re.compile(r"sort=duration&from="))
    await board.reload()
    await expect(names).to_have_text(["took_90", "took_60", "took_30", "took_1"])
    await board.go_back()
    await expect(names).to_have_count(5)
    await board.goto("/traces?sort=duration&to=2020-01-01T00:00:00Z")
    await board.get_by_role("button", name="Show the latest").click()
    await expect(names).to_have_text(["took_60", "took_30", "took_1", "took_90", "took_5"])
    await expect(board).to_have_url(re.compile("/traces$"))

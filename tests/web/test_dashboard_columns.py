"""Any column sorts the live list, and a row that comes lands where the server has it."""

import re
from typing import Any

import httpx
from playwright.async_api import Locator, Page, expect

from orakul.database import Connection
from tests.web.dashboard import live, panel, pytestmark, row, rows

__all__ = ["pytestmark"]


def header(page: Page, name: str) -> Locator:
    return page.get_by_role("columnheader", name=name, exact=True)


async def shows(page: Page, *ids: int) -> None:
    """The list has these tasks in this order; a box to select each comes before its id."""
    await expect(rows(page).locator("[role=cell]:nth-child(2)")).to_have_text(
        [str(id) for id in ids]
    )


async def served(client: httpx.AsyncClient, query: str) -> list[int]:
    answer = await client.get(f"/api/tasks?{query}")
    return [int(task["id"]) for task in answer.json()["items"]]


async def test_the_list_is_sorted_by_times_that_go_on_and_every_row_knows_its_worker(
    board: Page, queue: Any, admin: httpx.AsyncClient, db: Connection
) -> None:
    ended, failed, first, second = [await queue.defer() for _ in range(4)]
    worker = await queue.work(name="mole-7")
    for id, status in ((ended, "succeeded"), (failed, "failed")):
        assert await queue.take() == id
        await queue.finish(id, status)
    await db.execute(
        "update orakul.task_attempt set finished_at = started_at + interval '1 hour' * task_id"
    )
    filters = "state=in_progress&state=completed&state=failed"
    await board.goto(f"/?{filters}&sort=-run&columns=id,name,worker,wait,run")
    await live(board)
    await shows(board, failed, ended)

    # What runs comes before what has ended, whoever began first before who began later.
    await queue.take(worker=worker)
    await expect(row(board, first)).to_contain_text("mole-7")
    await queue.take(worker=worker)
    await shows(board, first, second, failed, ended)
    assert await served(admin, f"{filters}&sort=-run") == [first, second, failed, ended]
    await expect(header(board, "Run time")).to_have_attribute("aria-sort", "descending")

    await header(board, "Run time").get_by_role("button").click()
    await shows(board, ended, failed, second, first)
    await queue.finish(first)
    await expect(row(board, first)).to_contain_text("mole-7")

    await board.get_by_role("link", name="example").first.click()
    await expect(panel(board, ended)).to_be_visible()
    await row(board, first).get_by_role("link").click()
    await panel(board, first).get_by_role("button", name="mole-7").click()
    await shows(board, first, second)
    await expect(board).to_have_url(re.compile("q=worker%3A%22mole-7%22"))


async def test_the_list_is_sorted_by_an_argument_and_what_comes_lands_in_its_place(
    board: Page, queue: Any, admin: httpx.AsyncClient
) -> None:
    ten, none, nine = [await queue.defer(args=args) for args in ({"n": 10}, {}, {"n": 9})]
    await board.goto("/?columns=id,name,args.n")
    await live(board)
    await shows(board, nine, none, ten)

    await header(board, "n").get_by_role("button").click()
    await shows(board, nine, ten, none)
    await header(board, "n").get_by_role("button").click()
    await shows(board, ten, nine, none)
    await expect(board).to_have_url(re.compile(r"sort=-args\.n"))

    between = await queue.defer(args={"n": 9.5})
    await shows(board, ten, between, nine, none)
    assert await served(admin, "sort=-args.n") == [ten, between, nine, none]

    await board.go_back()
    await shows(board, nine, between, ten, none)


async def test_a_list_says_what_it_is_sorted_by_where_no_column_does(
    board: Page, queue: Any
) -> None:
    high, low = [await queue.defer(priority=priority) for priority in (7, -7)]
    said = board.get_by_role("button", name=re.compile("^Sorted by"))
    await board.goto("/?sort=-priority&columns=id,name,priority")
    await shows(board, high, low)
    await expect(said).to_have_count(0)

    await board.goto("/?sort=-priority")
    await shows(board, high, low)
    await expect(said).to_have_text("Sorted by Priority, descending")
    await said.click()

    await shows(board, low, high)
    await expect(said).to_have_count(0)

"""An answer that comes when its dialog is closed closes, opens and moves nothing any more."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Page, Route, expect

from orakul.database import Connection
from orakul.tasks import kinds
from orakul.tasks.kinds import Kind
from tests.web.dashboard import panel, propose, pytestmark, row
from tests.web.test_dashboard_list import toolbar
from tests.web.test_dashboard_panel import SCHEMA
from tests.web.test_dashboard_toasts import toast

__all__ = ["pytestmark"]


@asynccontextmanager
async def held(page: Page, path: str, *, breaks: bool = False) -> AsyncGenerator[None]:
    """Hold a request to *path* back until the block ends; then it is answered, or *breaks*."""
    asked: asyncio.Future[Route] = asyncio.get_running_loop().create_future()

    def hold(route: Route) -> None:
        asked.set_result(route)

    await page.route(path, hold, times=1)
    yield
    route = await asked
    await (route.abort() if breaks else route.continue_())


async def ask_again_with_other_arguments(page: Page, id: int) -> None:
    await panel(page, id).get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Retry with other arguments").click()
    await (
        page.get_by_role("dialog").get_by_role("button", name="Retry with these arguments").click()
    )


async def test_a_task_that_was_tried_again_opens_only_from_the_open_dialog(
    board: Page, queue: Any, db: Connection
) -> None:
    await kinds.register(db, [Kind("example", 3, SCHEMA)])
    id = await queue.defer(args={"text": "teh"})
    await queue.take()
    await queue.finish(id, "failed", "it broke")
    await row(board, id).get_by_role("link").click()

    path = "**/api/tasks/*/retry"
    async with board.expect_response(path), held(board, path):
        await ask_again_with_other_arguments(board, id)
        await board.keyboard.press("Escape")
        await panel(board, id).get_by_role("button", name="More actions").click()
        await board.get_by_role("menuitem", name="Retry with a reason").click()
        other = board.get_by_role("dialog", name=f"Retry task {id}", exact=True)
        await expect(other).to_be_visible()
    await other.get_by_label("Reason").fill("in the other dialog")
    await board.keyboard.press("Escape")
    await expect(row(board, id + 1)).to_be_visible()

    await expect(board).to_have_url(re.compile(rf"task={id}\b"))


async def test_a_failure_after_the_dialog_is_closed_is_told_by_the_name_of_the_deed(
    board: Page, queue: Any
) -> None:
    id = await queue.fail()
    await row(board, id).get_by_role("link").click()

    async with held(board, "**/api/tasks/*/retry", breaks=True):
        await ask_again_with_other_arguments(board, id)
        await board.keyboard.press("Escape")

    told = toast(board, f"Failed: Retry task {id} with other arguments.")
    await expect(told.get_by_role("alert")).to_contain_text("The server does not answer.")


async def test_whoever_went_on_to_another_proposal_stays_there(board: Page, db: Connection) -> None:
    await propose(db, "Release train", "Standby", "Budget")
    await board.goto("/proposals")
    opened = board.get_by_role("complementary", name="Proposal")
    title = opened.get_by_role("heading", name="Standby")

    async with held(board, "**/api/knowledge/proposals/*/approve"):
        await opened.get_by_role("button", name="Approve").click()
        await board.keyboard.press("j")
        await expect(title).to_be_visible()
    await expect(board.get_by_role("radio", name="Approved 1")).to_have_count(1)

    await expect(title).to_be_visible()


async def test_a_bulk_action_whose_dialog_was_closed_can_be_undone_and_leaves_the_choice(
    board: Page, queue: Any
) -> None:
    first, second = [await queue.defer() for _ in range(2)]
    await row(board, first).get_by_role("checkbox").check()

    await toolbar(board).get_by_role("button", name="Cancel tasks").click()
    await expect(board.get_by_role("dialog")).to_contain_text("1 of 1 would change")
    async with held(board, "**/api/tasks/bulk"):
        await board.get_by_role("dialog").get_by_role("button", name="Cancel them").click()
        await board.keyboard.press("Escape")
        await row(board, second).get_by_role("checkbox").check()
    outcome = board.get_by_role("region", name="Action on many tasks")
    await expect(outcome.get_by_role("button", name="Undo")).to_be_visible()

    await expect(row(board, second).get_by_role("checkbox")).to_be_checked()


async def test_what_became_of_dead_letters_is_told_beside_another_dialog(
    board: Page, queue: Any
) -> None:
    id = await queue.fail()
    await queue.fail()
    await board.goto("/errors")
    await board.get_by_role("link", name="it broke").click()

    async with held(board, "**/api/dead-letters/retry"):
        await board.get_by_role("button", name=f"Retry task {id}").click()
        await board.get_by_role("dialog").get_by_role("button", name="Retry").click()
        await board.keyboard.press("Escape")
        await board.get_by_role("button", name="Discard all").click()
    await expect(board.get_by_text("1 task is tried again.")).to_be_attached()

    await expect(board.get_by_role("dialog", name="Discard all")).to_be_visible()

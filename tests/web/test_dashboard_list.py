"""The list is searched, counted, chosen from and steered as a whole, in a real browser."""

import re
from typing import Any

from playwright.async_api import Locator, Page, expect

from orakul.database import Connection
from orakul.tasks import bulk
from tests.web.dashboard import panel, pytestmark, row, rows

__all__ = ["pytestmark"]


def search_box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search tasks")


def ways(page: Page) -> Locator:
    """What a search may become."""
    return page.get_by_role("listbox", name="Ways to go on").get_by_role("option")


async def test_a_search_is_completed_by_keyboard_counted_and_stays_exact(
    board: Page, queue: Any
) -> None:
    failed = await queue.fail(name="broken")
    waiting = await queue.defer(name="waiting")
    await expect(rows(board)).to_have_count(2)
    await expect(board.get_by_text("2 tasks", exact=True)).to_be_visible()
    box = search_box(board)

    await box.press_sequentially("sta")
    await expect(ways(board).first).to_be_visible()
    await box.press("ArrowDown")
    await expect(box).to_have_attribute("aria-activedescendant", await option_id(board))
    await box.press("Enter")
    await expect(box).to_have_value("state:")
    await expect(ways(board).filter(has_text="failed")).to_be_visible()
    await box.press_sequentially("fail")
    await expect(ways(board)).to_have_count(1)
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
    return (
        await page.get_by_role("listbox").get_by_role("option", selected=True).get_attribute("id")
        or ""
    )


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


async def test_half_a_word_of_a_search_leaves_the_rows_until_it_counts(
    board: Page, queue: Any
) -> None:
    failed, _ = await queue.fail(name="broken"), await queue.defer(name="waiting")
    await expect(rows(board)).to_have_count(2)
    box = search_box(board)
    unread = board.get_by_text("This search cannot be read")
    mark = board.get_by_role("alert").locator("mark")

    async with board.expect_response(lambda answer: answer.status == 422):
        await box.press_sequentially("state:fai")
    await expect(ways(board)).to_have_count(1)
    await expect(rows(board)).to_have_count(2)
    await expect(unread).to_have_count(0)
    await box.press("Enter")
    await expect(unread).to_be_visible()
    await expect(mark).to_have_text("fai")

    await box.press_sequentially("led")
    await expect(rows(board)).to_have_count(1)
    await expect(row(board, failed)).to_be_visible()
    await box.press("Backspace")
    await expect(board).to_have_url(re.compile("faile$"))
    await expect(row(board, failed)).to_be_visible()
    await box.blur()
    await expect(mark).to_have_text("faile")
    await expect(unread).to_be_visible()


# Follows one row, the focus, and what is chosen, while others come: each at most one value.
WATCH = """row => {
  const body = row.closest('[role=rowgroup]')
  const id = row.querySelector('[role=cell]:nth-child(2)').textContent
  const note = () => {
    const named = each => each.querySelector('[role=cell]:nth-child(2)').textContent
    const now = [...body.querySelectorAll('[role=row]')].find(each => named(each) === id)
    window.seen.add(JSON.stringify([
      Math.round(now?.getBoundingClientRect().top), document.activeElement?.ariaLabel,
      now?.querySelector('input').checked, document.querySelector('[role=toolbar] p')?.textContent,
      document.querySelector('aside')?.ariaLabel,
    ]))
  }
  const noteFrame = () => { note(); requestAnimationFrame(noteFrame) }
  window.seen = new Set()
  noteFrame()
}"""


def choose(page: Page, id: int) -> Locator:
    return page.get_by_role("checkbox", name=f"Select task {id}", exact=True)


def toolbar(page: Page) -> Locator:
    return page.get_by_role("toolbar", name="Selected tasks")


async def test_a_thousand_events_move_neither_focus_nor_selection_nor_scroll_nor_panel(
    board: Page, queue: Any, db: Connection
) -> None:
    await queue.defer_many(90)
    newest = await db.fetchval("select max(id) from orakul.task")
    await expect(rows(board)).not_to_have_count(0)
    body = board.get_by_role("table", name="Tasks").locator("[role=rowgroup]").nth(1)
    await body.evaluate("box => box.scrollTo(0, 36 * 30)")
    read = newest - 35
    await row(board, read).get_by_role("link").click()
    await expect(panel(board, read)).to_be_visible()
    await choose(board, read).click()
    await choose(board, read - 3).click(modifiers=["Shift"])
    await expect(toolbar(board)).to_contain_text("4 selected")
    await row(board, read).evaluate(WATCH)

    for _ in range(10):
        await db.execute(
            "select procrastinate_defer_jobs_v1(array_agg("
            "row('default', 'flood', 0, null, null, '{}', null)::procrastinate_job_to_defer_v1))"
            " from generate_series(1, 100)"
        )

    await expect(board.get_by_role("button", name="1,000 new tasks")).to_be_visible()
    assert len(await board.evaluate("[...window.seen]")) == 1
    await expect(choose(board, read - 3)).to_be_focused()


async def test_chosen_tasks_are_surveyed_retried_and_the_outcome_is_told(
    board: Page, queue: Any, db: Connection
) -> None:
    failed = [await queue.fail(name="broken") for _ in range(3)]
    waiting = await queue.defer(name="waiting")
    await expect(rows(board)).to_have_count(4)
    await choose(board, waiting).click()
    await choose(board, failed[1]).click(modifiers=["Shift"])
    await expect(toolbar(board)).to_contain_text("3 selected")

    await toolbar(board).get_by_role("button", name="Retry").click()
    dialog = board.get_by_role("dialog")
    await expect(dialog).to_contain_text("2 of 3 would change")
    await expect(dialog).to_contain_text("1 – only failed and cancelled ones can be retried")
    await expect(dialog.get_by_role("list", name="For instance")).to_contain_text(str(failed[1]))
    await dialog.get_by_role("textbox").fill("it was the network")
    await dialog.get_by_role("button", name="Retry them").click()

    outcome = board.get_by_role("region", name="Action on many tasks")
    await expect(outcome).to_contain_text("Accepted")
    await expect(toolbar(board)).to_have_count(0)
    await carry_out(queue, db)
    await expect(outcome).to_contain_text("2 of 3 changed")
    await expect(row(board, failed[2])).to_contain_text("Pending")
    await outcome.get_by_text("What was left as it is").click()
    await expect(
        outcome.get_by_role("list", name="What was left as it is, and why")
    ).to_contain_text(str(waiting))

    await board.reload()
    await expect(outcome).to_contain_text("2 of 3 changed")
    await outcome.get_by_text("What was left as it is").click()
    await expect(
        outcome.get_by_role("list", name="What was left as it is, and why")
    ).to_contain_text(str(waiting))
    await outcome.get_by_role("button", name="Dismiss").click()
    await expect(outcome).to_have_count(0)
    await expect(board).not_to_have_url(re.compile("bulk="))
    await board.go_back()
    await expect(outcome).to_contain_text("2 of 3 changed")
    await board.goto(f"/?bulk={waiting}")
    await expect(row(board, waiting)).to_be_visible()
    await expect(outcome).to_have_count(0)


async def carry_out(queue: Any, db: Connection) -> None:
    """Do what a worker does with the task of a bulk action, once it cannot be undone."""
    await db.execute(
        "update procrastinate_jobs set scheduled_at = null where task_name = 'bulk_action'"
    )
    id = await queue.take()
    bulk_id = await db.fetchval(
        "select (args ->> 'bulk_id')::bigint from procrastinate_jobs where id = $1", id
    )
    while await bulk.carry_out_chunk(db, bulk_id) is not None:
        pass
    await queue.finish(id, result=await bulk.result(db, bulk_id))


async def test_all_that_match_are_cancelled_unless_it_is_undone(
    board: Page, queue: Any, db: Connection
) -> None:
    await queue.defer_many(130)
    await board.goto("/?name=example")
    await expect(board.get_by_text("130 tasks", exact=True)).to_be_visible()

    await board.get_by_role("checkbox", name="Select all on screen").click()
    await expect(toolbar(board)).to_contain_text("100 selected")
    await toolbar(board).get_by_role("button", name="Select all 130 that match").click()
    await expect(toolbar(board)).to_contain_text("130 selected")
    await toolbar(board).get_by_role("button", name="Cancel tasks").click()
    await board.get_by_role("dialog").get_by_role("button", name="Cancel them").click()
    outcome = board.get_by_role("region", name="Action on many tasks")
    await expect(board).to_have_url(re.compile(r"[?&]bulk=\d+"))
    await board.reload()
    await outcome.get_by_role("button", name="Undo").click()

    await expect(outcome).to_contain_text("nothing was changed")
    assert await db.fetchval("select count(*) from orakul.task where state = 'cancelled'") == 1


async def test_what_was_begun_is_undone_by_keyboard(
    board: Page, queue: Any, db: Connection
) -> None:
    ids = [await queue.defer() for _ in range(2)]
    outcome = board.get_by_role("region", name="Action on many tasks")
    for id, key in zip(ids, ("Enter", "z"), strict=True):
        await row(board, id).get_by_role("link").focus()
        await board.keyboard.press("x")
        await toolbar(board).get_by_role("button", name="Cancel tasks").focus()
        await board.keyboard.press("Enter")
        dialog = board.get_by_role("dialog")
        await expect(dialog).to_contain_text("1 of 1 would change")
        await board.keyboard.press("Enter")

        await expect(outcome.get_by_role("button", name="Undo")).to_be_focused()
        await board.keyboard.press(key)

        await expect(outcome).to_contain_text("nothing was changed")
        await expect(outcome.get_by_role("button", name="Open task")).to_be_focused()
    assert await db.fetchval("select count(*) from orakul.task where state = 'pending'") == 2


async def test_whoever_asks_for_new_tasks_is_put_on_the_list(board: Page, queue: Any) -> None:
    await queue.defer_many(90)
    await expect(rows(board)).not_to_have_count(0)
    body = board.get_by_role("table", name="Tasks").locator("[role=rowgroup]").nth(1)
    await body.evaluate("box => box.scrollTo(0, 36 * 30)")
    newest = await queue.defer()
    await board.get_by_role("button", name="1 new task").press("Enter")

    await expect(body).to_be_focused()
    await board.keyboard.press("j")
    await expect(row(board, newest).get_by_role("link")).to_be_focused()


async def test_a_new_priority_for_many_is_asked_for_before_its_reason(
    board: Page, queue: Any
) -> None:
    await choose(board, await queue.defer()).click()
    await toolbar(board).get_by_role("button", name="Priority").click()

    await expect(board.get_by_label("New priority")).to_be_focused()

"""The live page shows what the log says, as it is committed, in a real browser."""

import re
from typing import Any, Final

import httpx
from playwright.async_api import Page, Route, expect

from orakul.database import Connection
from tests.web.dashboard import (
    MARKUP,
    enter,
    live,
    panel,
    propose,
    pytestmark,
    row,
    rows,
    sign_in,
    stay,
    stayed,
)

__all__ = ["pytestmark"]

# Notes at each frame, and after each change of the list, how far down the row's task stands.
FOLLOW_ROW: Final = """row => {
  const body = row.closest('[role=rowgroup]')
  const idOf = each => each.querySelector('[role=cell]:nth-child(2)').textContent
  const id = idOf(row)
  const note = () => {
    const rows = [...body.querySelectorAll('[role=row]')]
    const now = rows.find(each => idOf(each) === id)
    window.places.add(now?.getBoundingClientRect().top)
  }
  const noteFrame = () => { note(); requestAnimationFrame(noteFrame) }
  window.places = new Set()
  new MutationObserver(note).observe(body, { subtree: true, childList: true, attributes: true })
  noteFrame()
}"""


async def test_a_wrong_password_is_told_and_the_right_one_leads_to_where_one_wanted(
    site: Any, visitor: Page
) -> None:
    await visitor.goto("/?state=failed")
    await sign_in(visitor, site.admin_email, "wrong")
    await expect(visitor.get_by_role("alert")).to_contain_text("password")

    await sign_in(visitor, site.admin_email, site.admin_password)

    await expect(visitor.get_by_role("button", name="Failed")).to_have_attribute(
        "aria-pressed", "true"
    )


async def test_signing_out_leaves_nothing_behind(board: Page, queue: Any) -> None:
    await queue.defer(name="secret_work")
    await expect(rows(board)).to_have_count(1)

    await board.get_by_role("button", name="Account").click()
    await board.get_by_role("menuitem", name="Sign out").click()

    await expect(board.get_by_role("heading", name="Sign in to Orakul")).to_be_visible()
    await expect(board.get_by_text("secret_work")).to_have_count(0)


async def test_whoever_is_signed_out_elsewhere_is_told_so_and_what_is_missing(
    site: Any, board: Page
) -> None:
    await board.get_by_role("link", name="Topics").click()
    await expect(board.get_by_role("heading", name="Topics", exact=True)).to_be_visible()
    await site.db.execute("delete from orakul.session")

    await expect(board.get_by_text("Your session has ended")).to_be_visible()
    await board.get_by_role("button", name="Sign in").click()
    email = board.get_by_label("E-mail")
    assert await email.evaluate("each => each.validationMessage") == "Fill this in."
    await sign_in(board, site.admin_email, site.admin_password)
    await expect(board.get_by_role("heading", name="Topics", exact=True)).to_be_visible()


async def test_whoever_may_not_see_alerts_is_offered_none_of_their_views(
    site: Any, visitor: Page
) -> None:
    await enter(site, visitor, await site.person("member"), "/alerts")

    await expect(visitor.get_by_role("alert")).to_contain_text("You may not see this")
    await expect(visitor.get_by_role("radiogroup")).to_have_count(0)


async def test_an_empty_list_says_what_to_do_next(board: Page) -> None:
    await expect(board.get_by_text("orakul import")).to_be_visible()


async def test_the_list_shows_what_was_there_before(site: Any, visitor: Page, queue: Any) -> None:
    owner = await site.person("olena")
    id = await queue.defer(owner, "score_message_task")
    await enter(site, visitor, site.admin)

    cells = row(visitor, id).get_by_role("cell")

    await expect(cells.nth(2)).to_have_text("score_message_task")
    await expect(cells.nth(3)).to_have_text("Pending")
    await expect(cells.nth(4)).to_have_text("olena")


async def test_a_deferred_task_appears_at_the_top_and_lives_in_place(
    board: Page, queue: Any
) -> None:
    first = await queue.defer(name="first")
    await expect(rows(board)).to_have_count(1)
    await stay(board)

    id = await queue.defer(name="second", priority=9)
    await expect(rows(board).first).to_contain_text("second")
    assert await queue.take() == id
    await expect(row(board, id)).to_contain_text("In progress")
    await queue.finish(id)
    await expect(row(board, id)).to_contain_text("Completed")

    await expect(rows(board).nth(1)).to_contain_text(str(first))
    assert await stayed(board)


async def test_metrics_follow_the_events(board: Page, queue: Any) -> None:
    queued = board.locator("dl").filter(has_text="Queued").locator("dd").first
    await expect(queued).to_have_text("0")

    await queue.defer()
    await queue.defer()

    await expect(queued).to_have_text("2")


async def test_the_figures_are_of_the_chosen_project_as_the_list_is(
    site: Any, visitor: Page, queue: Any, db: Connection
) -> None:
    await site.person("her", demo="member")
    demo = await db.fetchval("select id from orakul.project where slug = 'demo'")
    await queue.defer(name="ours", queue="mail", project=demo)
    for _ in range(2):
        await queue.defer(name="theirs", queue="mail")
    await enter(site, visitor, site.admin, "/?project=demo")
    queued = visitor.locator("dl").filter(has_text="Queued").locator("dd").first
    await expect(rows(visitor)).to_have_count(1)
    await expect(queued).to_have_text("1")

    await visitor.get_by_role("navigation").get_by_role("link", name="Queues").click()
    mail = visitor.get_by_role("table", name="Queues").get_by_role("row").filter(has_text="mail")
    await expect(mail.get_by_role("cell").nth(1)).to_have_text("1")
    await queue.defer(name="ours", queue="mail", project=demo)
    await expect(mail.get_by_role("cell").nth(1)).to_have_text("2")
    await mail.get_by_role("link", name="mail").click()

    await expect(rows(visitor)).to_have_count(2)
    await expect(queued).to_have_text("2")
    await visitor.goto("/")
    await expect(queued).to_have_text("4")


async def test_the_detail_tells_state_history_attempts_and_result(board: Page, queue: Any) -> None:
    id = await queue.defer(name="example", args={"chat": "demo"})
    await row(board, id).get_by_role("link").click()
    opened = panel(board, id)
    await expect(opened.get_by_role("heading", name="example")).to_be_visible()
    await expect(opened.get_by_text('"chat": "demo"')).to_be_visible()

    await queue.take()
    await queue.finish(id)

    await expect(opened.get_by_label("Result").get_by_text('"made": 1')).to_be_visible()
    steps = opened.get_by_role("listitem").filter(has=board.locator("time"))
    await expect(steps).to_contain_text(["Pending", "In progress", "Completed"])
    await expect(opened.get_by_text("Attempt 1", exact=True)).to_be_visible()
    await expect(opened.get_by_role("link", name="Open trace")).to_have_attribute(
        "href", re.compile("^http://traces.example/[0-9a-f]{32}$")
    )


async def test_a_waiting_task_is_cancelled_and_can_be_tried_again(board: Page, queue: Any) -> None:
    id = await queue.defer()
    await row(board, id).get_by_role("link").click()
    opened = panel(board, id)

    await opened.get_by_role("button", name="Cancel task").click()
    dialog = board.get_by_role("dialog", name=f"Cancel task {id}")
    await expect(dialog).to_contain_text("It has not begun")
    await dialog.get_by_role("textbox").fill("sent twice")
    await dialog.get_by_role("button", name="Cancel task").click()
    await expect(row(board, id)).to_contain_text("Cancelled")
    await expect(opened).to_contain_text("sent twice")
    await opened.get_by_role("button", name="Retry").click()

    await expect(row(board, id)).to_contain_text("Pending")
    await expect(opened.get_by_role("button", name="Cancel task")).to_be_visible()


async def test_a_running_task_is_cancelling_until_its_worker_confirms(
    board: Page, queue: Any
) -> None:
    id = await queue.defer()
    await queue.take()
    await row(board, id).get_by_role("link").click()

    await panel(board, id).get_by_role("button", name="Cancel task").click()
    await board.get_by_role("dialog").get_by_role("button", name="Cancel task").click()

    await expect(row(board, id)).to_contain_text("Cancelling")
    await expect(panel(board, id).get_by_role("button", name="Cancel task")).to_have_count(0)


async def test_the_list_is_searched_by_name_and_by_id(board: Page, queue: Any) -> None:
    ids = [await queue.defer(name=name) for name in ("alpha_task", "beta_task")]
    search = board.get_by_role("combobox", name="Search tasks")

    await search.fill("BETA")
    await expect(rows(board)).to_have_count(1)
    await expect(rows(board)).to_contain_text("beta_task")

    await search.fill(str(ids[0]))
    await expect(rows(board).first).to_contain_text("alpha_task")

    await search.fill("nothing has this name")
    await expect(board.get_by_text("No task matches")).to_be_visible()


async def test_back_restores_filter_sort_and_open_task(board: Page, queue: Any) -> None:
    failed = await queue.fail(name="broken")
    await queue.defer(name="waiting")
    await expect(rows(board)).to_have_count(2)

    await board.get_by_role("button", name="Failed").click()
    await expect(rows(board)).to_have_count(1)
    await row(board, failed).get_by_role("link").click()
    await expect(panel(board, failed)).to_be_visible()
    await board.go_back()
    await expect(panel(board, failed)).to_have_count(0)
    await expect(rows(board)).to_have_count(1)
    await board.go_back()
    await expect(rows(board)).to_have_count(2)

    await board.go_forward()
    await board.reload()
    await expect(rows(board)).to_have_count(1)


async def test_the_list_is_sorted_by_any_column(board: Page, queue: Any) -> None:
    for name in ("b", "c", "a"):
        await queue.defer(name=f"task_{name}")
    header = board.get_by_role("columnheader", name="Task")

    await header.get_by_role("button").click()
    await expect(header).to_have_attribute("aria-sort", "ascending")
    await expect(rows(board).get_by_role("link")).to_have_text(["task_a", "task_b", "task_c"])

    await header.get_by_role("button").click()
    await expect(rows(board).get_by_role("link")).to_have_text(["task_c", "task_b", "task_a"])


async def test_what_arrives_while_one_reads_further_down_is_announced_and_moves_nothing(
    board: Page, queue: Any, db: Connection
) -> None:
    await queue.defer_many(250)
    box = board.get_by_role("table", name="Tasks").locator("[role=rowgroup]").nth(1)
    await expect(rows(board).first).to_be_visible()
    await box.evaluate("box => box.scrollTo(0, 36 * 60)")
    # One that is drawn only when the list has been scrolled.
    read = row(board, await db.fetchval("select max(id) - 65 from orakul.task"))
    await expect(read).to_be_visible()
    await read.evaluate(FOLLOW_ROW)

    for _ in range(3):
        await queue.defer(name="newcomer")

    pill = board.get_by_role("button", name="3 new tasks")
    await expect(pill).to_be_visible()
    assert len(await board.evaluate("[...window.places]")) == 1
    await pill.click()
    await expect(rows(board).first).to_contain_text("newcomer")
    await expect(pill).to_have_count(0)


async def test_scrolling_loads_the_whole_list(board: Page, db: Connection) -> None:
    await db.execute(
        "select procrastinate_defer_jobs_v1(array_agg("
        "row('default', 'task_' || n, 0, null, null, '{}', null)::procrastinate_job_to_defer_v1"
        " order by n)) from generate_series(1, 350) as n"
    )
    await board.reload()
    box = board.get_by_role("table", name="Tasks").locator("[role=rowgroup]").nth(1)
    oldest = rows(board).filter(has=board.get_by_text("task_1", exact=True))
    await expect(rows(board).first).to_be_visible()

    # In the page, frame by frame: each page that arrives makes the end move on.
    await board.wait_for_function(
        "([box, oldest]) => (box.scrollTo(0, box.scrollHeight), box.innerText.includes(oldest))",
        arg=[await box.element_handle(), "task_1\n"],
    )

    await expect(oldest).to_be_visible()
    await expect(board.get_by_role("table", name="Tasks")).to_have_attribute("aria-rowcount", "351")


async def test_untrusted_text_is_only_text(board: Page, queue: Any) -> None:
    id = await queue.defer(name=MARKUP)
    await queue.take()
    await queue.finish(id, "failed", MARKUP)
    await row(board, id).get_by_role("link").click()

    await expect(rows(board).get_by_text(MARKUP)).to_be_visible()
    await expect(panel(board, id).get_by_label("Error").get_by_text(MARKUP)).to_be_visible()
    assert await board.locator("img").count() == 0
    assert await board.title() == "Orakul"


async def test_the_queue_is_paused_with_a_reason_and_resumed(board: Page) -> None:
    await board.get_by_role("button", name="Pause everything").click()
    await board.get_by_label("Reason").fill("upgrading the database")
    await board.get_by_label("Resume at").fill("2098-01-01T00:00")
    await board.get_by_role("dialog").get_by_role("button", name="Pause everything").click()
    notice = board.get_by_role("status").filter(has_text="Everything paused")
    await expect(notice).to_contain_text("upgrading the database")
    await expect(notice).to_contain_text("until Jan 1")

    await notice.get_by_role("button", name="Resume everything").click()

    await expect(notice).to_have_count(0)


async def test_a_refused_resume_is_told_beside_the_pause_that_it_was_asked_of(
    admin: httpx.AsyncClient, board: Page
) -> None:
    async def refuse(route: Route) -> None:
        await route.fulfill(status=503)

    for queue in ("mail", "slow"):
        asked = {"queue": queue, "reason": f"{queue} is being moved"}
        assert (await admin.post("/api/admin/queue/pause", json=asked)).is_success
    await board.route("**/api/admin/queue/resume", refuse)
    notices = board.get_by_role("status").filter(has_text="is being moved")
    await expect(notices).to_have_count(2)
    mail = notices.filter(has_text="mail is being moved")

    await mail.get_by_role("button", name="Resume").click()

    await expect(mail.get_by_role("alert")).to_be_visible()
    await expect(notices.get_by_role("alert")).to_have_count(1)


async def test_a_refused_resume_of_a_queue_is_told_above_the_list_of_them(
    admin: httpx.AsyncClient, board: Page
) -> None:
    async def refuse(route: Route) -> None:
        await route.fulfill(status=503)

    assert (await admin.post("/api/admin/queue/pause", json={"queue": "mail"})).is_success
    await board.route("**/api/admin/queue/resume", refuse)
    await board.goto("/queues")

    await board.get_by_role("main").get_by_role("button", name="Resume").click()

    told = board.get_by_role("main").get_by_role("alert")
    await expect(told).to_contain_text("The server cannot do it now (HTTP 503).")


async def test_a_member_sees_their_own_tasks_and_no_pause_button(
    site: Any, visitor: Page, queue: Any
) -> None:
    member = await site.person("member")
    mine, _ = await queue.defer(member, "mine"), await queue.defer(name="foreign")
    await enter(site, visitor, member)

    await expect(rows(visitor)).to_have_count(1)
    await expect(row(visitor, mine)).to_be_visible()
    await queue.defer(name="foreign")
    later = await queue.defer(member, "mine_too")
    await expect(row(visitor, later)).to_be_visible()
    await expect(rows(visitor)).to_have_count(2)
    await expect(visitor.get_by_role("button", name="Pause everything")).to_have_count(0)


async def test_a_proposal_appears_and_becomes_a_topic_when_approved(
    board: Page, db: Connection
) -> None:
    await board.get_by_role("link", name="Proposals").click()
    await expect(board.get_by_text("Nothing waits for review")).to_be_visible()

    await propose(db)
    await expect(board.get_by_role("heading", name="Release train")).to_be_visible()
    await board.get_by_role("button", name="Approve").click()
    await expect(board.get_by_text("Nothing waits for review")).to_be_visible()
    await board.get_by_role("link", name="Topics").click()

    await expect(board.get_by_role("heading", name="Release train")).to_be_visible()


async def test_messages_are_shown_as_they_were_written(board: Page, db: Connection) -> None:
    await propose(db)
    await board.get_by_role("group", name="Work").get_by_role("link", name="Messages").click()

    said = board.get_by_role("listitem").filter(has_text="We ship on Mondays")
    await expect(said).to_contain_text("Not scored")
    await expect(said).to_contain_text(MARKUP)


async def test_a_task_that_is_not_there_is_told(board: Page) -> None:
    await board.goto("/?task=999999")

    await expect(board.get_by_text("This task is not here")).to_be_visible()


async def test_events_that_were_missed_offline_are_caught_up_with(board: Page, queue: Any) -> None:
    await queue.defer(name="before")
    await expect(rows(board)).to_have_count(1)
    await stay(board)

    await board.context.set_offline(True)
    await expect(board.get_by_role("status").filter(has_text="Offline")).to_be_visible()
    await queue.defer(name="meanwhile")
    await board.context.set_offline(False)

    await live(board)
    await expect(rows(board).first).to_contain_text("meanwhile")
    assert await stayed(board)

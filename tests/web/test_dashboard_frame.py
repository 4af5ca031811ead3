"""What stands around every page: one stream for all tabs, the light, the palette, the keys."""

import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, Route, expect

from orakul import projects
from orakul.database import Connection
from tests.web.dashboard import enter, live, propose, pytestmark, row, rows, stay, stayed

__all__ = ["pytestmark"]


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


async def test_a_page_that_was_gone_to_offline_opens_when_the_connection_is_back(
    site: Any, board: Page
) -> None:
    await board.context.set_offline(True)
    await board.get_by_role("link", name="Runs").click()
    notice = board.get_by_role("alert").filter(has_text="You are offline")
    await expect(notice).to_contain_text("opens by itself when the connection is back")

    await board.context.set_offline(False)
    await expect(board.get_by_role("heading", name="Analysis runs")).to_be_visible()
    await expect(notice).to_have_count(0)
    await expect(board).to_have_url(f"{site.url}/runs")


async def test_a_file_that_another_version_took_away_is_sought_by_one_reload(
    board: Page,
) -> None:
    async def refuse(route: Route) -> None:
        await route.fulfill(status=404)

    loads: list[str] = []
    await board.route(re.compile(r"/assets/Topics-.*\.js"), refuse)
    board.on("domcontentloaded", lambda page: loads.append(page.url))
    await board.get_by_role("link", name="Topics").click()
    notice = board.get_by_role("alert").filter(has_text="A part of this page did not come")
    await expect(notice).to_be_visible()
    assert len(loads) == 1

    await board.unroute_all()
    await notice.get_by_role("button", name="Try again").click()
    await expect(board.get_by_role("heading", name="Topics", exact=True)).to_be_visible()


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


async def test_everything_is_reached_by_the_palette(site: Any, board: Page, queue: Any) -> None:
    olena = await site.person("olena")
    mine, _ = await queue.defer(olena, "alpha_task"), await queue.defer(name="beta_task")
    await expect(rows(board)).to_have_count(2)
    field = board.get_by_role("combobox", name="Search and commands")
    options = board.get_by_role("dialog").get_by_role("option")

    await board.keyboard.press("Control+k")
    await field.fill("alpha")
    await expect(options).to_have_text([f"alpha_task{mine} · Pending"])
    await field.press("Enter")
    await expect(board.get_by_role("complementary", name=f"Task {mine}")).to_be_visible()
    await expect(field).to_have_count(0)

    await board.get_by_role("button", name="Search and commands").click()
    await field.fill("olena")
    await options.filter(has_text="Tasks of olena").click()
    await expect(rows(board)).to_have_count(1)

    await board.keyboard.press("Control+k")
    await field.fill("pause")
    await field.press("Enter")
    await board.get_by_role("dialog", name="Pause everything").get_by_label("Reason").fill("a test")
    await board.keyboard.press("Enter")
    notice = board.get_by_role("status").filter(has_text="Everything paused")
    await expect(notice).to_contain_text("a test")
    await board.keyboard.press("Control+k")
    await field.fill("resume")
    await field.press("Enter")
    await expect(notice).to_have_count(0)

    await board.goto(f"/?task={mine}")
    await expect(board.get_by_role("button", name="Cancel task")).to_be_visible()
    await board.keyboard.press("Control+k")
    await field.fill("cancel")
    await field.press("Enter")
    cancelling = board.get_by_role("dialog", name=f"Cancel task {mine}")
    await cancelling.get_by_role("button", name="Cancel task").click()
    await expect(row(board, mine)).to_contain_text("Cancelled")
    await board.keyboard.press("Control+k")
    await field.fill("import")
    await field.press("Enter")
    await expect(board.get_by_role("dialog", name="Import a chat")).to_be_visible()
    await board.keyboard.press("Escape")

    await board.keyboard.press("Control+k")
    await field.fill("українська")
    await field.press("Enter")
    await expect(board.get_by_role("link", name="Пропозиції")).to_be_visible()


async def test_the_palette_does_nothing_that_was_found_for_other_words(
    board: Page, queue: Any
) -> None:
    await queue.defer(name="alpha_task")
    await expect(rows(board)).to_have_count(1)
    await board.keyboard.press("Control+k")
    field = board.get_by_role("combobox", name="Search and commands")
    options = board.get_by_role("dialog").get_by_role("option")
    await field.fill("alpha")
    await expect(options).to_have_count(1)
    await board.context.set_offline(True)

    await field.press_sequentially("_ta")
    await expect(options).to_have_count(1)
    await field.press_sequentially("xi")
    await field.press("Enter")

    await expect(options).to_have_count(0)
    await expect(field).to_be_visible()


async def test_the_keyboard_leads_everywhere(board: Page, queue: Any) -> None:
    ids = [await queue.defer(name=name) for name in ("first", "second", "third")]
    await expect(rows(board)).to_have_count(3)

    await board.keyboard.press("j")
    await expect(row(board, ids[2]).get_by_role("link")).to_be_focused()
    await board.keyboard.press("j")
    await board.keyboard.press("j")
    await board.keyboard.press("k")
    await board.keyboard.press("Enter")
    opened = board.get_by_role("complementary", name=f"Task {ids[1]}")
    await expect(opened).to_be_visible()

    await board.keyboard.press("x")
    await board.keyboard.press("k")
    await board.keyboard.press("Shift+X")
    await expect(board.get_by_role("toolbar", name="Selected tasks")).to_contain_text("2 selected")
    await expect(opened.get_by_role("button", name="Cancel task")).to_be_visible()
    await board.keyboard.press("l")
    freezing = "Freeze: show no new lines"
    await expect(opened.get_by_role("button", name=freezing)).to_be_visible()
    await board.keyboard.press("c")
    await expect(board.get_by_role("dialog", name=f"Cancel task {ids[1]}")).to_be_visible()
    await board.keyboard.press("Escape")
    await board.keyboard.press("?")
    listed = board.get_by_role("dialog", name="Keyboard shortcuts")
    for does in ("Cancel task", freezing, "Next row", "Proposals"):
        await expect(listed.get_by_text(does, exact=True)).to_be_visible()
    await board.keyboard.press("Escape")

    await board.keyboard.press("/")
    box = board.get_by_role("combobox", name="Search tasks")
    await expect(box).to_be_focused()
    await board.keyboard.type("jg?")
    await expect(box).to_have_value("jg?")
    await box.blur()

    await board.keyboard.type("gn")
    await expect(board.get_by_role("heading", name="Messages", exact=True)).to_be_visible()
    await board.keyboard.press("?")
    shortcuts = board.get_by_role("dialog", name="Keyboard shortcuts")
    await shortcuts.get_by_label("Single keys").uncheck()
    await board.keyboard.press("Escape")
    await expect(shortcuts).to_have_count(0)
    await board.keyboard.type("gt?")
    await expect(board.get_by_role("heading", name="Messages", exact=True)).to_be_visible()
    await expect(shortcuts).to_have_count(0)


async def test_a_dialog_gives_the_focus_back_to_what_opened_it(board: Page, db: Connection) -> None:
    await projects.find_or_create(db, "demo")
    openers = {
        "/people": "Add person",
        "/projects": "New project",
        "/experiments": "New experiment",
        "/queues": "Pause tasks by name",
        "/account": "Make a token",
        "/messages": "Import",
        "/": "Search and commands",
    }
    for path, name in openers.items():
        await board.goto(path)
        button = board.get_by_role("button", name=name).first
        await button.focus()

        await board.keyboard.press("Enter")
        await expect(board.get_by_role("dialog").locator(":focus")).to_have_count(1)
        await board.keyboard.press("Escape")

        await expect(board.get_by_role("dialog")).to_have_count(0)
        await expect(button).to_be_focused()


async def test_the_focus_goes_back_through_menus_palette_and_shortcuts(
    board: Page, queue: Any
) -> None:
    id = await queue.defer()
    await row(board, id).get_by_role("link").click()
    more = board.get_by_role("button", name="More actions")
    await more.focus()
    await board.keyboard.press("Enter")
    await board.get_by_role("menuitem", name="Change priority…").press("Enter")
    await expect(board.get_by_role("dialog").locator(":focus")).to_have_count(1)
    await board.keyboard.press("Escape")
    await expect(more).to_be_focused()

    await board.keyboard.press("?")
    await expect(board.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    await board.keyboard.press("Escape")
    await expect(more).to_be_focused()

    await board.keyboard.press("Control+k")
    await board.get_by_role("combobox", name="Search and commands").fill("import")
    await board.keyboard.press("Enter")
    await expect(board.get_by_role("dialog", name="Import a chat")).to_be_visible()
    await board.keyboard.press("Escape")
    await expect(more).to_be_focused()


async def test_a_chosen_project_and_density_stay_from_page_to_page(
    site: Any, board: Page, queue: Any, db: Connection
) -> None:
    project = await projects.find_or_create(db, "tower")
    inside, _ = await queue.defer(name="inside", project=project.id), await queue.defer()
    await board.reload()
    await expect(rows(board)).to_have_count(2)

    await board.get_by_role("button", name="Project: All projects").click()
    await board.get_by_role("menuitem", name="Tower").click()
    await expect(rows(board)).to_have_count(1)
    await expect(row(board, inside)).to_be_visible()
    await board.get_by_role("link", name="Topics").click()
    await expect(board).to_have_url(f"{site.url}/topics?project=tower")
    await board.get_by_role("link", name="Tasks", exact=True).click()
    await expect(rows(board)).to_have_count(1)
    await board.get_by_role("button", name="Project: Tower", exact=True).click()
    await board.get_by_role("menuitem", name="All projects").click()
    await expect(rows(board)).to_have_count(2)

    await board.get_by_role("button", name="Account").click()
    await board.get_by_role("menuitem", name="Compact").click()
    await expect(rows(board).first).to_have_css("height", "28px")
    await expect(rows(board).nth(1)).to_have_css("top", "28px")
    await board.reload()
    await expect(rows(board).first).to_have_css("height", "28px")


async def propose_task(db: Connection) -> int:
    """Let a completed run in project demo have proposed a task; return the proposal's id."""
    run = await db.fetchval(
        "insert into orakul.run (project_id, state, window_start, window_end, total, pending)"
        " select id, 'completed', '2026-03-01', '2026-03-02', 1, 1 from orakul.project"
        " where slug = 'demo' returning id"
    )
    await db.execute("insert into orakul.run_batch values ($1, 1, 'done', '[]')", run)
    return await db.fetchval(
        "insert into orakul.task_proposal (run_id, batch, title, description, category,"
        " priority, confidence, reasoning, engine)"
        " values ($1, 1, 'Mend it', '', 'bug', 'high', 0.9, '', 'offline') returning id",
        run,
    )


async def test_what_waits_for_somebody_is_counted_beside_the_page(
    board: Page, queue: Any, db: Connection, admin: httpx.AsyncClient
) -> None:
    errors = board.get_by_role("link", name=re.compile("^Errors"))
    await expect(errors).to_have_accessible_name("Errors")

    id = await queue.fail()
    await expect(errors).to_have_accessible_name("Errors 1 failed for good")
    await propose(db)
    proposals = board.get_by_role("link", name=re.compile("^Proposals"))
    await expect(proposals).to_have_accessible_name("Proposals 1 waits for review")
    proposed = await propose_task(db)
    await board.reload()
    await expect(proposals).to_have_accessible_name("Proposals 2 wait for review")
    await admin.put(f"/api/proposals/{proposed}/reject", json={"note": "no"})
    await expect(proposals).to_have_accessible_name("Proposals 1 waits for review")

    await proposals.click()
    shown = board.get_by_role("list", name="Proposals").get_by_role("link")
    comfortable = await shown.evaluate("each => each.clientHeight")
    await board.evaluate("document.documentElement.dataset.density = 'compact'")
    assert await shown.evaluate("each => each.clientHeight") < comfortable
    states = board.get_by_role("radiogroup", name="Show proposals that are")
    assert not await states.evaluate("each => each.scrollWidth > each.clientWidth")
    await board.get_by_role("button", name="Approve").click()
    await expect(proposals).to_have_accessible_name("Proposals")
    await board.get_by_role("link", name="Tasks", exact=True).click()
    await row(board, id).get_by_role("link").click()
    await board.get_by_role("button", name="Retry").click()
    await expect(errors).to_have_accessible_name("Errors")


async def test_a_visitor_is_told_what_this_is(browser: Browser, site: Any) -> None:
    context = await browser.new_context(base_url=site.url, locale="uk-UA")
    page = await context.new_page()
    await page.goto("/")
    await expect(page.get_by_role("heading", level=3)).to_have_count(3)
    await expect(page.get_by_label("Пароль")).to_be_visible()
    await page.goto("/?state=failed")
    await expect(page.get_by_label("Пароль")).to_be_visible()
    await expect(page.get_by_role("heading", level=3)).to_have_count(0)
    await context.close()


async def test_an_empty_page_tells_the_step_that_its_reader_can_take(
    site: Any, visitor: Page
) -> None:
    main = visitor.get_by_role("main")
    await enter(site, visitor, await site.person("outsider"))
    for page in ("Tasks", "Messages", "Topics", "Runs"):
        await visitor.get_by_role("link", name=page, exact=True).click()
        await expect(main).to_contain_text("Ask an administrator to add you")
        await expect(main.get_by_role("button", name=re.compile("Import|New run"))).to_have_count(0)

    await enter(site, visitor, await site.person("reader", demo="viewer"), "/messages")
    await expect(main).to_contain_text("You may look on here")

    await enter(site, visitor, await site.person("worker", demo="member"), "/messages")
    await expect(main).to_contain_text("Drop an export")
    await main.get_by_role("button", name="Import").click()
    await expect(visitor.get_by_role("dialog")).to_be_visible()
    await visitor.goto("/runs")
    await main.get_by_role("button", name="New run").click()
    await expect(visitor.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
async def test_the_header_has_room_for_all_that_it_offers(
    board: Page, queue: Any, language: str
) -> None:
    await queue.fail()
    await queue.defer_many(1200)
    await board.evaluate(f"localStorage.setItem('orakul.language', '{language}')")
    await board.reload()
    header = board.get_by_role("banner")
    await expect(header).to_contain_text(re.compile(r"1\D?200"))

    for width in (901, 1021, 1181, 1200, 1280, 1341):
        await board.set_viewport_size({"width": width, "height": 800})
        needed, room = await header.evaluate("(box) => [box.scrollWidth, box.clientWidth]")
        assert (width, needed) == (width, room)


async def test_the_queues_have_room_for_what_is_done_with_them(
    board: Page, queue: Any, admin: httpx.AsyncClient
) -> None:
    await queue.defer(queue="nightly-batches-of-the-bank")
    paused = {"queue": "nightly-batches-of-the-bank", "reason": "the bank is away " * 6}
    assert (await admin.post("/api/admin/queue/pause", json=paused)).is_success
    await board.evaluate("localStorage.setItem('orakul.language', 'uk')")
    await board.set_viewport_size({"width": 1200, "height": 800})
    await board.goto("/queues")
    table = board.get_by_role("table", name="Черги")
    await expect(table).to_contain_text("nightly-batches-of-the-bank")

    needed, room = await table.evaluate(
        "(table) => [table.offsetWidth, table.parentElement.clientWidth]"
    )

    assert needed <= room

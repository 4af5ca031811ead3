"""An operator's day in a real browser: what failed, what alarms, and what happened before it."""

import asyncio
import re
from typing import Any

from playwright.async_api import Locator, Page, expect

from orakul.alerts import links, listing, watching
from orakul.alerts.rules import PARTS
from orakul.database import Connection
from tests.standins.receivers import Receiver
from tests.web.dashboard import MARKUP, enter, pytestmark, stay, stayed
from tests.web.test_alerts import SECRET, settings
from tests.web.test_dead_letters import Dead, dead

# Fixtures, and the mark of what needs the dashboard to be built.
__all__ = ["dead", "pytestmark", "settings"]


async def go(page: Page, name: str) -> None:
    """Follow the sidebar, which loads nothing anew."""
    await page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()


def kinds(page: Page) -> Locator:
    return page.get_by_role("table", name="Kinds of errors").locator("tbody tr")


async def test_errors_are_grouped_live_and_nothing_moves_under_the_reader(
    board: Page, dead: Dead
) -> None:
    await dead("disk 1 is full", name="store")
    await dead("disk 2 is full", name="store")
    await dead(MARKUP, name="render")
    await stay(board)
    await go(board, "Errors")
    await expect(kinds(board)).to_have_count(2)
    await expect(kinds(board).nth(0)).to_contain_text("disk <n> is full")
    await kinds(board).nth(1).get_by_role("link").click()
    opened = board.get_by_role("complementary", name="Kind of error")
    await expect(opened.get_by_label(re.compile("^Error of task"))).to_have_text(MARKUP)

    for number in (3, 4, 5):
        await dead(f"{number} times markup", name="render")
        await dead(MARKUP, name="render")
    await expect(kinds(board).nth(1)).to_contain_text("4")

    await expect(kinds(board).nth(0)).to_contain_text("disk <n> is full")
    await expect(opened.get_by_label(re.compile("^Error of task"))).to_have_text(MARKUP)
    await board.get_by_role("button", name="Show 1 new").first.click()
    await expect(kinds(board)).to_have_count(3)
    assert await stayed(board)


async def test_one_long_word_widens_nothing(board: Page, dead: Dead) -> None:
    await dead("word" * 200, name="store")
    await board.goto("/errors")
    await kinds(board).get_by_role("link").click()
    opened = board.get_by_role("complementary", name="Kind of error")
    await expect(opened.get_by_label(re.compile("^Error of task"))).to_be_visible()

    width, room = await opened.evaluate("(panel) => [panel.scrollWidth, panel.clientWidth]")
    assert width <= room


async def test_escape_closes_a_dialog_and_leaves_the_kind_behind_it_open(
    board: Page, dead: Dead
) -> None:
    await dead("no such table", name="store")
    await board.goto("/errors")
    await kinds(board).get_by_role("link").click()
    opened = board.get_by_role("complementary", name="Kind of error")
    await opened.get_by_role("button", name="Retry all").click()
    back = board.get_by_role("dialog").get_by_role("button", name="Back")
    await back.focus()
    await back.press("Escape")
    await expect(board.get_by_role("dialog")).to_be_hidden()
    await expect(opened).to_be_visible()

    await board.keyboard.press("Escape")
    await expect(opened).to_be_hidden()


async def test_a_group_is_retried_and_a_task_discarded_with_reasons(
    board: Page, dead: Dead, queue: Any, db: Connection
) -> None:
    other = await dead("no such table", name="other", queue="elsewhere")
    first, second = [await dead("no such table", name="store") for _ in range(2)]
    await board.goto("/errors")
    await expect(kinds(board)).to_contain_text("3")
    await board.get_by_role("combobox", name="Task name").click()
    await expect(board.get_by_role("option")).to_have_text(["other", "store"])
    await board.get_by_role("combobox", name="Queue").fill("d")
    await board.get_by_role("option", name="default").click()
    await expect(board).to_have_url(re.compile("queue=default"))
    await expect(kinds(board)).to_contain_text("2")
    await kinds(board).get_by_role("link").click()
    opened = board.get_by_role("complementary", name="Kind of error")

    await expect(opened.get_by_role("button", name=f"Discard task {first}")).to_be_visible()
    kind = await opened.get_by_role("heading", level=2).first.inner_text()
    await opened.get_by_role("button", name=f"Discard task {first}").click()
    dialog = board.get_by_role("dialog", name=f"Discard task {first}")
    await dialog.get_by_label("Reason").fill("nobody needs it")
    await dialog.get_by_role("button", name="Discard", exact=True).click()
    await expect(opened.get_by_role("status")).to_contain_text("1 task was discarded")
    await opened.get_by_role("button", name="Retry all").click()
    await board.get_by_role("dialog").get_by_role("button", name="Retry", exact=True).click()

    await expect(opened.get_by_role("status")).to_contain_text("1 task is tried again")
    await expect(opened.get_by_role("heading", level=2).first).to_have_text(kind)
    await expect(board.get_by_text("No failed task matches these filters")).to_be_visible()
    states = await db.fetch("select id, state, discard_reason from orakul.task order by id")
    assert [tuple(row) for row in states] == [
        (other, "failed", None),
        (first, "failed", "nobody needs it"),
        (second, "pending", None),
    ]
    await board.get_by_role("button", name="Clear filters").first.click()
    await kinds(board).get_by_role("link").click()
    await opened.get_by_role("link", name=f"#{other}").click()
    await expect(board.get_by_role("complementary", name=f"Task {other}")).to_be_visible()


async def test_who_may_only_look_is_offered_nothing_to_do(
    site: Any, visitor: Page, dead: Dead
) -> None:
    viewer = await site.person("vera", "viewer")
    await dead(owner=viewer)
    await enter(site, visitor, viewer, "/errors")
    await kinds(visitor).get_by_role("link").click()

    await expect(visitor.get_by_role("button", name=re.compile("^Show error"))).to_be_visible()
    await expect(visitor.get_by_role("button", name=re.compile("Retry|Discard"))).to_have_count(0)
    await expect(visitor.get_by_role("link", name="Alerts")).to_have_count(0)


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name))


async def test_an_alert_is_shown_live_and_acknowledged_and_a_rule_says_what_it_does(
    board: Page, queue: Any, db: Connection
) -> None:
    await go(board, "Alerts")
    await expect(board.get_by_text("Nothing is firing")).to_be_visible()
    await board.get_by_text("Rules", exact=True).click()
    await board.get_by_role("button", name="Add a rule").click()
    form = board.get_by_role("dialog", name="Add a rule")
    await form.get_by_role("textbox", name="Name", exact=True).fill("Nobody works")
    await form.get_by_label("Kind").select_option("A queue has no worker")
    await form.get_by_label("Only the queue").fill("quiet")
    await form.get_by_label("Opens after").fill("0")
    await expect(form.get_by_text("Only the queue “quiet”.")).to_be_visible()
    await form.get_by_role("button", name="Save").click()
    await expect(card(board, "Nobody works")).to_contain_text("no worker lives")
    await board.get_by_text("Firing", exact=True).click()

    await queue.defer(queue="quiet")
    assert await watching.evaluate(db, silence=30, every=0)
    alert = card(board, "Nobody works")
    await expect(alert).to_contain_text("queue quiet")
    await alert.get_by_role("button", name="Acknowledge").click()
    dialog = board.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("the machine is being replaced")
    await dialog.get_by_label("For how long").select_option("An hour")
    await dialog.get_by_role("button", name="Acknowledge").click()

    await expect(alert).to_have_count(0)
    await board.get_by_text("Acknowledged", exact=True).click()
    await expect(alert).to_contain_text("the machine is being replaced")
    await board.get_by_text("Rules", exact=True).click()
    await card(board, "Nobody works").get_by_role("button", name="Disable").click()
    await expect(card(board, "Nobody works").get_by_role("button", name="Enable")).to_be_visible()
    await board.get_by_text("Over", exact=True).click()
    await expect(alert).to_contain_text("queue quiet")


async def test_who_is_told_elsewhere_is_led_where_the_page_leads(
    board: Page, queue: Any, db: Connection
) -> None:
    await db.execute("update orakul.alert_rule set for_seconds = 0, seconds = 1 where seconds > 0")
    await db.execute("update orakul.alert_rule set for_seconds = 0, least = 1 where least > 0")
    await db.execute("update orakul.alert_rule set for_seconds = 0")
    await queue.fail(name="broken & sad")
    await queue.defer(queue="far", name="slow+steady")
    silent = await queue.work()
    await queue.take(queue="far", worker=silent)
    await queue.silence(silent)
    await queue.defer(queue='a "quiet" one')
    await db.execute("update orakul.task set state_since = state_since - interval '1 minute'")
    assert await watching.evaluate(db, silence=30, every=0)
    found = await listing.page(db, cursor=None, limit=9)
    told = [each.shape for each in found.rows]

    await board.goto("/alerts")
    ways = board.get_by_role("link", name="Show the tasks")
    await expect(ways).to_have_count(5)

    assert {each["kind"] for each in told} == set(PARTS)
    assert [await each.get_attribute("href") for each in await ways.all()] == [
        links.to_tasks("", each) for each in told
    ]


async def test_a_message_leads_to_its_alert_whatever_became_of_it(
    board: Page, queue: Any, db: Connection
) -> None:
    await db.execute("update orakul.alert_rule set for_seconds = 0, clear_seconds = 0")
    for name in ("first", "second"):
        await queue.defer(queue=name)
    assert await watching.evaluate(db, silence=30, every=0)
    found = await listing.page(db, cursor=None, limit=9)
    [first] = [each.shape for each in found.rows if each.shape["subject"] == "first"]

    await board.goto(links.to_alert("", first))
    only = board.get_by_role("article")
    await expect(only).to_have_count(1)
    await expect(only).to_contain_text("first")
    await only.get_by_role("button", name="Acknowledge").click()
    await board.get_by_role("textbox").fill("it is being mended")
    await board.get_by_role("button", name="Acknowledge").last.click()
    await expect(only).to_contain_text("it is being mended")

    await queue.work("first")
    assert await watching.evaluate(db, silence=30, every=0)
    await expect(only).to_contain_text("until")

    await board.get_by_text("Firing", exact=True).click()
    await expect(only).to_contain_text("second")
    await board.goto("/alerts?alert=471100")
    await expect(board.get_by_role("alert")).to_contain_text("471100")


async def test_a_channel_is_added_and_tested_and_its_secret_is_never_shown(board: Page) -> None:
    with Receiver() as receiver:
        await board.goto("/alerts?show=channels")
        await board.get_by_role("button", name="Add a channel").click()
        form = board.get_by_role("dialog")
        await form.get_by_role("textbox", name="Name", exact=True).fill("on call")
        await form.get_by_label("Address").fill("nowhere://")
        await form.get_by_label("Secret").fill(SECRET)
        await form.get_by_role("button", name="Save").click()
        await expect(form.get_by_role("alert")).to_contain_text("must begin with https://")
        await form.get_by_label("Address").fill(f"{receiver.url}/hook")
        await form.get_by_role("button", name="Save").click()
        channel = card(board, "on call")
        await channel.get_by_role("button", name="Send a test").click()

        await expect(channel.get_by_role("status")).to_have_text("The test arrived.")
        await channel.get_by_role("button", name="Change").click()
        await expect(form.get_by_label("Secret")).to_have_value("")
        assert SECRET not in await board.content()
        await expect(form.get_by_label("Address")).to_have_value(f"{receiver.url}/hoo[hidden]")
        await expect(form.get_by_text("Leave it as it is to keep it")).to_be_visible()
        await form.get_by_role("textbox", name="Name", exact=True).fill("at night")
        await form.get_by_role("button", name="Save").click()
        channel = card(board, "at night")
        await channel.get_by_role("button", name="Send a test").click()
        await expect(channel.get_by_role("status")).to_have_text("The test arrived.")
        async with asyncio.timeout(30):  # until then it is that of the first
            while len(receiver.taken) < 2:
                await asyncio.sleep(0.02)
        assert [each["event"] for each in receiver.taken] == ["test", "test"]
        await channel.get_by_role("button", name="Delete").click()
        await board.get_by_role("dialog").get_by_role("button", name="Delete").click()
        await expect(channel).to_have_count(0)

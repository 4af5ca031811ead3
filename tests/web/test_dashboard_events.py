"""The log is read live without a row moving, and leads to the board as it was."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.async_api import Locator, Page, expect

from orakul.database import Connection
from tests.web.dashboard import enter, live, panel, pytestmark, row, rows

__all__ = ["pytestmark"]


def table(page: Page) -> Locator:
    return page.get_by_role("table", name="Events")


def events(page: Page) -> Locator:
    return table(page).locator("[role=row][data-open]")


def moment(page: Page) -> Locator:
    return page.get_by_role("region", name="A moment of the past")


async def commands(page: Page, typed: str) -> Locator:
    """What the palette finds, which is open from then on."""
    field = page.get_by_role("combobox", name="Search and commands")
    if not await field.is_visible():
        await page.keyboard.press("Control+k")
    await field.fill(typed)
    return page.get_by_role("dialog").get_by_role("option")


async def test_events_flow_in_until_somebody_reads_one_and_then_wait(
    board: Page, queue: Any, admin: Any
) -> None:
    first = await queue.fail()
    await board.goto("/events?topic=tasks")
    await expect(events(board)).to_have_count(3)

    second = await queue.defer(name="<b>bold</b>")
    await expect(events(board)).to_have_count(4)
    await expect(events(board).first).to_contain_text(f"#{second} <b>bold</b>")

    await board.keyboard.press("j")
    await board.keyboard.press("j")
    opener = events(board).nth(1).get_by_role("link", expanded=False)
    await expect(opener).to_be_focused()
    await board.keyboard.press("Enter")
    await expect(table(board).get_by_role("tree", name="Data")).to_contain_text("failed")
    await queue.defer()
    await board.get_by_role("button", name="1 new event").click()
    await expect(events(board)).to_have_count(5)
    await expect(events(board).nth(2)).to_have_attribute("data-open", "true")

    await table(board).get_by_role("button", name="task_changed").click()
    await expect(board).to_have_url(re.compile("event=task_changed"))
    await expect(events(board)).to_have_count(2)
    await board.get_by_label("Task ID").fill(str(second))
    await expect(board.get_by_text("No event matches these filters")).to_be_visible()
    await board.get_by_role("button", name="Clear filters").click()
    await expect(events(board).filter(has_text=f"#{first}")).to_have_count(3)

    # Who acted is told alike, whether the event came by itself or was read.
    await admin.post("/api/admin/queue/pause", json={"queue": "slow"})
    paused = events(board).filter(has_text="queue_paused")
    for _ in range(2):
        await expect(paused.get_by_text("Admin", exact=True)).to_be_visible()
        await expect(paused.get_by_role("link", name="slow")).to_be_visible()
        await board.reload()
    await paused.get_by_role("link", name="Tasks").click()
    await expect(board.get_by_role("region", name="Tasks")).to_be_visible()


async def test_the_filters_tell_how_many_events_they_find(
    site: Any, visitor: Page, queue: Any, db: Connection
) -> None:
    await queue.fail()
    await queue.defer_many(130)
    await enter(site, visitor, site.admin, "/events?topic=tasks")
    total = visitor.get_by_role("paragraph").filter(has_text=re.compile("events$"))
    await expect(total).to_have_text("133 events")
    await queue.defer()
    await expect(total).to_have_text("134 events")
    await visitor.get_by_role("combobox", name="Event", exact=True).fill("task_changed")
    await expect(total).to_have_text("2 events")

    # Again and again what there was, every twentieth a change.
    await db.execute(
        "insert into orakul.event (position, tag, at, topic, name, audience, actor, data)"
        " select last + n, 'abcdef', at, topic, name, audience, actor, data"
        " from (select max(position) as last from orakul.event) as log"
        " cross join generate_series(1, 10500) as n"
        " join (select distinct on (name) * from orakul.event where topic = 'tasks') as each"
        " on (name = 'task_changed') = (n % 20 = 0)"
    )
    await visitor.goto("/events")
    await expect(total).to_have_text("10,000+ events")
    await visitor.goto("/events?event=task_changed")
    await expect(total).to_have_text("500 among the newest 10,000 events")


async def test_an_event_leads_to_the_board_as_it_was_and_back(board: Page, queue: Any) -> None:
    failed = await queue.fail()
    await board.goto("/events")
    created = events(board).filter(has_text="task_created")
    await created.get_by_role("link", name="task_created").click()
    await board.get_by_role("link", name="The board as it was then").click()
    await expect(moment(board)).to_be_visible()
    await expect(row(board, failed)).to_contain_text("Pending")

    later = await queue.defer()
    await expect(board.get_by_role("checkbox")).to_have_count(0)
    await expect(board.get_by_role("status").filter(has_text="Past")).to_be_visible()
    await expect(board.get_by_role("status").filter(has_text="Live")).to_have_count(0)
    await expect(await commands(board, "sign out")).to_have_count(1)
    await expect(await commands(board, "pause everything")).to_have_count(0)
    await board.keyboard.press("Escape")
    await row(board, failed).get_by_role("link").click()
    opened = panel(board, failed)
    await expect(opened.get_by_role("link", name="As it is now")).to_be_visible()
    await expect(opened.get_by_role("tab", name="Logs")).to_have_count(0)

    forward = board.get_by_role("button", name="One event on")
    await forward.click()
    await expect(row(board, failed)).to_contain_text("In progress")
    await board.keyboard.press("]")
    await expect(row(board, failed)).to_contain_text("Failed")
    await expect(row(board, later)).to_have_count(0)
    await board.keyboard.press("]")
    await expect(row(board, later)).to_be_visible()
    await forward.click()
    await expect(board.get_by_text("There is no event any further.")).to_be_visible()

    await opened.get_by_role("listitem").get_by_role("link").first.click()
    await expect(row(board, failed)).to_contain_text("Pending")
    await board.get_by_role("button", name="Back to now").click()
    await expect(moment(board)).to_have_count(0)
    await expect(row(board, failed)).to_contain_text("Failed")
    await expect(opened.get_by_role("button", name="Retry")).to_be_visible()
    await live(board)
    await expect(await commands(board, "pause everything")).to_have_count(1)


async def test_time_is_moved_by_hand_and_by_itself(board: Page, queue: Any, db: Connection) -> None:
    await queue.defer()
    await queue.defer()
    oldest = "from orakul.event order by position limit 1"
    first = await db.fetchval(f"select position || '-' || tag {oldest}")
    begun = await db.fetchval(f"select (position + 999) / 1000 {oldest}")
    await expect(rows(board)).to_have_count(2)
    await board.get_by_role("button", name="The board as it was").click()
    slider = board.get_by_role("slider", name="Moment")
    await expect(slider).to_have_attribute("min", str(begun))

    await board.goto("/?as_of=2001-01-01T00:00:00Z")
    await expect(board.get_by_text("the log does not go back to")).to_be_visible()
    await expect(slider).to_have_attribute("min", str(begun))
    await slider.focus()
    await slider.press("End")
    await expect(rows(board)).to_have_count(2)

    await board.goto(f"/?as_of={first}")
    await expect(rows(board)).to_have_count(1)
    await board.get_by_role("radiogroup", name="Speed of the replay").get_by_text("60×").click()
    await board.get_by_role("button", name="Replay", exact=True).click()
    await expect(rows(board)).to_have_count(2)
    await expect(board.get_by_role("button", name="Replay", exact=True)).to_be_visible()
    await expect(moment(board)).to_be_visible()


async def test_the_slider_spans_a_window_that_is_fine_enough(
    board: Page, queue: Any, db: Connection
) -> None:
    await queue.defer()
    begun = await db.fetchval("select (min(position) + 999) / 1000 from orakul.event")
    # Whoever looks has come some days later.
    await board.clock.install(time=datetime.now(UTC) + timedelta(hours=84, minutes=30))
    await board.goto(f"/?as_of={datetime.fromtimestamp(begun / 1000 + 1, UTC).isoformat()[:19]}Z")
    slider = board.get_by_role("slider", name="Moment")

    async def reach() -> tuple[int, int]:
        first, last = await slider.get_attribute("min"), await slider.get_attribute("max")
        return int(first or 0), int(last or 0)

    await expect(slider).to_have_attribute("min", str(begun))
    hour = await reach()
    windows = board.get_by_role("radiogroup", name="How much the slider spans")
    await windows.get_by_text("24 h").click()
    await expect(board).to_have_url(re.compile("window=24h"))
    await expect(slider).not_to_have_attribute("max", str(hour[1]))
    day = await reach()
    await board.get_by_role("button", name="Later").click()
    await expect(slider).to_have_attribute("min", str(day[1] + 1))
    await slider.press("Home")
    await expect(slider).to_have_value(str(day[1] + 1))
    await slider.press("ArrowRight")
    await expect(slider).to_have_value(str(day[1] + 1 + 60_000))
    await expect(board).to_have_url(
        re.compile(datetime.fromtimestamp((day[1] + 60_001) / 1000, UTC).strftime("%Y-%m-%dT"))
    )
    await windows.get_by_text("All").click()
    await expect(slider).to_have_attribute("min", str(begun))
    await expect(board.get_by_role("button", name="Later")).to_have_count(0)

    assert hour[1] - hour[0] <= 3_600_000
    assert 3_600_000 < day[1] - day[0] <= 86_400_000
    assert (await reach())[1] - begun >= 2 * 86_400_000


async def test_a_member_reads_what_their_rights_allow(site: Any, visitor: Page, queue: Any) -> None:
    member = await site.person("member", demo="member")
    mine, others = await queue.defer(member), await queue.defer()

    await enter(site, visitor, member, "/events")

    await expect(events(visitor).filter(has_text=f"#{mine}")).to_have_count(1)
    await expect(events(visitor).filter(has_text=f"#{others}")).to_have_count(0)

"""Messages become knowledge and tasks under a reviewer's hands, with a key for each decision."""

from typing import Any

from playwright.async_api import Page, expect

from orakul.database import Connection
from tests.web.dashboard import enter, propose, pytestmark

__all__ = ["pytestmark"]


async def test_a_proposal_is_edited_and_approved_by_keys(
    board: Page,
    db: Connection,
) -> None:
    await propose(db)
    await board.goto("/proposals")
    opened = board.get_by_role("complementary", name="Proposal")
    await expect(opened.get_by_role("heading", name="Release train")).to_be_visible()
    row = board.get_by_role("list", name="Proposals").get_by_role("link", name="Release train")
    await expect(row).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")

    await board.keyboard.press("e")
    await opened.get_by_label("Title").fill("Releases")
    await opened.get_by_role("button", name="Save").click()
    await expect(opened.get_by_role("heading", name="Releases")).to_be_visible()
    await board.keyboard.press("a")
    await expect(board.get_by_text("Nothing waits for review")).to_be_visible()

    await board.goto("/topics")
    await board.get_by_role("link", name="Releases").click()
    topic = board.get_by_role("complementary", name="Topic")
    await expect(topic.get_by_role("heading", name="Releases")).to_be_visible()


async def test_what_has_no_room_in_a_line_is_not_cut_and_none_stands_alone(
    board: Page,
    db: Connection,
) -> None:
    await propose(db)
    await board.set_viewport_size({"width": 1280, "height": 720})
    await board.goto("/proposals")
    await expect(board.get_by_role("heading", name="Release train")).to_be_visible()
    states = board.get_by_role("radiogroup", name="Show proposals that are").locator("label")
    tops = await states.evaluate_all("all => all.map(each => each.getBoundingClientRect().top)")
    await board.goto("/runs")
    await board.get_by_role("button", name="New run").click()
    box = await board.get_by_label("From").bounding_box()

    assert box is not None
    assert box["width"] >= 230
    assert sorted(tops.count(top) for top in set(tops)) == [2, 2]


async def test_who_decides_later_is_told_of_the_first_decision(
    site: Any,
    board: Page,
    db: Connection,
) -> None:
    await propose(db)
    id = await db.fetchval("select id from orakul.knowledge_proposal")
    await board.goto(f"/proposals?open={id}")
    opened = board.get_by_role("complementary", name="Proposal")
    await expect(opened.get_by_role("button", name="Approve")).to_be_visible()

    client = await site.member("ada", demo="member")
    await client.post(f"/api/knowledge/proposals/{id}/reject", json={"note": "not now"})

    await expect(opened.get_by_text("Rejected by ada")).to_be_visible()
    await expect(opened.get_by_text("not now")).to_be_visible()
    await expect(opened.get_by_role("button", name="Approve")).to_have_count(0)


async def test_who_may_only_look_is_offered_no_decision(
    site: Any,
    visitor: Page,
    db: Connection,
) -> None:
    await propose(db)
    await enter(site, visitor, await site.person("vi", demo="viewer"), "/proposals")
    opened = visitor.get_by_role("complementary", name="Proposal")

    await expect(opened.get_by_role("heading", name="Release train")).to_be_visible()
    await expect(opened.get_by_role("button", name="Approve")).to_have_count(0)


async def test_a_run_is_created_once_started_and_a_second_is_refused(
    board: Page,
    db: Connection,
) -> None:
    await propose(db)
    await board.goto("/runs")

    await board.get_by_role("button", name="New run").click()
    await board.get_by_role("radio", name="Messages").check()
    await board.get_by_role("button", name="Create", exact=True).click()
    opened = board.get_by_role("complementary")
    await opened.get_by_role("button", name="Start").click()
    await expect(opened.get_by_text("waits for a worker.")).to_be_visible()
    await board.get_by_role("button", name="New run").click()
    await board.get_by_role("button", name="Create", exact=True).click()

    await expect(board.get_by_role("alert")).to_contain_text("close or cancel it first")
    await board.keyboard.press("Escape")
    await opened.get_by_role("button", name="Cancel run").click()
    await expect(opened.get_by_text("cancelled before it began")).to_be_visible()

"""Who searches by meaning sees what is alike first, and nothing moves it while it is read."""

import re
from typing import Any

from playwright.async_api import Page, expect

from orakul import database
from orakul.database import Acting, Connection, acting
from orakul.messages import embedding
from tests.web.dashboard import live, pytestmark
from tests.web.test_messages import say
from tests.web.test_ranking import DISK, LUNCH, QUESTION, know, tell

__all__ = ["pytestmark"]

OTHER = "the disk is full again"


async def announce(db: Connection, id: int) -> None:
    async with acting(db, Acting("test")):
        await database.execute(db, "announce_message", id, "message_scored")


async def test_messages_are_searched_by_meaning_and_stay_in_their_order(
    site: Any, board: Page, db: Connection, queue: Any
) -> None:
    await site.person("ada", demo="member")
    await tell(db, "demo", [DISK, LUNCH, OTHER])
    found = board.get_by_role("main").get_by_role("listitem")
    await board.goto("/messages")
    await expect(found).to_have_count(3)

    await board.get_by_role("searchbox", name="Search messages").fill(QUESTION)
    await expect(board.get_by_text("No message matches these filters")).to_be_visible()
    await board.get_by_role("radiogroup", name="Search by").get_by_text("Meaning").click()
    await expect(found).to_have_count(2)
    await expect(found.first).to_contain_text(OTHER)
    await expect(found.first).to_contain_text(re.compile(r"\d% alike"))
    await expect(board.get_by_text("Most important")).to_have_count(0)
    assert "by=meaning" in board.url

    [new] = await say(db, "demo", 1, text="the drive is full, I say", importance=0.9)
    await announce(db, new)
    await queue.defer()
    # The log is read in its order: once the task is counted, the message has been heard of.
    await expect(board.get_by_role("banner")).to_contain_text(re.compile(r"Queued\s*1"))
    await expect(found).to_have_count(2)
    await board.get_by_role("button", name="Rank again").click()
    await expect(board.get_by_text("1 is not embedded yet")).to_be_visible()
    await embedding.embed(db, "messages", [new])
    await board.get_by_role("button", name="Rank again").click()
    await expect(found).to_have_count(3)
    await expect(found.first).to_contain_text("I say")

    await found.filter(has_text=DISK).get_by_role("link", name="More like this").click()
    await expect(board.get_by_role("button", name=f"Like: {DISK}")).to_be_visible()
    await expect(found.filter(has_text=OTHER)).to_be_visible()
    await expect(found.filter(has_text=DISK)).to_have_count(0)
    await board.go_back()
    await expect(found.filter(has_text=DISK)).to_be_visible()
    await expect(board.get_by_role("searchbox", name="Search messages")).to_have_value(QUESTION)

    await board.goto("/messages?like=999999")
    await expect(board.get_by_role("alert")).to_contain_text("There is no message 999999")


async def test_topics_and_atoms_are_searched_by_meaning(
    site: Any, board: Page, db: Connection
) -> None:
    await site.person("ada", demo="member")
    topic, _ = await know(db, "demo", "Disk space", "The hard disk has no space left")
    await know(db, "demo", "Lunch", "Pizza today")
    await board.goto("/topics")
    await live(board)

    await board.get_by_role("searchbox", name="Search topics").fill(QUESTION)
    await expect(board.get_by_text("No topic matches")).to_be_visible()
    by = board.get_by_role("radiogroup", name="Search by")
    await by.get_by_text("Meaning").click()
    card = board.get_by_role("link", name="Disk space")
    await expect(card).to_contain_text("alike")
    await expect(board.get_by_role("link", name="Lunch")).to_have_count(0)
    await card.click()
    opened = board.get_by_role("complementary", name="Topic")
    await expect(opened.get_by_role("heading", name="Disk space")).to_be_visible()
    await opened.get_by_role("button", name="Close topic").click()
    await expect(card).to_contain_text("alike")

    await board.get_by_role("radiogroup", name="Show").get_by_text("Atoms").click()
    atoms = board.get_by_role("list", name="Atoms").get_by_role("listitem")
    await expect(atoms).to_have_count(1)
    await expect(atoms).to_contain_text("alike")
    await atoms.get_by_role("link", name="Disk space").click()
    await expect(opened.get_by_role("heading", name="Disk space")).to_be_visible()
    assert f"topic={topic}" in board.url
    await expect(board.get_by_role("searchbox", name="Search atoms")).to_have_value(QUESTION)
    await board.get_by_role("searchbox", name="Search atoms").fill("zebra crossing")
    await expect(board.get_by_text("Nothing here is like it")).to_be_visible()

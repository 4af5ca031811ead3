"""What tests in a browser share: how one gets to a page, and what stands there."""

from typing import Any, Final

import pytest
from playwright.async_api import Locator, Page, expect

from orakul import projects
from orakul.database import Acting, Connection, acting
from orakul.knowledge import extracting
from orakul.llm.engine import ExtractedTopic, Extraction, Usage
from orakul.people import Person
from tests.talk import say
from web.identity import COOKIE
from web.pages import DIST

MARKUP: Final = "<img src=x onerror=\"document.title='broken'\">"

pytestmark = pytest.mark.skipif(
    not (DIST / "index.html").is_file(), reason="the dashboard is not built: make dashboard"
)


async def enter(site: Any, page: Page, person: Person, path: str = "/") -> None:
    """Open *path* as *person*, whose session the browser has the cookie of."""
    token = await site.access_token(person)
    await page.context.add_cookies([{"name": COOKIE, "value": token, "url": site.url}])
    await page.goto(path)
    await live(page)


async def sign_in(page: Page, email: str, password: str) -> None:
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def live(page: Page) -> None:
    await expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()


def rows(page: Page) -> Locator:
    """The rows of the list, without its header."""
    return page.get_by_role("table", name="Tasks").locator("[role=row][data-open]")


def row(page: Page, id: int) -> Locator:
    return rows(page).filter(has=page.get_by_role("cell", name=str(id), exact=True))


def panel(page: Page, id: int) -> Locator:
    return page.get_by_role("complementary", name=f"Task {id}")


async def stay(page: Page) -> None:
    """Mark the document, so that a reload can be told."""
    await page.evaluate("document.documentElement.dataset.stayed = 'yes'")


async def stayed(page: Page) -> bool:
    return await page.evaluate("document.documentElement.dataset.stayed === 'yes'")


async def propose(db: Connection, *titles: str) -> None:
    """Let an extraction in project demo propose topics, as a job does."""
    project = await projects.find_or_create(db, "demo")
    [message] = await say(db, project.id, "We ship on Mondays", author=MARKUP)
    topics = [
        ExtractedTopic(title, "When we ship", ["ship"], 0.9, "often", [message])
        for title in titles or ("Release train",)
    ]
    async with acting(db, Acting("test")):
        id = await db.fetchval(
            "insert into orakul.extraction (project_id, trigger, state, message_ids)"
            " values ($1, 'manual', 'running', array[$2::bigint]) returning id",
            project.id,
            message,
        )
        await extracting.save(db, id, Extraction(topics, [], Usage("offline", "test-1")))

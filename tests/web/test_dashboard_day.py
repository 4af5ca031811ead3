"""An operator's day, from the sign-in to the sign-out, in each language."""

from collections.abc import AsyncGenerator
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from orakul.database import Connection
from tests.jobs.conftest import worker_process
from tests.jobs.oddities import STAGE
from tests.web.dashboard import pytestmark
from tests.web.test_dashboard_access import import_sample
from tests.web.words import Language, Say, words

__all__ = ["pytestmark"]

LANGUAGES: Final = {"en": "en-GB", "uk": "uk-UA", "ru": "ru-RU"}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture
def say(language: Language) -> Say:
    return words(language)


@pytest.fixture
async def page(site: Any, browser: Browser, language: Language) -> AsyncGenerator[Page]:
    """A browser whose reader speaks *language*."""
    context = await browser.new_context(
        base_url=site.url, locale=LANGUAGES[language], reduced_motion="reduce"
    )
    yield await context.new_page()
    await context.close()


async def test_an_operator_gets_through_the_day(
    site: Any, page: Page, say: Say, queue: Any, db: Connection
) -> None:
    await db.execute(STAGE)
    await sign_in(site, page, say)
    async with worker_process(site.database):
        await watch_an_import(site, page, say)
        await mend_what_failed(page, say, queue, db)
        await hold_up_the_queue(page, say, queue)
        await decide_on_knowledge(page, say)
        await carry_out_a_run(page, say)
    await sign_out(page, say)


async def test_words_are_asked_for_in_one_language_and_while_the_program_is_on_its_way(
    site: Any, page: Page, say: Say, language: Language
) -> None:
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))

    await page.goto("/")

    await expect(page.get_by_text(say("app.tagline"))).to_be_visible()
    assert [name[:3] for name in asked if name[:3] in {"en-", "uk-", "ru-"}] == [f"{language}-"]
    [ahead] = await page.locator("link[rel=modulepreload]").all()
    assert f"/{language}-" in str(await ahead.get_attribute("href"))


def panel(page: Page, id: int, say: Say) -> Locator:
    return page.get_by_role("complementary", name=say("task.panel", id=id))


def row(page: Page, id: int) -> Locator:
    cell = page.get_by_role("cell", name=str(id), exact=True)
    return page.locator("[role=row][data-open]").filter(has=cell)


def button(where: Page | Locator, name: str) -> Locator:
    return where.get_by_role("button", name=name, exact=True)


async def go(page: Page, name: str) -> None:
    """Go to a page by the sidebar."""
    named = page.get_by_text(name, exact=True)
    link = page.get_by_role("navigation").get_by_role("link").filter(has=named)
    await link.click()
    await expect(link).to_have_attribute("aria-current", "page")


async def sign_in(site: Any, page: Page, say: Say) -> None:
    await page.goto("/")
    await expect(page.get_by_text(say("landing.lead"))).to_be_visible()
    await page.get_by_label(say("signin.email")).fill(site.admin_email)
    await page.get_by_label(say("signin.password")).fill(site.admin_password)
    await button(page, say("signin.submit")).click()
    await expect(page.get_by_text(say("tasks.empty"), exact=True)).to_be_visible()


async def watch_an_import(site: Any, page: Page, say: Say) -> None:
    id = await import_sample(site)
    await expect(row(page, id)).to_contain_text(say("state.completed"), timeout=60_000)
    # By the keyboard: what the import defers comes in above, and would move it from under a pointer.
    await row(page, id).get_by_role("link").press("Enter")
    opened = panel(page, id, say)
    await opened.get_by_role("tab", name=say("task.tab.trace")).click()
    await expect(opened.get_by_role("treeitem").first).to_be_visible(timeout=20_000)
    await button(opened, say("task.close")).click()


async def mend_what_failed(page: Page, say: Say, queue: Any, db: Connection) -> None:
    id = await queue.defer(name="need", args={"gate": "harbour"})
    await go(page, say("nav.errors"))
    await page.get_by_role("link", name="there is no gate harbour").click()
    await page.get_by_role("link", name=f"#{id}").click()
    await expect(panel(page, id, say)).to_contain_text(say("state.failed"))

    await db.execute("insert into gate values ('harbour')")
    await button(panel(page, id, say), say("task.retry")).click()

    await expect(panel(page, id, say)).to_contain_text(say("state.completed"))
    await expect(panel(page, id, say)).to_contain_text(f"{say('task.attempt')} 2")


async def hold_up_the_queue(page: Page, say: Say, queue: Any) -> None:
    await go(page, say("nav.tasks"))
    await button(page, say("queue.pause")).click()
    await page.get_by_label(say("queue.reason")).fill("upgrading")
    await page.keyboard.press("Enter")
    notice = page.get_by_role("status").filter(has_text="upgrading")
    await expect(button(notice, say("queue.resume"))).to_be_visible()
    id = await queue.defer(name="give", args={"what": "plain"})
    await row(page, id).get_by_role("link").click()
    await expect(panel(page, id, say).get_by_role("status")).to_contain_text("upgrading")

    await button(notice, say("queue.resume")).click()

    await expect(row(page, id)).to_contain_text(say("state.completed"))


async def approve(page: Page, say: Say) -> str:
    """Approve the proposal that is open, and return its title."""
    opened = page.get_by_role("complementary", name=say("proposals.one"))
    title = await opened.get_by_role("heading").first.inner_text()
    await button(opened, say("proposals.approve")).click()
    await expect(opened.get_by_role("heading", name=title)).to_have_count(0)
    return title


async def decide_on_knowledge(page: Page, say: Say) -> None:
    await go(page, say("nav.proposals"))
    title = await approve(page, say)
    await go(page, say("nav.topics"))
    await expect(page.get_by_role("heading", name=title)).to_be_visible()


async def carry_out_a_run(page: Page, say: Say) -> None:
    await go(page, say("nav.runs"))
    await button(page, say("runs.new")).click()
    await page.get_by_role("radio", name=say("runs.source.knowledge")).check()
    await page.get_by_label(say("runs.from"), exact=True).fill("2020-01-01T00:00")
    await button(page, say("runs.create")).click()
    opened = page.get_by_role("complementary")
    await button(opened, say("runs.start")).click()
    await expect(opened).to_contain_text(say("runs.state.completed"))
    await opened.get_by_role("link", name=say("runs.review_one", count=1)).click()
    await approve(page, say)
    await go(page, say("nav.runs"))
    await page.get_by_role("link").filter(has_text=say("runs.state.reviewed")).click()
    await expect(opened).to_contain_text(say("runs.next.reviewed"))
    await button(opened, say("runs.close")).click()
    await expect(opened).to_contain_text(say("metrics.run"))


async def sign_out(page: Page, say: Say) -> None:
    await page.get_by_role("button", name=say("menu.account")).click()
    await page.get_by_role("menuitem", name=say("menu.signout")).click()
    await expect(page.get_by_text(say("landing.lead"))).to_be_visible()

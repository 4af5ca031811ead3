"""The first page of an installation makes its first administrator, in a real browser."""

import re
from collections.abc import AsyncGenerator
from types import SimpleNamespace

import pytest
from playwright.async_api import Page, expect

from orakul import people, setup
from orakul.database import Connection
from orakul.settings import Settings
from tests.web.dashboard import live, pytestmark
from tests.web.test_setup import serving

__all__ = ["pytestmark"]

PASSWORD = "correct horse battery"


@pytest.fixture
async def site(database: str, settings: Settings) -> AsyncGenerator[SimpleNamespace]:
    """A web process that nobody may sign in to."""
    async with serving(database, settings) as url:
        yield SimpleNamespace(url=url)


async def fill(page: Page, code: str) -> None:
    for label, text in {
        "Set-up code": code,
        "Your name": "Ada",
        "E-mail": "ada@example.com",
        "Password": PASSWORD,
    }.items():
        await page.get_by_label(label).fill(text)
    await page.get_by_role("button", name="Make the first administrator").click()


async def test_the_code_makes_the_administrator_whose_pages_open(
    visitor: Page, db: Connection
) -> None:
    code = await setup.offer(db)
    assert code is not None
    await visitor.goto("/topics")
    await expect(visitor.get_by_role("heading", name="Set up Orakul")).to_be_visible()
    await fill(visitor, "AAAAAA-AAAAAA-AAAAAA-AAAAAA")
    await expect(visitor.get_by_role("alert")).to_contain_text("code: no server printed this one")
    await fill(visitor, code)
    await live(visitor)

    await expect(visitor).to_have_url(re.compile("/topics$"))
    assert await db.fetchval("select email from orakul.person") == "ada@example.com"


async def test_who_comes_second_is_asked_to_sign_in(visitor: Page, db: Connection) -> None:
    code = await setup.offer(db)
    assert code is not None
    await visitor.goto("/")
    await expect(visitor.get_by_role("heading", name="Set up Orakul")).to_be_visible()
    await people.first_administrator(db, "bo@example.com", PASSWORD)
    await fill(visitor, code)

    await expect(visitor.get_by_role("heading", name="Sign in to Orakul")).to_be_visible()

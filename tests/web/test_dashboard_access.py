"""Every page is for everybody: no rule of WCAG 2.2 AA that a program can check is broken."""

import asyncio
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import pytest
from playwright.async_api import CDPSession, Page, expect

from orakul import projects
from orakul.database import Acting, Connection, acting
from orakul.experiments import creating, material
from orakul.experiments.material import Labelled
from orakul.messages import importing
from orakul.tasks import control
from tests.jobs.conftest import worker_process
from tests.web.dashboard import pytestmark
from tests.web.test_dead_letters import Dead, dead
from web.command.up import SAMPLE
from web.pages import DIST

__all__ = ["dead", "pytestmark"]

AXE: Final = DIST.parent / "node_modules" / "axe-core" / "axe.min.js"
CHECK: Final = """async (runOnly) => {
  const only = { runOnly, resultTypes: ['violations'], selectors: false }  // takes a seventh less
  const { violations } = await axe.run(document, only)
  return violations.flatMap(({ id, nodes }) => nodes.map(
    ({ html, any, all, none }) =>
      `${id}: ${html.slice(0, 200)} ${[...any, ...all, ...none].map(each => each.message).join()}`
  ))
}"""
# What is looked for first in one theme, then in the other, which differs in colours alone.
RULES: Final[Sequence[tuple[Literal["light", "dark"], Mapping[str, Any]]]] = (
    ("light", {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}),
    ("dark", {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}),
)
# What can be pressed and is smaller than a fingertip; links within lines of text may be.
SMALL: Final = """() => [...document.querySelectorAll('button, select, input, summary, [role=tab]')]
  .filter(each => each.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }))
  .map(each => each.matches('[type=radio], [type=checkbox]')
    ? each.closest('label, .mantine-Checkbox-body') ?? each : each)
  .map(each => [each, each.getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && (width < 44 || height < 44))
  .map(([each, { width, height }]) =>
    `${Math.round(width)}x${Math.round(height)} ${each.outerHTML.slice(0, 250)}`)
"""
# Links of a log's rows that do not take all of their row.
SMALL_LINKS: Final = """() => [...document.querySelectorAll('[role=cell] a')]
  .filter(each => getComputedStyle(each, '::after').position !== 'absolute')
  .filter(each => each.getBoundingClientRect().height < 44)
  .map(each => each.outerHTML)
"""
# What makes the page wider than a phone, so that all of it moves sideways.
SIDEWAYS: Final = """() => {
  const { scrollWidth, clientWidth } = document.documentElement
  return scrollWidth > clientWidth ? [`${scrollWidth} px wide, scrolls sideways`] : []
}"""
UNFINISHED: Final = "select count(*) from orakul.task where state in ('pending', 'in_progress')"
PAGES: Final = (
    "/?task={failed}",
    "/?task={imported}&tab=logs",
    "/?task={imported}&tab=trace",
    "/?q=state:(",
    "/?chart=wait&by=task&q=ended:2026-01-01T00:00:00Z..2200-01-01T00:00:00Z",
    "/?as_of={moment}",
    "/events",
    "/errors",
    "/queues",
    "/workers",
    "/schedules",
    "/traces",
    "/traces?sort=duration&from=2020-01-01T00:00:00Z",
    "/alerts",
    "/proposals",
    "/runs",
    "/experiments",
    "/experiments/{experiment}",
    "/task-items",
    "/topics",
    "/topics?show=atoms",
    "/messages",
    "/messages?q=payments&by=both",
    "/projects",
    "/people",
    "/system",
    "/account",
    "/no/such/page",
)
THERE: Final = re.compile("Live|Past")


async def import_sample(site: Any) -> int:
    """Begin to read the sample chat, and return the task's id."""
    async with acting(site.db, Acting("test", owner_id=site.admin.id)):
        project = await projects.find_or_create(site.db, "demo")
        content = io.BytesIO(await asyncio.to_thread(SAMPLE.read_bytes))
        export = await importing.examine(content)
        begun = await importing.begin(site.db, export, "chat.json", project_id=project.id)
    assert begun.task_id is not None
    return begun.task_id


async def begin_experiment(site: Any) -> int:
    """Begin to classify a few texts, of which one says nothing, and return the experiment's id."""
    said = {"the invoice fails": "invoices", "a password is lost": "passwords", "👍": "passwords"}
    async with acting(site.db, Acting("test", owner_id=site.admin.id)):
        project = await projects.find_or_create(site.db, "demo")
        items = [Labelled(text, label) for text, label in said.items()]
        given = await material.given(site.db, project.id, items)
        shape = await creating.create(site.db, project.id, given, name="Subjects", by=None)
    return int(shape["id"])


async def unhandy(page: Page, screen: CDPSession) -> list[str]:
    """What is hard to hit or to read on a phone, which is what the screen is meanwhile."""
    touch = "Emulation.setTouchEmulationEnabled"
    await page.set_viewport_size({"width": 390, "height": 844})
    await screen.send(touch, {"enabled": True})  # pyright: ignore[reportUnknownMemberType]
    found: list[str] = await page.evaluate(SMALL)
    found += await page.evaluate(SMALL_LINKS)
    found += await page.evaluate(SIDEWAYS)
    await screen.send(touch, {"enabled": False})  # pyright: ignore[reportUnknownMemberType]
    await page.set_viewport_size({"width": 1280, "height": 720})
    return found


async def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands, in both themes."""
    found: list[str] = []
    for theme, rules in RULES:
        await page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {fault}" for fault in await page.evaluate(CHECK, rules)]
    return found


@pytest.mark.timeout(300)
async def test_no_page_breaks_a_rule_in_either_theme(
    site: Any, board: Page, queue: Any, dead: Dead, db: Connection
) -> None:
    screen = await board.context.new_cdp_session(board)
    axe = await asyncio.to_thread(AXE.read_text)
    ids = {"imported": await import_sample(site), "experiment": await begin_experiment(site)}
    async with asyncio.timeout(120), worker_process(site.database):
        while await db.fetchval(UNFINISHED):
            await asyncio.sleep(0.1)
    ids["failed"] = await dead("it broke")
    ids["moment"] = await db.fetchval(
        "select position || '-' || tag from orakul.event order by position desc limit 1"
    )
    await queue.defer()

    found: dict[str, list[str]] = {}
    for path in (each.format(**ids) for each in PAGES):
        await board.goto(path)
        await expect(board.get_by_role("status").filter(has_text=THERE)).to_be_visible()
        await expect(board.locator("[aria-busy=true]")).to_have_count(0)
        await board.evaluate(axe)
        found[path] = await faults(board)
        found[path] += await unhandy(board, screen)

    faulty = [f"{path}: {fault}" for path, each in found.items() for fault in each]
    assert not faulty, "\n".join(faulty)


async def test_on_a_phone_a_list_is_on_the_first_screen_and_all_else_unfolds(
    board: Page, db: Connection
) -> None:
    async with acting(db, Acting("test")):
        await control.pause(db, None, "a deploy")
        await control.pause(db, "mail", "no host")
    await board.set_viewport_size({"width": 390, "height": 844})
    await board.goto("/events?event=queue_paused")
    first = board.get_by_role("row").filter(has_text="queue_paused").first

    await expect(first).to_be_in_viewport()
    await expect(board.get_by_role("button", name="Resume")).to_have_count(0)
    await board.get_by_role("button", name="Everything paused").click()
    await board.get_by_role("button", name="Filters (1)").click()

    await expect(board.get_by_role("button", name="Resume")).to_have_count(2)
    await expect(board.get_by_role("textbox", name="Task ID")).to_be_visible()
    await board.evaluate(await asyncio.to_thread(AXE.read_text))
    assert await faults(board) == []
    screen = await board.context.new_cdp_session(board)
    assert await unhandy(board, screen) == []


@pytest.mark.timeout(120)
async def test_nothing_that_opens_breaks_a_rule_in_either_theme(
    site: Any, board: Page, queue: Any
) -> None:
    screen = await board.context.new_cdp_session(board)
    axe = await asyncio.to_thread(AXE.read_text)
    failed = await queue.defer(name="broken")
    assert await queue.take() == failed
    await queue.finish(failed, "failed", "it broke", traceback="Traceback: it broke")
    waiting = await queue.defer()
    opened = (
        (f"/?task={waiting}", "Cancel task"),
        (f"/?task={waiting}", "More actions"),
        ("/", "Views"),
        ("/", "Columns"),
        ("/account", "Make a token"),
        (f"/?task={failed}", None),
        (f"/events?task={failed}", None),
    )
    found: dict[str, list[str]] = {}
    for path, name in opened:
        await board.goto(path)
        if name is not None:
            await board.get_by_role("button", name=name, exact=True).click()
            await expect(board.locator("[role=dialog], [role=menu]")).to_be_visible()
        elif path.startswith("/events"):
            await expect(board.locator("main [role=cell] a").first).to_be_visible()
        else:
            await board.locator("summary").filter(has_text="Traceback").click()
        await board.evaluate(axe)
        found[f"{path} {name}"] = await faults(board) + await unhandy(board, screen)

    faulty = [f"{path}: {fault}" for path, each in found.items() for fault in each]
    assert not faulty, "\n".join(faulty)

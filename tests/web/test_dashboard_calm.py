"""While the stream is up, a page asks the server for nothing that has not changed.

Time alone changes what some pages show: they ask once when that is. What no event tells its
reader of is asked for when they open the page, come back to it or say so. The page's own clock is wound on here, so nobody waits for it.
"""

import asyncio
import re
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.async_api import Page, Request, Route, expect

from orakul import database, workers
from orakul.database import Connection
from orakul.schedules import Declared
from orakul.workers import this_process
from tests.web import dashboard
from tests.web.dashboard import enter, live, rows
from web.identity import COOKIE

pytestmark = dashboard.pytestmark

# ms, longer than any clock that a page ever had; what a page takes for a sleep is longer still
A_WHILE: Final = 70_000
THROTTLE: Final = 6000  # ms until all that events made old is read again
BARRIER: Final = "/health/live"
STREAM: Final = "/api/events/stream"
TRACE: Final = "0af7651916cd43dd8448eb211c80319c"
YEARLY: Final = Declared("tidy", "", "slow", "0 0 29 2 *", {})


class Asked:
    """What a page asks the server for, but for the stream."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._pending: set[Request] = set()
        self.paths: list[str] = []
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def _begin(self, request: Request) -> None:
        path = urlsplit(request.url).path
        if path not in (STREAM, BARRIER):
            self._pending.add(request)
            self.paths.append(path)

    def _end(self, request: Request) -> None:
        self._pending.discard(request)

    async def settle(self) -> None:
        """Wait until all that the page asked for has come, and it asks for no more."""
        known = -1
        while known != len(self.paths) or self._pending:
            known = len(self.paths)
            await self._all_seen()

    async def within(self, ms: int) -> list[str]:
        """Wind the page's clock on, and return what it asked for meanwhile."""
        self.paths.clear()
        await self._page.clock.fast_forward(ms)
        await self._all_seen()
        return list(self.paths)

    async def _all_seen(self) -> None:
        """Requests are told of in their order: all before this one are known then."""
        await self._page.evaluate(
            "path => new Promise(done => setTimeout(done, 50)).then(() => fetch(path))", BARRIER
        )


async def seed(db: Connection, queue: Any) -> None:
    """Have something on the pages that once looked by the clock."""
    await workers.start(db, replace(this_process(), schedules=[YEARLY]))
    await workers.stop(db, await queue.work(name="gone-1"))
    await queue.defer(traceparent=f"00-{TRACE}-b7ad6b7169203331-01")
    await db.execute("update orakul.task set state_since = now() - interval '1 minute'")


async def test_no_page_asks_for_anything_while_nothing_happens(
    site: Any, visitor: Page, queue: Any, db: Connection
) -> None:
    await seed(db, queue)
    await visitor.clock.install()
    asked = Asked(visitor)
    await enter(site, visitor, site.admin, f"/traces/{TRACE}")
    await expect(visitor.get_by_text(TRACE)).to_be_visible()
    links = visitor.get_by_role("navigation").get_by_role("link")
    await asked.within(THROTTLE)
    await asked.settle()
    found = {"trace": await asked.within(A_WHILE)}
    paths = await links.evaluate_all("links => links.map(link => link.pathname)")

    for path in paths:
        section = visitor.locator("main section").first
        before = await section.element_handle()
        await visitor.locator(f"nav a[href^='{path}']").first.click()
        # The page left stays until the one asked for has been loaded.
        await before.wait_for_element_state("hidden")
        await expect(section).to_be_visible()
        await asked.settle()
        found[path] = await asked.within(A_WHILE)

    assert {"/", "/workers", "/schedules", "/traces", "/system"} <= set(paths)
    assert {path: paths for path, paths in found.items() if paths} == {}
    await live(visitor)


async def test_a_page_reads_nothing_twice_as_it_opens_and_misses_nothing_meanwhile(
    site: Any, visitor: Page, queue: Any
) -> None:
    await queue.defer(name="before")
    asked = Asked(visitor)
    late = asyncio.Event()

    async def hold(route: Route) -> None:
        await late.wait()
        await route.continue_()

    await visitor.route(f"**{STREAM}*", hold)
    token = await site.access_token(site.admin)
    await visitor.context.add_cookies([{"name": COOKIE, "value": token, "url": site.url}])
    await visitor.goto("/")
    await expect(rows(visitor)).to_have_count(1)
    await asked.settle()
    await queue.defer(name="meanwhile")  # the stream is not open yet, and the list is read
    read = [path for path in asked.paths if path.startswith("/api/")]
    asked.paths.clear()
    late.set()
    await live(visitor)

    await expect(rows(visitor)).to_have_count(2)
    await asked.settle()
    assert "/api/tasks" in read
    assert len(read) == len(set(read)), read
    assert "/api/tasks" not in asked.paths


async def test_progress_alone_makes_nothing_be_read_again(
    site: Any, visitor: Page, queue: Any, db: Connection
) -> None:
    id = await queue.defer(name="long")
    assert await queue.take() == id
    await visitor.clock.install()
    asked = Asked(visitor)
    await enter(site, visitor, site.admin)
    await expect(rows(visitor)).to_have_count(1)
    await asked.within(THROTTLE)
    await asked.settle()
    asked.paths.clear()

    for done in (1, 5):
        await database.execute(db, "set_progress", id, done, 10, "pieces")
        await expect(rows(visitor)).to_contain_text(f"{10 * done}%")
    await asked.settle()

    assert asked.paths == []


async def test_the_system_is_measured_after_events_and_when_somebody_asks(
    site: Any, visitor: Page, queue: Any
) -> None:
    await visitor.clock.install()
    asked = Asked(visitor)
    await enter(site, visitor, site.admin, "/system")
    again = visitor.get_by_role("button", name="Refresh")
    await expect(again).to_be_visible()
    await asked.within(THROTTLE)
    await asked.settle()

    idle = await asked.within(A_WHILE)
    async with visitor.expect_request("**/api/system"):
        await queue.defer()
    await asked.settle()
    asked.paths.clear()
    await again.click()
    await asked.settle()

    assert idle == []
    assert "/api/system" in asked.paths


async def test_header_and_chart_are_read_again_when_a_task_leaves_what_they_tell_of(
    site: Any, board: Page, queue: Any
) -> None:
    await board.clock.install()
    await enter(site, board, site.admin)
    asked = Asked(board)
    throughput = board.get_by_role("img", name=re.compile("^Last hour: 1 task ended"))
    await queue.fail()
    await expect(throughput).to_be_visible()
    await asked.within(THROTTLE)
    await asked.settle()

    early = await asked.within(1000)
    late = await asked.within(A_WHILE)

    for path in ("/api/metrics/summary", "/api/metrics/series"):
        assert path not in early
        assert late.count(path) == 1


async def test_whoever_hears_of_nothing_reads_again_by_a_button_and_by_the_clock_without_a_stream(
    site: Any, visitor: Page, queue: Any, db: Connection
) -> None:
    await seed(db, queue)
    await visitor.clock.install()
    asked = Asked(visitor)
    await enter(site, visitor, await site.person("member"), "/workers")
    heartbeats = visitor.get_by_role("cell").filter(has_text="ago")
    await expect(heartbeats.first).to_be_visible()
    await asked.within(THROTTLE)
    await asked.settle()
    untold = await asked.within(A_WHILE)
    await visitor.get_by_role("button", name="Refresh").click()
    await asked.settle()
    by_button = list(asked.paths)

    await visitor.route(f"**{STREAM}*", lambda route: route.abort())
    token = await site.access_token(site.admin)
    await visitor.context.add_cookies([{"name": COOKIE, "value": token, "url": site.url}])
    await visitor.goto("/workers")
    await expect(heartbeats.first).to_be_visible()
    await asked.settle()
    unheard = await asked.within(A_WHILE)

    assert untold == []
    assert by_button == ["/api/workers"]
    assert {"/api/workers", "/api/metrics/summary"} <= set(unheard)

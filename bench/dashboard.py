"""The dashboard in a real browser: how soon it is there, how soon it shows, how smooth it is.

    python -m bench.dashboard [TASKS]

The whole web process over a durable PostgreSQL, and Chromium without a graphics card. The list
holds all tasks, each of them loaded by scrolling, while more are deferred at a steady rate; a
task counts as shown with the frame after the one that it came in. Beside it stands, in turns
within the same run, the least that a page can do with the same stream: a bare EventSource that
writes a line of text for each event, in a list of as many lines.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bench.live.served import served
from bench.results import record
from bench.throughput import DEFER
from orakul import database, people
from orakul.database import Connection
from scripts import chromium
from sql.migrate import migrate
from sql.server import EmbeddedServer

TASKS: Final = 10_000
RATE: Final = 50  # tasks a second
SHOWN: Final = 500  # tasks that are deferred while somebody looks
ROUNDS: Final = 3
SCROLLED: Final = 3000  # ms of scrolling
EMAIL: Final = "admin@example.com"
PASSWORD: Final = "for the measuring"

BARE: Final = """<!doctype html><title>bare</title>
<ul style="height:90vh;overflow:auto"></ul><script>
new EventSource('/api/tasks/subscribe').onmessage = ({ data }) => {
  const line = document.createElement('li')
  line.dataset.id = JSON.parse(data).data.task_id
  line.textContent = line.dataset.id
  document.querySelector('ul').prepend(line)
}
</script>"""
# Notes when the frame was over in which each id was first in the document.
NOTE: Final = """selector => {
  window.shown = {}
  const over = new MessageChannel()
  let fresh = []
  over.port1.onmessage = () => {
    const now = performance.timeOrigin + performance.now()
    for (const id of fresh) window.shown[id] = now
    fresh = []
  }
  new MutationObserver(() => requestAnimationFrame(() => {
    for (const each of document.querySelectorAll(selector)) {
      const id = each.textContent
      if (!(id in window.shown)) { window.shown[id] = 0; fresh.push(id) }
    }
    over.port2.postMessage(0)
  })).observe(document.body, { subtree: true, childList: true, characterData: true })
}"""
READY: Final = """
window.ready = new Promise(resolve => {
  const look = () => document.querySelector('[role=row][data-open]')
    ? resolve(performance.now())
    : requestAnimationFrame(look)
  requestAnimationFrame(look)
})
"""
LOAD_ALL: Final = """async () => {
  const body = document.querySelector('[role=row][data-open]').closest('[role=rowgroup]')
  while (document.querySelector('[role=table]').ariaRowCount === '-1') {
    body.scrollTop = body.scrollHeight
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  body.scrollTop = 0
}"""
FILL: Final = """count => {
  const lines = Array.from({ length: count }, (_, index) => `<li>${index} nothing</li>`)
  document.querySelector('ul').innerHTML = lines.join('')
}"""
SCROLL: Final = """async ({ ms, row }) => {
  const body = document.querySelector(row).closest('[role=rowgroup], ul')
  const begun = performance.now()
  let frames = 0
  while (performance.now() - begun < ms) {
    await new Promise(resolve => requestAnimationFrame(resolve))
    body.scrollTop += 120
    frames += 1
  }
  body.scrollTop = 0
  return 1000 * frames / (performance.now() - begun)
}"""
UNTIL_SHOWN: Final = """id => new Promise(resolve => {
  const look = () => window.shown[id] > 0 ? resolve() : requestAnimationFrame(look)
  look()
})"""
IDS: Final = "[role=row][data-open] > :nth-child({column})"


async def defer_paced(db: Connection) -> Mapping[str, float]:
    """Defer tasks at the rate; return when the commit of each was sent, in ms since 1970."""
    sent: dict[str, float] = {}
    began = time.perf_counter()
    for number in range(SHOWN):
        await asyncio.sleep(began + number / RATE - time.perf_counter())
        transaction = db.transaction()
        await transaction.start()
        [id] = await db.fetchval(DEFER, "nothing", time.time(), 1)
        sent[str(id)] = 1000 * time.time()
        await transaction.commit()
    return sent


async def latencies(page: Page, db: Connection, selector: str) -> list[float]:
    """Milliseconds from commit to screen of tasks that come while the page is open."""
    await page.evaluate(NOTE, selector)
    sent = await defer_paced(db)
    await page.evaluate(UNTIL_SHOWN, list(sent)[-1])
    shown: dict[str, float] = await page.evaluate("window.shown")
    late = [id for id in sent if not shown.get(id)]
    assert not late, f"{len(late)} of {len(sent)} tasks were never seen"
    return sorted(shown[id] - sent[id] for id in sent)


async def sign_in(browser: Browser, url: str) -> BrowserContext:
    context = await browser.new_context(base_url=url, viewport={"width": 1280, "height": 800})
    credentials = {"email": EMAIL, "password": PASSWORD}
    answer = await context.request.post("/api/auth/login", data=credentials)
    assert answer.ok, await answer.text()
    return context


async def first_load(browser: Browser, url: str) -> tuple[float, float]:
    """Milliseconds until the list stands there, and KiB that came for it, with an empty cache."""
    context = await sign_in(browser, url)
    page = await context.new_page()
    network = await context.new_cdp_session(page)
    await network.send("Network.enable")  # pyright: ignore[reportUnknownMemberType]
    sizes: list[float] = []

    def ended(event: Mapping[str, Any]) -> None:
        sizes.append(event["encodedDataLength"])

    network.on("Network.loadingFinished", ended)
    await page.add_init_script(READY)
    await page.goto("/")
    ready: float = await page.evaluate("window.ready")
    await context.close()
    return ready, sum(sizes) / 1024


async def board(context: BrowserContext) -> Page:
    """Return the page with all its tasks loaded, at the top of the list."""
    page = await context.new_page()
    await page.goto("/")
    await page.locator("[role=row][data-open]").first.wait_for()
    await page.evaluate(LOAD_ALL)
    return page


async def bare(context: BrowserContext, url: str) -> Page:
    page = await context.new_page()
    await page.route(
        f"{url}/bare", lambda route: route.fulfill(body=BARE, content_type="text/html")
    )
    async with page.expect_response(lambda answer: "subscribe" in answer.url):
        await page.goto("/bare")
    return page


async def column_of_ids(page: Page) -> str:
    """Return what selects the cells with the ids of tasks."""
    headers = await page.locator("[role=columnheader]").all_inner_texts()
    return IDS.format(column=1 + [text.strip() for text in headers].index("ID"))


async def measure(url: str, dsn: str, browser: Browser, tasks: int) -> None:
    db = await database.connect(dsn)
    await first_load(browser, url)  # the server is warm from now on
    loads = [await first_load(browser, url) for _ in range(ROUNDS)]
    tell("time_to_interactive_ms", statistics.median(ms for ms, _ in loads))
    tell("first_load_kib", statistics.median(kib for _, kib in loads))
    context = await sign_in(browser, url)
    for name, opened in (("bare_", bare(context, url)), ("", board(context))):
        page = await opened
        selector = "[data-id]" if name else await column_of_ids(page)
        took = await latencies(page, db, selector)
        tell(f"{name}commit_to_pixel_p50_ms", took[len(took) // 2])
        tell(f"{name}commit_to_pixel_p95_ms", took[len(took) * 95 // 100])
        if name:
            await page.evaluate(FILL, tasks)
        deferring = asyncio.create_task(defer_paced(db))
        scrolled = {"ms": SCROLLED, "row": "li" if name else "[role=row][data-open]"}
        tell(f"{name}scroll_frames_per_second", await page.evaluate(SCROLL, scrolled))
        await deferring
        await page.close()
    await context.close()
    await db.close()


def tell(name: str, value: float) -> None:
    print(f"{name:30}{value:10.1f}", flush=True)
    record(name, value)


async def prepare(dsn: str, tasks: int) -> None:
    await migrate(dsn)
    db = await database.connect(dsn)
    await people.add_person(db, EMAIL, "Admin", "admin", PASSWORD)
    await db.execute(DEFER, "nothing", time.time(), tasks)
    await db.close()


async def main() -> None:
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else TASKS
    with (
        tempfile.TemporaryDirectory(prefix="orakul-", dir="/var/tmp") as data,
        EmbeddedServer(Path(data)) as server,
    ):
        await prepare(server.dsn, tasks)
        async with (
            served("bench.live.site", server.dsn) as site,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=chromium.path(), args=chromium.QUIET
            )
            await measure(f"http://127.0.0.1:{site.port}", server.dsn, browser, tasks)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())

"""Take pictures of the dashboard, from a running Orakul.

    python -m scripts.screenshots URL EMAIL PASSWORD          those of the documents
    python -m scripts.screenshots URL EMAIL PASSWORD FOLDER   every page, into FOLDER

The documents have pictures of 1280 by 800 pixels in ``docs/pictures``, in both themes. To look at
every page, each is taken at the widths of a phone, a notebook and a wide screen, in both themes.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from scripts import chromium

PICTURES: Final = Path(__file__).parents[1] / "docs" / "pictures"

# Tasks that say something in their detail, the most telling first.
TELLING: Final = ("ingest_telegram_messages_task", "extract_knowledge_from_messages_task", "")

Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")

NOTEBOOK: Final[ViewportSize] = {"width": 1280, "height": 800}
SCREENS: Final[tuple[ViewportSize, ...]] = (
    {"width": 390, "height": 844},
    NOTEBOOK,
    {"width": 1920, "height": 1080},
)

DRAWN: Final = 700  # ms

DOCUMENTED: Final = {
    "board": "/?task={task}",
    "trace": "/?task={task}&tab=trace",
    "proposals": "/proposals",
}
EVERY: Final = {
    **DOCUMENTED,
    "tasks": "/",
    "logs": "/?task={task}&tab=logs",
    **{
        name: f"/{name}"
        for name in (
            *("events", "errors", "queues", "workers", "schedules", "traces", "alerts"),
            *(
                "runs",
                "experiments",
                "task-items",
                "topics",
                "messages",
                "projects",
                "people",
                "system",
            ),
            "account",
        )
    },
}


def main(url: str, email: str, password: str, folder: Path | None) -> None:
    """Sign in at *url* and take the pictures."""
    pages = DOCUMENTED if folder is None else EVERY
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.QUIET)
        for scheme in SCHEMES:
            for screen in (NOTEBOOK,) if folder is None else SCREENS:
                page = signed_in(browser, scheme, screen, url, email, password)
                ending = scheme if folder is None else f"{scheme}-{screen['width']}"
                take(page, pages, folder or PICTURES, ending)
                page.close()
        browser.close()


def signed_in(
    browser: Browser, scheme: Scheme, screen: ViewportSize, url: str, email: str, password: str
) -> Page:
    """Return the page of somebody who has signed in, with its stream open."""
    page = browser.new_page(
        base_url=url, viewport=screen, color_scheme=scheme, reduced_motion="reduce"
    )
    page.goto("/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    settle(page)
    return page


def take(page: Page, pages: Mapping[str, str], folder: Path, ending: str) -> None:
    """Take a picture of each of *pages*."""
    folder.mkdir(parents=True, exist_ok=True)
    task = telling(newest(page, name) for name in TELLING)
    for name, path in pages.items():
        page.goto(path.format(task=task))
        settle(page)
        picture = folder / f"{name}-{ending}.png"
        page.screenshot(path=picture)
        print(picture)


def settle(page: Page) -> None:
    """Wait until the stream is open, what was asked for is there, and charts are drawn."""
    page.locator("header [role=status], header button").filter(has_text="Live").first.wait_for()
    page.locator("[aria-busy=true]").first.wait_for(state="detached")
    page.wait_for_timeout(DRAWN)


def telling(found: Iterable[str | None]) -> str:
    """Return the first task of *found* that there is."""
    task = next(filter(None, found), None)
    if task is None:
        sys.exit("There is no task to show yet: import a chat first.")
    return task


def newest(page: Page, name: str) -> str | None:
    """Return the id of the newest task of this name, of any name where it is empty."""
    answer = page.request.get("/api/tasks", params={"limit": 1, **({"name": name} if name else {})})
    items = answer.json()["items"]
    return items[0]["id"] if items else None


if __name__ == "__main__":
    match sys.argv[1:]:
        case [url, email, password]:
            main(url, email, password, None)
        case [url, email, password, folder]:
            main(url, email, password, Path(folder))
        case _:
            sys.exit(__doc__)

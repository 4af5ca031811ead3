"""Take the pictures of the live page for the documents, from a running Orakul.

    python -m scripts.screenshots URL EMAIL PASSWORD [FOLDER]

Writes ``board-light.png`` and ``board-dark.png`` into FOLDER (``docs/pictures``), each of
1280 by 800 pixels: the task list with the task open that tells most.
"""

import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from scripts import chromium

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"

# Tasks that say something in their detail, the most telling first.
TELLING = ("ingest_telegram_messages_task", "extract_knowledge_from_messages_task", "")

Scheme = Literal["light", "dark"]


def main(url: str, email: str, password: str, folder: Path = PICTURES) -> None:
    """Sign in at *url* and take both pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.QUIET)
        schemes: tuple[Scheme, ...] = ("light", "dark")
        for scheme in schemes:
            picture = folder / f"board-{scheme}.png"
            page = open_board(browser, scheme, url, email, password)
            open_task(page)
            page.screenshot(path=picture)
            print(picture)
        browser.close()


def open_board(browser: Browser, scheme: Scheme, url: str, email: str, password: str) -> Page:
    """Return the page of somebody who has signed in, with its stream open."""
    page = browser.new_page(
        base_url=url,
        viewport={"width": 1280, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page.goto("/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("status").filter(has_text="Live").wait_for()
    return page


def open_task(page: Page) -> None:
    """Open the newest task of the most telling kind that there is."""
    found = next(filter(None, (newest(page, name) for name in TELLING)), None)
    if found is None:
        sys.exit("There is no task to show yet: import a chat first.")
    page.goto(f"/?task={found}")
    page.get_by_role("heading", name="History").wait_for()
    page.get_by_role("status").filter(has_text="Live").wait_for()


def newest(page: Page, name: str) -> str | None:
    """Return the id of the newest task of this name, of any name where it is empty."""
    answer = page.request.get("/api/tasks", params={"limit": 1, **({"name": name} if name else {})})
    items = answer.json()["items"]
    return items[0]["id"] if items else None


if __name__ == "__main__":
    match sys.argv[1:]:
        case [url, email, password]:
            main(url, email, password)
        case [url, email, password, folder]:
            main(url, email, password, Path(folder))
        case _:
            sys.exit(__doc__)

"""A chat's history comes in by a button or by a drop, and one watches what becomes of it."""

import json
import re
from typing import Any, Final

import pytest
from playwright.async_api import Locator, Page, expect

from orakul.settings import Settings
from tests.jobs.conftest import worker_process
from tests.web.dashboard import enter, pytestmark, stay, stayed
from tests.web.sending import sending
from tests.web.test_uploads import until
from web.imports import EXAMPLE

__all__ = ["pytestmark"]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"imports_per_person": 1})


# Drags a file of this text over the page; `type` is what the browser tells.
DRAG: Final = """([type, name, text]) => {
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(new File([text], name, { type: 'application/json' }))
  const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })
  document.querySelector('main').dispatchEvent(event)
}"""


def export(*texts: str) -> str:
    [first] = EXAMPLE["messages"]
    messages: list[Any] = [{**first, "id": id, "text": text} for id, text in enumerate(texts, 1)]
    messages[0]["type"] = "novelty"
    return json.dumps({**EXAMPLE, "messages": [*messages, "no message"]})


async def opened(page: Page) -> Locator:
    """Open the dialog that imports, by its button."""
    await page.get_by_role("button", name="Import").click()
    return page.get_by_role("dialog", name="Import a chat")


@pytest.mark.timeout(180)
async def test_a_dropped_file_is_imported_and_its_outcome_told(site: Any, visitor: Page) -> None:
    person = await site.person("ada", demo="member", other="viewer")
    await enter(site, visitor, person, "/messages")
    await stay(visitor)
    text = export("The build of Monday failed", "Who looks at it?")

    await visitor.evaluate(DRAG, ["dragover", "chat.json", text])
    await expect(visitor.get_by_text("Drop the export here to import it")).to_be_visible()
    await visitor.evaluate(DRAG, ["drop", "chat.json", text])
    dialog = visitor.get_by_role("dialog", name="Import a chat")
    await expect(visitor.get_by_text("Drop the export here")).to_have_count(0)
    # Whoever may make none is offered none that is new.
    await expect(dialog.get_by_label("Project").locator("option")).to_have_text(["Demo"])
    await dialog.get_by_role("button", name="Import").click()
    await expect(dialog.get_by_text("Pending")).to_be_visible()
    async with worker_process(site.database):
        await expect(dialog.get_by_text("2 new messages")).to_be_visible(timeout=60_000)

    await expect(dialog.get_by_text("1 could not be read")).to_be_visible()
    await expect(
        dialog.get_by_text("1 × it is not an object (first: message without id of “Release team”)")
    ).to_be_visible()
    await expect(dialog.get_by_text("1 × an unknown type of message")).to_be_visible()
    await expect(dialog.get_by_text("3 / 3")).to_be_visible()
    assert await stayed(visitor)
    await dialog.get_by_role("button", name="Close").last.click()
    await expect(visitor.get_by_text("The build of Monday failed")).to_be_visible()


async def test_what_is_refused_is_told_at_the_field_and_an_import_that_waits_is_cancelled(
    site: Any, board: Page, admin: Any
) -> None:
    await site.person("ada", demo="member", other="member")
    await admin.post("/api/admin/queue/pause", json={"reason": "the disk is full"})
    await board.goto("/messages")
    dialog = await opened(board)
    field = dialog.get_by_label("Export file")
    await expect(dialog.get_by_role("button", name="Import")).to_be_disabled()
    # Which of several is for the reader to say.
    project = dialog.get_by_label("Project", exact=True)
    await expect(project).to_have_value("")

    wrong = {"name": "notes.json", "mimeType": "application/json", "buffer": b"GIF89a"}
    await field.set_input_files([wrong])  # pyright: ignore[reportArgumentType]
    await dialog.get_by_role("button", name="Import").click()
    await expect(project).to_be_focused()
    await project.select_option("demo")
    await dialog.get_by_role("button", name="Import").click()
    await expect(dialog.get_by_role("alert")).to_have_text(
        "The file is not JSON (byte 0). Choose format JSON in Telegram Desktop and export the chat"
        " again."
    )
    right = {**wrong, "buffer": export("ok").encode()}
    await field.set_input_files([right])  # pyright: ignore[reportArgumentType]
    await expect(dialog.get_by_role("alert")).to_have_count(0)
    await dialog.get_by_role("button", name="Import").click()
    why = dialog.get_by_text(re.compile("^Paused by Admin since .* the disk is full$"))
    await expect(why).to_be_visible()
    await dialog.get_by_role("button", name="Cancel the import").click()

    await expect(dialog.get_by_text("The import was cancelled.")).to_be_visible()
    await dialog.get_by_role("link", name="Open the task of this import").click()
    await expect(board.get_by_role("complementary", name="Task 1")).to_be_visible()


async def test_a_file_there_is_no_room_for_can_be_sent_again_without_choosing_it_anew(
    site: Any, visitor: Page
) -> None:
    person = await site.person("ada", demo="member")
    script = await site.client(person)
    token = script.headers["authorization"]
    await enter(site, visitor, person, "/messages")
    dialog = await opened(visitor)
    chosen = {"name": "chat.json", "mimeType": "application/json", "buffer": export("ok").encode()}
    await dialog.get_by_label("Export file").set_input_files([chosen])  # pyright: ignore[reportArgumentType]

    async with sending(site.url, token, promised=5000, sent=b"{"):
        await until(script, 429)
        await dialog.get_by_role("button", name="Import").click()
        await expect(dialog.get_by_role("alert")).to_contain_text(
            "Wait until one has arrived, then try again."
        )
    await until(script, 204)
    await dialog.get_by_role("button", name="Try again").click()

    await expect(dialog.get_by_text("Pending")).to_be_visible()
    assert await site.db.fetchval("select name from orakul.file") == "chat.json"


async def test_an_administrator_imports_into_a_project_that_is_made_for_it(
    site: Any, board: Page
) -> None:
    await site.person("ada", demo="member")
    await board.goto("/messages")
    dialog = await opened(board)
    field = dialog.get_by_label("Export file")
    start = dialog.get_by_role("button", name="Import")
    wrong = {"name": "chat.json", "mimeType": "application/json", "buffer": b"GIF89a"}
    await field.set_input_files([wrong])  # pyright: ignore[reportArgumentType]
    await dialog.get_by_label("Project", exact=True).select_option(label="New project…")
    await dialog.get_by_label("Name of the project").fill("Release team")
    await expect(dialog.get_by_label("Short name")).to_have_value("release-team")
    await dialog.get_by_label("Short name").fill("demo")
    await start.click()
    await expect(dialog.get_by_role("alert")).to_contain_text("choose another slug")

    await dialog.get_by_label("Short name").fill("releases")
    await start.click()
    await expect(dialog.get_by_role("alert")).to_contain_text("The file is not JSON")
    # It is there, and not made again.
    await expect(dialog.get_by_label("Project", exact=True)).to_have_value("releases")
    right = {**wrong, "buffer": export("ok").encode()}
    await field.set_input_files([right])  # pyright: ignore[reportArgumentType]
    await start.click()
    await expect(dialog.get_by_text("Pending")).to_be_visible()

    found = await site.db.fetchrow(
        "select slug, name from orakul.ingestion"
        " join orakul.project on project.id = ingestion.project_id"
    )
    assert tuple(found) == ("releases", "Release team")


async def test_a_viewer_is_offered_no_import(site: Any, visitor: Page) -> None:
    await enter(site, visitor, await site.person("vi", demo="viewer"), "/messages")
    await expect(visitor.get_by_text("No messages here")).to_be_visible()

    await visitor.evaluate(DRAG, ["dragover", "chat.json", "{}"])

    await expect(visitor.get_by_role("button", name="Import")).to_have_count(0)
    await expect(visitor.get_by_text("Drop the export here")).to_have_count(0)

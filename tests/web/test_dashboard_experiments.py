"""Labelled texts are given, classified before one's eyes, and what was wrong is a click away."""

from collections.abc import Mapping
from typing import Any

from playwright.async_api import Page, expect

from orakul.database import Acting, Connection, acting
from orakul.experiments import executing
from orakul.experiments.executing import Answered
from orakul.llm import usage
from orakul.llm.engine import Classification, Usage, Verdict
from tests.web.dashboard import MARKUP, enter, pytestmark, stay, stayed
from tests.web.test_dashboard_import import DRAG

__all__ = ["pytestmark"]

TABLE = "text,label\n" + "".join(
    f"{text},{label}\n"
    for text, label in (
        ("it fails", "bug"),
        ("why?", "question"),
        (MARKUP, "bug"),
        ("it broke", "bug"),
        ("...", "question"),
    )
)
ITEMS = [{"text": "it fails", "label": "bug"}, {"text": "why?", "label": "question"}]
VERDICTS = {1: "bug", 2: "question", 3: "question", 4: "bug"}


async def some_done(
    db: Connection, id: int, most: int, verdicts: Mapping[int, str] = VERDICTS
) -> None:
    """Do a worker's part for the next *most* items."""
    async with acting(db, Acting("worker:test")):
        await executing.begin(db, id)
        items = (await executing.next_items(db, id))[:most]
        known = [
            Verdict(item.id, verdicts[item.id], 0.9, "reads so")
            for item in items
            if item.id in verdicts
        ]
        found = Classification(known, Usage("offline", "test-1"))
        await usage.charge(db, "experiment", id, found.usage)
        await executing.save(db, id, [Answered(items, 0.5, found)])
        await executing.finish(db, id)


async def test_texts_are_pasted_and_the_result_comes_by_itself(
    site: Any, visitor: Page, db: Connection
) -> None:
    ada = await site.person("ada", demo="member")
    await enter(site, visitor, ada, "/experiments")
    await visitor.get_by_role("button", name="New experiment").click()
    dialog = visitor.get_by_role("dialog")
    start = dialog.get_by_role("button", name="Start")
    await dialog.get_by_label("Name").fill("Kinds")
    await dialog.get_by_label("Content").fill("text,label\n,bug\nwhy?,")
    await expect(dialog.get_by_role("alert")).to_have_text(
        "Line 2: the text is emptyLine 3: the label is empty"
    )
    await expect(start).to_be_disabled()

    await dialog.get_by_label("Content").fill(TABLE)
    await expect(dialog.get_by_role("status")).to_have_text("5 texts are read. bug 3, question 2")
    await dialog.get_by_text("Describe the labels").click()
    await dialog.get_by_label("question", exact=True).fill("asks for something")
    await start.click()
    await expect(visitor.get_by_role("heading", name="Kinds")).to_be_visible()
    await stay(visitor)
    id = await db.fetchval("select id from orakul.experiment")
    described = "select description from orakul.experiment_label where name = 'question'"
    assert await db.fetchval(described) == "asks for something"

    await some_done(db, id, 2)
    await expect(visitor.get_by_text("2 of 5 items")).to_be_visible()
    await expect(visitor.get_by_role("button", name="Stop")).to_be_visible()
    await some_done(db, id, 3)

    await expect(visitor.get_by_text("3 of 4 right")).to_be_visible()
    matrix = visitor.get_by_role("table", name="Confusion matrix")
    items = visitor.get_by_role("table", name="Items", exact=True).locator("tbody tr")
    await expect(items).to_have_count(5)
    await matrix.get_by_role("link", name="bug, labelled question: 1").click()
    await expect(items).to_have_count(1)
    await expect(items).to_contain_text(MARKUP)
    await visitor.get_by_role("button", name="Engine: question").click()
    await expect(items).to_have_count(3)
    await visitor.get_by_label("Show items").select_option("failed")
    await expect(visitor.get_by_text("There are no such items.")).to_be_visible()
    await visitor.get_by_role("button", name="People: bug").click()
    await expect(items).to_contain_text("gave it none of the labels")

    await visitor.get_by_role("button", name="Run again").click()
    await expect(visitor.get_by_text("It begins as soon as")).to_be_visible()
    await some_done(db, id + 1, 5, {1: "bug", 3: "bug", 4: "question", 5: "question"})
    await expect(visitor.get_by_label("Compare with")).to_have_value(str(id))
    await expect(
        visitor.get_by_text("They disagree on 4 items. Were both equally good").filter(
            has_text="in 100% of cases: it may well be chance"
        )
    ).to_be_visible()
    await visitor.get_by_role("link", name="Only this one right: 2").click()
    await expect(items).to_have_count(2)
    await expect(items.first).to_contain_text(MARKUP)
    await visitor.get_by_role("link", name="Only the other right: 2").click()
    await expect(items.first).to_contain_text("why?")
    await visitor.go_back()
    await expect(items.first).to_contain_text(MARKUP)
    assert await stayed(visitor)


async def test_a_dropped_file_is_begun_with_stopped_and_run_again(site: Any, visitor: Page) -> None:
    ada = await site.person("ada", demo="member")
    await enter(site, visitor, ada, "/experiments")
    await expect(visitor.get_by_role("button", name="New experiment").first).to_be_visible()
    await visitor.evaluate(DRAG, ["drop", "kinds.csv", TABLE])
    dialog = visitor.get_by_role("dialog")
    await expect(dialog.get_by_role("status")).to_contain_text("5 texts are read.")
    await dialog.get_by_label("Name").fill("Kinds")
    await dialog.get_by_role("button", name="Start").click()

    await visitor.get_by_role("button", name="Stop").click()
    await expect(visitor.get_by_text("It was cancelled.")).to_be_visible()
    await visitor.get_by_role("button", name="Run again").click()
    await expect(visitor.get_by_text("It begins as soon as")).to_be_visible()
    await expect(visitor.get_by_text("The items of experiment 1")).to_be_visible()
    await visitor.get_by_role("link", name="All experiments").click()
    listed = visitor.get_by_role("list", name="Experiments").get_by_role("link")
    await expect(listed).to_have_count(2)
    await visitor.get_by_role("button", name="New experiment").click()
    await dialog.get_by_label("Name").fill("More")
    await dialog.get_by_label("Content").fill(TABLE)
    await dialog.get_by_role("button", name="Start").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("wait for it or cancel its task")


async def test_one_that_has_ended_is_deleted_before_everybodys_eyes(
    site: Any, visitor: Page, db: Connection
) -> None:
    ada = await site.person("ada", demo="member")
    script = await site.client(ada)
    new = {"project": "demo", "items": ITEMS}
    ids: list[int] = []
    for name in ("First", "Second", "Third"):
        made = await script.post("/api/experiments", json={**new, "name": name})
        ids.append(int(made.json()["id"]))
        if name != "Third":
            await some_done(db, ids[-1], 2, {1: "bug", 2: "bug"})
    first, second, third = ids
    await enter(site, visitor, ada, f"/experiments/{first}?against={second}")
    delete = visitor.get_by_role("button", name="Delete")
    other = await visitor.context.new_page()
    await other.goto("/experiments")
    listed = other.get_by_role("list", name="Experiments").get_by_role("link")
    await expect(listed).to_have_count(3)

    # What one compares with may go.
    await expect(visitor.get_by_text("Both right")).to_be_visible()
    assert (await script.delete(f"/api/experiments/{second}")).status_code == 204
    await expect(visitor.get_by_text("to compare with is not here any more")).to_be_visible()
    await expect(visitor.get_by_role("table", name="Items", exact=True)).to_contain_text("it fails")
    await expect(listed).to_have_count(2)
    # What is not over cannot.
    await other.get_by_role("link", name="Third").click()
    await expect(other.get_by_role("button", name="Stop")).to_be_visible()
    await expect(other.get_by_role("button", name="Delete")).to_have_count(0)
    await other.goto(f"/experiments/{first}")
    await expect(other.get_by_role("heading", name="First")).to_be_visible()
    await delete.click()
    dialog = visitor.get_by_role("dialog", name="Delete the experiment “First”")
    await dialog.get_by_role("button", name="Back").click()
    await expect(dialog).to_have_count(0)
    await delete.click()
    await dialog.get_by_role("button", name="Delete").click()
    await expect(visitor.get_by_role("heading", name="Experiments")).to_be_visible()
    await expect(visitor.get_by_role("link", name="First")).to_have_count(0)
    await expect(visitor.get_by_role("link", name="Third")).to_be_visible()
    await expect(other.get_by_text("This experiment is not here")).to_be_visible()
    assert await db.fetchval("select array_agg(id) from orakul.experiment") == [third]


async def test_a_viewer_reads_and_is_offered_no_deed(site: Any, visitor: Page) -> None:
    member = await site.member("ada", demo="member")
    new = {"project": "demo", "name": "Kinds", "items": ITEMS}
    made = (await member.post("/api/experiments", json=new)).json()
    await enter(site, visitor, await site.person("vic", demo="viewer"), "/experiments")
    await visitor.get_by_role("link", name="Kinds").click()

    await expect(visitor.get_by_role("heading", name="Kinds")).to_be_visible()
    await expect(visitor.get_by_role("table", name="Items", exact=True)).to_contain_text("it fails")
    await expect(visitor.get_by_role("button", name="Stop")).to_have_count(0)
    await visitor.goto(f"/experiments/{int(made['id']) + 1}")
    await expect(visitor.get_by_role("alert")).to_contain_text("This experiment is not here")

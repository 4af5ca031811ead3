"""The panel of a task tells all that happened to it, as it happens, and lets people act on it."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from orakul import projects, traces
from orakul.database import Connection
from orakul.tasks import kinds, logs
from orakul.tasks.kinds import Kind
from tests.jobs.conftest import defer, until_state, worker_process
from tests.jobs.oddities import STAGE
from tests.web.dashboard import MARKUP, enter, live, panel, pytestmark, stay, stayed

__all__ = ["pytestmark"]

TRACE = "0af7651916cd43dd8448eb211c80319c"
SCHEMA = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "count": {"type": "integer"},
        "large": {"type": "integer"},
    },
    "required": ["text"],
    "additionalProperties": False,
}


async def log(
    db: Connection, task: int, *texts: str, attempt: int = 1, level: str = "info"
) -> None:
    lines = [
        {
            "task_id": task,
            "attempt": attempt,
            "at": "2026-01-05T12:00:00Z",
            "level": level,
            "span_id": None,
            "logger": "here",
            "event": text,
            "fields": {"size": 3},
        }
        for text in texts
    ]
    await logs.keep(db, lines, "worker:test")


async def opened(page: Page, task: int, tab: str) -> Locator:
    await page.goto(f"/?task={task}&tab={tab}")
    await live(page)
    return panel(page, task)


async def test_a_log_is_followed_frozen_filtered_and_saved(
    board: Page, queue: Any, db: Connection
) -> None:
    id = await queue.defer()
    await queue.take()
    shown = await opened(board, id, "logs")
    await expect(shown.get_by_text("Nothing logged yet")).to_be_visible()

    await log(db, id, *(f"line {number}" for number in range(1, 1200)))
    await log(db, id, f"\x1b[31m{MARKUP}\x1b[0m", attempt=2, level="error")
    box = shown.get_by_role("list", name="Lines of the log")
    await expect(box.get_by_text(f"{MARKUP} size=3", exact=True)).to_be_visible()
    assert await box.get_by_role("listitem").count() < 200

    await box.evaluate("box => box.scrollTo(0, 0)")
    await expect(shown.get_by_role("button", name="Follow the end")).to_be_visible()
    await log(db, id, "later", "and later")
    pill = shown.get_by_role("button", name="2 new lines")
    await expect(pill).to_be_visible()
    assert await box.evaluate("box => box.scrollTop") == 0
    await pill.click()
    await expect(box.get_by_text("and later size=3")).to_be_visible()

    await shown.get_by_role("button", name="Freeze").click()
    await log(db, id, "unseen")
    await expect(shown.get_by_role("button", name="1 new line")).to_be_visible()
    await expect(box.get_by_text("unseen")).to_have_count(0)
    await shown.get_by_role("button", name="1 new line").click()
    await expect(box.get_by_text("unseen")).to_be_visible()

    await shown.get_by_label("Least level").select_option("error")
    await expect(box.get_by_role("listitem")).to_have_count(1)
    await log(db, id, "snapped", level="error")
    await expect(box.get_by_role("listitem")).to_have_count(2)
    await shown.get_by_label("Search the log").fill("snapped")
    await expect(box.get_by_role("listitem")).to_have_count(1)
    await shown.get_by_label("Search the log").fill("nothing says so")
    await shown.get_by_role("button", name="Show all lines").click()
    await expect(box.get_by_text("snapped")).to_be_visible()

    async with board.expect_download() as saving:
        await shown.get_by_role("button", name="Save the whole log").click()
    path = await (await saving.value).path()
    saved = (await asyncio.to_thread(path.read_text)).splitlines()
    assert len(saved) == 1204
    assert saved[0] == "2026-01-05T12:00:00Z INFO 1 here: line 1 size=3"


async def test_earlier_lines_are_loaded_and_a_full_log_says_what_is_missing(
    board: Page, queue: Any, db: Connection
) -> None:
    id = await queue.defer()
    await queue.take()
    await log(db, id, *(f"line {number}." for number in range(1, 701)))
    await db.execute("update orakul.task_log_size set dropped = 7")
    shown = await opened(board, id, "logs")
    box = shown.get_by_role("list", name="Lines of the log")
    await expect(box.get_by_text("line 700.")).to_be_visible()
    await expect(shown.get_by_text("7 more lines were dropped")).to_be_visible()

    await box.evaluate("box => box.scrollTo(0, 0)")
    await expect(box.get_by_text("line 201.")).to_be_visible()
    await shown.get_by_role("button", name="Load earlier lines").click()

    await expect(shown.get_by_role("button", name="Load earlier lines")).to_have_count(0)
    await box.evaluate("box => box.scrollTo(0, 0)")
    await expect(box.get_by_text("line 1.", exact=False).first).to_be_visible()


async def test_actions_ask_why_and_the_history_tells_who_did_what(
    board: Page, queue: Any, db: Connection
) -> None:
    id = await queue.defer()
    shown = await opened(board, id, "overview")
    dialog = board.get_by_role("dialog")

    await shown.get_by_role("button", name="More actions").click()
    await board.get_by_role("menuitem", name="Change priority").click()
    await dialog.get_by_label("Priority").fill("7")
    await dialog.get_by_label("Reason").fill("the boss waits")
    await dialog.get_by_role("button", name="Change priority").click()
    await expect(shown.get_by_text("Priority: 0 → 7")).to_be_visible()
    await expect(shown.get_by_text("by Admin: the boss waits")).to_be_visible()

    await shown.get_by_role("button", name="More actions").click()
    await board.get_by_role("menuitem", name="Reschedule").click()
    await dialog.get_by_label("Due at").fill("2999-01-01T12:00")
    await dialog.get_by_role("button", name="Reschedule").click()
    await expect(shown.get_by_text("Scheduled for").first).to_be_visible()
    await shown.get_by_role("button", name="Run now").click()
    await expect(shown.get_by_role("button", name="Run now")).to_have_count(0)

    # Between the question and the answer the worker was faster.
    await shown.get_by_role("button", name="More actions").click()
    await board.get_by_role("menuitem", name="Change priority").click()
    await dialog.get_by_label("Priority").fill("8")
    assert await queue.take() == id
    await dialog.get_by_role("button", name="Change priority").click()
    await expect(dialog).to_contain_text("only the priority of a pending one can be changed")
    await board.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(shown).to_be_visible()

    await shown.get_by_role("button", name="Cancel task").click()
    await dialog.get_by_label("Reason").fill("wrong chat")
    await dialog.get_by_role("button", name="Cancel task").click()
    await expect(shown.get_by_text("by Admin: wrong chat")).to_be_visible()
    await expect(shown.get_by_role("button", name="Cancel task")).to_have_count(0)


async def test_why_a_task_waits_is_asked_again_when_time_alone_has_changed_it(
    board: Page, queue: Any
) -> None:
    id = await queue.defer(at=datetime.now(UTC) + timedelta(seconds=4))
    await board.goto(f"/?task={id}")
    await live(board)
    why = panel(board, id).get_by_role("status").filter(has_text="Scheduled for")
    await expect(why).to_be_visible()
    asked: list[str] = []
    board.on("request", lambda request: asked.append(request.url))

    told = panel(board, id).get_by_role("status").filter(has_text="No worker serves the queue")
    await expect(told).to_be_visible()

    assert len([url for url in asked if url.endswith(f"/tasks/{id}/why")]) == 1


async def test_what_a_running_task_defers_appears_in_its_panel_and_lives_there(
    site: Any, board: Page, db: Connection
) -> None:
    await db.execute(STAGE)
    id = await defer(db, "parent", children=2, gate="born")
    async with worker_process(site.database):
        await until_state(db, id, "in_progress")
        shown = await opened(board, id, "overview")
        await stay(board)
        deferred = shown.get_by_role("list", name="Deferred", exact=True).get_by_role("listitem")
        # Nothing that happened to the task itself is still to be read.
        await expect(shown.get_by_text("Attempt 1", exact=True)).to_be_visible()
        await expect(deferred).to_have_count(0)

        await db.execute("insert into gate values ('born')")
        await expect(deferred.filter(has_text="give")).to_have_count(2)
        await expect(deferred.filter(has_text="Completed")).to_have_count(2)
        await expect(shown.get_by_text("In progress").first).to_be_visible()

        await db.execute("insert into gate values ('open')")
        await deferred.get_by_role("link").first.click()

    child = await db.fetchval("select min(id) from orakul.task where parent_id = $1", id)
    above = panel(board, child).get_by_role("list", name="Deferred by").get_by_role("listitem")
    await expect(above.filter(has_text=f"#{id} parent")).to_have_text(re.compile("Completed"))
    assert await stayed(board)


@pytest.mark.parametrize("roles", [{"demo": "viewer"}, {}], ids=["a viewer", "who has left"])
async def test_who_may_not_act_in_the_project_is_offered_nothing(
    site: Any, visitor: Page, queue: Any, db: Connection, roles: dict[str, str]
) -> None:
    project = (await projects.find_or_create(db, "demo")).id
    owner = await site.person("owner", "member", **roles)
    id = await queue.defer(owner, project=project)
    await enter(site, visitor, owner, f"/?task={id}")

    await expect(panel(visitor, id).get_by_text("demo")).to_be_visible()

    await expect(panel(visitor, id).get_by_role("button", name="Cancel task")).to_have_count(0)
    await expect(panel(visitor, id).get_by_role("button", name="More actions")).to_have_count(0)


async def test_an_attempt_is_compared_with_the_one_before_and_with_the_last_success(
    board: Page, queue: Any
) -> None:
    success = await queue.defer(args={"chat": {"id": 1, "kind": "group"}})
    await queue.take()
    await queue.finish(success)
    id = await queue.defer(args={"chat": {"id": 2, "kind": "group"}})
    await queue.take()
    await queue.finish(id, None, "it broke")
    await queue.take()
    await queue.finish(id)
    shown = await opened(board, id, "overview")
    differing = shown.get_by_role("table").get_by_role("row")

    await shown.get_by_role("button", name="Last success").click()
    await expect(differing.filter(has_text="args.chat.id")).to_have_text("args.chat.id12")
    await expect(differing.first).to_contain_text(f"#{success}")
    await expect(differing.filter(has_text="group")).to_have_count(0)

    await shown.get_by_role("button", name="Previous attempt").click()
    await expect(differing.first).to_contain_text("Attempt 1")
    await expect(differing.filter(has_text="Error")).to_contain_text("TestError: it broke")
    await board.reload()
    await expect(differing.filter(has_text="Error")).to_contain_text("TestError: it broke")


async def test_a_comparison_of_the_past_knows_nothing_of_what_came_later(
    board: Page, queue: Any, db: Connection
) -> None:
    async def run(chat: int) -> tuple[int, str]:
        """Run a task to its success; return its id, and that of the event that it began with."""
        id = await queue.defer(args={"chat": chat})
        await queue.take()
        began = await db.fetchval(
            "select position || '-' || tag from orakul.event order by position desc limit 1"
        )
        await queue.finish(id)
        return id, began

    first, _ = await run(1)
    id, second_began = await run(2)
    third, third_began = await run(3)
    await board.goto(f"/?as_of={second_began}&task={third}")
    await expect(board.get_by_text("This task was not there then")).to_be_visible()
    differing = panel(board, id).get_by_role("table").get_by_role("row")

    await board.goto(f"/?as_of={second_began}&task={id}&compare=success")
    await expect(differing.first).to_contain_text(f"#{first}")
    await expect(differing.filter(has_text="args.chat")).to_have_text("args.chat12")
    await expect(differing.filter(has_text="Outcome")).to_contain_text("Completed")
    await expect(panel(board, id).get_by_role("button", name="Previous attempt")).to_have_count(0)
    await board.goto(f"/?as_of={third_began}&task={first}&compare=success")
    await expect(panel(board, first).get_by_role("row").first).to_contain_text(f"#{id}")
    await board.goto(f"/?task={id}&compare=success")
    await expect(differing.first).to_contain_text(f"#{third}")


async def test_in_the_past_an_attempt_is_compared_with_the_one_before_it_then(
    board: Page, queue: Any, db: Connection
) -> None:
    id = await queue.defer()
    began: list[str] = []
    for error in ("it broke", "it broke again", None):
        await queue.take()
        began.append(
            await db.fetchval(
                "select position || '-' || tag from orakul.event order by position desc limit 1"
            )
        )
        await queue.finish(id, None if error else "succeeded", error)
    first, second, third = began
    shown = panel(board, id)
    previous = shown.get_by_role("button", name="Previous attempt")
    differing = shown.get_by_role("table").get_by_role("row")

    await board.goto(f"/?as_of={second}&task={id}")
    await previous.click()
    await expect(differing.first).to_contain_text("Attempt 1")
    await expect(differing.filter(has_text="Error")).to_contain_text("it broke")
    await expect(shown.get_by_text("it broke again")).to_have_count(0)
    await board.goto(f"/?as_of={third}&task={id}&compare=previous")
    await expect(differing.first).to_contain_text("Attempt 2")
    await board.goto(f"/?as_of={first}&task={id}&compare=previous")
    await expect(shown.get_by_role("button", name="Last success")).to_be_visible()
    await expect(previous).to_have_count(0)


async def test_a_task_is_tried_again_with_other_arguments(
    board: Page, queue: Any, db: Connection
) -> None:
    await kinds.register(db, [Kind("example", 3, SCHEMA)])
    large = 2**63  # no double holds it and the next
    id = await queue.defer(args={"text": "teh", "large": large + 1})
    await queue.take()
    await queue.finish(id, "failed", "it broke")
    shown = await opened(board, id, "overview")
    await shown.get_by_role("button", name="More actions").click()
    await board.get_by_role("menuitem", name="Retry with other arguments").click()
    dialog = board.get_by_role("dialog")
    args = dialog.get_by_label("Arguments")
    await expect(args).to_have_value(f'{{\n  "text": "teh",\n  "large": {large + 1}\n}}')
    retry = dialog.get_by_role("button", name="Retry with these arguments")

    await args.fill('{\n  "text": }')
    await expect(dialog).to_contain_text("Line 2, column 11: a value is missing or misspelt")
    await args.fill('{"text": "the", "count": "many"}')
    await retry.click()
    await expect(dialog).to_contain_text("args.count: ")
    await args.fill(f'{{"text": "the", "large": {large - 1}}}')
    await dialog.get_by_label("Reason").fill("a typo")
    await retry.click()
    await expect(dialog).to_have_count(0)

    made = await db.fetchval("select id from orakul.task where retry_of = $1", id)
    new = panel(board, made)
    await expect(new.get_by_text('"text": "the"')).to_be_visible()
    await expect(new.get_by_text(f'"large": {large - 1}')).to_be_visible()
    await expect(new.get_by_role("list", name="Retry of")).to_contain_text("Failed")
    await new.get_by_role("link", name=f"#{id}").click()
    await expect(shown.get_by_text("by Admin: a typo")).to_be_visible()
    retries = shown.get_by_role("list", name="Retried as")
    await expect(retries).to_contain_text("Pending")
    await queue.take()
    await expect(retries).to_contain_text("In progress")
    await shown.get_by_role("link", name=f"Retried as task {made}").click()
    await expect(new).to_be_visible()


async def test_attempts_show_the_applications_calls_and_lead_to_their_logs(
    board: Page, queue: Any, db: Connection
) -> None:
    id = await queue.defer(args={"chat": {"ids": [1, 2]}})
    await queue.take()
    frames = [
        {
            "depth": depth,
            "module": module,
            "function": name,
            "file": f"/{module}.py",
            "line": 7,
            "code": "return 1 / 0",
            "own": own,
        }
        for depth, module, name, own in [(1, "shop", "sell", True), (0, "lib", "run", False)]
    ]
    await log(db, id, "before the fall")
    await queue.finish(id, "failed", MARKUP)
    await db.execute("update orakul.task_attempt set frames = $1", frames)
    shown = await opened(board, id, "overview")
    own = shown.get_by_role("list", name="Calls of the application")
    await expect(own.get_by_role("listitem")).to_contain_text(["sell"])
    await expect(shown.get_by_role("list", name="What the task spent")).to_contain_text("Running")

    tree = shown.get_by_role("tree", name="Arguments")
    await tree.get_by_text('"chat":').click()
    await expect(tree.get_by_text('"ids":')).to_have_count(0)
    await board.keyboard.press("ArrowRight")
    await board.keyboard.press("ArrowRight")
    await expect(shown.get_by_text("args.chat.ids", exact=True)).to_be_visible()
    await expect(shown.get_by_role("button", name="Copy path")).to_be_visible()

    await shown.get_by_role("button", name="Logs of attempt 1").click()
    await expect(shown.get_by_text("before the fall")).to_be_visible()
    await board.go_back()
    await expect(own).to_be_visible()


async def test_a_trace_is_a_waterfall_and_found_by_a_tasks_id(
    board: Page, queue: Any, db: Connection
) -> None:
    await projects.find_or_create(db, "demo")
    id = await queue.defer(traceparent=f"00-{TRACE}-{'ab' * 8}-01")
    spans: list[tuple[str, str | None, str, str, str, int, int, dict[str, Any]]] = [
        ("01", None, "POST /api/imports", "server", "ok", 0, 900, {}),
        ("02", "01", "task example", "consumer", "ok", 1000, 5000, {"orakul.task.id": id}),
        ("03", "02", MARKUP, "client", "error", 1500, 100, {"db.statement": "select 1"}),
    ]
    for span, parent, name, kind, status, start, length, attributes in spans:
        await db.execute(
            "insert into orakul.span values ($1, $2, $3, 'web', $4, $5, $6,"
            " '2026-01-05T12:00:00Z'::timestamptz + $7::bigint * interval '1 microsecond', $8, $9)",
            *(
                TRACE,
                span * 8,
                parent and parent * 8,
                name,
                kind,
                status,
                start,
                length,
                attributes,
            ),
        )
    shown = await opened(board, id, "trace")
    rows = shown.get_by_role("tree", name="Spans").get_by_role("treeitem")
    await expect(rows).to_have_count(2)
    await shown.get_by_text("Whole trace").click()
    await expect(rows).to_have_count(3)
    await rows.filter(has_text=MARKUP).click()
    await expect(shown.get_by_role("region", name="Span")).to_contain_text("select 1")

    await board.get_by_role("link", name="Traces").click()
    listed = board.get_by_role("table", name="Traces")
    await expect(listed.get_by_role("link", name=f"#{id}")).to_be_visible()
    await board.get_by_text("Failed", exact=True).click()
    await expect(board.get_by_text("No task has failed")).to_be_visible()
    await expect(board).to_have_url(re.compile("only=failed"))
    await board.get_by_role("button", name="Show all traces").click()
    await expect(listed).to_be_visible()
    await board.get_by_role("button", name="Project: All projects").click()
    await board.get_by_role("menuitem", name="Demo").click()
    await expect(board.get_by_text("No traces in this project yet")).to_be_visible()
    await board.get_by_role("button", name="Project: Demo").click()
    await board.get_by_role("menuitem", name="All projects").click()
    await expect(listed).to_be_visible()
    await board.get_by_label("Trace or task").fill("x")
    await board.get_by_role("button", name="Open", exact=True).click()
    await expect(board.get_by_text("Write 32 hexadecimal digits")).to_be_visible()
    await board.get_by_label("Trace or task").fill(str(id))
    await board.get_by_role("button", name="Open", exact=True).click()
    page = board.get_by_role("region", name=f"Trace {TRACE}")
    await expect(page.get_by_role("treeitem")).to_have_count(3)
    await expect(page.get_by_role("link", name="Open trace")).to_have_attribute(
        "href", f"http://traces.example/{TRACE}"
    )
    await page.get_by_role("treeitem").filter(has_text="task example").click()
    await page.get_by_role("button", name="Zoom to it").click()
    await expect(page.get_by_role("button", name="Show all the time")).to_be_visible()
    await page.get_by_role("link", name=f"#{id}").click()
    await expect(panel(board, id)).to_be_visible()


async def test_of_a_trace_with_more_than_is_shown_a_task_has_its_own_and_others_are_found(
    board: Page, queue: Any, db: Connection
) -> None:
    ids = [await queue.defer(traceparent=f"00-{TRACE}-{'ab' * 8}-01") for _ in range(2)]
    for at, task, count in ((0, ids[0], traces.MOST), (1, ids[1], 3)):
        await db.execute(
            "insert into orakul.span select $1, lpad(to_hex($2 * 10000 + n), 16, '0'), null, 'x',"
            " 'of ' || $2::bigint, 'client', 'ok', now() + make_interval(secs => $3), 1,"
            " jsonb_build_object('orakul.task.id', $2) from generate_series(1, $4::int) as n",
            *(TRACE, task, at, count),
        )

    shown = await opened(board, ids[1], "trace")
    rows = shown.get_by_role("tree", name="Spans").get_by_role("treeitem")
    await expect(rows).to_have_text([re.compile(f"^of {ids[1]}")] * 3)
    await expect(shown.get_by_text("more than can be shown")).to_have_count(0)
    await shown.get_by_text("Whole trace").click()
    await expect(rows.first).to_contain_text(f"of {ids[0]}")
    await expect(shown.get_by_text("more than can be shown")).to_be_visible()

    await board.goto(f"/traces/{TRACE}")
    await board.get_by_role("link", name="All of them").click()
    await expect(board.get_by_role("row").filter(has_text="example")).to_have_count(2)

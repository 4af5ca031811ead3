"""Operators and administrators see who works, and steer it; others are offered nothing."""

import re
from typing import Any

from playwright.async_api import Locator, Page, expect

from orakul import projects, workers
from orakul.database import Connection
from orakul.schedules import Declared
from tests.talk import say
from tests.web.dashboard import enter, live, pytestmark, sign_in

__all__ = ["pytestmark"]


def line(page: Page, table: str, name: str) -> Locator:
    """The row of *table* that tells of *name*."""
    return page.get_by_role("table", name=table).get_by_role("row").filter(has_text=name)


async def test_workers_come_run_and_go_before_ones_eyes(
    board: Page, queue: Any, db: Connection
) -> None:
    await board.get_by_role("link", name="Workers").click()
    await expect(board.get_by_text("orakul worker")).to_be_visible()

    worker = await queue.work("mail", name="there-7")
    await expect(line(board, "Workers", "there-7")).to_contain_text("Alive")
    task = await queue.defer(name="send_mail", queue="mail")
    await queue.take("mail", worker)
    await expect(line(board, "Workers", "there-7")).to_contain_text(f"send_mail #{task}")
    await workers.drain(db, worker)
    await expect(line(board, "Workers", "there-7")).to_contain_text("Draining")
    await db.execute(
        "update procrastinate_workers set last_heartbeat = now() - interval '1 minute'"
    )
    await db.execute("select orakul.rescue_jobs_v1(interval '10 seconds')")
    await expect(line(board, "Workers", "there-7")).to_contain_text("Lost")

    await queue.work(name="here-8")
    await expect(line(board, "Workers", "here-8")).to_contain_text("all")


async def test_a_schedule_is_read_paused_resumed_and_run_in_plain_words(
    board: Page, db: Connection
) -> None:
    daily = Declared("tidy", "", "default", "0 3 * * 1-5", {})
    await workers.start(db, workers.this_process(schedules=[daily]))
    await board.get_by_role("link", name="Schedules").click()
    tidy = line(board, "Schedules", "tidy")
    await expect(tidy).to_contain_text("At 03:00 UTC, Monday through Friday")

    await board.get_by_role("button", name="Pause: tidy").click()
    await board.get_by_label("Reason").fill("moving disks")
    await board.get_by_role("dialog").get_by_role("button", name="Pause").click()
    await expect(tidy).to_contain_text(re.compile("Admin, .+: moving disks"))
    await board.get_by_role("button", name="Resume: tidy").click()
    await board.get_by_role("dialog").get_by_role("button", name="Resume").click()
    await expect(tidy).not_to_contain_text("Paused")

    await board.get_by_role("button", name="Run now: tidy").click()
    await board.get_by_role("dialog").get_by_role("button", name="Run now").click()
    await expect(tidy).to_contain_text("Pending")
    await tidy.get_by_role("link", name="#").click()
    await expect(board.get_by_role("complementary", name="Task")).to_contain_text("tidy")


async def test_a_member_looks_at_workers_and_schedules_and_steers_neither(
    site: Any, visitor: Page, queue: Any
) -> None:
    daily = Declared("tidy", "", "default", "0 3 * * *", {})
    worker = await workers.start(site.db, workers.this_process(schedules=[daily]))
    await queue.defer(name="foreign_work")
    await queue.take(worker=worker)
    await enter(site, visitor, await site.person("member"), "/workers")
    table = visitor.get_by_role("table", name="Workers")
    await expect(table).to_contain_text("a task of somebody else")
    await expect(table).not_to_contain_text("foreign_work")

    await visitor.get_by_role("button", name="Account").click()
    await visitor.get_by_role("menuitem", name="Українська").click()
    await visitor.get_by_role("link", name="Розклади").click()

    await expect(line(visitor, "Розклади", "tidy")).to_contain_text("О 03:00 UTC")
    await expect(visitor.get_by_role("button", name="tidy")).to_have_count(0)


async def test_somebody_is_added_chooses_a_password_changes_and_is_deactivated(
    site: Any, board: Page, db: Connection
) -> None:
    await board.get_by_role("link", name="People").click()
    await board.get_by_role("button", name="Add person").click()
    dialog = board.get_by_role("dialog")
    await dialog.get_by_label("E-mail").fill("ada@example.com")
    await dialog.get_by_label("Name").fill("Ada")
    await dialog.get_by_role("button", name="Add person").click()
    await dialog.get_by_role("button", name="Make a token").click()
    token = await dialog.locator("code").inner_text()
    await expect(dialog.get_by_role("button", name="Copy")).to_be_visible()
    await dialog.get_by_role("button", name="I have it").click()
    ada = line(board, "People", "Ada")
    await expect(ada).to_contain_text("No password")

    context = await board.context.browser.new_context(base_url=site.url)  # pyright: ignore[reportOptionalMemberAccess]
    other = await context.new_page()
    await other.goto("/people")
    await other.get_by_role("button", name="I have a token").click()
    await other.get_by_label("Token").fill(token)
    await other.get_by_label("New password").fill("a long password")
    await other.get_by_role("button", name="Choose this password").click()
    await expect(other.get_by_text("The password is set")).to_be_visible()
    await other.get_by_role("button", name="Back to signing in").click()
    await sign_in(other, "ada@example.com", "a long password")
    await live(other)
    await expect(other.get_by_text("You may not see this")).to_be_visible()
    await expect(other.get_by_role("link", name="People")).to_have_count(0)
    await expect(other.get_by_role("button", name="Add person")).to_have_count(0)

    await expect(ada).to_contain_text("Active")
    await board.get_by_role("button", name="Change: Ada").click()
    await dialog.get_by_label("Role").select_option("Viewer")
    await dialog.get_by_role("button", name="Change").click()
    await expect(ada).to_contain_text("Viewer")
    await board.get_by_role("button", name="Deactivate: Ada").click()
    await dialog.get_by_label("Reason").fill("left the team")
    await dialog.get_by_role("button", name="Deactivate").click()
    await expect(ada).to_contain_text("Deactivated")
    await expect(other.get_by_role("heading", name="Sign in to Orakul")).to_be_visible()
    await context.close()

    await board.get_by_role("button", name="Deactivate: Admin").click()
    await dialog.get_by_label("Reason").fill("left as well")
    await dialog.get_by_role("button", name="Deactivate").click()
    await expect(dialog).to_contain_text("administrator")
    assert await db.fetchval("select is_active from orakul.person where id = $1", site.admin.id)


async def test_members_of_a_project_come_change_and_go(site: Any, board: Page) -> None:
    await site.person("olena", demo="viewer")
    await site.person("taras")
    await board.get_by_role("link", name="Projects").click()
    await board.get_by_role("table", name="Projects").get_by_role("link", name="demo").click()
    await expect(line(board, "Members", "olena")).to_contain_text("Viewer")

    await board.get_by_role("button", name="Add member").click()
    dialog = board.get_by_role("dialog")
    await dialog.get_by_role("combobox", name="Person").fill("tar")
    await board.get_by_role("option", name="taras").click()
    await dialog.get_by_role("button", name="Add member").click()
    await expect(line(board, "Members", "taras")).to_contain_text("Member")
    await board.get_by_role("button", name="Change role: olena").click()
    await dialog.get_by_label("Role").select_option("Administrator")
    await dialog.get_by_role("button", name="Change role").click()
    await expect(line(board, "Members", "olena")).to_contain_text("Administrator")
    await board.get_by_role("button", name="Remove: taras").click()
    await dialog.get_by_role("button", name="Remove").click()

    await expect(line(board, "Members", "taras")).to_have_count(0)


async def test_what_somebody_may_see_changes_before_their_eyes(
    site: Any, visitor: Page, db: Connection
) -> None:
    person = await site.person("reader", demo="viewer")
    await say(db, (await projects.find_or_create(db, "demo")).id, "We ship on Mondays")
    admin = await site.signed_in(site.admin)
    await enter(site, visitor, person, "/messages")
    message = visitor.get_by_text("We ship on Mondays")
    await expect(message).to_be_visible()

    await admin.delete(f"/api/projects/demo/members/{person.id}")
    await expect(message).to_have_count(0)
    await admin.put(f"/api/projects/demo/members/{person.id}", json={"role": "viewer"})
    await expect(message).to_be_visible()
    await expect(visitor.get_by_role("link", name="People")).to_have_count(0)
    await admin.put(f"/api/people/{person.id}", json={"role": "admin"})
    await expect(visitor.get_by_role("link", name="People")).to_be_visible()


async def test_a_project_is_made_by_whoever_may_and_its_members_come_next(
    site: Any, board: Page, visitor: Page
) -> None:
    vera = await site.person("vera", demo="admin")
    await board.get_by_role("link", name="Projects").click()
    await board.get_by_role("button", name="New project").click()
    dialog = board.get_by_role("dialog", name="New project")
    await dialog.get_by_label("Name of the project").fill("Demo")
    await dialog.get_by_role("button", name="Create").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("choose another slug")

    await dialog.get_by_label("Name of the project").fill("Tower")
    await expect(dialog.get_by_role("alert")).to_have_count(0)
    await dialog.get_by_role("button", name="Create").click()
    await expect(board.get_by_text("The project has no members yet")).to_be_visible()
    await board.get_by_role("button", name="Project: All projects").click()
    await expect(board.get_by_role("menuitem", name="Tower")).to_be_visible()

    await enter(site, visitor, vera, "/projects")
    await expect(line(visitor, "Projects", "demo")).to_be_visible()
    await expect(visitor.get_by_role("button", name="New project")).to_have_count(0)


async def test_ones_own_account_makes_and_revokes_tokens_and_ends_sessions(
    site: Any, board: Page
) -> None:
    elsewhere = await site.client()
    await site.sign_in(elsewhere)
    await board.get_by_role("button", name="Account").click()
    await board.get_by_role("menuitem", name="Account and tokens").click()

    await board.get_by_role("button", name="Make a token").click()
    dialog = board.get_by_role("dialog")
    await dialog.get_by_label("What it is for").fill("nightly report")
    await dialog.get_by_role("button", name="Make a token").click()
    token = await dialog.locator("code").inner_text()
    script = await site.client(headers={"Authorization": f"Bearer {token}"})
    assert (await script.get("/api/auth/me")).status_code == 200
    await dialog.get_by_role("button", name="I have it").click()
    await expect(board.get_by_text(token)).to_have_count(0)
    await board.get_by_role("button", name="Revoke: nightly report").click()
    await dialog.get_by_role("button", name="Revoke").click()
    await expect(board.get_by_text("nightly report")).to_have_count(0)
    assert (await script.get("/api/auth/me")).status_code == 401

    await expect(board.get_by_role("button", name="End", exact=True)).to_have_count(1)
    await board.get_by_role("button", name="End all others").click()
    await expect(board.get_by_role("button", name="End", exact=True)).to_have_count(0)
    assert (await elsewhere.get("/api/auth/me")).status_code == 401
    await board.get_by_label("Present password").fill("not this one")
    await board.get_by_label("New password").fill("another password")
    await board.get_by_role("button", name="Change password").click()
    await expect(board.get_by_text("is not your password")).to_be_visible()
    await board.get_by_label("Present password").fill(site.admin_password)
    await board.get_by_role("button", name="Change password").click()
    await expect(board.get_by_text("The password is changed")).to_be_visible()


async def test_a_queue_is_read_held_and_let_go_and_the_system_tells_how_it_does(
    board: Page, queue: Any, db: Connection
) -> None:
    await queue.defer(name="send_mail", queue="mail")
    await board.get_by_role("link", name="Queues").click()
    mail = line(board, "Queues", "mail")
    await expect(mail.get_by_role("cell").nth(1)).to_have_text("1")

    await board.get_by_role("button", name="Pause: mail").click()
    dialog = board.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("the relay is down")
    await dialog.get_by_label("Resume at").fill("2999-12-31T12:00")
    await dialog.get_by_role("button", name="Pause").click()
    await expect(mail).to_contain_text("the relay is down")
    assert await db.fetchval("select resume_at > now() from orakul.pause")
    await board.get_by_role("button", name="Resume: mail").click()
    await expect(mail).not_to_contain_text("Paused")
    await queue.defer(name="send_mail", queue="mail")
    await expect(mail.get_by_role("cell").nth(1)).to_have_text("2")
    await queue.defer(name="elsewhere")
    await mail.get_by_role("link", name="mail").click()
    tasks = board.get_by_role("table", name="Tasks")
    await expect(tasks.get_by_role("link", name="send_mail")).to_have_count(2)
    await expect(tasks.get_by_role("link", name="elsewhere")).to_have_count(0)

    await board.get_by_role("link", name="System").click()
    await expect(board.get_by_text("Listener last heard")).to_be_visible()
    await expect(line(board, "Largest tables", "orakul.")).not_to_have_count(0)


async def test_a_member_sees_queues_without_holding_them_and_not_the_system(
    site: Any, visitor: Page, queue: Any
) -> None:
    await queue.work("mail")
    await enter(site, visitor, await site.person("member"), "/queues")
    await expect(line(visitor, "Queues", "mail")).to_be_visible()
    await expect(visitor.get_by_role("button", name="Pause")).to_have_count(0)
    await expect(visitor.get_by_role("link", name="System")).to_have_count(0)

    await visitor.goto("/system")

    await expect(visitor.get_by_text("You may not see this")).to_be_visible()

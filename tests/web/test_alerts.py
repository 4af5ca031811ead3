"""Administrators say what is watched and who is told; what is told arrives, or says why not."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr
from structlog.testing import capture_logs

from orakul import database as databases
from orakul import secrets
from orakul.alerts import channels, delivering, outside, watching, words
from orakul.alerts.outside import UndeliveredError, is_public
from orakul.database import Connection, Pool
from orakul.settings import Settings
from tests.jobs.conftest import until, worker_process
from tests.standins.mailbox import Mailbox, certificate
from tests.standins.receivers import BotApi, Receiver

SECRET: Final = "correct horse battery staple"
TOKEN: Final = "1234567:AAFakeFakeFakeFakeFakeFakeFakeFake00"
RULE: Final = {"name": "Nobody works", "kind": "no_worker", "for_seconds": 0, "clear_seconds": 0}


@pytest.fixture
def settings() -> Settings:
    return Settings(secret_keys=SecretStr(secrets.generate()), alert_private=True)


@pytest.fixture
async def pool(database: str) -> AsyncGenerator[Pool]:
    async with databases.pool(database) as opened:
        yield opened


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever begins to watch from now on looks often."""
    monkeypatch.setattr(watching, "LOOK", 0.02)


@pytest.fixture
def receiver() -> Generator[Receiver]:
    with Receiver() as running:
        yield running


def hook(receiver: Receiver, **more: Any) -> dict[str, Any]:
    target = {"kind": "webhook", "url": f"{receiver.url}/hook"}
    return {"name": "hook", "target": target, "secret": SECRET, **more}


async def made(client: httpx.AsyncClient, path: str, body: Any, expected: int = 201) -> Any:
    answer = await client.post(f"/api/alerts/{path}", json=body)
    assert answer.status_code == expected, answer.text
    return answer.json()


async def opened(admin: httpx.AsyncClient, queue: Any, *channels: Any) -> str:
    """Let an alert be open that *channels* are to be told of; return its id."""
    body = {**RULE, "channels": [each["id"] for each in channels]}
    await made(admin, "rules", {**body, "queue": "quiet"})
    await queue.defer(queue="quiet")
    assert await watching.evaluate(queue._db, silence=30, every=0)
    [alert] = (await admin.get("/api/alerts", params={"state": "open"})).json()["items"]
    return alert["id"]


async def channel(admin: httpx.AsyncClient) -> Any:
    [only] = (await admin.get("/api/alerts/channels")).json()["items"]
    return only


async def due_again(db: Connection) -> None:
    await db.execute("update orakul.alert_delivery set due_at = now()")


# --- rules ---


async def test_rules_are_added_changed_and_deleted_and_each_is_an_event(
    admin: httpx.AsyncClient, receiver: Receiver, db: Connection
) -> None:
    there = len((await admin.get("/api/alerts/rules")).json()["items"])
    told = await made(admin, "channels", hook(receiver))
    rule = await made(admin, "rules", {**RULE, "channels": [told["id"]]})
    path = f"/api/alerts/rules/{rule['id']}"
    changed = await admin.patch(path, json={"severity": "critical", "channels": []})
    same = await admin.patch(path, json={"severity": "critical"})
    listed = (await admin.get("/api/alerts/rules")).json()["items"]
    deleted = await admin.delete(path)
    names = await db.fetch("select name from orakul.event where topic = 'alert' order by position")

    assert there == 5
    assert (rule["channels"], changed.json()["channels"]) == ([told["id"]], [])
    assert same.json() == changed.json() == listed[-1]
    assert (deleted.status_code, (await admin.delete(path)).status_code) == (204, 404)
    assert [each["name"] for each in names] == [
        "channel_added", "rule_added", "rule_changed", "rule_deleted"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"kind": "queue_age"}, 400, "seconds: a rule of the kind queue_age needs it"),
        ({"kind": "no_worker", "share": 0.5}, 400, "share: a rule of the kind no_worker has none"),
        ({"kind": "failure_rate", "share": 1.5}, 400, "share"),
        ({"kind": "no_worker", "channels": ["77"]}, 400, "there is no channel 77"),
        ({"kind": "no_worker", "name": "No worker"}, 409, "there is an alert rule with the name"),
    ],
)
async def test_a_rule_that_cannot_be_is_refused_in_words(
    admin: httpx.AsyncClient, body: dict[str, Any], status: int, words: str
) -> None:
    answer = await admin.post("/api/alerts/rules", json={"name": "mine", **body})

    assert answer.status_code == status
    assert words in answer.text
    if status == 400:
        [fault] = answer.json()["errors"]
        assert (fault["path"] in body, bool(fault["kind"])) == (fault["path"] != "seconds", True)


@pytest.mark.parametrize("role", ["member", "viewer", None])
async def test_only_administrators_see_and_change_alerts(site: Any, role: Any) -> None:
    client = await (site.member("other", role) if role else site.client())
    calls: list[tuple[str, str, Any]] = [
        ("GET", "", None),
        ("POST", "/1/acknowledge", {"reason": "x"}),
        ("GET", "/rules", None),
        ("POST", "/rules", RULE),
        ("PATCH", "/rules/1", {}),
        ("DELETE", "/rules/1", None),
        ("GET", "/channels", None),
        ("POST", "/channels", {}),
        ("PATCH", "/channels/1", {}),
        ("DELETE", "/channels/1", None),
        ("POST", "/channels/1/test", None),
    ]

    answers = [
        await client.request(method, f"/api/alerts{path}", json=body)
        for method, path, body in calls
    ]

    assert {each.status_code for each in answers} == {403 if role else 401}


# --- alerts ---


async def test_alerts_are_listed_in_pages_and_acknowledged(
    site: Any, admin: httpx.AsyncClient, queue: Any, db: Connection
) -> None:
    await made(admin, "rules", RULE)
    for name in ("a", "b", "c"):
        await queue.defer(queue=name)
    await watching.evaluate(db, silence=30, every=0)
    first = (await admin.get("/api/alerts", params={"limit": 2})).json()
    second = await admin.get("/api/alerts", params={"limit": 2, "cursor": first["next_cursor"]})
    [last] = second.json()["items"]
    path = f"/api/alerts/{last['id']}/acknowledge"
    acknowledged = await admin.post(path, json={"reason": "we know"})
    listed = (await admin.get("/api/alerts", params={"state": "acknowledged"})).json()["items"]

    assert {each["subject"] for each in [*first["items"], last]} == {"a", "b", "c"}
    assert acknowledged.json() == listed[0]
    assert {**listed[0]["acknowledged"], "at": ...} == {
        "at": ...,
        "actor": f"person:{site.admin.id}",
        "by": "Admin",
        "reason": "we know",
        "until": None,
    }
    assert (await admin.post(path, json={})).status_code == 400
    assert (
        await admin.post(path, json={"reason": "x", "until": "2020-01-01T00:00:00Z"})
    ).status_code == 400
    assert (
        await admin.post("/api/alerts/999/acknowledge", json={"reason": "x"})
    ).status_code == 404


# --- channels ---


async def test_a_secret_is_shown_nowhere(
    admin: httpx.AsyncClient, receiver: Receiver, db: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    added = await made(admin, "channels", hook(receiver))
    changed = await admin.patch(
        f"/api/alerts/channels/{added['id']}", json={"name": "other", "secret": SECRET + "!"}
    )
    wrong = await admin.post("/api/alerts/channels", json=hook(receiver, target={}))
    listed = await admin.get("/api/alerts/channels")
    dump = json.dumps(
        [
            str(row)
            for table in ("event", "alert_channel", "sealed_secret", "alert_delivery", "span")
            for row in await db.fetch(f"select * from orakul.{table}")
        ]
    )

    assert added["has_secret"]
    assert changed.json()["name"] == "other"
    for text in (json.dumps(added), changed.text, listed.text, wrong.text, dump, caplog.text):
        assert "horse" not in text


@pytest.mark.parametrize(
    ("target", "secret", "words"),
    [
        ({"kind": "webhook", "url": "ftp://example.com"}, SECRET, "https://"),
        ({"kind": "webhook", "url": "https://a:b@example.com"}, SECRET, "user or a password"),
        ({"kind": "webhook", "url": "https://example.com/\r\nX: y"}, SECRET, "without spaces"),
        ({"kind": "webhook", "url": "https://example.com:99999"}, SECRET, "no such port"),
        ({"kind": "webhook", "url": "https://example.com:p"}, SECRET, "no such port"),
        ({"kind": "webhook", "url": "https://[::1"}, SECRET, "name a host"),
        ({"kind": "webhook", "url": "https://example.com"}, None, "what signs the requests"),
        ({"kind": "webhook", "url": "https://example.com"}, "short", "16 characters"),
        ({"kind": "telegram", "chat_id": "1"}, "../../other?", "token of a bot"),
        ({"kind": "telegram", "chat_id": "1"}, None, "the token of the bot is missing"),
        (
            {"kind": "email", "host": "h", "sender": "a@b\r\nBcc: x@y", "recipients": ["a@b"]},
            None,
            "no e-mail address",
        ),
        (
            {"kind": "email", "host": "h", "sender": "a@b", "recipients": ["a@b, c@d"]},
            None,
            "no e-mail",
        ),
    ],
)
async def test_a_channel_that_cannot_be_is_refused_in_words(
    admin: httpx.AsyncClient, target: Any, secret: str | None, words: str
) -> None:
    body = {"name": "x", "target": target, "secret": secret}
    answer = await admin.post("/api/alerts/channels", json=body)

    assert answer.status_code == 400
    assert words in answer.text
    assert [each["path"].partition(".")[0] in body for each in answer.json()["errors"]] == [True]
    assert [bool(each["kind"]) for each in answer.json()["errors"]] == [True]


async def test_a_channel_that_leads_elsewhere_needs_its_secret_again(
    admin: httpx.AsyncClient, receiver: Receiver
) -> None:
    added = await made(admin, "channels", hook(receiver))
    path = f"/api/alerts/channels/{added['id']}"
    elsewhere = {"kind": "webhook", "url": "https://example.org/"}

    refused = await admin.patch(path, json={"target": elsewhere})
    same = await admin.patch(path, json={"target": added["target"]})
    moved = await admin.patch(path, json={"target": elsewhere, "secret": SECRET})

    assert (refused.status_code, same.status_code) == (400, 200)
    assert moved.json()["target"] == elsewhere
    assert (await admin.delete(path)).status_code == 204
    assert (await admin.post(f"{path}/test")).status_code == 404


async def test_of_the_address_of_a_webhook_a_beginning_is_shown_and_may_be_sent_back(
    admin: httpx.AsyncClient, receiver: Receiver, db: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    shown = {"kind": "webhook", "url": f"{receiver.url}/hoo[hidden]"}
    tokened = {"kind": "webhook", "url": f"{receiver.url}/hook?token=brightly"}
    added = await made(admin, "channels", hook(receiver, target=tokened))
    kept = str(await db.fetch("select * from orakul.alert_channel"))
    path = f"/api/alerts/channels/{added['id']}"
    same = await admin.patch(path, json={"name": "renamed", "target": added["target"]})
    tested = await made(admin, f"channels/{added['id']}/test", None, 200)
    receiver.status = 503
    refused = await made(admin, f"channels/{added['id']}/test", None, 200)
    moved = hook(receiver)
    again = await admin.patch(path, json={"target": moved["target"], "secret": SECRET})
    listed = await admin.get("/api/alerts/channels")
    dump = json.dumps(
        [
            str(row)
            for table in ("event", "alert_delivery", "span")
            for row in await db.fetch(f"select * from orakul.{table}")
        ]
    )

    assert added["target"] == {"kind": "webhook", "url": f"{receiver.url}/hook[hidden]"}
    assert (same.json()["name"], same.json()["target"]) == ("renamed", added["target"])
    assert (tested["sent"], refused["sent"], len(receiver.taken)) == (True, False, 2)
    assert again.json()["target"] == (await channel(admin))["target"] == shown
    for text in (json.dumps([added, refused]), same.text, listed.text, dump, caplog.text, kept):
        assert "brightly" not in text


async def test_an_address_from_before_they_were_sealed_goes_on_to_lead_and_is_sealed(
    admin: httpx.AsyncClient, receiver: Receiver, settings: Settings, db: Connection
) -> None:
    added = await made(admin, "channels", hook(receiver))
    whole = hook(receiver)["target"]
    await db.execute("update orakul.alert_channel set target = $1", whole)
    await secrets.forget(db, channels.TARGET, int(added["id"]))
    before = await made(admin, f"channels/{added['id']}/test", None, 200)

    async with db.transaction():
        sealed = await channels.seal_open(db, settings)
        again = await channels.seal_open(db, settings)
    kept = await db.fetchval("select target from orakul.alert_channel")
    after = await made(admin, f"channels/{added['id']}/test", None, 200)

    assert (before["sent"], sealed, again, after["sent"]) == (True, 1, 0, True)
    assert kept == added["target"] != whole
    assert (await channel(admin))["last_sent_at"] is not None


async def test_of_the_address_of_a_bot_api_a_beginning_is_shown(
    admin: httpx.AsyncClient, settings: Settings, db: Connection
) -> None:
    target = {"kind": "telegram", "chat_id": "1", "base_url": "https://example.com/brightly/bots"}
    shown = {**target, "base_url": "https://example.com/brig[hidden]"}
    added = await made(admin, "channels", {"name": "bot", "target": target, "secret": TOKEN})
    path = f"/api/alerts/channels/{added['id']}"
    same = await admin.patch(path, json={"target": shown})
    whole = await admin.patch(path, json={"target": target})
    other = {**target, "base_url": "https://example.org/brig[hidden]"}
    refused = await admin.patch(path, json={"target": other, "secret": TOKEN})
    kept = await db.fetchval("select target from orakul.alert_channel")
    leads = await channels.full_target(db, settings, int(added["id"]))
    await admin.patch(path, json={"target": {**shown, "chat_id": "2"}, "secret": TOKEN})
    moved = await channels.full_target(db, settings, int(added["id"]))

    assert added["target"] == same.json()["target"] == whole.json()["target"] == kept == shown
    assert (leads, moved) == (target, {**target, "chat_id": "2"})
    assert [(each["path"], each["kind"]) for each in refused.json()["errors"]] == [
        ("target.base_url", "hidden")
    ]


async def test_a_channel_whose_key_is_lost_can_be_led_elsewhere(
    admin: httpx.AsyncClient, receiver: Receiver, settings: Settings, db: Connection
) -> None:
    added = await made(admin, "channels", hook(receiver))
    await db.execute("update orakul.sealed_secret set key_id = '00000000'")
    lost = await made(admin, f"channels/{added['id']}/test", None, 200)
    path = f"/api/alerts/channels/{added['id']}"
    renamed = await admin.patch(path, json={"name": "renamed"})
    moved = await admin.patch(path, json={**hook(receiver), "name": "again"})
    tested = await made(admin, f"channels/{added['id']}/test", None, 200)
    deleted = await admin.delete(path)

    assert (lost["sent"], renamed.status_code, moved.status_code) == (False, 200, 200)
    assert (tested["sent"], deleted.status_code) == (True, 204)
    assert await db.fetchval("select count(*) from orakul.sealed_secret") == 0


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.com", "https://example.com"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("https://example.com/a", "https://example.com/[hidden]"),
        ("https://example.com/services/T0/B0/XX", "https://example.com/serv[hidden]"),
        ("https://example.com?key=XX", "https://example.com?key=[hidden]"),
    ],
)
async def test_what_is_hidden_of_an_address_must_be_given_where_it_changes(
    admin: httpx.AsyncClient, url: str, shown: str
) -> None:
    target = {"kind": "webhook", "url": url}
    body = {"name": "x", "target": target, "secret": SECRET}
    added = await made(admin, "channels", body)
    other = {"kind": "webhook", "url": "https://example.org/serv[hidden]"}
    refused = await admin.patch(
        f"/api/alerts/channels/{added['id']}", json={"target": other, "secret": SECRET}
    )

    assert added["target"]["url"] == shown
    assert refused.status_code == 400
    assert [(each["path"], each["kind"]) for each in refused.json()["errors"]] == [
        ("target.url", "hidden")
    ]


@pytest.mark.parametrize(
    ("kind", "subject", "facts", "title"),
    [
        ("queue_age", "slow", {"waiting": 3}, "Still: Ours (slow)"),
        ("failure_rate", "embed", {"per": "task"}, "Still: Ours (embed)"),
        ("failure_rate", "all", {"per": "all"}, "Still: Ours"),
        ("repeated_failure", "8f0c1d2e", {"task": "import"}, "Still: Ours (import)"),
        ("repeated_failure", "8f0c1d2e", {"task": None}, "Still: Ours"),
    ],
)
def test_a_title_tells_two_alerts_of_one_rule_apart(
    kind: str, subject: str, facts: dict[str, Any], title: str
) -> None:
    alert = {**delivering.EXAMPLE, "rule": "Ours", "kind": kind, "subject": subject}

    assert words.tell("repeated", {**alert, "facts": facts}, {})[0] == title


@pytest.mark.parametrize("settings", [Settings(secret_key_file=Path("/"), alert_private=True)])
async def test_a_channel_without_a_secret_needs_no_key(
    admin: httpx.AsyncClient, pool: Pool, queue: Any, settings: Settings
) -> None:
    with Mailbox() as box:
        target = plain_mail(box, "ops@example.com")
        told = await made(admin, "channels", {"name": "mail", "target": target})
        path = f"/api/alerts/channels/{told['id']}"
        renamed = await admin.patch(path, json={"name": "ops"})
        tested = await made(admin, f"channels/{told['id']}/test", None, 200)
        await opened(admin, queue, told)
        await delivering.deliver(pool, settings)

    assert renamed.json()["name"] == "ops"
    assert tested["sent"]
    assert [each["Subject"] for each in box.messages] == [
        "Test: this channel works",
        "Alert: Nobody works (quiet)",
    ]


async def test_a_channel_that_is_deleted_is_a_change_of_the_rules_that_name_it(
    admin: httpx.AsyncClient, receiver: Receiver, db: Connection
) -> None:
    gone, stays = [await made(admin, "channels", hook(receiver, name=each)) for each in "ab"]
    both = await made(admin, "rules", {**RULE, "channels": [gone["id"], stays["id"]]})
    await made(admin, "rules", {**RULE, "name": "another", "channels": [stays["id"]]})
    await db.execute("truncate orakul.event")

    deleted = await admin.delete(f"/api/alerts/channels/{gone['id']}")
    told = await db.fetch("select name, data::jsonb from orakul.event order by position")

    assert deleted.status_code == 204
    assert [each["name"] for each in told] == ["channel_deleted", "rule_changed"]
    rule = told[1]["data"]["rule"]
    assert (rule["id"], rule["channels"]) == (both["id"], [stays["id"]])


# --- telling ---


async def test_a_webhook_is_told_once_each_and_can_tell_that_it_is_us(
    admin: httpx.AsyncClient, queue: Any, receiver: Receiver, settings: Settings, pool: Pool
) -> None:
    told = await made(admin, "channels", hook(receiver))
    tested = await made(admin, f"channels/{told['id']}/test", None, 200)
    alert = await opened(admin, queue, told)

    sent = await asyncio.gather(*(delivering.deliver(pool, settings) for _ in range(4)))
    worker = await queue.work("quiet")
    await watching.evaluate(queue._db, silence=30, every=0)
    await delivering.deliver(pool, settings)

    assert worker
    assert tested == {"sent": True, "error": None, "kind": None, "blanks": None}
    assert sum(sent) == 1
    assert [each["event"] for each in receiver.taken] == ["test", "opened", "resolved"]
    assert receiver.taken[1]["alert"]["id"] == alert
    assert (
        receiver.taken[1]["alert"]["summary"]
        == "1 due task of the queue quiet has no worker that takes it"
    )
    assert [each["text"].splitlines()[:2] for each in receiver.taken] == [
        ["Test: this channel works", "Somebody tests this channel; nothing is wrong."],
        [
            "Alert: Nobody works (quiet)",
            "1 due task of the queue quiet has no worker that takes it",
        ],
        [
            "Resolved: Nobody works (quiet)",
            "Was: 1 due task of the queue quiet has no worker that takes it",
        ],
    ]
    assert [each["idempotency-key"] for each in receiver.came_with] == [
        each["id"] for each in receiver.taken
    ]
    assert all(receiver.is_signed(SECRET, number) for number in range(3))
    assert not receiver.is_signed("another secret")
    assert (await channel(admin))["last_error"] is None
    assert (await channel(admin))["unsent"] == 0


async def test_what_does_not_arrive_is_tried_again_with_the_same_key_and_said_at_the_channel(
    admin: httpx.AsyncClient,
    queue: Any,
    receiver: Receiver,
    settings: Settings,
    pool: Pool,
    db: Connection,
) -> None:
    told = await made(admin, "channels", hook(receiver))
    await opened(admin, queue, told)
    receiver.status, receiver.headers = 503, {"Retry-After": "600"}
    await delivering.deliver(pool, settings)
    failed = await channel(admin)
    waits = await db.fetchval(
        "select due_at > now() + interval '9 minutes' from orakul.alert_delivery"
    )
    await queue.work("quiet")
    await watching.evaluate(db, silence=30, every=0)
    too_early = await delivering.deliver(pool, settings)  # its end waits for its beginning
    receiver.status = 200
    await due_again(db)
    await delivering.deliver(pool, settings)
    await delivering.deliver(pool, settings)

    first, second, last = receiver.taken
    assert (failed["last_error"], failed["unsent"]) == ("the webhook answered 503", 1)
    assert failed["last_reason"] == {"kind": "webhook_answered", "blanks": {"status": 503}}
    assert (waits, too_early) == (True, 0)
    assert first == second
    assert (last["event"], last["id"] != first["id"]) == ("resolved", True)
    arrived = await channel(admin)
    assert (arrived["last_error"], arrived["last_reason"]) == (None, None)


async def test_a_channel_that_fails_keeps_no_other_from_being_told_and_is_given_up_at_last(
    admin: httpx.AsyncClient,
    queue: Any,
    receiver: Receiver,
    settings: Settings,
    pool: Pool,
    db: Connection,
) -> None:
    with Receiver() as gone:
        dead = await made(admin, "channels", hook(gone, name="dead"))
    told = await made(admin, "channels", hook(receiver))
    await opened(admin, queue, dead, told)

    await delivering.deliver(pool, settings)
    await db.execute(
        "update orakul.alert_delivery set attempts = $1, due_at = now()", delivering.ATTEMPTS - 1
    )
    await delivering.deliver(pool, settings)
    await due_again(db)
    again = await delivering.deliver(pool, settings)

    assert [each["event"] for each in receiver.taken] == ["opened"]
    assert again == 0
    failed, fine = (await admin.get("/api/alerts/channels")).json()["items"]
    assert "did not answer" in failed["last_error"]
    assert (failed["unsent"], fine["last_error"]) == (0, None)


async def test_a_channel_that_somebody_broke_in_the_database_keeps_no_other_from_being_told(
    admin: httpx.AsyncClient,
    queue: Any,
    receiver: Receiver,
    settings: Settings,
    pool: Pool,
    db: Connection,
) -> None:
    broken = await made(admin, "channels", hook(receiver, name="broken"))
    told = await made(admin, "channels", hook(receiver))
    await opened(admin, queue, broken, told)
    await db.execute(
        """update orakul.alert_channel set target = '{"kind": "webhook"}' where id = $1""",
        int(broken["id"]),
    )
    await secrets.forget(db, channels.TARGET, int(broken["id"]))

    await delivering.deliver(pool, settings)
    errors = await db.fetch("select last_error from orakul.alert_channel order by id")

    assert [each["event"] for each in receiver.taken] == ["opened"]
    assert [each["last_error"] for each in errors] == [
        "it could not be sent: ValidationError",
        None,
    ]


async def test_a_secret_that_is_no_text_keeps_no_other_channel_from_being_told(
    admin: httpx.AsyncClient,
    queue: Any,
    receiver: Receiver,
    settings: Settings,
    pool: Pool,
    db: Connection,
) -> None:
    broken = await made(admin, "channels", hook(receiver, name="broken"))
    told = await made(admin, "channels", hook(receiver))
    await opened(admin, queue, broken, told)
    [key] = secrets.keyring(settings).keys.values()
    place = f"orakul:alert-channel:{broken['id']}".encode()
    sealed = bytes(12) + AESGCM(key).encrypt(bytes(12), b"\xff", place)
    await db.execute(
        "update orakul.sealed_secret set ciphertext = $2"
        " where subject = $1 and purpose = 'alert-channel'",
        int(broken["id"]),
        sealed,
    )

    await delivering.deliver(pool, settings)
    errors = await db.fetch("select last_error from orakul.alert_channel order by id")

    assert [each["event"] for each in receiver.taken] == ["opened"]
    assert [each["last_error"] for each in errors] == [
        "it could not be sent: UnicodeDecodeError",
        None,
    ]


async def test_a_key_file_that_cannot_be_read_is_said_at_each_channel_and_tried_again(
    admin: httpx.AsyncClient,
    queue: Any,
    receiver: Receiver,
    settings: Settings,
    pool: Pool,
    db: Connection,
    tmp_path: Path,
) -> None:
    channels = [await made(admin, "channels", hook(receiver, name=each)) for each in ("a", "b")]
    await opened(admin, queue, *channels)

    keyless = Settings(secret_key_file=tmp_path, secret_keys=None)
    tested = await delivering.test(db, keyless, int(channels[0]["id"]))
    await delivering.deliver(pool, keyless)
    errors = await db.fetch("select last_error from orakul.alert_channel")
    await due_again(db)
    await delivering.deliver(pool, settings)

    why = f"{tmp_path}: the key cannot be read or made: Is a directory"
    assert str(tested) == why
    assert [each["last_error"] for each in errors] == [why, why]
    assert [each["event"] for each in receiver.taken] == ["opened", "opened"]


class FailingPool:
    """A pool that fails as nobody expects, the first times."""

    def __init__(self, pool: Pool, times: int) -> None:
        self._pool = pool
        self.left = times

    def acquire(self) -> Any:
        if self.left:
            self.left -= 1
            raise RuntimeError("nobody expects this")
        return self._pool.acquire()


async def test_an_error_that_nobody_expects_does_not_end_the_watching(
    admin: httpx.AsyncClient,
    queue: Any,
    receiver: Receiver,
    settings: Settings,
    pool: Pool,
    quick: None,
) -> None:
    await opened(admin, queue, await made(admin, "channels", hook(receiver)))
    failing: Any = FailingPool(pool, 4)
    with capture_logs() as said:
        async with asyncio.timeout(60), watching.watched(failing, settings):
            while failing.left or not receiver.taken:
                await asyncio.sleep(0.02)

    assert [each["event"] for each in receiver.taken] == ["opened"]
    assert {each["event"] for each in said if "nobody expects this" in str(each)} == {
        "could not look for alerts",
        "could not tell of alerts",
    }


async def test_who_dies_with_a_delivery_leaves_it_to_others(
    admin: httpx.AsyncClient,
    queue: Any,
    receiver: Receiver,
    settings: Settings,
    pool: Pool,
    db: Connection,
) -> None:
    await opened(admin, queue, await made(admin, "channels", hook(receiver)))
    await databases.fetch(db, delivering.Delivery, "claim_alert_deliveries", 9, delivering.LEASE)
    meanwhile = await delivering.deliver(pool, settings)
    await due_again(db)

    assert (meanwhile, await delivering.deliver(pool, settings)) == (0, 1)


async def test_a_web_process_evaluates_and_tells_by_itself_where_no_worker_lives(
    admin: httpx.AsyncClient,
    queue: Any,
    receiver: Receiver,
    settings: Settings,
    pool: Pool,
    quick: None,
) -> None:
    told = await made(admin, "channels", hook(receiver))
    await made(admin, "rules", {**RULE, "queue": "quiet", "channels": [told["id"]]})
    await queue.defer(queue="quiet")

    async with asyncio.timeout(60), watching.watched(pool, settings):
        while not receiver.taken:
            await asyncio.sleep(0.02)

    assert [each["event"] for each in receiver.taken] == ["opened"]


async def test_the_last_worker_that_dies_is_missed_by_the_web_process_alone(
    quick: None, site: Any, admin: httpx.AsyncClient, queue: Any, db: Connection
) -> None:
    await made(admin, "rules", {**RULE, "queue": "quiet"})
    async with worker_process(site.database, stalled_after=30) as process:
        await until(db, "exists (select from procrastinate_workers)")
        process.kill()
        process.wait()
    await queue.defer(queue="quiet")
    await queue.silence(await db.fetchval("select id from orakul.worker"))
    await db.execute("update orakul.alert_evaluation set at = '-infinity'")

    await until(db, "exists (select from orakul.alert where state = 'open' and subject = 'quiet')")
    await until(db, "exists (select from orakul.event where name = 'worker_lost')")
    for _ in range(2):
        await watching.evaluate(db, silence=30, every=0)
    lost = await db.fetch("select actor, data::jsonb from orakul.event where name = 'worker_lost'")

    assert [(each["actor"], each["data"]["taken_up"]) for each in lost] == [("system:rescue", 0)]
    assert await db.fetchval("select lost_at is not null from orakul.worker")


async def test_telegram_gets_a_message_when_it_wants_it_and_its_token_stays_here(
    admin: httpx.AsyncClient,
    queue: Any,
    settings: Settings,
    pool: Pool,
    db: Connection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with BotApi(TOKEN, flood=700) as api:
        target = {"kind": "telegram", "chat_id": "-100", "base_url": api.url}
        body = {"name": "chat", "target": target, "secret": TOKEN}
        await opened(admin, queue, await made(admin, "channels", body))
        await delivering.deliver(pool, settings)
        flooded = await channel(admin)
        waits = await db.fetchval(
            "select due_at > now() + interval '11 minutes' from orakul.alert_delivery"
        )
        await due_again(db)
        await delivering.deliver(pool, settings)
        other = TOKEN.replace("Fake", "Lost")
        await admin.patch(f"/api/alerts/channels/{flooded['id']}", json={"secret": other})
        refused = await made(admin, f"channels/{flooded['id']}/test", None, 200)

    gone = await made(admin, f"channels/{flooded['id']}/test", None, 200)

    [message] = api.messages
    assert (flooded["last_error"], waits) == ("Telegram answered 429: Too Many Requests", True)
    assert message["chat_id"] == "-100"
    assert re.fullmatch(
        r"Alert: Nobody works \(quiet\)\n1 due task of the queue quiet has no worker that takes it\n"
        r"Severity: warning\nSince: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC",
        message["text"],
    )
    assert refused["error"] == "Telegram answered 401: Unauthorized: [hidden]"
    assert "did not answer" in gone["error"]
    for text in (caplog.text, json.dumps([refused, gone])):
        assert "Fake" not in text
        assert "Lost" not in text


async def test_an_e_mail_goes_by_starttls_to_a_server_of_that_name(
    admin: httpx.AsyncClient,
    queue: Any,
    settings: Settings,
    pool: Pool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = certificate(tmp_path)
    with Mailbox(file=file) as box:
        target = {
            "kind": "email",
            "host": "localhost",
            "port": box.port,
            "username": "orakul",
            "sender": "orakul@example.com",
            "recipients": ["ops@example.com", "boss@example.com"],
        }
        body = {"name": "mail", "target": target, "secret": SECRET}
        told = await made(admin, "channels", body)
        stranger = await made(admin, f"channels/{told['id']}/test", None, 200)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        await opened(admin, queue, told)
        await delivering.deliver(pool, settings)

    [message] = box.messages
    assert "certificate verify failed" in stranger["error"]
    assert (box.encrypted, len(box.logins)) == ([True], 1)
    assert message["To"] == "ops@example.com, boss@example.com"
    assert message["Subject"] == "Alert: Nobody works (quiet)"
    assert "1 due task of the queue quiet has no worker that takes it" in message.get_content()


def plain_mail(box: Mailbox, *recipients: str) -> dict[str, Any]:
    """Return what a channel of e-mails to *box* takes, without encryption."""
    return {
        "kind": "email",
        "host": "127.0.0.1",
        "port": box.port,
        "security": "none",
        "sender": "orakul@example.com",
        "recipients": recipients,
    }


async def test_an_e_mail_that_is_refused_says_so_and_a_name_ends_no_header(
    admin: httpx.AsyncClient, settings: Settings, pool: Pool, queue: Any
) -> None:
    with Mailbox() as box:
        target = plain_mail(box, "ops@example.com")
        told = await made(admin, "channels", {"name": "mail", "target": target})
        rule = {**RULE, "name": "a\r\nBcc: x@example.com", "channels": [told["id"]]}
        await made(admin, "rules", rule)
        await queue.defer()
        await watching.evaluate(queue._db, silence=30, every=0)
        await delivering.deliver(pool, settings)
        box.refuses = "550 no such person"
        refused = await made(admin, f"channels/{told['id']}/test", None, 200)

    [message] = box.messages
    assert message["Bcc"] is None
    assert message["Subject"] == "Alert: a Bcc: x@example.com (default)"
    assert refused["error"] == "the mail server refused the recipients: [550]"


async def test_an_e_mail_that_some_did_not_get_says_who_and_is_not_sent_to_the_others_again(
    admin: httpx.AsyncClient, settings: Settings, pool: Pool, queue: Any, db: Connection
) -> None:
    with Mailbox(refuses="550 no such person") as box:
        box.stranger = "gone@example.com"
        target = plain_mail(box, "ops@example.com", "gone@example.com")
        told = await made(admin, "channels", {"name": "mail", "target": target})
        await opened(admin, queue, told)
        await delivering.deliver(pool, settings)
        await due_again(db)
        again = await delivering.deliver(pool, settings)

    shown = await channel(admin)
    assert (len(box.messages), again, shown["unsent"]) == (1, 0, 0)
    assert shown["last_error"] == "the mail server took it, but not for gone@example.com: [550]"
    assert shown["last_reason"]["kind"] == "mail_refused_some"


async def test_what_is_told_leads_to_where_one_acts_where_the_public_address_is_known(
    admin: httpx.AsyncClient, queue: Any, receiver: Receiver, settings: Settings, pool: Pool
) -> None:
    reached = settings.model_copy(update={"public_url": "https://orakul.example.org/"})
    with Mailbox() as box, BotApi(TOKEN) as api:
        target = {"kind": "telegram", "chat_id": "-100", "base_url": api.url}
        chat = await made(admin, "channels", {"name": "chat", "target": target, "secret": TOKEN})
        target = plain_mail(box, "ops@example.com")
        mail = await made(admin, "channels", {"name": "mail", "target": target})
        told = await made(admin, "channels", hook(receiver))
        tested = await made(admin, f"channels/{told['id']}/test", None, 200)
        await opened(admin, queue, chat, mail, told)
        await delivering.deliver(pool, reached)
        await queue.work("quiet")
        await watching.evaluate(queue._db, silence=30, every=0)
        await delivering.deliver(pool, reached)

    tasks = "https://orakul.example.org/?q=queue%3A%22quiet%22&state=pending"
    [one] = {each["alert"]["id"] for each in receiver.taken[1:]}
    places = {"tasks": tasks, "alert": f"https://orakul.example.org/alerts?alert={one}"}
    assert tested["sent"]
    assert [each["links"] for each in receiver.taken] == [None, places, places]
    for texts in (
        [each["text"] for each in api.messages],
        [each.get_content().strip() for each in box.messages],
    ):
        assert [text.splitlines()[-2:] for text in texts] == [
            [f"Tasks: {tasks}", f"Alert: {places['alert']}"]
        ] * 2


# --- the way outside ---


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "::7f00:1", "::ffff:0:7f00:1", "fec0::1", "64:ff9b:1::7f00:1",
    ],
)  # fmt: skip
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)
    assert is_public("1.1.1.1")
    assert is_public("2606:4700:4700::1111")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433"])
async def test_nobody_is_led_to_what_only_this_machine_reaches(
    receiver: Receiver, host: str
) -> None:
    port = receiver.url.rpartition(":")[2]

    with pytest.raises(UndeliveredError, match=r"private address|is not known"):
        await outside.post(f"https://{host}:{port}/hook", b"{}", {}, private=False)
    with pytest.raises(UndeliveredError, match="https://"):
        await outside.post(f"http://{host}:{port}/hook", b"{}", {}, private=False)

    assert receiver.taken == []


async def test_a_name_in_another_script_is_looked_up_as_it_is_written_in_the_address() -> None:
    with pytest.raises(UndeliveredError, match=r"the host xn--fa-hia\.invalid is not known"):
        await outside.post("https://xn--fa-hia.invalid/hook", b"{}", {}, private=False)


async def test_no_redirect_is_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"Location": f"{receiver.url}/hook"}

    answer = await outside.post(f"{receiver.url}/hook", b"{}", {}, private=True)

    assert (answer.status, len(receiver.taken)) == (307, 1)


@pytest.mark.parametrize(
    "form",
    ["3600", "%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"],
)
def test_what_a_service_asks_to_wait_is_read_in_each_form(form: str) -> None:
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)
    asked = outside.retry_after(httpx.Headers({"Retry-After": in_an_hour.strftime(form)}))

    assert asked is not None
    assert 1800 <= asked <= 3600


def test_a_time_that_is_past_asks_for_no_wait() -> None:
    past = httpx.Headers({"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"})

    assert outside.retry_after(past) == 0


@pytest.mark.parametrize("value", ["", "soon", "-5", "9" * 400, "Mon, 99 Nov 2026 08:00:00 GMT"])
def test_what_is_no_time_to_wait_asks_for_none(value: str) -> None:
    assert outside.retry_after(httpx.Headers({"Retry-After": value})) is None


@pytest.mark.parametrize("name", ["localhost", "elsewhere"])
async def test_a_server_must_be_the_one_that_is_named_though_its_address_is_dialled(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate(tmp_path, name)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    outside.tls.cache_clear()
    with Receiver(certificate=file) as receiver:
        sending = outside.post(f"{receiver.url}/hook", b"{}", {}, private=True)
        if name == "localhost":
            answered = (await sending).status
        else:
            with pytest.raises(UndeliveredError, match="certificate"):
                await sending
            answered = None
    outside.tls.cache_clear()

    assert answered == (204 if name == "localhost" else None)
    assert [each["host"] for each in receiver.came_with] == (
        [receiver.url.removeprefix("https://")] if answered else []
    )

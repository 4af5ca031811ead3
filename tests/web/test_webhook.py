"""An update of Telegram is stored before it is acknowledged, once, or refused; never a 500."""

import json
from pathlib import Path
from typing import Any

import pytest

from orakul.database import Connection
from orakul.settings import Settings

SECRET = {"X-Telegram-Bot-Api-Secret-Token": "agreed", "Content-Type": "application/json"}
UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1767225600,
        "chat": {"id": -1001234567890, "type": "supergroup", "title": "Team"},
        "from": {"id": 42, "is_bot": False, "first_name": "Ada"},
        "text": "Коли реліз?",
    },
}


async def kept(db: Connection) -> list[Any]:
    return [row["body"] for row in await db.fetch("select body from orakul.telegram_update")]


async def test_an_update_is_kept_and_its_message_is_on_its_way(site: Any, db: Connection) -> None:
    client = await site.client()
    trace = "0af7651916cd43dd8448eb211c80319c"

    answer = await client.post(
        "/webhook/telegram",
        json=UPDATE,
        headers=SECRET | {"traceparent": f"00-{trace}-b7ad6b7169203331-01"},
    )
    task = await db.fetchrow("select name, trace_id from orakul.task")

    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert await kept(db) == [UPDATE]
    assert task is not None
    assert tuple(task) == ("save_telegram_message", trace)


async def test_the_same_update_again_adds_nothing(site: Any, db: Connection) -> None:
    client = await site.client()

    answers = [await client.post("/webhook/telegram", json=UPDATE, headers=SECRET) for _ in "123"]

    assert [each.json() for each in answers] == [{"ok": True}] * 3
    assert len(await kept(db)) == 1
    assert await db.fetchval("select count(*) from orakul.task") == 1


async def test_every_kind_of_update_is_accepted(site: Any, db: Connection, shared: Path) -> None:
    client = await site.client()
    files = sorted((shared / "data/telegram/updates").glob("*.json"))
    updates = [
        json.loads(text) | {"update_id": number}
        for number, text in enumerate((file.read_text() for file in files), start=1)
    ]

    statuses = {
        file.name: (await client.post("/webhook/telegram", json=update, headers=SECRET)).status_code
        for file, update in zip(files, updates, strict=True)
    }

    assert len(files) > 10
    assert statuses == dict.fromkeys(statuses, 200)
    assert sorted(await kept(db), key=lambda body: body["update_id"]) == updates


async def test_nothing_is_read_of_who_does_not_know_the_secret(site: Any) -> None:
    client = await site.client()
    headers = SECRET | {"X-Telegram-Bot-Api-Secret-Token": "wrong"}

    for content in (b"{", b" " * 2 * 1024 * 1024):
        answer = await client.post("/webhook/telegram", content=content, headers=headers)
        assert answer.status_code == 403


@pytest.mark.parametrize("secret", [None, "", "wrong", "agreed2", "AGREED", "згода"])
async def test_who_does_not_know_the_secret_is_refused(
    site: Any, db: Connection, secret: str | None
) -> None:
    client = await site.client()
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret.encode()}

    answer = await client.post("/webhook/telegram", json=UPDATE, headers=headers)

    assert answer.status_code == 403
    assert await kept(db) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"{",
        b'{"update_id": "7"}',
        b'{"update_id": 1e400}',
        b'{"update_id": 7, "message": NaN}',
        b'{"update_id": 7, "message": {"text": "a\\u0000b"}}',
        b'{"update_id": 7, "message": {"text": "\\ud800"}}',
        b'{"update_id": 7, "message": {"text": "\xff"}}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": 7, "message": 5}',
        b'{"update_id": 7, "message": {}}',
        b'{"update_id":' + b"[" * 50_000,
        b" " * 1024 * 1024 + b"{}",
    ],
)
async def test_what_cannot_be_stored_is_refused(site: Any, db: Connection, body: bytes) -> None:
    client = await site.client()

    answer = await client.post("/webhook/telegram", content=body, headers=SECRET)

    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert await kept(db) == []


class TestWithoutASecret:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(telegram_webhook_secret=None)

    async def test_the_webhook_is_closed_and_says_how_to_open_it(
        self, site: Any, db: Connection
    ) -> None:
        answer = await (await site.client()).post("/webhook/telegram", json=UPDATE, headers=SECRET)

        assert answer.status_code == 503
        assert "ORAKUL_TELEGRAM_WEBHOOK_SECRET" in answer.json()["detail"]
        assert await kept(db) == []

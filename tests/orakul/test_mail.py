"""An e-mail that counts as not delivered does not arrive, and one that arrives counts."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from orakul.alerts import mail
from orakul.alerts.outside import UndeliveredError
from orakul.targets import Email
from tests.standins.mailbox import Mailbox, certificate


async def send(port: int, security: Any = "none") -> None:
    target = Email(
        kind="email",
        host="localhost",
        port=port,
        security=security,
        sender="orakul@example.com",
        recipients=["ops@example.com"],
    )
    async with asyncio.timeout(60):
        await mail.send(target, None, "Alert", "Nobody works", key="1", private=True)


@pytest.mark.parametrize(
    ("step", "security"), [("", "none"), ("MAIL", "none"), ("TLS", "starttls")]
)
async def test_a_server_that_is_too_slow_gets_nothing_later(
    step: str, security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    monkeypatch.setattr(mail, "PATIENCE", 0.5)
    with Mailbox(file=file, holds=step) as box:
        with pytest.raises(UndeliveredError, match="localhost failed: TimeoutError"):
            await send(box.port, security)
        box.go.set()
        await asyncio.to_thread(box.left.wait, 30)

    assert box.messages == []


async def test_what_a_server_took_is_delivered_though_it_says_no_goodbye() -> None:
    with Mailbox(holds="QUIT") as box:
        await send(box.port)

    assert [each["Message-ID"] for each in box.messages] == ["<1@example.com>"]


async def test_a_name_is_looked_up_within_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look_up(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(mail, "PATIENCE", 0.1)
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)

    with pytest.raises(UndeliveredError, match="TimeoutError"):
        await send(25)

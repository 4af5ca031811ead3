"""The webhook: what Telegram sends is stored before it is told that it was received."""

import secrets
from typing import Any

from pydantic import RootModel
from starlette.requests import Request

from orakul import database, messages, telemetry
from orakul.database import Acting
from orakul.errors import DeniedError, UnavailableError
from orakul.telegram import read_update
from web.call import Call, Site
from web.endpoints import Endpoints
from web.shapes import Shape

telegram = Endpoints("intake")

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


class Received(Shape):
    """It is stored, or was before."""

    ok: bool


class TelegramUpdate(RootModel[dict[str, Any]]):
    """An update of the Bot API, of any kind."""


def _check_secret(request: Request) -> None:
    site: Site = request.app.state.site
    expected = site.settings.telegram_webhook_secret
    if expected is None:
        raise UnavailableError(
            "The webhook is closed: set ORAKUL_TELEGRAM_WEBHOOK_SECRET and give it to Telegram."
        )
    given = request.headers.get(SECRET_HEADER, "")
    if not secrets.compare_digest(given.encode(), expected.get_secret_value().encode()):
        raise DeniedError(f"The header {SECRET_HEADER} is not the one that was agreed on.")


@telegram.post(
    "/webhook/telegram", access="public", scheme="telegram", admit=_check_secret, errors=(403,)
)
async def receive_update(call: Call, body: TelegramUpdate) -> Received:
    """Take an update of a Telegram bot.

    Telegram proves itself by the header X-Telegram-Bot-Api-Secret-Token. The same update
    again adds nothing.
    """
    update = read_update(body.root)
    who = Acting(actor="webhook:telegram", traceparent=telemetry.current_traceparent())
    async with database.acting(call.db, who):
        await messages.receive_update(call.db, update, body.root)
    return Received(ok=True)

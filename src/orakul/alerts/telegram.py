"""A message to a chat of Telegram, by the Bot API.

The token of the bot stands in the path of the address, so nothing of the address is ever
told, neither in errors nor in traces.
"""

import json
from typing import Any, Final

from pydantic import SecretStr

from orakul.alerts import outside
from orakul.alerts.outside import UndeliveredError
from orakul.sentences import said
from orakul.targets import Telegram

LONGEST: Final = 4096  # characters of a message

_LONGEST_DESCRIPTION: Final = 300  # characters


async def send(target: Telegram, token: SecretStr, text: str, *, private: bool) -> None:
    """Send *text*, as it is.

    Raises:
        UndeliveredError: the service did not answer, or refused it.
    """
    hidden = token.get_secret_value()
    url = f"{target.base_url.rstrip('/')}/bot{hidden}/sendMessage"
    content = {
        "chat_id": target.chat_id,
        "text": text[:LONGEST],
        "link_preview_options": {"is_disabled": True},  # of a page that it cannot see
    }
    body = json.dumps(content, ensure_ascii=False).encode()
    answer = await outside.post(url, body, {}, private=private, hide=hidden)
    told = _read(answer.body)
    if answer.status == 200 and told.get("ok") is True:  # noqa: PLR2004 - OK
        return
    why = str(told.get("description", ""))[:_LONGEST_DESCRIPTION].replace(hidden, "[hidden]")
    raise UndeliveredError(
        said("telegram_refused", status=answer.status, why=why)
        if why
        else said("telegram_answered", status=answer.status),
        retry_after=_asked(told) or outside.retry_after(answer.headers),
    )


def _read(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _asked(told: dict[str, Any]) -> float | None:
    parameters = told.get("parameters")
    asked: Any = parameters.get("retry_after") if isinstance(parameters, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return float(asked) if isinstance(asked, int) and 0 < asked < 10**9 else None

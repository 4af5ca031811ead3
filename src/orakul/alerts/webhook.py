"""A webhook: a POST with the alert, which its receiver can hold to come from here.

``X-Orakul-Signature`` is ``t=<seconds since 1970>,v1=<hex>``: the HMAC-SHA256 of the seconds,
a full stop and the body, under the secret of the channel. A receiver compares it in constant
time, and refuses what is older than it cares for. ``Idempotency-Key`` is the same each time
that one delivery is tried.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from orakul.alerts import outside
from orakul.alerts.outside import UndeliveredError
from orakul.sentences import said
from orakul.targets import Webhook


async def send(
    target: Webhook, secret: SecretStr, content: Mapping[str, Any], *, key: str, private: bool
) -> None:
    """POST *content*.

    Raises:
        UndeliveredError: it did not arrive, or was answered by anything but a 2xx.
    """
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = {
        "User-Agent": "Orakul",
        "Idempotency-Key": key,
        "X-Orakul-Signature": sign(secret, body, at=int(time.time())),
    }
    answer = await outside.post(target.url, body, headers, private=private)
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - success
        raise UndeliveredError(
            said("webhook_answered", status=answer.status),
            retry_after=outside.retry_after(answer.headers),
        )


def sign(secret: SecretStr, body: bytes, *, at: int) -> str:
    """Return the signature of *body* at so many seconds since 1970."""
    key = secret.get_secret_value().encode()
    digest = hmac.new(key, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"

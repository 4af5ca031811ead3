"""Stand for whoever takes alerts by HTTP: a webhook's receiver, and Telegram's Bot API."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.standins.server import HttpServer


class Receiver(HttpServer):
    """Takes ``POST /hook``; *status* is what it answers, with *headers*."""

    def __init__(self, *, status: int = 204, certificate: Path | None = None) -> None:
        super().__init__([Route("/hook", self._hook, methods=["POST"])], certificate=certificate)
        self.status = status
        self.headers: dict[str, str] = {}
        self.taken: list[dict[str, Any]] = []
        self.came_with: list[Mapping[str, str]] = []
        self._bodies: list[bytes] = []

    def is_signed(self, secret: str, number: int = -1) -> bool:
        """Tell whether a request was signed with *secret*, as docs/alert.md says."""
        parts = dict(
            part.split("=", 1) for part in self.came_with[number]["x-orakul-signature"].split(",")
        )
        content = parts["t"].encode() + b"." + self._bodies[number]
        return parts["v1"] == hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()

    async def _hook(self, request: Request) -> Response:
        body = await request.body()
        self._bodies.append(body)
        self.came_with.append(request.headers)
        self.taken.append(json.loads(body))
        return Response(status_code=self.status, headers=self.headers)


class BotApi(HttpServer):
    """Speaks ``sendMessage`` for the bot with *token*; *flood* seconds are asked to wait once."""

    def __init__(self, token: str, *, flood: int = 0) -> None:
        super().__init__([Route("/bot{token}/sendMessage", self._send, methods=["POST"])])
        self._token = token
        self._flood = flood
        self.messages: list[Mapping[str, Any]] = []

    async def _send(self, request: Request) -> Response:
        if request.path_params["token"] != self._token:
            return _refused(401, f"Unauthorized: {request.path_params['token']}")
        message = await request.json()
        if self._flood:
            wait, self._flood = self._flood, 0
            return _refused(429, "Too Many Requests", parameters={"retry_after": wait})
        if not 1 <= len(message["text"]) <= 4096:
            return _refused(400, "Bad Request: message is too long")
        self.messages.append(message)
        return JSONResponse({"ok": True, "result": {"message_id": len(self.messages)}})


def _refused(code: int, description: str, **more: Any) -> Response:
    content = {"ok": False, "error_code": code, "description": description, **more}
    return JSONResponse(content, status_code=code)

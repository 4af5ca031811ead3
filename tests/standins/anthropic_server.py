"""Stands for the Messages API of Anthropic.

It checks what the service checks (key, version, fields, tools, the pairing of tool calls
and results) and answers in its shapes. What it does with each request is scripted: the
next behaviour of the script, or *otherwise* when the script is over.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from anthropic.types.beta.message_create_params import MessageCreateParamsNonStreaming
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.standins.server import HttpServer

KEY: Final = "sk-ant-standin-0123456789"
FIELDS: Final = (
    MessageCreateParamsNonStreaming.__required_keys__
    | MessageCreateParamsNonStreaming.__optional_keys__
)
CHOICES: Final = ("auto", "any", "tool", "none")


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came in."""

    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def question(self) -> str:
        """Text of the first user message."""
        content = self.body["messages"][0]["content"]
        if isinstance(content, str):
            return content
        return "".join(block.get("text", "") for block in content)

    @property
    def tool(self) -> str:
        """Name of the tool that the answer has to call."""
        return self.body["tools"][0]["name"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A call of the request's tool with *input*."""

    input: Mapping[str, Any]
    input_tokens: int = 1_000
    output_tokens: int = 100
    stop_reason: str = "tool_use"


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text where a call of the tool was wanted."""

    text: str = "I would rather talk about it."
    input_tokens: int = 1_000
    output_tokens: int = 10


@dataclass(frozen=True, slots=True)
class Failure:
    """An error in the service's shape."""

    status: int
    type: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Page:
    """Something that is not JSON, as proxies send it."""

    status: int = 200
    text: str = "<html>Welcome to the proxy</html>"


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer for as long as the client waits."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Half an answer, then a closed connection."""


Behaviour = Answer | Words | Failure | Page | Silence | Cut
NOTHING_LEFT: Final = Failure(500, "api_error", "the script is over")


def rate_limited(retry_after: str | None = None) -> Failure:
    headers = {} if retry_after is None else {"retry-after": retry_after}
    return Failure(429, "rate_limit_error", "This would exceed your rate limit", headers)


def overloaded() -> Failure:
    return Failure(529, "overloaded_error", "Overloaded")


class AnthropicServer(HttpServer):
    """Speaks ``POST /v1/messages`` and records what it was sent."""

    def __init__(
        self,
        *script: Behaviour,
        key: str = KEY,
        otherwise: Callable[[Received], Behaviour] = lambda _: NOTHING_LEFT,
    ) -> None:
        super().__init__([Route("/v1/messages", self._messages, methods=["POST"])])
        self.received: list[Received] = []
        self.asked = threading.Event()  # set by the first request
        self._script = deque(script)
        self._key = key
        self._otherwise = otherwise
        self._ids = count(1)

    def script(self, *behaviours: Behaviour) -> None:
        """Add *behaviours* for the requests to come."""
        self._script.extend(behaviours)

    async def _messages(self, request: Request) -> Response:
        if _key(request) != self._key:
            return _failure(Failure(401, "authentication_error", "invalid x-api-key"))
        received = Received(dict(request.headers), json.loads(await request.body()))
        if complaint := _complaint(received):
            return _failure(Failure(400, "invalid_request_error", complaint))
        self.received.append(received)
        self.asked.set()
        return self._act(
            self._script.popleft() if self._script else self._otherwise(received), received
        )

    def _act(self, behaviour: Behaviour, received: Received) -> Response:
        match behaviour:
            case Failure():
                return _failure(behaviour)
            case Page():
                return Response(behaviour.text, behaviour.status, media_type="text/html")
            case Silence():
                return _Silent()
            case Cut():
                return _Halved()
            case Words():
                content = {"type": "text", "text": behaviour.text}
                return self._message(received, content, "end_turn", behaviour)
            case Answer():
                content = {
                    "type": "tool_use",
                    "id": f"toolu_{next(self._ids):04}",
                    "name": received.tool,
                    "input": behaviour.input,
                }
                return self._message(received, content, behaviour.stop_reason, behaviour)

    def _message(
        self, received: Received, content: object, stop_reason: str, spent: Answer | Words
    ) -> Response:
        body = json.dumps(
            {
                "id": f"msg_{next(self._ids):04}",
                "type": "message",
                "role": "assistant",
                "model": received.body["model"],
                "content": [content],
                "stop_reason": stop_reason,
                "stop_sequence": None,
                "usage": {
                    "input_tokens": spent.input_tokens,
                    "output_tokens": spent.output_tokens,
                    "cache_creation_input_tokens": 0,
                    "cache_read_input_tokens": 0,
                },
            }
        )
        return Response(
            body,  # escaped to ASCII, so that a script may hold a lone surrogate
            media_type="application/json",
            headers={"request-id": f"req_{next(self._ids):04}"},
        )


class _Silent(Response):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass


class _Halved(Response):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"id": "msg_', "more_body": True})
        # To return before all was sent makes the server close the connection.


def _key(request: Request) -> str | None:
    """The key, as curl sends it or as the SDK does."""
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    return request.headers.get("x-api-key", bearer)


def _failure(failure: Failure) -> Response:
    error = {"type": failure.type, "message": failure.message}
    body = {"type": "error", "error": error, "request_id": "req_0000"}
    return JSONResponse(body, failure.status, headers=failure.headers)


def _complaint(received: Received) -> str | None:
    """What the service would have against a request."""
    body = received.body
    if "anthropic-version" not in received.headers:
        return "anthropic-version: header is required"
    if missing := MessageCreateParamsNonStreaming.__required_keys__ - body.keys():
        return f"{min(missing)}: Field required"
    if foreign := body.keys() - FIELDS - {"stream"}:
        return f"{min(foreign)}: Extra inputs are not permitted"
    if body.get("stream"):
        return "stream: this server does not stream"
    return _complaint_of_tools(body) or _complaint_of_messages(body["messages"])


def _complaint_of_tools(body: dict[str, Any]) -> str | None:
    names = [tool.get("name") for tool in body.get("tools", [])]
    if any(tool.get("input_schema", {}).get("type") != "object" for tool in body.get("tools", [])):
        return "tools.0.input_schema.type: Field required"
    choice = body.get("tool_choice", {"type": "auto"})
    if choice.get("type") not in CHOICES:
        return "tool_choice.type: Input should be 'auto', 'any', 'tool' or 'none'"
    if choice["type"] == "tool" and choice.get("name") not in names:
        return f"Tool '{choice.get('name')}' not found in provided tools"
    return None


def _complaint_of_messages(messages: list[dict[str, Any]]) -> str | None:
    if not messages or messages[0]["role"] != "user":
        return 'messages: first message must use the "user" role'
    nothing: dict[str, Any] = {"content": ""}
    for message, reply in zip(messages, [*messages[1:], nothing], strict=True):
        if calls := _ids(message, "tool_use", "id") - _ids(reply, "tool_result", "tool_use_id"):
            return f"tool_use ids were found without tool_result blocks: {min(calls)}"
    return None


def _ids(message: Mapping[str, Any], type: str, key: str) -> set[str]:
    content: str | list[dict[str, Any]] = message["content"]
    if isinstance(content, str):
        return set()
    return {block[key] for block in content if block["type"] == type}

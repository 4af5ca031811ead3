"""What surrounds every request: its trace, its id, the headers that protect a browser.

The outermost layer. An exception that reaches it is nobody's expectation: it is answered
here, so that the answer, too, has its trace and its headers.
"""

import re
import secrets
from collections.abc import Mapping
from typing import Final

import structlog
from opentelemetry.trace import Span, SpanKind
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orakul import logs, telemetry
from web.problems import unexpected

POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

PROTECTION: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

# Only where Orakul is reached by HTTPS: a browser that has heard this comes by nothing else.
HTTPS_ONLY: Final[Mapping[str, str]] = {"Strict-Transport-Security": "max-age=31536000"}

LONGEST_PATH: Final = 2048  # characters of a path that a span has

_REQUEST_ID: Final = re.compile(r"[\w.:-]{1,64}", re.ASCII)


class Surroundings:
    """Wraps an application in a server span, a request id and protective headers.

    *https* says that browsers reach it by HTTPS.
    """

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._protection = {**PROTECTION, **(HTTPS_ONLY if https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        with (
            telemetry.continue_trace(headers.get("traceparent")),
            telemetry.span(
                scope["method"],
                SpanKind.SERVER,
                **{
                    "http.request.method": scope["method"],
                    "url.path": _shortened(scope["path"]),
                    "orakul.request_id": request_id,
                },
            ) as span,
            structlog.contextvars.bound_contextvars(request_id=request_id),
        ):
            await self._run(
                scope, receive, _Sender(scope, send, span, request_id, self._protection)
            )

    async def _run(self, scope: Scope, receive: Receive, send: "_Sender") -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            if send.started:
                raise
            response = unexpected(error)
            await response(scope, receive, send)


def _shortened(path: str) -> str:
    return path if len(path) <= LONGEST_PATH else logs.redact_start(path, LONGEST_PATH)


class _Sender:
    """Sends an answer on, with its headers added at the start."""

    def __init__(
        self,
        scope: Scope,
        send: Send,
        span: Span,
        request_id: str,
        protection: Mapping[str, str],
    ) -> None:
        self._scope = scope
        self._send = send
        self._span = span
        self._request_id = request_id
        self._protection = protection
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self._name_span(message["status"])
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._request_id
            headers["traceparent"] = telemetry.current_traceparent() or ""
            for name, value in self._protection.items():
                headers.setdefault(name, value)
            if self._scope["path"].startswith("/api/"):
                headers.setdefault("Cache-Control", "no-store")
        await self._send(message)

    def _name_span(self, status: int) -> None:
        self._span.set_attribute("http.response.status_code", status)
        # Routes know their path with its parameters; a span by address would be one of many.
        path = getattr(self._scope.get("endpoint"), "path", None)
        if path:
            self._span.update_name(f"{self._scope['method']} {path}")
            self._span.set_attribute("http.route", path)

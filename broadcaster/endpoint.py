"""Event streams over HTTP: a bare ASGI application.

It writes pre-encoded frames, joined, and has no task per stream but the one that notices
that the client has gone. Who asks is the caller's business: it hands in `Authenticate`,
whose errors pass through.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from broadcaster.service import Broadcaster
from broadcaster.stream import Stream, Subscriber
from broadcaster.topics import Topics

Authenticate: TypeAlias = Callable[[Request], Awaitable[Subscriber]]

METHODS: Final = ("GET", "HEAD", "OPTIONS")
HEADERS: Final = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx would collect frames otherwise
    "Connection": "close",  # a stream that has ended leaves nothing to keep open
}
RAW_HEADERS: Final = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

# Where `broadcaster.server` puts the connection; without it a stream that nobody reads can
# only be cancelled, and what it had sent lingers.
TRANSPORT: Final = "orakul.transport"


def routes(broadcaster: Broadcaster, authenticate: Authenticate) -> list[Route]:
    """Return the routes of the tasks' stream and of the stream of any topics."""
    tasks = EventStream(broadcaster, authenticate, topics=["tasks"])
    events = EventStream(broadcaster, authenticate)
    return [
        Route("/api/tasks/subscribe", tasks, methods=METHODS),
        Route("/api/events/stream", events, methods=METHODS),
    ]


class EventStream:
    """The application behind one route; without *topics* the client names them."""

    def __init__(
        self,
        broadcaster: Broadcaster,
        authenticate: Authenticate,
        topics: Sequence[str] | None = None,
    ) -> None:
        self._broadcaster = broadcaster
        self._authenticate = authenticate
        self._topics = topics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a GET for as long as the stream lasts."""
        if scope["method"] == "OPTIONS":
            answer = Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
            await answer(scope, receive, send)
            return
        request = Request(scope)
        subscriber = await self._authenticate(request)
        topics = self._chosen(request)
        if scope["method"] == "HEAD":
            await Response(headers=HEADERS)(scope, receive, send)
            return
        transport = scope.get("extensions", {}).get(TRANSPORT)
        abort = _cancel_task() if transport is None else transport.abort
        with self._broadcaster.open(subscriber, topics, abort) as stream:
            await self._serve(stream, _last_id(request), receive, send)
        if transport is not None:
            # What the client has not taken by then, it will never take.
            stall = self._broadcaster.limits.stall
            asyncio.get_running_loop().call_later(stall, transport.abort)

    def _chosen(self, request: Request) -> Topics:
        return Topics.of(self._topics or request.query_params.getlist("topic"))

    async def _serve(
        self, stream: Stream, last_id: str | None, receive: Receive, send: Send
    ) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": RAW_HEADERS})
        async with asyncio.TaskGroup() as group:
            leaving = group.create_task(_end_when_gone(stream, receive))
            await self._write(stream, last_id, send)
            leaving.cancel()

    async def _write(self, stream: Stream, last_id: str | None, send: Send) -> None:
        clock = asyncio.get_running_loop().time
        async for chunk in self._broadcaster.frames(stream, last_id):
            stream.sending_since = stream.last_sent = clock()
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            stream.sending_since = None
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _last_id(request: Request) -> str | None:
    # A browser sends the header when it reconnects by itself, at the same address as before.
    return request.headers.get("last-event-id") or request.query_params.get("last_event_id")


async def _end_when_gone(stream: Stream, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass  # a body, which a GET may have
    stream.end("gone")


def _cancel_task() -> Callable[[], None]:
    task = asyncio.current_task()

    def cancel() -> None:
        if task is not None:
            task.cancel()

    return cancel

"""Event streams over HTTP: a bare ASGI application.

The same streams are had in two dialects: our own, by topic, and the subscribe side of
Mercure (draft-dunglas-mercure-08), by matchers and with a header that says where the stream
goes on.

It writes pre-encoded frames, joined, and has no task per stream but the one that notices
that the client has gone. Who asks is the caller's business: it hands in `Authenticate`,
whose errors pass through.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final, TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from broadcaster.leaving import until_left
from broadcaster.log import Start
from broadcaster.matchers import Matchers
from broadcaster.publishing import HUB, Publishing
from broadcaster.service import Broadcaster
from broadcaster.stream import Stream, Subscriber
from broadcaster.topics import Choice, Topics
from broadcaster.trouble import TROUBLE
from orakul.sentences import said

Authenticate: TypeAlias = Callable[[Request], Awaitable[Subscriber]]
Choose: TypeAlias = Callable[[Request], Choice]

METHODS: Final = ("GET", "HEAD", "OPTIONS")
ALLOWED: Final = ", ".join(METHODS)
HEADERS: Final = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx would collect frames otherwise
    "Connection": "close",  # a stream that has ended leaves nothing to keep open
}
RAW_HEADERS: Final = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

EARLIEST: Final = "earliest"

# Where `broadcaster.server` puts the connection; without it a stream that nobody reads can
# only be cancelled, and what it had sent lingers.
TRANSPORT: Final = "orakul.transport"
WRITE: Final = "orakul.write"  # the way past the task, while nothing waits


def routes(
    broadcaster: Broadcaster, authenticate: Authenticate, *, test_publish: bool = False
) -> list[Route]:
    """Return the routes of the tasks' stream, of that of any topics, and of Mercure's.

    *test_publish* lets anybody publish at the last one, and read what is not private there:
    never where strangers come.
    """
    tasks = EventStream(broadcaster, authenticate, lambda _: Topics.of(["tasks"]))
    events = EventStream(broadcaster, authenticate, _topics)
    return [
        Route("/api/tasks/subscribe", tasks),
        Route("/api/events/stream", events),
        _hub(broadcaster, authenticate, test_publish=test_publish),
    ]


def _hub(broadcaster: Broadcaster, authenticate: Authenticate, *, test_publish: bool) -> Route:
    if not test_publish:
        stream = EventStream(broadcaster, authenticate, _matchers, tells_start=True)
        return Route(HUB, stream)
    publishing = Publishing(broadcaster)
    admit = publishing.admitting(authenticate)
    stream = EventStream(broadcaster, admit, _matchers, tells_start=True)
    return Route(HUB, _PublishOrStream(publishing, stream), methods=(*METHODS, "POST"))


def _topics(request: Request) -> Choice:
    return Topics.of(request.query_params.getlist("topic"))


def _matchers(request: Request) -> Choice:
    return Matchers.of(request.scope["query_string"])


class EventStream:
    """The application behind one route; *tells_start* as Mercure wants it, in a header."""

    def __init__(
        self,
        broadcaster: Broadcaster,
        authenticate: Authenticate,
        choose: Choose,
        *,
        tells_start: bool = False,
    ) -> None:
        self._broadcaster = broadcaster
        self._authenticate = authenticate
        self._choose = choose
        self._tells_start = tells_start

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a GET for as long as the stream lasts."""
        if scope["method"] not in METHODS:
            detail = said("method_unknown", methods=ALLOWED)
            raise HTTPException(405, detail, headers={"Allow": ALLOWED})
        if scope["method"] == "OPTIONS":
            answer = Response(status_code=204, headers={"Allow": ALLOWED})
            await answer(scope, receive, send)
            return
        request = Request(scope)
        subscriber = await self._authenticate(request)
        choice = self._choose(request)
        if scope["method"] == "HEAD":
            await Response(headers=HEADERS)(scope, receive, send)
            return
        extensions = scope.get("extensions", {})
        transport = extensions.get(TRANSPORT)
        abort = _cancel_task() if transport is None else transport.abort
        with self._broadcaster.open(subscriber, choice, abort) as stream:
            stream.write = extensions.get(WRITE, stream.write)
            await self._serve(stream, request, receive, send)
        if transport is not None:
            # What the client has not taken by then, it will never take.
            stall = self._broadcaster.limits.stall
            asyncio.get_running_loop().call_later(stall, transport.abort)

    async def _serve(self, stream: Stream, request: Request, receive: Receive, send: Send) -> None:
        last_id = _last_id(request)
        headers, start = RAW_HEADERS, None
        if self._tells_start and last_id is not None:
            start = await self._find(stream, last_id)
            begins_after = _preceding(stream, last_id, start).encode()
            headers = [*RAW_HEADERS, (b"mercure-last-event-id", begins_after)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async with asyncio.TaskGroup() as group:
            leaving = group.create_task(_end_when_gone(stream, receive))
            await self._write(self._broadcaster.frames(stream, last_id, start), stream, send)
            leaving.cancel()

    async def _find(self, stream: Stream, last_id: str) -> Start | None:
        try:
            return await self._broadcaster.where(stream, last_id) if last_id else None
        except TROUBLE:
            return None  # the stream will say so itself; an error would end EventSource for good

    async def _write(self, chunks: AsyncGenerator[bytes], stream: Stream, send: Send) -> None:
        clock = asyncio.get_running_loop().time
        async for chunk in chunks:
            stream.sending_since = stream.last_sent = clock()
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            stream.sending_since = None
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _last_id(request: Request) -> str | None:
    # A browser sends the header when it reconnects by itself, at the same address as before.
    header = request.headers.get("last-event-id")
    return header or request.query_params.get("last_event_id", header)


def _preceding(stream: Stream, last_id: str, start: Start | None) -> str:
    """Return the id of the event before the first that is sent, as far as there is one."""
    if not last_id:
        return stream.begun_at.id
    return EARLIEST if start is None or start.trouble else last_id


class _PublishOrStream:
    """Publishes what is posted, and leaves all else to the stream."""

    def __init__(self, publishing: Publishing, stream: EventStream) -> None:
        self._publishing = publishing
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            answer = await self._publishing.publish(Request(scope, receive))
            await answer(scope, receive, send)
        else:
            await self._stream(scope, receive, send)


async def _end_when_gone(stream: Stream, receive: Receive) -> None:
    await until_left(receive)
    stream.end("gone")


def _cancel_task() -> Callable[[], None]:
    task = asyncio.current_task()

    def cancel() -> None:
        if task is not None:
            task.cancel()

    return cancel

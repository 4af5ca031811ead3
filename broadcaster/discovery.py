"""Tell whoever reads a page or an answer where its changes come from.

``Link: </.well-known/mercure>; rel="mercure"; last-event-id="…"`` names the hub and the
event after which a stream must begin so that nothing falls between the answer and the
stream. The id is taken before anything is read for the answer: what is committed in between
may be seen twice, in the answer and as an event, and never not at all. It costs no query,
since the hub knows how far it is.
"""

from http import HTTPStatus
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from broadcaster.publishing import HUB
from broadcaster.service import Broadcaster

TYPES: Final = ("application/json", "text/html")  # of answers that show what is stored


class Discovery:
    """Wraps an application; its answers in JSON and HTML get the header."""

    def __init__(self, app: ASGIApp, broadcaster: Broadcaster) -> None:
        self._app = app
        self._broadcaster = broadcaster

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        link = f'<{HUB}>; rel="mercure"; last-event-id="{self._broadcaster.cursor}"'

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith(TYPES):
                    headers.append("Link", link)
            await send(message)

        await self._app(scope, receive, send_on)

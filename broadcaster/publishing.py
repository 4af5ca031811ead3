"""The publish side of Mercure, for tests of the protocol alone.

The protocol's own conformance tests publish what they wait for, and as nobody in
particular. With this in place they meet the real thing: an update is an event of the log,
and goes the way of all events. Nobody has to sign in here, so it is off unless somebody
turns it on, and it must be on only where strangers cannot come.

Whoever does not sign in reads as a person made for it, who is member of a project made for
it: rights are told apart as they always are.
"""

import asyncio
from collections.abc import Awaitable, Callable
from posixpath import normpath
from typing import Final
from urllib.parse import parse_qs, unquote, urljoin, urlsplit
from uuid import uuid4

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from broadcaster.entry import START
from broadcaster.service import Broadcaster
from broadcaster.stream import Subscriber
from broadcaster.update import NAME, TOPIC, Update
from orakul import database, people, projects
from orakul.database import Acting, Connection, acting
from orakul.errors import NotFoundError, OrakulError, RejectedError, UnavailableError

HUB: Final = "/.well-known/mercure"
PROJECT: Final = "mercure-test"  # slug
ANYBODY: Final = "anybody@mercure.invalid"  # e-mail of whoever does not sign in
PUBLISHER: Final = Acting(actor="mercure:publisher")
LARGEST: Final = 1024 * 1024  # bytes of a body
RESERVED_IDS: Final = frozenset({START.id})
RESERVED_TYPES: Final = frozenset({"mercure", "gap", "end"})  # the stream's own


class Publishing:
    """Writes what is posted into the log, and lets anybody read it who may."""

    def __init__(self, broadcaster: Broadcaster) -> None:
        self._broadcaster = broadcaster
        self._anybody: Subscriber | None = None
        self._turn = asyncio.Lock()

    def admitting(
        self, authenticate: Callable[[Request], Awaitable[Subscriber]]
    ) -> Callable[[Request], Awaitable[Subscriber]]:
        """Return an *authenticate* that takes whoever it refuses for anybody."""

        async def admit(request: Request) -> Subscriber:
            try:
                return await authenticate(request)
            except UnavailableError:
                raise
            except (OrakulError, HTTPException):
                return await self._find_anybody()

        return admit

    async def publish(self, request: Request) -> Response:
        """Publish what is posted, and answer with its id."""
        return PlainTextResponse(await self._publish(await _read_form(request)))

    async def _publish(self, form: dict[str, list[str]]) -> str:
        update = _update(form)
        audience = "admin" if "private" in form else "project"
        async with self._broadcaster.connection() as db, acting(db, PUBLISHER):
            project = await projects.find_or_create(db, PROJECT)
            await database.execute(
                db, "emit_event", TOPIC, NAME, audience, project.id, None, update.model_dump()
            )
        return update.id

    async def _find_anybody(self) -> Subscriber:
        async with self._turn:
            if self._anybody is None:
                async with self._broadcaster.connection() as db:
                    self._anybody = Subscriber(await _anybody(db))
        return self._anybody


async def _anybody(db: Connection) -> int:
    async with acting(db, PUBLISHER):
        project = await projects.find_or_create(db, PROJECT)
        try:
            person = await people.find_person(db, ANYBODY)
        except NotFoundError:
            person = await people.add_person(db, ANYBODY, "Anybody", "viewer")
        await projects.add_member(db, project.id, person.id, "viewer")
    return person.id


async def _read_form(request: Request) -> dict[str, list[str]]:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise HTTPException(413, f"An update has at most {LARGEST} bytes here.")
    try:
        return parse_qs(body.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise RejectedError("an update is a form in UTF-8") from None


def _update(form: dict[str, list[str]]) -> Update:
    """Check what is posted; fields of other names mean nothing."""
    topics = form.get("topic", [])
    if "*" in topics or any(map(_is_reserved, topics)):
        raise RejectedError("that topic is the hub's own")
    given = {name: form[name][0] for name in ("id", "data", "type", "retry") if name in form}
    id = given.get("id") or f"urn:uuid:{uuid4()}"
    if id.startswith("#") or id in RESERVED_IDS or given.get("type") in RESERVED_TYPES:
        raise RejectedError("that id or type is the hub's own")
    if "\0" in given.get("data", ""):
        raise RejectedError("the log keeps no NUL")
    try:
        return Update.model_validate({**given, "topics": topics, "id": id})
    except ValidationError as error:
        raise RejectedError(f"no update: {error.errors()[0]['msg']}") from None


def _is_reserved(topic: str) -> bool:
    """Tell whether *topic* leads to the hub, however it is spelled."""
    try:
        path = urlsplit(urljoin(f"https://hub.invalid{HUB}", topic)).path
    except ValueError:
        return False  # no address, so it leads nowhere
    plain = normpath(unquote(path))
    return plain == HUB or plain.startswith(f"{HUB}/")

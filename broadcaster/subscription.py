"""The bytes of one subscription, from its first comment to its last frame.

A client that says where it stopped is first given what it missed, from the table and up to
a fence, which is where the hub was; what comes after the fence waits in the stream's
buffer meanwhile. So nothing is lost between the two and nothing comes twice.
"""

import random
from collections.abc import AsyncGenerator, Iterator
from typing import Final

import structlog

from broadcaster.frames import Frame, encode, gap, greeting
from broadcaster.hub import Hub
from broadcaster.log import Page, Reader, Start, known_form, read_page
from broadcaster.stream import CHUNK, Stream
from broadcaster.topics import Topics
from broadcaster.trouble import TROUBLE

RETRY: Final = (1000, 3000)  # ms until a client whose connection broke comes back

_log = structlog.stdlib.get_logger(__name__)


async def frames(
    stream: Stream, hub: Hub, reader: Reader, last_id: str | None, start: Start | None = None
) -> AsyncGenerator[bytes]:
    """Yield what to send to *stream*, which the hub has taken in, until it ends.

    Where the event *last_id* stands is looked up, unless *start* is known.
    """
    try:
        async for chunk in _catch_up(stream, hub, reader, last_id, start):
            yield chunk
    except TROUBLE as error:
        _log.warning("replay broken off", error=repr(error))
        stream.end("unavailable")
    goes_on = True
    while goes_on:
        chunk, goes_on = await stream.take()
        yield chunk


async def _catch_up(
    stream: Stream, hub: Hub, reader: Reader, last_id: str | None, start: Start | None
) -> AsyncGenerator[bytes]:
    retry = random.randint(*RETRY)  # noqa: S311 - spreads load, hides nothing
    yield greeting(stream.begun_at.id, retry, is_start=not last_id)
    await _learn_rights(stream, reader)
    after = stream.begun_at.position
    if last_id:
        if start is None:
            start = await where(stream, reader, last_id)
        hub.counts.replays += 1
        after = start.after
        if start.trouble:
            hub.counts.gaps += 1
            yield gap(known_form(last_id), after + 1, start.trouble)
    async for chunk in _replay(stream, hub, reader, after):
        yield chunk


async def where(stream: Stream, reader: Reader, last_id: str) -> Start:
    """Find where *stream* goes on after the event *last_id*."""
    return await reader.start(last_id, stream.begun_at.position)


async def _learn_rights(stream: Stream, reader: Reader) -> None:
    # The hub knows the stream already: if the log tells of a change while the rights are
    # being read, they may be too old, and are read again.
    rights = changes = None
    while changes != stream.changes:
        changes = stream.changes
        rights = await reader.rights(stream.who)
    stream.change_rights(rights)


async def _replay(stream: Stream, hub: Hub, reader: Reader, after: int) -> AsyncGenerator[bytes]:
    while not stream.has_ended:
        # The client may be ahead of us, if it comes from another node.
        fence = max(after, hub.mark.position)
        stream.hold(fence)
        async for chunk in _read(stream, hub, reader, after, fence):
            yield chunk
        if stream.go_live():
            return
        after = fence


async def _read(
    stream: Stream, hub: Hub, reader: Reader, after: int, upto: int
) -> AsyncGenerator[bytes]:
    while after < upto and not stream.has_ended:
        page = await _page(stream, reader, after, upto)
        if page is None:
            stream.end("signed out")
            return
        if _is_pruned(page, after):
            hub.counts.gaps += 1
            yield gap(None, page.oldest or upto + 1, "pruned")
        for chunk in _chunks(page):
            if shown := [frame.text for frame in chunk if stream.shows(frame)]:
                stream.sent += len(shown)
                yield b"".join(shown)
        after = page.scanned_to or upto


async def _page(stream: Stream, reader: Reader, after: int, upto: int) -> Page | None:
    # Read anew for each page: nothing may be shown late by rights of long ago. Should they be
    # taken away before it is this stream's turn, the hub tells the stream, which looks, too.
    rights = await reader.rights(stream.who)
    if rights is None:
        return None
    async with reader.connection() as db:
        return await read_page(db, rights, Topics(stream.topics.names), after=after, upto=upto)


def _is_pruned(page: Page, after: int) -> bool:
    return page.oldest is None or page.oldest > after + 1


def _chunks(page: Page) -> Iterator[list[Frame]]:
    chunk: list[Frame] = []
    size = 0
    for frame in map(encode, page.entries):
        chunk.append(frame)
        size += len(frame.text)
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk

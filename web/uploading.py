"""Bodies on their way in: what they may be, and files that go to the disk as they come.

A file is read piece by piece into one that has no name, so that nothing of it is left when
its sender goes away, or when this process does, however it ends.
"""

import asyncio
import errno
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import BinaryIO, Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from orakul.sentences import said
from web.room import Coming, disk_full

PATIENCE: Final = 30.0  # seconds without a piece

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def promised(request: Request, most: int) -> int | None:
    """Return how many bytes the body will have; none where that is not told.

    To be asked before anything is read: who waits to be told to go on is refused at once.

    Raises:
        HTTPException: it has more than *most* bytes.
    """
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        return None
    if int(length) > most:
        raise too_large(most)
    return int(length)


@asynccontextmanager
async def received(request: Request, most: int, coming: Coming) -> AsyncGenerator[BinaryIO]:
    """Give the body as a file, at its beginning, for as long as the context lasts.

    Raises:
        HTTPException: it has more than *most* bytes, or does not arrive.
        NoRoomError: the disk is full.
    """
    with await asyncio.to_thread(tempfile.TemporaryFile, buffering=0) as file:
        try:
            await _write(request, file, most, coming)
        except OSError as error:
            if error.errno not in _FULL:
                raise
            raise disk_full() from error
        file.seek(0)
        yield file


async def _write(request: Request, file: BinaryIO, most: int, coming: Coming) -> None:
    size = 0
    pieces = aiter(request.stream())
    try:
        while True:
            async with asyncio.timeout(PATIENCE):
                piece = await anext(pieces, None)
            if piece is None:
                return
            size += len(piece)
            if size > most:
                raise too_large(most)
            await asyncio.to_thread(_put, file, piece)
            coming.got(len(piece))
    except TimeoutError:
        raise too_slow() from None
    except ClientDisconnect:
        # Nobody is there to read it; but it is no failure of ours, which would be logged.
        raise HTTPException(400, said("body_incomplete")) from None


def _put(file: BinaryIO, piece: bytes) -> None:
    """Write all of *piece*; what is full takes a part of it first, and then tells."""
    left = memoryview(piece)
    while left:
        left = left[file.write(left) :]


def demand_json(request: Request) -> None:
    """Make sure that the body is said to be JSON.

    Raises:
        HTTPException: it is not.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415, said("body_of_other_type"))


def too_large(most: int) -> HTTPException:
    """Make the refusal of a body that has more than *most* bytes."""
    return HTTPException(413, said("body_too_large", most=most))


def too_slow() -> HTTPException:
    """Make the refusal of a body that takes too long."""
    return HTTPException(408, said("body_too_slow"))

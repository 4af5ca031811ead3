"""Bodies on their way in: what they may be, and files that go to the disk as they come.

A file is read piece by piece into one that has no name, so that nothing of it is left when
its sender goes away, or when this process does.
"""

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import BinaryIO, Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

PATIENCE: Final = 30.0  # seconds without a piece


@asynccontextmanager
async def received(request: Request, most: int) -> AsyncGenerator[BinaryIO]:
    """Give the body as a file, at its beginning, for as long as the context lasts.

    Raises:
        HTTPException: it is not JSON, has more than *most* bytes, or does not arrive.
    """
    demand_json(request)
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise too_large(most)
    with await asyncio.to_thread(tempfile.TemporaryFile) as file:
        await _write(request, file, most)
        file.seek(0)
        yield file


async def _write(request: Request, file: BinaryIO, most: int) -> None:
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
            await asyncio.to_thread(file.write, piece)
    except TimeoutError:
        raise too_slow() from None
    except ClientDisconnect:
        # Nobody is there to read it; but it is no failure of ours, which would be logged.
        raise HTTPException(400, "The body did not arrive as a whole.") from None


def demand_json(request: Request) -> None:
    """Make sure that the body is said to be JSON.

    Raises:
        HTTPException: it is not.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415, "Send the body as application/json.")


def too_large(most: int) -> HTTPException:
    """Make the refusal of a body that has more than *most* bytes."""
    return HTTPException(413, f"A body has at most {most} bytes here.")


def too_slow() -> HTTPException:
    """Make the refusal of a body that takes too long."""
    return HTTPException(408, "The body did not arrive in time.")

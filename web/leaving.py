"""What is asked for goes on being read only while somebody waits for it."""

import asyncio
from collections.abc import Coroutine
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from broadcaster.leaving import until_left

# As nginx has it; nobody gets this answer, and the request's span says so.
LEFT: Final = 499


async def unless_left(request: Request, answer: Coroutine[None, None, Response]) -> Response:
    """Return what *answer* does, or give it up when whoever sent *request* hangs up.

    A page that is left, or asks anew with each letter that is typed, would otherwise keep
    connections with questions whose answers nobody reads. *answer* must change nothing, and read
    no body.
    """
    answering = asyncio.create_task(answer)
    leaving = asyncio.create_task(until_left(request.receive))
    try:
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if answering.done():
            return answering.result()
        return Response(status_code=LEFT)
    finally:
        await _ended(answering, leaving)


async def _ended(*tasks: asyncio.Task[object]) -> None:
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

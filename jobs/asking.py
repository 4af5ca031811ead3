"""Asking a language model in the name of a task.

What that takes is written down at once, whatever becomes of the answer: it is paid for where the
answer does not fit, and where nobody wants it any more.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from jobs.running import Running
from orakul import database
from orakul.database import Connection
from orakul.llm.engine import Analysis, Classification, Extraction, Usage
from orakul.llm.metering import metered

Found = TypeVar("Found", Analysis, Classification, Extraction)
Charge = Callable[[Connection, int, Usage], Awaitable[None]]


async def ask(task: Running, charge: Charge, id: int, answer: Awaitable[Found]) -> Found:
    """Await an engine's *answer*, and *charge* what it took to the thing called *id*."""
    with metered() as taken:
        try:
            found = await answer
        except BaseException:
            with suppress(*database.TROUBLE):  # why the call ended is what is told
                for usage in taken:
                    await _charge(task, charge, id, usage)
            raise
    await _charge(task, charge, id, found.usage)
    return found


async def _charge(task: Running, charge: Charge, id: int, usage: Usage) -> None:
    async with task.tools.pool.acquire() as db, database.acting(db, task.acting()):
        await charge(db, id, usage)

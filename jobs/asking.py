"""Asking a language model in the name of a task.

What that takes is written down at once, whatever becomes of the answer: it is paid for where the
answer does not fit, and where nobody wants it any more.
"""

from collections.abc import Awaitable
from contextlib import suppress
from typing import TypeVar

from jobs.running import Running
from orakul import database
from orakul.llm import usage
from orakul.llm.engine import Analysis, Classification, Extraction, Usage
from orakul.llm.metering import metered
from orakul.llm.usage import Charged

Found = TypeVar("Found", Analysis, Classification, Extraction)


async def ask(task: Running, what: Charged, id: int, answer: Awaitable[Found]) -> Found:
    """Await an engine's *answer*, and charge what it took to *what* is called *id*."""
    with metered() as taken:
        try:
            found = await answer
        except BaseException:
            with suppress(*database.TROUBLE):  # why the call ended is what is told
                for each in taken:
                    await _charge(task, what, id, each)
            raise
    await _charge(task, what, id, found.usage)
    return found


async def _charge(task: Running, what: Charged, id: int, taken: Usage) -> None:
    async with task.tools.pool.acquire() as db, database.acting(db, task.acting()):
        await usage.charge(db, what, id, taken)

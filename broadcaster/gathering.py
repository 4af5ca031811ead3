"""One query for all who ask the same kind of question at the same time.

When thousands of clients come back at once, each wants to know a little that one query
could tell of all of them. Whoever asks first waits for a connection; those who ask before
it is there are answered together with them. An answer is never older than its question.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Generic, TypeVar

from orakul.database import Connection

Key = TypeVar("Key")
Value = TypeVar("Value")


class Gathering(Generic[Key, Value]):
    """Answers questions of one kind by *read*, over connections that *connect* lends."""

    def __init__(
        self,
        connect: Callable[[], AbstractAsyncContextManager[Connection]],
        read: Callable[[Connection, Sequence[Key]], Awaitable[Mapping[Key, Value]]],
    ) -> None:
        self._connect = connect
        self._read = read
        self._round: _Round[Key, Value] | None = None  # that may still be joined

    async def ask(self, key: Key) -> Value | None:
        """Return what *read* finds for *key* from now on, None if that is nothing.

        Errors of the connection and of *read* go to all who were to be answered together.
        """
        while True:
            joined = self._round
            if joined is None:
                return (await self._lead(key)).get(key)
            joined.keys[key] = None
            # A future that others wait for, too, must survive that one of them is cancelled.
            answers = await asyncio.shield(joined.answers)
            if answers is not None:
                return answers.get(key)

    async def _lead(self, key: Key) -> Mapping[Key, Value]:
        mine = self._round = _Round[Key, Value](key)
        try:
            async with self._connect() as db:
                self._round = None  # what is asked from here on may have another answer
                answers = await self._read(db, list(mine.keys))
        except BaseException as error:
            if self._round is mine:
                self._round = None
            mine.fail(error)
            raise
        mine.answers.set_result(answers)
        return answers


class _Round(Generic[Key, Value]):
    """Those who are answered together."""

    def __init__(self, key: Key) -> None:
        self.keys: dict[Key, None] = {key: None}
        # None once the one who leads was cancelled: the others have to ask anew.
        self.answers: asyncio.Future[Mapping[Key, Value] | None] = (
            asyncio.get_running_loop().create_future()
        )

    def fail(self, error: BaseException) -> None:
        if isinstance(error, Exception):
            self.answers.set_exception(error)
            self.answers.exception()  # it was told to whoever leads, should nobody else wait
        else:
            self.answers.set_result(None)

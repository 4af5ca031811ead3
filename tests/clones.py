"""Clones of a template database, each made while the test before it runs.

A thread makes the next one and drops those that are done with, so that no test waits for
either.
"""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from typing import Final
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

CREATE: Final = SQL("create database {} template {} strategy file_copy")
DROP: Final = SQL("drop database {} with (force)")


class Clones:
    """Clones of the database *template* on the server at *dsn*."""

    def __init__(self, dsn: str, template: str) -> None:
        self._dsn = dsn
        self._template = template
        self._numbers = count(1)
        self._db = psycopg.connect(dsn, autocommit=True)  # of the thread's alone
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._drops: list[Future[None]] = []
        self._next = self._made()

    async def take(self) -> str:
        """Return the DSN of a clone that nobody has."""
        name = await asyncio.wrap_future(self._next)
        self._next = self._made()
        return named(self._dsn, name)

    def drop(self, dsn: str) -> None:
        """Drop a clone with all its connections, soon."""
        self._drops.append(self._thread.submit(self._drop, urlsplit(dsn).path[1:]))

    def close(self) -> None:
        """Return when everything is dropped that was to be."""
        self._thread.shutdown()
        self._db.close()
        for each in self._drops:
            each.result()

    def _made(self) -> Future[str]:
        return self._thread.submit(self._make, f"test_{next(self._numbers)}")

    def _make(self, name: str) -> str:
        self._db.execute(CREATE.format(Identifier(name), Identifier(self._template)))
        return name

    def _drop(self, name: str) -> None:
        self._db.execute(DROP.format(Identifier(name)))


def named(dsn: str, database: str) -> str:
    """Return the DSN of another database on the same server."""
    return urlsplit(dsn)._replace(path=f"/{database}").geturl()

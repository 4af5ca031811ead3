"""A TCP proxy in front of PostgreSQL that goes silent, breaks off or loses notifications."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs, urlsplit


class Proxy:
    """One listening port; *is_deaf* drops every notification, as a transaction pooler does."""

    def __init__(self, database: str, *, is_deaf: bool = False) -> None:
        parts = urlsplit(database)
        query = parse_qs(parts.query)
        self._socket = f"{query['host'][0]}/.s.PGSQL.{query['port'][0]}"
        self._rest = f"{parts.username}@127.0.0.1", parts.path
        self._is_deaf = is_deaf
        self._tasks: set[asyncio.Task[None]] = set()
        self._silenced: set[asyncio.Task[None]] = set()
        self._marks: list[bytes] = []
        self.port = 0

    @property
    def dsn(self) -> str:
        user, path = self._rest
        return f"postgresql://{user}:{self.port}{path}?sslmode=disable"

    def silence(self) -> None:
        """Carry nothing any more over the present connections, and close none of them."""
        self._silenced |= self._tasks

    def break_off(self, at: Iterable[bytes]) -> None:
        """Close the connection that is about to carry the first of *at*, then the next of them."""
        self._marks = list(at)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_unix_connection(self._socket)
        down = self._messages if self._is_deaf else self._bytes
        async with asyncio.TaskGroup() as group:
            for task in (
                group.create_task(self._bytes(reader, up_writer)),
                group.create_task(down(up_reader, writer)),
            ):
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _bytes(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                if asyncio.current_task() in self._silenced:
                    continue
                if self._marks and self._marks[0] in data:
                    del self._marks[0]
                    break
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _messages(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readexactly(5)
                body = await reader.readexactly(int.from_bytes(head[1:]) - 4)
                if head[:1] != b"A":  # NotificationResponse
                    writer.write(head + body)
        writer.close()


@asynccontextmanager
async def proxied(database: str, *, is_deaf: bool = False) -> AsyncGenerator[Proxy]:
    """Put a proxy before *database* for as long as the block lasts."""
    proxy = Proxy(database, is_deaf=is_deaf)
    server = await asyncio.start_server(proxy.carry, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()

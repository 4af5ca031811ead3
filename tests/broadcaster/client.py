"""A client of event streams over a bare socket, to the letter of the HTML standard.

It shows what browsers hide: comments, bytes that arrive late, and its own refusal to read.
"""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Message:
    """What a browser would hand to a page; *name* is "message" for events of the log."""

    id: str
    name: str
    data: Any

    @property
    def position(self) -> int:
        return self.data["position"]


class Client:
    """One open response, whatever its status."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._unparsed = b""
        self.status = 0
        self.headers: dict[str, str] = {}
        self.comments: list[str] = []
        self.retry: int | None = None
        self.last_id = ""
        self.raw = ""  # the data of the last message, as it came

    async def read_head(self) -> Self:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        status, *lines = head.strip().split("\r\n")
        self.status = int(status.split()[1])
        self.headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        return self

    async def body(self) -> bytes:
        """Everything that follows; the server must close."""
        return await self._reader.read()

    async def read(self, count: int) -> bytes:
        """Up to so many bytes as they come, whatever they mean."""
        return await self._reader.read(count)

    async def next(self, *, within: float = 10) -> Message:
        """The next message; EOFError at the end of the stream."""
        async with asyncio.timeout(within):
            while True:
                block, separator, rest = self._unparsed.partition(b"\n\n")
                if not separator:
                    self._unparsed += await self._chunk()
                    continue
                self._unparsed = rest
                if message := self._dispatch(block.decode()):
                    return message

    async def take(self, count: int, *, within: float = 10) -> list[Message]:
        return [await self.next(within=within) for _ in range(count)]

    async def until(self, position: int, *, within: float = 20) -> list[Message]:
        """All messages up to the event at *position*."""
        messages: list[Message] = []
        async with asyncio.timeout(within):
            while not messages or messages[-1].data.get("position") != position:
                messages.append(await self.next(within=within))
        return messages

    async def rest(self, *, within: float = 10) -> list[Message]:
        """All messages up to the end of the stream."""
        messages: list[Message] = []
        async with asyncio.timeout(within):
            while True:
                try:
                    messages.append(await self.next(within=within))
                except (EOFError, ConnectionError):
                    return messages

    async def hear(self, comment: str, *, within: float = 10) -> None:
        """Wait until a comment has come, as a sign of life."""
        async with asyncio.timeout(within):
            while comment not in self.comments:
                block, separator, rest = self._unparsed.partition(b"\n\n")
                if separator:
                    self._unparsed = rest
                    self._dispatch(block.decode())
                else:
                    self._unparsed += await self._chunk()

    def pause(self) -> None:
        self._writer.transport.pause_reading()  # type: ignore[attr-defined]

    def resume(self) -> None:
        self._writer.transport.resume_reading()  # type: ignore[attr-defined]

    def send(self, content: bytes) -> None:
        """Send what no client should on an open stream."""
        self._writer.write(content)

    def cut(self) -> None:
        self._writer.transport.abort()

    async def _chunk(self) -> bytes:
        line = await self._reader.readline()
        if not line:
            raise EOFError
        size = int(line, 16)
        chunk = (await self._reader.readexactly(size + 2))[:-2]
        if not chunk:
            raise EOFError
        return chunk

    def _dispatch(self, block: str) -> Message | None:
        name, data = "message", list[str]()
        for line in block.split("\n"):
            field, colon, value = line.partition(":")
            value = value.removeprefix(" ")
            if not field and colon:
                self.comments.append(value)
            elif field == "id" and "\0" not in value:
                self.last_id = value
            elif field == "event":
                name = value
            elif field == "data":
                data.append(value)
            elif field == "retry":
                self.retry = int(value)
        if not data:
            return None
        self.raw = "\n".join(data)
        return Message(self.last_id, name, _read(self.raw))


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text  # of an update that somebody published


@asynccontextmanager
async def request(
    port: int,
    path: str,
    *,
    method: str = "GET",
    content: str = "",
    receive_buffer: int | None = None,
    **headers: str,
) -> AsyncGenerator[Client]:
    """Send a request and read the head of its answer; headers by name with underscores."""
    connection = socket.socket()
    connection.settimeout(0)  # as asyncio wants it
    if receive_buffer is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=connection, limit=4 * 1024)
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if content:
        lines.append(f"Content-Length: {len(content)}")
    writer.write("\r\n".join([*lines, "", content]).encode())
    try:
        async with asyncio.timeout(10):
            client = await Client(reader, writer).read_head()
        yield client
    finally:
        writer.transport.abort()

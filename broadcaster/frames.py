"""The bytes of an event stream, as the HTML standard defines them.

An event is encoded once, however many streams it goes to. Every value stands on one line,
because it is JSON, a number or a tag, so no content can begin a field of its own.
That makes a plain function enough, at a tenth of the cost of sse-starlette's
ServerSentEvent, which has to look for line breaks.

Events have no ``event:`` field, so that a browser's `onmessage` meets all of them; the
stream's own frames have one: ``gap`` and ``end``.
"""

import json
import re
from dataclasses import dataclass
from typing import Final

from broadcaster.entry import Entry, envelope
from broadcaster.update import Update, read_update

_BREAK: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Frame:
    """An event and its bytes, shared by every stream that gets it."""

    entry: Entry
    text: bytes


def encode(entry: Entry) -> Frame:
    """Encode *entry* for every stream at once."""
    if update := read_update(entry):
        return Frame(entry, _published(update))
    return Frame(entry, f"id: {entry.id}\ndata: {envelope(entry)}\n\n".encode())


def greeting(at: str, retry: int, *, is_start: bool) -> bytes:
    """Open a stream: where the hub is, and how many ms to wait before coming back.

    If the stream starts there, a browser that has seen no event yet comes back to it: an
    id without data counts, but is no message.
    """
    start = f"id: {at}\n" if is_start else ""
    return f": at {at}\nretry: {retry}\n{start}\n".encode()


def heartbeat(at: str | None = None) -> bytes:
    """Show that the connection lives, and that nothing is missing up to the id *at*."""
    return b":\n\n" if at is None else f":\nid: {at}\n\n".encode()


def gap(from_: str | None, to: int, reason: str) -> bytes:
    """Say that events may be missing after *from_*, and that from position *to* none is."""
    return _control("gap", {"from": from_, "to": to, "reason": reason})


def end(reason: str, id: str | None = None, retry: int | None = None) -> bytes:
    """Say why the stream ends; *id* is how far it got, *retry* ms before coming back."""
    fields = b"" if id is None else f"id: {id}\n".encode()
    if retry is not None:
        fields += f"retry: {retry}\n".encode()
    return fields + _control("end", {"reason": reason})


def _published(update: Update) -> bytes:
    lines = [f"id: {update.id}"]
    if update.type:
        lines.append(f"event: {update.type}")
    if update.retry is not None:
        lines.append(f"retry: {update.retry}")
    lines += [f"data: {line}" for line in _BREAK.split(update.data)]
    return "\n".join([*lines, "", ""]).encode()


def _control(name: str, data: dict[str, str | int | None]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()

"""How much a stream may take, and how long it may last."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of every stream; all times in seconds."""

    buffer: int = 1024 * 1024  # bytes that may wait for a socket
    per_person: int = 20  # streams
    life: float = 600.0  # then the client comes back, with rights and routes looked up anew
    jitter: float = 0.2  # share of *life* by which it varies, so that not all come at once
    heartbeat: float = 15.0  # of silence
    stall: float = 10.0  # that a socket may take nothing
    tick: float = 1.0  # between two looks at all of that
    poll: float = 1.5  # between two looks at the table that nobody asked for

"""Live delivery: from the log in PostgreSQL to event streams over HTTP.

Events go one way: `feed` listens and reads the log in commit order, `hub` offers each
event to every `stream`, `subscription` turns a stream into bytes, `endpoint` writes them
to a socket. A subscriber's sequence is the log, filtered by its rights and topics, without
loss, repetition or swap; where that cannot be, an explicit ``gap`` frame says so.

What it promises: rights are those of the moment; one slow or dead client costs the others
nothing; every stream ends with a reason, after which the client comes back with the id of
the last event it saw. It knows nothing of jobs, pages or sign-in: whoever serves it hands
in who the subscriber is.
"""

from broadcaster.discovery import Discovery
from broadcaster.endpoint import Authenticate, routes
from broadcaster.limits import Limits
from broadcaster.server import Server
from broadcaster.service import Broadcaster, Status
from broadcaster.stream import Subscriber

__all__ = [
    "Authenticate",
    "Broadcaster",
    "Discovery",
    "Limits",
    "Server",
    "Status",
    "Subscriber",
    "routes",
]

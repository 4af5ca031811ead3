"""End each stream when its time is over, and keep the others alive.

One task looks after all streams, apart from the tasks that write: a timeout that waits
behind a write never comes when the client stops reading.
"""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from broadcaster.hub import Hub
from broadcaster.limits import Limits
from broadcaster.stream import Stream

_log = structlog.stdlib.get_logger(__name__)


async def watch(hub: Hub, limits: Limits) -> None:
    """Look at every stream once a tick, for as long as the process lives."""
    clock = asyncio.get_running_loop().time
    while True:
        due = clock() + limits.tick
        await asyncio.sleep(limits.tick)
        hub.counts.longest_stall = max(hub.counts.longest_stall, clock() - due)
        # An expiry must not be overshot, so it is met one tick ahead.
        expired = datetime.now(UTC) + timedelta(seconds=limits.tick)
        for stream in hub:
            _end_if_due(stream, hub, clock(), expired)
            _keep(stream, hub, limits, clock())


def _end_if_due(stream: Stream, hub: Hub, now: float, expired: datetime) -> None:
    expiry = stream.expires_at
    if expiry is not None and expiry <= expired:
        stream.end("session expired", hub.mark)
    elif stream.renew_at <= now:
        stream.end("renew", hub.mark)


def _keep(stream: Stream, hub: Hub, limits: Limits, now: float) -> None:
    if stream.sending_since is None:
        if now - stream.last_sent >= limits.heartbeat - limits.tick:
            stream.beat(hub.mark)
    elif now - stream.sending_since >= limits.stall:
        _log.warning("stream aborted, nobody reads it", person=stream.subscriber.person_id)
        hub.counts.aborted += 1
        stream.end("stalled")
        stream.abort()

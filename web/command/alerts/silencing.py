"""``orakul alerts ack`` and ``silence``: nobody is told of an alert any more, or not for now."""

from datetime import datetime
from pathlib import Path

from orakul import database
from orakul.alerts import listing
from orakul.settings import Settings
from web.command.alerts.showing import print_alert
from web.command.place import connected
from web.command.tasks.desk import acting, settings_of
from web.command.terminal import carry_out, wants_json


def run(
    id: int, until: datetime | None, *, reason: str, as_json: bool | None, data: Path | None
) -> int:
    """Silence an alert until it is resolved, or until a time; return an exit status."""
    settings = settings_of(data)
    return carry_out(_silence(settings, id, until, reason, as_json=wants_json(as_json)))


async def _silence(
    settings: Settings, id: int, until: datetime | None, reason: str, *, as_json: bool
) -> None:
    who = acting(reason)
    async with connected(settings) as db, database.acting(db, who):
        alert = await listing.acknowledge(db, id, who.reason or reason, until)
    print_alert(alert.shape, as_json=as_json)

"""The application of the queue: every task there is, under its name."""

from typing import Final

from procrastinate import App
from procrastinate.connector import BaseConnector

from jobs import analysis, bulk, experiments, housekeeping, knowledge, messages, scoring
from jobs.declaring import Tasks

AREAS: Final[dict[str, Tasks]] = {
    "messages": messages.tasks,
    "scoring": scoring.tasks,
    "knowledge": knowledge.tasks,
    "analysis": analysis.tasks,
    "experiments": experiments.tasks,
    "bulk": bulk.tasks,
    "housekeeping": housekeeping.tasks,
}


def build(connector: BaseConnector) -> App:
    """Return an application with all tasks, over *connector*."""
    # What was due while nobody worked is not made up for: a worker that starts finds
    # nothing to do but what somebody deferred.
    app = App(connector=connector, periodic_defaults={"max_delay": 10})
    for area in AREAS.values():
        area.add_to(app)
    return app

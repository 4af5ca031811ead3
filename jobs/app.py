"""The application of the queue: every task there is, under its name."""

from typing import Final

from procrastinate import App
from procrastinate.connector import BaseConnector

from jobs import analysis, knowledge, messages, scoring
from jobs.declaring import Tasks

AREAS: Final[dict[str, Tasks]] = {
    "messages": messages.tasks,
    "scoring": scoring.tasks,
    "knowledge": knowledge.tasks,
    "analysis": analysis.tasks,
}


def build(connector: BaseConnector) -> App:
    """Return an application with all tasks, over *connector*."""
    app = App(connector=connector)
    for area in AREAS.values():
        area.add_to(app)
    return app


def attempts() -> dict[str, int]:
    """Return how often each task is tried, by its name."""
    return {name: most for area in AREAS.values() for name, most in area.attempts.items()}

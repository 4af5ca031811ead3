"""Tasks that others declare: in the modules that ``ORAKUL_TASKS`` names."""

import importlib
from collections.abc import Sequence

from jobs.app import AREAS
from jobs.declaring import Tasks
from orakul.errors import RejectedError


def load(modules: Sequence[str]) -> list[Tasks]:
    """Import *modules* and return the `Tasks` that each calls ``tasks``.

    Raises:
        RejectedError: a module is not found, declares no tasks, or a task of a name that
            there is already.
    """
    taken = {name: "orakul" for area in AREAS.values() for name in area.attempts}
    loaded: list[Tasks] = []
    for module in modules:
        tasks = _tasks_of(module)
        for name in tasks.attempts:
            if name in taken:
                raise RejectedError(
                    f"ORAKUL_TASKS: {module} declares {name}, which {taken[name]} does already"
                )
            taken[name] = module
        loaded.append(tasks)
    return loaded


def _tasks_of(module: str) -> Tasks:
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        hint = (
            "is PYTHONPATH set?" if module.startswith(error.name or "") else f"{module} imports it"
        )
        raise RejectedError(f"ORAKUL_TASKS: there is no module {error.name}: {hint}") from None
    tasks = getattr(found, "tasks", None)
    if not isinstance(tasks, Tasks):
        raise RejectedError(f"ORAKUL_TASKS: {module} has no `tasks = Tasks()`")
    return tasks

"""A worker carries out what a module outside declares, and says what is wrong with one."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from orakul.database import Connection
from tests.house.pages import PAGES, blocks, surroundings
from tests.jobs.conftest import ROOT, defer, task_row, until_state

PAGE: Final = "add-a-task.md"
EXAMPLES: Final = PAGES / "examples"
DOUBLE: Final = """
from jobs.declaring import Tasks
tasks = Tasks()
@tasks.task("score_message_task")
async def score(task) -> None: ...
"""


def command(database: str, folder: Path, modules: str) -> Mapping[str, Any]:
    env = {**os.environ, "DATABASE_URL": database, "ORAKUL_TASKS": modules}
    return {
        "args": [sys.executable, "-m", "web.command", "worker"],
        "env": {**env, "PYTHONPATH": str(folder)},
        "cwd": ROOT,
    }


@contextmanager
def worker(database: str, folder: Path, modules: str) -> Generator[None]:
    process = subprocess.Popen(**command(database, folder, modules))
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(60) == 0


async def test_the_tasks_of_the_page_are_known_to_a_worker_and_deferred_as_it_says(
    database: str, db: Connection
) -> None:
    [statement] = blocks(PAGE, "sql")
    [_, typed, run] = blocks(PAGE, "sh")
    assert blocks(PAGE, "python") == [
        (EXAMPLES / name).read_text() for name in ("greeting.py", "reporting.py", "counting.py")
    ]

    with worker(database, EXAMPLES, "greeting,reporting,counting"):
        [id] = await db.fetchval(statement)
        plain = await defer(db, "count_down", steps=3)
        for each in (id, plain):
            await until_state(db, each, "completed")
        said, _ = [
            await asyncio.to_thread(
                subprocess.check_output, ["bash", "-ec", each], env=surroundings(database)
            )
            for each in (typed, run)
        ]
        reported = await db.fetchval("select id from orakul.task where name = 'report'")
        for each in (int(json.loads(said)["id"]), reported):
            await until_state(db, each, "completed")

    task = await task_row(db, id)
    assert task["result"] == {"greeted": 2}
    assert (task["progress_done"], task["progress_note"]) == (2, "Hello, Kateryna")
    counted = await task_row(db, plain)
    assert (counted["result"], counted["progress_done"]) == (3, 3)
    report = await task_row(db, reported)
    due = datetime.fromtimestamp(report["args"]["timestamp"], UTC)
    assert report["result"] == {"day": f"{due:%Y-%m-%d}"}


@pytest.mark.parametrize(
    ("module", "text", "said"),
    [
        ("absent", None, "ORAKUL_TASKS: there is no module absent: is PYTHONPATH set?"),
        ("half", "import absent", "ORAKUL_TASKS: there is no module absent: half imports it"),
        ("empty", "", "ORAKUL_TASKS: empty has no `tasks = Tasks()`"),
        (
            "double",
            DOUBLE,
            "ORAKUL_TASKS: double declares score_message_task, which orakul does already",
        ),
        ("not-a-name", None, "'not-a-name' is not the name of a Python module"),
    ],
)
def test_a_module_that_is_no_good_is_told_in_one_sentence(
    tmp_path: Path, module: str, text: str | None, said: str
) -> None:
    if text is not None:
        (tmp_path / f"{module}.py").write_text(text)

    ended = subprocess.run(
        **command("postgresql://unused", tmp_path, module),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert said in ended.stderr

"""A topic is named flat or with its project, or it is refused."""

import pytest

from broadcaster.topics import MOST, Topics
from orakul.errors import RejectedError


@pytest.mark.parametrize(
    "name",
    [
        "",
        "*",
        "Tasks",
        "tasks\n",
        "space:7",
        "space::tasks",
        "space:x:tasks",
        "space:7:",
        "room:7:tasks",
        "space:" + "7" * 20 + ":tasks",
        "t" * 51,
        "' or 1 = 1",
    ],
)
def test_a_name_of_another_form_is_refused(name: str) -> None:
    with pytest.raises(RejectedError, match="a topic is like"):
        Topics.of(["tasks", name])


def test_too_many_names_are_refused() -> None:
    with pytest.raises(RejectedError, match="at most 100"):
        Topics.of([f"space:{number}:tasks" for number in range(MOST + 1)])


def test_no_name_at_all_is_every_topic() -> None:
    assert Topics.of([]) == Topics()

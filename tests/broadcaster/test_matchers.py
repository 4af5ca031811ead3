"""A subscription names its topics in the Mercure protocol's way, or it is refused."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from broadcaster.entry import Entry
from broadcaster.matchers import MOST, REMEMBERED, Matchers
from broadcaster.patterns import LONGEST
from orakul.errors import RejectedError


def entry(topic: str, project: int | None = None, data: str = "{}") -> Entry:
    now = datetime.now(UTC)
    return Entry(
        1,
        "000000",
        now,
        topic,
        "thing.done",
        "admin",
        project,
        None,
        "test",
        None,
        None,
        None,
        data,
    )


def matchers(*pairs: tuple[str, str]) -> Matchers:
    return Matchers.of(urlencode(pairs).encode())


@pytest.mark.parametrize(
    ("pairs", "names"),
    [
        ([("match", "tasks")], {"tasks", "mercure"}),
        (
            [("match", "tasks"), ("match_exact", "space:7:topics")],
            {"tasks", "space:7:topics", "mercure"},
        ),
        ([("match", "*")], None),
        ([("match_urlpattern", "*")], None),
        ([("match", "tasks"), ("match_urlpattern", "space:7:*")], None),
    ],
)
def test_only_exact_names_bound_what_is_read(
    pairs: list[tuple[str, str]], names: set[str] | None
) -> None:
    assert matchers(*pairs).names == names


@pytest.mark.parametrize(
    ("name", "value", "chosen"),
    [
        ("match", "tasks", ["tasks", "space:7:tasks", "space:8:tasks"]),
        ("match", "space:7:tasks", ["space:7:tasks"]),
        ("match", "space:7:*", []),
        ("match", "*", ["tasks", "space:7:tasks", "space:8:tasks", "space:7:topics"]),
        ("match_urlpattern", "space:7:*", ["space:7:tasks", "space:7:topics"]),
        ("match_urlpattern", r"space::id\:tasks", ["space:7:tasks", "space:8:tasks"]),
        (
            "match_urlpattern",
            "t:rest",
            ["tasks", "space:7:tasks", "space:8:tasks", "space:7:topics"],
        ),
    ],
)
def test_an_event_is_chosen_by_its_flat_topic_or_by_that_of_its_project(
    name: str, value: str, chosen: list[str]
) -> None:
    entries = [entry("tasks"), entry("tasks", 7), entry("tasks", 8), entry("topics", 7)]

    selected = matchers((name, value))

    assert [each.scoped_topic for each in entries if selected.match(each)] == chosen


@pytest.mark.parametrize(
    "query",
    [
        b"",
        b"topic=tasks",
        b"matches=tasks",
        b"match_uritemplate=tasks",
        b"MATCH=tasks",
        b"match=tasks&Match_exact=tasks",
        b"match_=tasks",
        b"match=%ff",
        b"match=\xff",
        b"match=a%00b",
        b"match=a%0Ab",
        b"match=a%7Fb",
        b"match=a%C2%85b",
        b"match=a%E2%80%AEb",
        b"match_urlpattern=(a%2B)%2B",
        b"match=" + b"a" * (LONGEST + 1),
        b"&".join(b"match=%d" % number for number in range(MOST + 1)),
    ],
)
def test_what_is_no_matcher_is_refused(query: bytes) -> None:
    with pytest.raises(RejectedError):
        Matchers.of(query)


def test_the_same_matcher_many_times_is_one() -> None:
    assert matchers(*[("match", "tasks")] * (MOST + 1)).match(entry("tasks"))


def test_what_is_remembered_of_topics_has_a_bound() -> None:
    selected = matchers(("match_urlpattern", "space:1*"))

    found = [number for number in range(3 * REMEMBERED) if selected.match(entry("x", number))]

    assert found == [number for number in range(3 * REMEMBERED) if str(number).startswith("1")]


@pytest.mark.parametrize(
    "data",
    [
        "{}",
        "[]",
        "null",
        '{"topics": ["tasks"]}',
        '{"topics": "tasks", "id": "a"}',
        '{"topics": ["tasks"], "id": "a\\nid: b"}',
        '{"topics": ["tasks"], "id": "a", "type": "b\\r"}',
        '{"topics": ["tasks"], "id": "a", "retry": "1"}',
    ],
)
def test_a_forged_update_is_none(data: str) -> None:
    selected = matchers(("match", "tasks"))

    assert not selected.match(entry("mercure", data=data))

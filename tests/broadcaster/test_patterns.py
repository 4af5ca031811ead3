"""A pattern matches what it says, refuses what it does not know, and never takes long."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.patterns import LONGEST, Pattern
from orakul.errors import RejectedError

PIECES = {":name": "[^/]+", "*": ".*", "a": "a", "b": "b", "/": "/", "\\*": r"\*", "\\:": ":"}


@pytest.mark.parametrize(
    ("pattern", "topic", "matches"),
    [
        ("tasks", "tasks", True),
        ("tasks", "tasks2", False),
        ("tasks", "Tasks", False),
        ("https://example.net/foo/:id", "https://example.net/foo/7", True),
        ("https://example.net/foo/:id", "https://example.net/foo/", False),
        ("https://example.net/foo/:id", "https://example.net/foo/7/8", False),
        ("https://example.net/:a/:b", "https://example.net/x/y", True),
        ("http://localhost:8000/*", "http://localhost:8000/x/y", True),
        ("http://localhost:8000/*", "http://localhost:8000/", True),
        ("http://localhost:8000/*", "http://localhost:8000", False),
        ("space:7:*", "space:7:tasks", True),
        ("space:7:*", "space:71:tasks", False),
        (r"space::project\:tasks", "space:7:tasks", True),
        (r"space::project\:tasks", "space:7:topics", False),
        ("*", "", True),
        ("", "", True),
        ("", "a", False),
        ("**/**", "/", True),
        (":a*", "", False),
        (":a*", "x/y", True),
        (":a:b", "x", False),
        (":a:b", "xy", True),
        (":ім'я", "x'я", True),
        ("/:ім_я1/b", "/x/b", True),
        ("a.c", "abc", False),
    ],
)
def test_a_pattern_matches_the_whole_topic_or_nothing(
    pattern: str, topic: str, *, matches: bool
) -> None:
    assert Pattern(pattern).matches(topic) is matches


@given(st.lists(st.sampled_from([*PIECES]), max_size=8), st.text("ab/*:", max_size=10))
def test_it_agrees_with_the_regular_expression_that_it_stands_for(
    pieces: list[str], topic: str
) -> None:
    # A name would go on into the letters that follow it.
    text = re.sub(r":name(?=[ab])", ":name\\\\", "".join(pieces))
    expression = "".join(PIECES[piece] for piece in pieces)

    assert Pattern(text).matches(topic) is bool(re.fullmatch(expression, topic))


@pytest.mark.parametrize("pattern", ["(a+)+", "a{2}", "a?", "a+", "trailing\\", "/:id(\\d+)"])
def test_what_it_does_not_know_is_refused(pattern: str) -> None:
    with pytest.raises(RejectedError, match="a pattern knows"):
        Pattern(pattern)


def test_a_pattern_that_is_too_long_is_refused() -> None:
    with pytest.raises(RejectedError, match="at most"):
        Pattern("a" * (LONGEST + 1))


@pytest.mark.parametrize(
    "pattern", ["*a" * (LONGEST // 2), ":x/" * (LONGEST // 3), ":a*" * (LONGEST // 4) + "/b"]
)
def test_no_pattern_takes_more_than_its_length_times_the_topics(pattern: str) -> None:
    """Scenario 54: what makes a backtracking matcher run for years."""
    compiled = Pattern(pattern)
    began = time.process_time()

    matches = compiled.matches("a" * 20_000 + "!")

    assert not matches
    assert time.process_time() - began < 2

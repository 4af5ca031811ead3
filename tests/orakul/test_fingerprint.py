"""Errors of one kind have one fingerprint, whatever differs from case to case; others do not."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import PurePath
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orakul.tasks.fingerprint import (
    DEEPEST,
    LONGEST,
    Fault,
    is_own,
    make_fault,
    mask,
    read_fault,
)


def raised(call: str, *args: object) -> Fault:
    """Let something break, and return its fault."""
    try:
        BREAKS[call](*args)
    except Exception as error:  # noqa: BLE001 - whatever breaks
        return read_fault(error, str(error))
    raise AssertionError(call)


def look_up(key: object) -> None:
    raise LookupError(f"no chat {key} for 'Anna' in 12.5 s")


def look_elsewhere(key: object) -> None:
    raise LookupError(f"no chat {key} for 'Anna' in 12.5 s")


def parse(text: Any) -> None:
    json.loads(text)


def recurse(depth: Any) -> None:
    recurse(depth + 1)


async def grouped() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.to_thread(look_up, 7))


BREAKS: dict[str, Callable[..., None]] = {
    "look up": look_up,
    "look elsewhere": look_elsewhere,
    "parse": parse,
    "recurse": recurse,
    "group": lambda: asyncio.run(grouped()),
}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("chat 42 has 1,000 messages and 3.5 more", "chat <n> has <n> messages and <n> more"),
        ("no user 'Anna' in \"the team\"", "no user <text> in <text>"),
        ("it's broken, isn't it", "it's broken, isn't it"),
        ("key «ключ» is gone", "key <text> is gone"),
        (f"run {UUID(int=2**100)} failed", "run <n> failed"),
        ("object at 0x7f3a2b is dead", "object at <n> is dead"),
        ("commit 3f2a9bc04d1e is unknown", "commit <n> is unknown"),
        ("request req_011CSHoEeqs5C35K2UUqR7Fy", "request <n>"),
        ("connect to 10.0.0.1:5432 failed", "connect to <address> failed"),
        ("connect to fe80:0:0:1 failed", "connect to <address> failed"),
        ("GET https://api.example/x?y=1 timed out", "GET <url> timed out"),
        ("mail to anna@example.com bounced", "mail to <email> bounced"),
        ("no file /var/lib/x/a.json here", "no file <path> here"),
        ("page12 of\n  table_3", "page<n> of table_<n>"),
        ("and/or is no path", "and/or is no path"),
        ("", ""),
    ],
)
def test_what_differs_from_case_to_case_is_masked_and_nothing_else(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.text(alphabet="abf 019-_.:/@'\"x<>n\n", max_size=60))
def test_a_masked_text_holds_no_digit_and_no_line_break(text: str) -> None:
    masked = mask(text)

    assert not [letter for letter in masked if letter.isdigit()]
    assert "\n" not in masked


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.uuids(), st.uuids())
def test_numbers_and_ids_make_no_difference(one: int, two: int, first: UUID, second: UUID) -> None:
    assert mask(f"task {one} of {first}") == mask(f"task {two} of {second}")


def test_no_text_takes_longer_than_its_length_accounts_for() -> None:
    # Ten times as much as is kept of an error: by the square of its length it would take an hour,
    # which nothing could interrupt in here.
    code = """if True:
        import sys
        from orakul.tasks.fingerprint import mask
        for piece in sys.argv[1:]:
            print(repr(piece), flush=True)
            mask(piece * 100_000)
    """
    pieces = [
        "a.",
        "a-",
        "a_-",
        "a+",
        "a@",
        "a.b@c.",
        "1.",
        "1-",
        "ab:",
        "/a",
        "'a ",
        '"',
        "«",
        "“",
        "a1--",
    ]

    subprocess.run([sys.executable, "-c", code, *pieces], check=True, timeout=150)


def test_a_text_of_any_length_is_cut() -> None:
    assert len(mask("word " * 100_000)) <= LONGEST


def test_errors_of_one_place_are_one_kind_and_of_another_place_another() -> None:
    one, same, other = raised("look up", 7), raised("look up", 812), raised("look elsewhere", 7)

    assert one.fingerprint == same.fingerprint != other.fingerprint
    assert one.frame == f"{__name__}:look_up"
    assert one.message == "no chat <n> for <text> in <n> s"
    assert (len(one.fingerprint), one.error_class) == (16, "LookupError")


def test_class_frame_and_message_each_make_another_kind() -> None:
    kinds = {
        make_fault(*each).fingerprint
        for each in [("A", "m:f", "x"), ("B", "m:f", "x"), ("A", "m:g", "x"), ("A", "m:f", "y")]
    }

    assert len(kinds) == 4


def test_an_error_of_a_library_is_placed_where_the_application_called_it() -> None:
    fault = raised("parse", "{")

    assert fault.frame == f"{__name__}:parse"
    owned = [frame.own for frame in fault.frames]
    assert owned == sorted(owned, reverse=True)
    assert {frame.module for frame in fault.frames if not frame.own} == {"json", "json.decoder"}
    assert [frame.code for frame in fault.frames if frame.function == "parse"] == [
        "json.loads(text)"
    ]


def test_a_group_of_one_is_of_the_kind_of_that_one() -> None:
    fault = raised("group")

    assert (fault.error_class, fault.frame) == ("LookupError", f"{__name__}:look_up")


def test_a_deep_traceback_keeps_its_innermost_frames() -> None:
    fault = raised("recurse", 0)

    assert len(fault.frames) == DEEPEST
    assert fault.frames[0].depth > DEEPEST


@pytest.mark.parametrize(
    ("module", "file", "own"),
    [
        ("orakul.tasks", "/lib/site-packages/orakul/tasks/x.py", True),
        ("httpx", "/lib/site-packages/httpx/x.py", False),
        ("mine.tasks", "/srv/mine/tasks.py", True),
        ("jobs.running", "/lib/site-packages/jobs/running.py", False),
        ("importlib._bootstrap", "<frozen importlib._bootstrap>", False),
        ("webcolors", "/lib/site-packages/webcolors.py", False),
    ],
)
def test_what_is_the_applications_own(module: str, file: str, own: bool) -> None:  # noqa: FBT001 - a case
    assert is_own(module, file, [PurePath("/lib/site-packages")]) is own

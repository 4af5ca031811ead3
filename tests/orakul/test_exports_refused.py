"""A file that is cut off, broken or no export is refused in one sentence that says where."""

import contextlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orakul.errors import RejectedError
from orakul.exports import UnreadableError, messages, survey
from orakul.exports.faults import FAULTS

SMALL = """{
 "name": "Команда",
 "type": "private_supergroup",
 "id": 17,
 "messages": [
  {"id": 1, "type": "message", "date_unixtime": "1711845000", "text": "a\\x01\\\\\\u00e9 😮 б"},
  {"id": 2, "type": "message", "text": [{"type": "custom_emoji", "document_id": a (2).webm}, 1.5e3]}
 ]
}""".encode()
SECOND_ID = SMALL.index(b'2, "type"')
CYRILLIC = SMALL.index("б".encode())
ACCOUNT = b"""{"about": "x", "contacts": {"list": [{"id": 12, "ok": true}]},
"chats": {"list": [{"type": "saved_messages", "id": 2, "messages": [{"id": 1}]}]}, "left_chats": {"list": []}}"""
MESSAGES = b'{"name": "Team", "type": "private_group", "id": 17, "messages": ['
LONGEST = 2**22  # characters of a value


def refused(data: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError) as refused:
        survey(io.BytesIO(data))
    with pytest.raises(UnreadableError):
        list(messages(io.BytesIO(data)))
    return refused.value


def refusal(data: bytes) -> str:
    return str(refused(data))


@pytest.mark.parametrize("data", [SMALL, ACCOUNT])
def test_a_file_cut_off_anywhere_is_refused(data: bytes):
    survey(io.BytesIO(data))

    for end in range(1, len(data)):
        assert f"byte {end}" in refusal(data[:end])


def test_the_sentence_says_where_a_file_was_cut_off_and_what_to_do():
    assert refusal(SMALL[:-20]) == (
        f"the file ends too early, at byte {len(SMALL) - 20}, "
        'after message 1 of "Команда": export the chat again'
    )


REFUSED: Final[Sequence[tuple[bytes, str]]] = [
    (b"", "is empty"),
    (b" \n", "is empty"),
    (b"<!DOCTYPE html>\n<html></html>", "is an HTML page, at byte 0: choose format JSON"),
    (b"[]", "is JSON, but no Telegram export: it is a list"),
    (b'"text"', "is not JSON"),
    (b"PK\x03\x04\x00", "is not JSON"),
    ('{"a": 1}'.encode("utf-16"), "is not UTF-8, at byte 0: choose format JSON"),
    (b"{}", "is no Telegram export: it holds no chats"),
    (b'{"chats": [], "messages": {}}', "is no Telegram export: it holds no chats"),
    (b'{"chats": {"list": {}}}', "is no Telegram export: it holds no chats"),
    (b'{"messages": []}', "is no Telegram export: its chat has no known type and id"),
    (b'{"messages": [], "id": 2, "type": "x"}', "its chat has no known type and id"),
    (
        b'{"messages": [], "id": "2", "type": "saved_messages"}',
        "its chat has no known type and id",
    ),
    (SMALL + b"}", f"goes on after its end, at byte {len(SMALL)}"),
    (SMALL.replace(b'"id": 2,', b'"id": 2;'), f"is not JSON, at byte {SECOND_ID + len('2')}"),
    (SMALL.replace(b"\\u00e9", b"\\q"), "is not JSON"),
    (SMALL.replace("б".encode(), b"\xd0"), f"is not UTF-8, at byte {CYRILLIC}"),
    (SMALL.replace(b"1.5e3", b"NaN"), "holds a number that is none"),
    (SMALL.replace(b"1.5e3", b"9" * 5000), "holds a number that is none"),
    (SMALL.replace(b"1.5e3", b"[" * 100_000), "is nested too deeply"),
    (SMALL.replace(b'"id": 17', b'"x": ' + b"[" * 100_000), "is nested too deeply"),
    (SMALL.replace(b'"id": 17', b'"x": ' + b'{"a":' * 100_000), "is nested too deeply"),
    (SMALL.replace(b'"id": 17', b'"id": 017'), "is not JSON"),
    (SMALL.replace(b'"id": 17,', b'"id": 17,,'), "is not JSON"),
    (SMALL.replace(b'"id": 17,', b'"id": 17, 5: 6,'), "is not JSON"),
]


@pytest.mark.parametrize(("data", "sentence"), REFUSED)
def test_what_is_no_export_is_refused(data: bytes, sentence: str):
    assert sentence in refusal(data)


@pytest.mark.parametrize(
    "data",
    [
        b'{"name": "' + b"x" * 2**23,
        MESSAGES + b'{"id": 1, "poll": [' + b"{}," * 2**22 + b"{}]}]}",
        MESSAGES + b'{"id": 1, "' + b"x" * 2**23 + b'": 1}]}',
        MESSAGES + b"9" * 2**23 + b"]}",
    ],
    ids=["a text", "a message", "a key", "a number"],
)
def test_one_value_that_would_fill_the_memory_is_refused_before_it_is_read(data: bytes):
    error = refused(data)
    stream = io.BytesIO(data)
    with pytest.raises(UnreadableError):
        survey(stream)

    assert "has a value of more than 4 MiB" in str(error)
    assert (error.kind, error.blanks["most"]) == ("too_large", 4)
    assert stream.tell() < LONGEST + 2**19


@pytest.mark.parametrize("before", [0, 1, 2**18, 2**20 + 7])
def test_a_value_of_the_greatest_length_is_read_and_a_longer_one_refused(before: int):
    """Wherever in the pieces that are read it begins."""
    head, begin, end = MESSAGES + b" " * before, b'{"id": 1, "text": "a', b'"}'
    longest = begin + b"x" * (LONGEST - len(begin) - len(end)) + end

    found = survey(io.BytesIO(head + longest + b', {"id": 2}]}'))
    error = refused(head + longest.replace(b"ax", b"axx") + b', {"id": 2}]}')

    assert (found.messages, found.skipped) == (2, {})
    assert (error.kind, error.blanks["at"]) == ("too_large", len(head))


@pytest.mark.parametrize("field", ["text", "id", "poll", "members", "date_unixtime", "from_id"])
def test_what_is_nested_deeply_is_read_as_nothing_or_refused(field: str):
    def nested(levels: int) -> bytes:
        value = b"[" * levels + b"]" * levels
        return MESSAGES + b'{"id": 1, "%s": %s}, {"id": 2}]}' % (field.encode(), value)

    found = survey(io.BytesIO(nested(400)))
    error = refused(nested(100_000))

    assert found.messages + sum(each.count for each in found.skipped.values()) == 2
    assert (error.kind, error.blanks["at"]) == ("too_deep", len(MESSAGES))


def test_a_refusal_has_all_that_another_language_says_it_with():
    error = refused(SMALL[:-20])

    assert error.kind == "cut_off"
    assert error.blanks == {
        "at": len(SMALL) - 20,
        "message": "1",
        "chat": "Команда",
        "advice": "again",
    }


def test_each_kind_of_fault_is_made_by_some_file():
    elsewhere = {"cut_off", "late_id", "too_large"}

    assert {refused(data).kind for data, _ in REFUSED} == {*FAULTS} - elsewhere


def test_a_stream_that_cannot_go_back_must_have_its_keys_in_order():
    class Once(io.BytesIO):
        def seekable(self) -> bool:
            return False

    data = json.dumps({"messages": [], "id": 2, "type": "saved_messages"}).encode()

    assert survey(io.BytesIO(data)).messages == 0
    with pytest.raises(UnreadableError, match="tells the chat's id after its messages") as found:
        survey(Once(data))
    assert found.value.kind == "late_id"


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_file_is_refused_or_read_but_fails_in_no_other_way(data: st.DataObject):
    whole = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))

    with contextlib.suppress(RejectedError):
        told = survey(io.BytesIO(whole))
        assert told.messages + sum(each.count for each in told.skipped.values()) <= 2


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_and_fail_in_no_other_way(data: bytes):
    refusal(data)


def test_each_shipped_file_cut_in_half_is_refused(shared: Path):
    for file in sorted((shared / "data/nasty-exports").glob("*.json")):
        data = file.read_bytes()

        assert "ends too early" in refusal(data[: len(data) // 2])

"""The body of a webhook is a JSON object that PostgreSQL can keep, or it is rejected."""

import contextlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orakul.errors import RejectedError
from orakul.telegram import parse_json_strictly
from orakul.telegram.strictness import DEEPEST

STORABLE = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
BODIES = st.dictionaries(
    STORABLE,
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**63), 2**63 - 1)
        | st.floats(allow_nan=False, allow_infinity=False)
        | STORABLE,
        lambda inner: st.lists(inner) | st.dictionaries(STORABLE, inner),
        max_leaves=10,  # a hundred find no more, and are slow to think up
    ),
    max_size=5,
)


@given(BODIES)
def test_a_storable_object_comes_back_as_it_is(body: dict[str, object]):
    assert parse_json_strictly(json.dumps(body, ensure_ascii=False).encode()) == body
    assert parse_json_strictly(json.dumps(body, ensure_ascii=True).encode()) == body


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"{}}", "not JSON"),
        (b'{"a": 1,}', "not JSON"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": [Infinity]}', "Infinity is no number"),
        (b'{"a": -Infinity}', "-Infinity is no number"),
        (b'{"a": "\x00"}', "not JSON"),
        (b'{"a": "\n"}', "not JSON"),
        (b"\x00{}", "not JSON"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b'{"a": "\\u0000"}', "NUL or a lone surrogate"),
        (b'{"a\\u0000": 1}', "NUL or a lone surrogate"),
        (b'{"a": {"b": [{"\\u0000": 1}]}}', "NUL or a lone surrogate"),
        (b'{"a": "\\ud83d"}', "NUL or a lone surrogate"),
        (b'{"a": ["\\udc00x"]}', "NUL or a lone surrogate"),
        (b'{"\\ud83d\\ud83d": 1}', "NUL or a lone surrogate"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b'{"a": "\xff"}', "not UTF-8: see byte 7"),
        (b'{"a": "\xed\xa0\x80"}', "not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b'{"a": %d}' % 2**63, "beyond 64 bits"),
        (b'{"a": [-9223372036854775809]}', "beyond 64 bits"),
        (b'{"a": ' + b"9" * 5000 + b"}", "beyond 64 bits"),
        (b'{"a": 1e309}', "beyond double precision"),
        (b'{"a": 1e-99999}', "beyond double precision"),
        (b'{"a": 1' + b"0" * 400 + b".5}", "beyond double precision"),
        (b'{"a": ' + b"[" * 101 + b"]" * 101 + b"}", "nested deeper"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested deeper"),
        (b'{"a": ' * 100_000, "nested deeper"),
    ],
)
def test_what_is_no_json_or_cannot_be_kept_is_rejected(body: bytes, sentence: str):
    with pytest.raises(RejectedError, match=re.escape(sentence)):
        parse_json_strictly(body)


def test_the_limits_themselves_are_within():
    depth = DEEPEST - 1
    body = b'{"a": [%d, %d, 1e308, -1e-308], "b": %s1%s}'
    body %= (2**63 - 1, -(2**63), b"[" * depth, b"]" * depth)

    assert parse_json_strictly(body)["a"] == [2**63 - 1, -(2**63), 1e308, -1e-308]


def test_a_pair_of_surrogates_is_a_character():
    assert parse_json_strictly(rb'{"a": "\ud83d\ude2e"}') == {"a": "😮"}


def test_naughty_strings_come_through(shared: Path):
    strings = json.loads((shared / "data/strings/blns.json").read_bytes())
    body = {"update_id": 1, "all": strings}

    assert parse_json_strictly(json.dumps(body).encode()) == body


@given(st.binary() | st.text().map(str.encode) | st.text('{}[]",:0e-\\u dNaI').map(str.encode))
def test_any_bytes_are_read_or_rejected(body: bytes):
    with contextlib.suppress(RejectedError):
        assert parse_json_strictly(body) == json.loads(body)

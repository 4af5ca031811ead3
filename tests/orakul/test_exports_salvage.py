"""What Telegram Desktop writes becomes JSON, and what is JSON already is not touched."""

import codecs
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orakul.exports import Repair
from orakul.exports.salvage import Salvage

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    # Texts about what is mended, and ends of names without quotes.
    | st.text()
    | st.text(alphabet='\\x01"document_id: {}[],\n'),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("document_id"), inner),
    max_leaves=20,
)
# As the exporter lays it out, packed, and as Python does.
LAYOUTS = st.sampled_from(
    [
        json.JSONEncoder(ensure_ascii=False, indent=1),
        json.JSONEncoder(ensure_ascii=False, separators=(",", ":")),
        json.JSONEncoder(),
    ]
)

FAULTY = [
    b'{"a": "8=FIX\\x01\\x0B next \\\\x01 \\\\\\x02"}',
    b'[\n {\n  "text": "o",\n  "document_id": video_files/sticker (2).webm\n },\n ""\n]',
    b'[\n {\n  "document_id": a}b, "c.webm,\n  "text": "o"\n }\n]',
    b'[{"text": "o", "document_id": stickers/a b.webp}, {"document_id": c.tgs, "text": ""}]',
    b'[\r\n {\r\n  "document_id": 12.webm\r\n },{"document_id":true story.webm}\r\n]',
    codecs.BOM_UTF8 + b'{"a": "\\x1F"}',
]


def salvaged(data: bytes, sizes: list[int] | None = None) -> tuple[bytes, Salvage]:
    """Feed *data* in pieces of *sizes*, over and over."""
    salvage, parts, at = Salvage(), list[bytes](), 0
    while at < len(data):
        for size in sizes or [len(data)]:
            parts.append(salvage.feed(data[at : at + size]))
            at += size
    return b"".join(parts) + salvage.finish(), salvage


@given(JSON_VALUES, LAYOUTS)
def test_legal_json_passes_through_unchanged(value: object, layout: json.JSONEncoder):
    data = layout.encode(value).encode(errors="surrogatepass")

    result, salvage = salvaged(data)

    assert result == data
    assert not salvage.mended


@pytest.mark.parametrize(
    "text",
    [
        b'{"document_id": 5368324170671202286}',
        b'{"document_id": 5368324170671202286\n}',
        b'{"document_id": -1.5e+3, "a": 0}',
        b'{"document_id":null}',
        b'{"document_id" :\n  [1, 2]}',
        b'{"document_id": {"document_id": true}}',
        b'["\\"document_id\\": sticker.webm\\n"]',
        b'["\\\\x01", "\\\\\\\\x01", "\\u0001"]',
        b'{"document_id":' + b" " * 5000 + b"1}",
        b'{"document_id": ' + b"7" * 5000 + b"}",
        b'["' + b"\\\\" * 9000 + b'x01"]',
    ],
)
@pytest.mark.parametrize("size", [1, 4096, 8192, 100_000])
def test_what_looks_like_a_fault_but_is_legal_passes_through_unchanged(text: bytes, size: int):
    result, salvage = salvaged(text, [size])

    assert result == text
    assert not salvage.mended


def test_a_control_escape_becomes_the_character_it_stands_for():
    result, salvage = salvaged(FAULTY[0])

    assert json.loads(result) == {"a": "8=FIX\x01\x0b next \\x01 \\\x02"}
    assert [each.repair for each in salvage.mended] == [Repair.CONTROL_ESCAPE] * 3


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (1, ["video_files/sticker (2).webm"]),
        (2, ['a}b, "c.webm']),
        (3, ["stickers/a b.webp", "c.tgs"]),
        (4, ["12.webm", "true story.webm"]),
    ],
)
def test_an_unquoted_name_is_quoted_as_a_whole(number: int, names: list[str]):
    result, _ = salvaged(FAULTY[number])

    assert [each["document_id"] for each in json.loads(result) if each] == names


def test_a_name_that_never_ends_is_left_for_the_parser_to_refuse():
    data = b'{"document_id": sticker' + b"s" * 5000 + b"}"

    assert salvaged(data)[0] == salvaged(data, [1])[0] == data


def test_a_byte_order_mark_is_removed_at_the_start_only():
    result, salvage = salvaged(codecs.BOM_UTF8 + b'"' + codecs.BOM_UTF8 + b'"')

    assert result == b'"' + codecs.BOM_UTF8 + b'"'
    assert [each.repair for each in salvage.mended] == [Repair.BYTE_ORDER_MARK]


@pytest.mark.parametrize("data", FAULTY)
@pytest.mark.parametrize("padding", [0, 4090, 4096, 8185, 8192, 12_280])
def test_pieces_of_one_byte_give_what_one_piece_gives(data: bytes, padding: int):
    padded = data[:-1] + b" " * padding + b"," + data[1:]

    whole, one = salvaged(padded)
    pieces, many = salvaged(padded, [1])

    assert pieces == whole
    assert many.mended == one.mended


@given(
    st.lists(st.sampled_from([*FAULTY, b"\\", b"\\x", b'"document_id":', b"\n", b"x" * 4000])),
    st.lists(st.integers(1, 9000), min_size=1, max_size=5),
)
def test_the_size_of_the_pieces_does_not_matter(parts: list[bytes], sizes: list[int]):
    data = b"".join(parts)

    whole, one = salvaged(data)
    pieces, many = salvaged(data, sizes)

    assert pieces == whole
    assert many.mended == one.mended


def test_it_tells_where_each_fault_was_and_where_its_repair_is():
    data = b" " * 9000 + b"".join(FAULTY[:4])

    result, salvage = salvaged(data, [1000])

    starts = [result[each.at : each.at + 2] for each in salvage.mended]
    origins = [data[each.origin : each.origin + 2] for each in salvage.mended]
    assert starts == [rb"\u", rb"\u", rb"\u", b'"v', b'"a', b'"s', b'"c']
    assert origins == [rb"\x", rb"\x", rb"\x", b"vi", b"a}", b"st", b"c."]
    assert len(result) - len(data) == sum(each.growth for each in salvage.mended)

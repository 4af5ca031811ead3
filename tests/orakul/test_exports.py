"""An export gives exactly the messages that are in it, and tells what was mended."""

import io
import json
import re
import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orakul.exports import ExportedMessage, Finding, Place, Repair, Skip, messages, survey
from orakul.telegram import TelegramAuthor, TelegramChat, TelegramMedia, TelegramMessage

TEAM = TelegramChat(-1001700000099, "Team", "supergroup")


class Trickle(io.RawIOBase):
    """A stream that gives one byte at a time and cannot go back."""

    def __init__(self, data: bytes) -> None:
        self._rest = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        piece = self._rest.read(1)
        buffer[: len(piece)] = piece
        return len(piece)


class Bites(Trickle):
    """A stream that gives at most so many bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self._size = size

    def read(self, size: int = -1) -> bytes:
        return self._rest.read(min(size, self._size))


def as_telegram_desktop_writes(texts: list[str]) -> Iterator[bytes]:
    """A file with all of its faults: control escapes, and emoji ids without quotes."""
    yield b'{\n "name": null,\n "type": "bot_chat",\n "id": 1,\n "messages": ['
    for number, text in enumerate(texts):
        escaped = re.sub(r"\\u00([01].)", r"\\x\1", json.dumps(text.replace("\\", "\ue000")))
        escaped = escaped.replace("\\b", "\\x08").replace("\\f", "\\x0C").replace("\\ue000", "\\\\")
        yield b"," * (number > 0)
        yield b'\n  {\n   "id": %d,\n   "text": [\n    %s,\n' % (number, escaped.encode())
        yield '    {\n     "text": "😮",\n     "document_id": a (2)}.webm\n    }\n   ]\n  }'.encode()
    yield b"\n ]\n}"


def export(*entries: object, **heading: object) -> bytes:
    """A file with one chat of *entries*, laid out as Telegram Desktop does."""
    chat = {"name": "Team", "type": "private_supergroup", "id": 1700000099} | heading
    return json.dumps(chat | {"messages": entries}, indent=1).encode()


def said(**fields: object) -> dict[str, object]:
    """An entry with *fields*."""
    usual: dict[str, object] = {
        "id": 1,
        "type": "message",
        "date": "2024-03-31T03:30:00",
        "date_unixtime": "1711845000",
        "from": "Member 01",
        "from_id": "user7000000001",
        "text": "",
        "text_entities": [],
    }
    return usual | fields


def read(data: bytes) -> list[ExportedMessage]:
    return list(messages(io.BytesIO(data)))


def one(**fields: object) -> ExportedMessage:
    [exported] = read(export(said(**fields)))
    return exported


def message(**fields: object) -> TelegramMessage:
    exported = one(**fields)
    assert exported.message
    return exported.message


def flat(text: str | Iterable[str | dict[str, str]]) -> str:
    return "".join(part if isinstance(part, str) else part["text"] for part in text)


@pytest.fixture(scope="session")
def chats(shared: Path) -> list[Path]:
    files = (shared / "data/chats").glob("*.json")
    return sorted(file for file in files if not file.name.endswith(".truth.json"))


def test_each_shipped_chat_gives_what_the_json_module_finds(chats: list[Path]):
    assert len(chats) == 8
    for file in chats:
        whole = json.loads(file.read_bytes())
        with file.open("rb") as stream:
            found = [each.message for each in messages(stream) if each.message]
        with file.open("rb") as stream:
            told = survey(stream)

        assert [
            (
                m.external_id,
                m.author and m.author.id,
                m.author and m.author.name,
                m.text,
                m.reply_to,
                str(int(m.sent_at.timestamp())),
            )
            for m in found
        ] == [
            (
                m["id"],
                int(m["from_id"][4:]),
                m["from"],
                flat(m["text"]),
                m.get("reply_to_message_id"),
                m["date_unixtime"],
            )
            for m in whole["messages"]
        ]
        assert told.messages == told.chats[0].messages == len(found)
        assert told.repairs == told.skipped == {}
        assert {m.chat.id for m in found} == {-(10**12) - whole["id"]}


def test_control_escapes_are_the_characters_they_stand_for(shared: Path):
    data = (shared / "data/nasty-exports/01-c0-x-escape.json").read_bytes()

    first, second = read(data)
    told = survey(io.BytesIO(data))

    assert first.message
    assert first.message.text == "fix message 8=FIX\x01\x0b next"
    assert first.repairs == (Repair.CONTROL_ESCAPE,)
    assert second.repairs == ()
    place = data.index(rb"\x01")
    assert told.repairs == {Repair.CONTROL_ESCAPE: Finding(1, Place("1", "Nasty", place))}


def test_an_unquoted_custom_emoji_id_is_mended(shared: Path):
    data = (shared / "data/nasty-exports/02-unquoted-document-id.json").read_bytes()

    [exported] = read(data)

    assert exported.message
    assert exported.message.text == "😮"
    assert exported.repairs == (Repair.UNQUOTED_EMOJI,)


def test_deleted_accounts_and_unsupported_messages_are_kept(shared: Path):
    data = (shared / "data/nasty-exports/03-null-from-unsupported.json").read_bytes()

    found = [each.message for each in read(data) if each.message]
    told = survey(io.BytesIO(data))

    assert [m.external_id for m in found] == [1, 2, 3, 4, 5]
    assert found[0].author == TelegramAuthor(7000000001, None)
    assert (found[1].kind, found[1].text, found[1].author) == ("unsupported", "", None)
    assert found[1].sent_at == found[0].sent_at
    assert found[2].media == TelegramMedia("location")
    assert found[3].media == TelegramMedia("video")
    assert found[4].kind == "service"
    assert found[4].action
    assert (found[4].action.name, found[4].action.title) == ("topic_created", "Тема")
    assert {kind: each.count for kind, each in told.repairs.items()} == {
        Repair.NULL_AUTHOR: 2,
        Repair.UNSUPPORTED: 1,
    }


def test_a_whole_account_gives_its_chats_and_the_ones_left(shared: Path):
    data = (shared / "data/nasty-exports/04-account-export.json").read_bytes()

    told = survey(io.BytesIO(data))

    assert [(each.message.text, each.message.chat) for each in read(data) if each.message] == [
        ("a", TelegramChat(-1001700000099, "Nasty", "supergroup")),
        ("b", TelegramChat(2, None, "private")),
        ("c", TelegramChat(-1000000000003, None, "supergroup")),
    ]
    assert [(each.type, each.messages) for each in told.chats] == [
        ("private_supergroup", 1),
        ("saved_messages", 1),
        ("public_supergroup", 1),
    ]


def test_naughty_strings_come_back_as_they_are(shared: Path):
    strings = json.loads((shared / "data/strings/blns.json").read_bytes())
    entries = [said(id=number, text=text) for number, text in enumerate(strings)]

    found = [each.message.text for each in read(export(*entries)) if each.message]

    assert found == strings


@pytest.mark.parametrize("naughty", ["a\0b", "a\ud83db", "\udc00", "\ud83d\ud83d"])
def test_what_cannot_be_stored_is_replaced_and_told(naughty: str):
    exported = one(text=naughty, **{"from": naughty})

    assert exported.message
    assert exported.message.author
    assert exported.message.text == exported.message.author.name
    assert exported.message.text == "".join("�" if c in "\0\ud83d\udc00" else c for c in naughty)
    assert exported.repairs == (Repair.UNSTORABLE_TEXT,)


@given(st.lists(st.text() | st.text('\0\x01\x1f\\"x0{}\n')), st.integers(1, 9000))
def test_whatever_was_said_is_read_from_what_telegram_desktop_writes(said: list[str], size: int):
    data = b"".join(as_telegram_desktop_writes(said))

    found = [each.message for each in messages(Bites(data, size)) if each.message]  # pyright: ignore[reportArgumentType]

    assert [each.text for each in found] == [text.replace("\0", "�") + "😮" for text in said]


def test_bytes_one_at_a_time_give_the_same(shared: Path):
    for file in sorted((shared / "data/nasty-exports").glob("*.json")):
        data = file.read_bytes()

        assert list(messages(Trickle(data))) == read(data)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("", ""),
        ("plain", "plain"),
        ([], ""),
        (["see ", {"type": "link", "text": "x.org"}, " now"], "see x.org now"),
        ({"type": "bold", "text": "whole"}, "whole"),
    ],
)
def test_text_in_any_form_is_flattened(text: object, flat: str):
    exported = one(text=text, text_entities=[{"type": "plain", "text": "not looked at"}])

    assert exported.message
    assert exported.message.text == flat
    assert exported.repairs == ()


def test_a_missing_text_is_read_from_its_entities():
    exported = one(text=None, text_entities=[{"type": "plain", "text": "a"}, {"text": "b"}])

    assert exported.message
    assert exported.message.text == "ab"
    assert exported.repairs == (Repair.ONLY_ENTITIES,)


@pytest.mark.parametrize("text", [7, [7], [{"type": "plain"}], {}, [["a"]], {"text": None}])
def test_an_unreadable_part_of_a_text_is_left_out_and_told(text: object):
    exported = one(text=text)

    assert exported.message
    assert exported.message.text == ""
    assert exported.repairs == (Repair.UNREADABLE_TEXT,)


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("user7000000001", 7000000001),
        ("chat12", -12),
        ("channel1234567890", -1001234567890),
        (12345, 12345),
        (4389402929, 94435633),  # an old person's mark above 31 bits
        (2**33 + 5, -1000000000005),  # an old chat's mark
        ("nobody", None),
        (2**70, None),
        (f"channel{2**63 - 1}", None),
        (True, None),
        ([], None),
    ],
)
def test_an_author_has_a_marked_id(written: object, id: int | None):
    assert message(from_id=written).author == TelegramAuthor(id, "Member 01")


def test_nobody_is_made_up_where_nobody_is_named():
    assert message(**{"from": None, "from_id": None}).author is None


def test_an_old_export_without_unix_time_is_read_as_utc():
    entry = said(edited="1970-01-01T02:00:00")
    del entry["date_unixtime"]

    [exported] = read(export(entry))

    assert exported.message
    assert exported.message.sent_at == datetime(2024, 3, 31, 3, 30, tzinfo=UTC)
    assert exported.message.edited_at is None
    assert exported.repairs == (Repair.LOCAL_TIME,)


def test_an_edit_has_its_time():
    at = message(edited="2024-03-31T04:30:00", edited_unixtime="1711848600").edited_at

    assert at == datetime(2024, 3, 31, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("unix", ["99999999999999999999", "x", "", 10**30, [], "²"])
@pytest.mark.parametrize("date", ["2024-13-45", "0001-01-01T00:00:00+14:00", None, 5])
def test_a_message_without_a_time_takes_that_of_the_one_before(unix: object, date: object):
    first, second = read(export(said(), said(id=2, date_unixtime=unix, date=date)))

    assert first.message
    assert second.message
    assert second.message.sent_at == first.message.sent_at
    assert second.repairs == (Repair.NO_TIME,)


@pytest.mark.parametrize(
    ("fields", "media"),
    [
        ({"photo": "photos/photo_1.jpg"}, TelegramMedia("photo", "photos/photo_1.jpg")),
        ({"photo": "(File not included. Change settings.)"}, TelegramMedia("photo")),
        ({"file": "files/a (1).pdf"}, TelegramMedia("file", "files/a (1).pdf")),
        ({"file": "files/notes (old)"}, TelegramMedia("file", "files/notes (old)")),
        ({"file": "a.tgs (File not included.)", "media_type": "sticker"}, TelegramMedia("sticker")),
        ({"file": None, "media_type": "voice_message"}, TelegramMedia("voice")),
        ({"file": "v.mp4", "media_type": "new_thing"}, TelegramMedia("new_thing", "v.mp4")),
        ({"place_name": "Home", "location_information": {}}, TelegramMedia("venue")),
        ({"contact_information": {}}, TelegramMedia("contact")),
        ({"poll": {"question": "?"}}, TelegramMedia("poll")),
        ({}, None),
    ],
)
def test_media_are_told_by_kind_and_path(fields: dict[str, object], media: TelegramMedia | None):
    assert message(**fields).media == media


def test_a_reply_into_another_chat_is_no_reply_here():
    here = message(reply_to_message_id=7, reply_to_peer_id="channel1700000099")
    elsewhere = message(reply_to_message_id=7, reply_to_peer_id="channel9")

    assert (here.reply_to, elsewhere.reply_to) == (7, None)


def test_a_topic_is_the_thread_of_itself_and_of_what_answers_it():
    topic = said(id=5, type="service", action="topic_created", title="Release")

    found = read(export(topic, said(id=6, reply_to_message_id=5), said(id=7)))

    assert [each.message and each.message.thread for each in found] == [5, 5, None]


def test_a_service_message_keeps_its_action():
    entry = said(
        type="service", actor="A", actor_id="user1", action="invite_members", members=["B", None]
    )

    [exported] = read(export(entry))

    assert exported.message
    assert exported.message.action
    assert exported.message.author == TelegramAuthor(1, "A")
    assert exported.message.action.members == (TelegramAuthor(None, "B"),)


def test_a_forward_names_its_origin():
    assert message(forwarded_from="News").forwarded_from == "News"
    assert message(forwarded_from=None).forwarded_from is None


@pytest.mark.parametrize("entry", [None, 7, "x", [], {}, {"id": "1"}, {"id": 2**63}, {"id": True}])
def test_what_cannot_be_a_message_is_skipped_and_told(entry: object):
    data = export(said(id=1), entry, said(id=3))

    found = read(data)
    told = survey(io.BytesIO(data))

    assert [each.message and each.message.external_id for each in found] == [1, None, 3]
    assert (told.messages, told.chats[0].messages, told.chats[0].skipped) == (2, 2, 1)
    [(reason, finding)] = told.skipped.items()
    assert reason is (Skip.NO_ID if isinstance(entry, dict) else Skip.NO_OBJECT)
    assert finding.count == 1


@pytest.mark.parametrize(
    ("id", "told"),
    [
        ("x", 'message x of "Team"'),
        ("", 'message without id of "Team"'),
        ([1], 'message without id of "Team"'),
        (1.5, 'message 1.5 of "Team"'),
        ("\0\ud800", 'message \ufffd\ufffd of "Team"'),
        ("9" * 99, f'message {"9" * 40} of "Team"'),
    ],
)
def test_what_stands_for_an_id_is_told_as_far_as_it_can_be_kept(id: object, told: str):
    found = survey(io.BytesIO(export({"id": id}))).skipped

    assert str(found[Skip.NO_ID].example) == told


def test_an_unknown_type_is_read_as_a_message():
    exported = one(type=["novelty"], text="a")

    assert exported.message
    assert (exported.message.kind, exported.message.text) == ("message", "a")
    assert exported.repairs == (Repair.UNKNOWN_TYPE,)


def test_of_a_key_that_comes_twice_the_last_counts():
    data = export(said()).replace(b'"text": ""', b'"text": "first", "text": "last"')

    [exported] = read(data)

    assert exported.message
    assert exported.message.text == "last"


def test_keys_in_another_order_give_the_same():
    chat = json.loads(export(said(id=1), said(id=2)))
    account = {"chats": {"list": [chat, chat | {"id": 5}]}, "left_chats": {"list": [chat]}}
    for whole in (chat, account):
        data = json.dumps(whole).encode()
        swapped = json.dumps(whole, sort_keys=True).encode()

        assert read(swapped) == read(data)
        assert survey(io.BytesIO(swapped)) == survey(io.BytesIO(data))


def test_a_chat_of_an_unknown_kind_does_not_hold_up_the_account():
    known = json.loads(export(said()))
    account = {"chats": {"list": [known | {"type": "hologram"}, known, known | {"type": None}, 7]}}

    told = survey(io.BytesIO(json.dumps(account).encode()))

    assert [(each.messages, each.skipped) for each in told.chats] == [(0, 1), (1, 0), (0, 1)]
    assert told.messages == 1


def test_ids_of_an_export_from_before_2021_are_those_of_today():
    entry = said(from_id=4389402929)

    [private] = read(export(entry, type="personal_chat", id=4389402929))
    [group] = read(export(entry, id=2**33 + 1234567890))
    [recent] = read(export(said(), type="personal_chat", id=4389402929))

    assert private.chat
    assert group.chat
    assert recent.chat
    assert (private.chat.id, group.chat.id) == (94435633, -1001234567890)
    assert recent.chat.id == 4389402929


def test_a_repair_outside_of_messages_is_told_with_its_byte():
    data = export(said()).replace(b"Team", b"Te\\x01m")

    told = survey(io.BytesIO(data))

    place = data.index(rb"\x01")
    assert told.chats[0].title == "Te\x01m"
    assert told.repairs == {Repair.CONTROL_ESCAPE: Finding(1, Place(byte=place))}


def test_a_large_file_is_read_in_little_memory():
    entry = json.dumps(said(text="x" * 2000)).encode()

    class Endless(io.RawIOBase):
        parts = iter([export()[:-3], *[b"%b,\n" % entry] * 8000, entry, b"]}"])

        def read(self, size: int = -1) -> bytes:
            del size
            return next(self.parts, b"")

    tracemalloc.start()
    try:
        told = survey(Endless())  # pyright: ignore[reportArgumentType]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert told.messages == 8001
    assert peak < 4 * 2**20  # bytes, for a file of 18 MB

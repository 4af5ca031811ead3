"""A chat has one id, whether an export or the Bot API tells of it."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orakul.exports import messages
from orakul.telegram import EXPORTED_KINDS, marked_chat_id, marked_peer_id, read_update


@pytest.mark.parametrize(
    ("word", "bare", "marked"),
    [
        ("personal_chat", 5123456789, 5123456789),
        ("bot_chat", 12, 12),
        ("saved_messages", 2, 2),
        ("private_group", 4123, -4123),
        ("private_supergroup", 1700000099, -1001700000099),
        ("public_supergroup", 3, -1000000000003),
        ("private_channel", 1234567890, -1001234567890),
        ("public_channel", 997852516352, -1997852516352),
    ],
)
def test_an_exported_id_is_marked_by_the_kind_of_chat(word: str, bare: int, marked: int):
    assert marked_chat_id(EXPORTED_KINDS[word], bare) == marked


@given(st.sampled_from(sorted(set(EXPORTED_KINDS.values()))), st.integers(1, 10**12))
def test_a_marked_id_stays_as_it_is(kind: str, bare: int):
    marked = marked_chat_id(kind, bare)  # pyright: ignore[reportArgumentType]

    assert kind == "private" or marked_chat_id(kind, marked) == marked  # pyright: ignore[reportArgumentType]


@given(st.integers(1, 10**12 - 1), st.integers(1, 10**12 - 1), st.integers(1, 10**12 - 1))
def test_a_person_a_group_and_a_channel_never_share_an_id(person: int, group: int, channel: int):
    ids = {
        marked_peer_id(f"user{person}"),
        marked_peer_id(f"chat{group}"),
        marked_peer_id(f"channel{channel}"),
    }

    assert len(ids) == 3
    assert None not in ids


@given(st.integers() | st.text() | st.none() | st.floats() | st.booleans() | st.lists(st.none()))
def test_whatever_an_author_is_written_as_gives_a_storable_id_or_none(peer: object):
    id = marked_peer_id(peer)

    assert id is None or -(2**63) <= id < 2**63


def test_an_import_and_a_webhook_tell_of_the_same_chat_person_and_message():
    exported = {
        "name": "Team",
        "type": "private_supergroup",
        "id": 1234567489,
        "messages": [
            {
                "id": 72,
                "type": "message",
                "date_unixtime": "1714837895",
                "from": "Ada",
                "from_id": "user7000000001",
                "reply_to_message_id": 70,
                "text": "bbbb",
            }
        ],
    }
    update = {
        "update_id": 1,
        "message": {
            "message_id": 72,
            "from": {"id": 7000000001, "first_name": "Ada"},
            "chat": {"id": -1001234567489, "title": "Team", "type": "supergroup"},
            "date": 1714837895,
            "reply_to_message": {"message_id": 70, "chat": {"id": -1001234567489}},
            "text": "bbbb",
        },
    }

    [imported] = messages(io.BytesIO(json.dumps(exported).encode()))
    received = read_update(update).message

    assert imported.message
    assert received
    assert imported.message.chat == received.chat
    assert imported.message.author
    assert received.author
    assert (imported.message.author.id, imported.message.author.name) == (7000000001, "Ada")
    assert (received.author.id, received.author.name) == (7000000001, "Ada")
    for field in ("external_id", "kind", "sent_at", "text", "reply_to", "thread", "media"):
        assert getattr(imported.message, field) == getattr(received, field)

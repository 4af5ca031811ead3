"""Every update keeps its kind, and a message in it reads as any other message."""

import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orakul.errors import RejectedError
from orakul.telegram import (
    MESSAGE_KINDS,
    UPDATE_KINDS,
    TelegramAction,
    TelegramAuthor,
    TelegramChat,
    TelegramMedia,
    Update,
    parse_json_strictly,
    read_update,
)
from orakul.telegram.vocabulary import ACTION_FIELDS, MEDIA_FIELDS

ADA = {"id": 7, "is_bot": False, "first_name": "Ada", "last_name": "L", "language_code": "uk"}
TEAM = {"id": -1001700000099, "title": "Team", "type": "supergroup", "username": "team"}


@pytest.fixture(scope="session")
def updates(shared: Path) -> dict[str, Update]:
    folder = shared / "data/telegram/updates"
    bodies = {file.stem: file.read_bytes() for file in folder.glob("*.json")}
    return {name: read_update(parse_json_strictly(body)) for name, body in bodies.items()}


@pytest.fixture(scope="session")
def types(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "data/telegram/bot-api.json").read_bytes())["types"]


def incoming(**fields: object) -> Update:
    usual = {"message_id": 5, "date": 1711845000, "chat": TEAM, "from": ADA}
    return read_update({"update_id": 1, "message": usual | fields})


def fields_of(type: dict[str, Any]) -> set[str]:
    return {field["name"] for field in type["fields"]}


def test_each_shipped_update_keeps_its_kind(shared: Path, updates: dict[str, Update]):
    assert len(updates) == 26
    for name, update in updates.items():
        file = shared / f"data/telegram/updates/{name}.json"
        id, kind = json.loads(file.read_bytes())

        assert id == "update_id"
        assert update.kind == kind
        assert (update.message is not None) == (kind in MESSAGE_KINDS or name == "callback_query")


def test_each_kind_of_the_bot_api_is_known(types: dict[str, Any]):
    assert fields_of(types["Update"]) - {"update_id"} == UPDATE_KINDS
    assert {
        field["name"] for field in types["Update"]["fields"] if field["types"] == ["Message"]
    } == MESSAGE_KINDS


def test_each_field_that_is_read_is_one_of_the_bot_api(types: dict[str, Any]):
    assert fields_of(types["Message"]) >= set(MEDIA_FIELDS) | set(ACTION_FIELDS)


def test_each_service_message_of_the_bot_api_is_known(types: dict[str, Any]):
    told = {
        field["name"]
        for field in types["Message"]["fields"]
        if field["description"].startswith("Optional. Service message")
    }

    assert told <= set(ACTION_FIELDS)


def test_a_text_message_reads_whole(updates: dict[str, Update]):
    message = updates["message_different_topic_reply"].message

    assert message
    assert message.chat == TelegramChat(-1001234567489, "Testing", "supergroup", "testing")
    assert message.author == TelegramAuthor(
        123456, "Mario Bros", "Mario", "Bros", "MarioBros", "it", is_bot=False, is_premium=True
    )
    assert (message.external_id, message.thread, message.reply_to) == (72, 33, 70)
    assert (message.kind, message.text) == ("message", "bbbb")
    assert message.sent_at == datetime(2024, 5, 4, 15, 51, 35, tzinfo=UTC)


def test_an_edit_has_both_times(updates: dict[str, Update]):
    message = updates["edited_message"].message

    assert message
    assert message.edited_at
    assert (message.edited_at - message.sent_at).total_seconds() == 64


@pytest.mark.parametrize(
    ("name", "media", "text"),
    [
        ("photo", TelegramMedia("photo", file_id="SEES"), "asdasdasdasdasdasd"),
        ("document", TelegramMedia("file", file_id="a1b2c34d5e6f7g8h9i"), ""),
        ("sticker", TelegramMedia("sticker", file_id="yhufjikjhgjkghjffghgf"), ""),
        ("voice", TelegramMedia("voice", file_id="dfghjjghdjhgd"), ""),
    ],
)
def test_media_are_told_with_their_caption(
    updates: dict[str, Update], name: str, media: TelegramMedia, text: str
):
    message = updates[name].message

    assert message
    assert (message.media, message.text) == (media, text)


MARIO = TelegramAuthor(
    12345, "Mario Bros", "Mario", "Bros", "MarioBros", "it", is_bot=False, is_premium=False
)


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("new_chat_members", TelegramAction("new_chat_members", (MARIO,))),
        ("left_chat_member", TelegramAction("left_chat_member", (MARIO,))),
        ("pinned_message", TelegramAction("pinned_message", message_id=123456789)),
        ("migrate_to_chat_id", TelegramAction("migrate_to_chat_id", chat_id=123456789)),
        ("migrate_from_chat_id", TelegramAction("migrate_from_chat_id", chat_id=987654321)),
    ],
)
def test_a_service_message_tells_what_happened(
    updates: dict[str, Update], name: str, action: TelegramAction
):
    message = updates[name].message

    assert message
    assert (message.kind, message.action) == ("service", action)


def test_a_new_title_and_a_new_topic_tell_their_names():
    titled = incoming(new_chat_title="Crew").message
    topic = incoming(forum_topic_created={"name": "Release", "icon_color": 1}).message

    assert titled
    assert topic
    assert titled.action == TelegramAction("new_chat_title", title="Crew")
    assert topic.action == TelegramAction("forum_topic_created", title="Release")


def test_a_pressed_button_tells_who_pressed_and_where(updates: dict[str, Update]):
    pressed = updates["callback_query"]

    assert pressed.author
    assert pressed.chat
    assert pressed.message
    assert pressed.message.author
    assert (pressed.author.id, pressed.chat.id) == (222222222, 222222222)
    assert pressed.message.author.is_bot


def test_a_message_that_is_no_longer_accessible_leaves_its_chat():
    query = {"from": ADA, "message": {"chat": TEAM, "message_id": 5, "date": 0}}

    update = read_update({"update_id": 1, "callback_query": query})

    assert update.message is None
    assert update.chat
    assert update.chat.id == TEAM["id"]


def test_whoever_speaks_as_a_chat_is_that_chat():
    message = incoming(sender_chat={"id": -1005, "title": "News", "type": "channel"}).message

    assert message
    assert message.author == TelegramAuthor(-1005, "News")


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ({"type": "user", "sender_user": ADA}, "Ada L"),
        ({"type": "hidden_user", "sender_user_name": "Somebody"}, "Somebody"),
        ({"type": "chat", "sender_chat": TEAM}, "Team"),
        ({"type": "channel", "chat": TEAM, "message_id": 3}, "Team"),
        ({}, None),
    ],
)
def test_a_forward_names_its_origin(origin: dict[str, object], name: str | None):
    message = incoming(forward_origin=origin).message

    assert message
    assert message.forwarded_from == name


def test_a_reply_into_another_chat_is_no_reply_here():
    elsewhere = {"message_id": 3, "chat": {"id": -5, "type": "group", "title": "B"}}

    message = incoming(reply_to_message=elsewhere).message

    assert message
    assert message.reply_to is None


@pytest.mark.parametrize("body", [{}, {"novelty": {"x": 1}}, {"message2": None}])
def test_what_telegram_added_since_is_of_unknown_kind(body: dict[str, object]):
    assert read_update({"update_id": 2**63 - 1} | body) == Update(2**63 - 1, "unknown")


@pytest.mark.parametrize("id", [None, "1", 1.0, True, [], 2**63, -(2**63) - 1])
def test_an_update_without_an_id_of_64_bits_is_rejected(id: object):
    with pytest.raises(RejectedError, match="update_id"):
        read_update({"update_id": id, "message": {}})


@pytest.mark.parametrize(
    "damage",
    [
        {"message_id": None},
        {"message_id": 2**63},
        {"date": "today"},
        {"date": 10**15},
        {"chat": None},
        {"chat": TEAM | {"id": 2**70}},
        {"chat": TEAM | {"type": "hologram"}},
    ],
)
def test_a_message_without_its_id_chat_or_date_is_rejected(damage: dict[str, object]):
    with pytest.raises(RejectedError, match="the message lacks"):
        incoming(**damage)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
KNOWN = st.sampled_from(
    [
        *("id", "from", "chat", "text", "date", "user", "message", "photo", "type", "title"),
        *("new_chat_members", "reply_to_message", "forward_origin", "pinned_message"),
    ]
)


@given(
    st.sampled_from(sorted(UPDATE_KINDS)),
    st.dictionaries(KNOWN, JSON | st.dictionaries(KNOWN, JSON)),
    st.sampled_from([{}, {"message_id": 5, "date": 1711845000, "chat": TEAM}]),
)
def test_whatever_a_field_holds_it_is_read_or_rejected(
    kind: str, payload: dict[str, object], whole: dict[str, object]
):
    body = {"update_id": 1, kind: payload | whole}

    with contextlib.suppress(RejectedError):
        assert read_update(body).kind == kind

"""The one place that knows how Telegram's ids are marked.

The Bot API marks an id with what it belongs to: a person's is the bare number, a basic
group's is negative, a supergroup's or channel's is ``-100`` followed by the bare number.
An export writes bare numbers and tells the sort of chat beside them. Orakul keeps marked
ids only, so that a chat that is imported and then heard of by webhook is one chat.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from orakul.telegram.shapes import ChatKind

_CHANNEL_MARK: Final = 10**12

# The exporter's word for a chat, and the Bot API's. A word that is not here says that
# the id cannot be marked.
EXPORTED_KINDS: Final[Mapping[str, ChatKind]] = MappingProxyType(
    {
        "personal_chat": "private",
        "bot_chat": "private",
        "saved_messages": "private",
        "replies": "private",
        "verification_codes": "private",
        "private_group": "group",
        "private_supergroup": "supergroup",
        "public_supergroup": "supergroup",
        "private_channel": "channel",
        "public_channel": "channel",
    }
)

_PEER: Final = re.compile(r"(user|chat|channel)([0-9]{1,19})")
_PEER_KINDS: Final[Mapping[str, ChatKind]] = MappingProxyType(
    {"user": "private", "chat": "group", "channel": "channel"}
)

# Exports before 2021 wrote every id as one number: 31 bits of bare id, and above them
# what it belongs to.
_BARE_BITS: Final = 31
_OLD_PERSON: Final = 1 << 32
_OLD_CHAT: Final = 2 << 32


def marked_chat_id(kind: ChatKind, id: int) -> int:
    """Return the Bot API's id of a chat that an export calls *id*.

    A negative *id* is marked already and comes back as it is.
    """
    if id < 0 or kind == "private":
        return id
    return -id if kind == "group" else -(_CHANNEL_MARK + id)


def marked_peer_id(peer: object) -> int | None:
    """Return the marked id of an author as an export writes it.

    Args:
        peer: ``"user7"``, ``"chat7"``, ``"channel7"``, or a number in old exports.

    Returns:
        The marked id; none when *peer* is nothing of the kind or does not fit a bigint.
    """
    if isinstance(peer, str) and (named := _PEER.fullmatch(peer)):
        id = marked_chat_id(_PEER_KINDS[named[1]], int(named[2]))
    elif isinstance(peer, int) and not isinstance(peer, bool):
        bare = bare_old_id(peer)
        id = marked_chat_id("channel", bare) if peer >= _OLD_CHAT and bare != peer else bare
    else:
        return None
    return id if -(2**63) <= id < 2**63 else None


def bare_old_id(number: int) -> int:
    """Return the bare id in *number*, an id of an export from before 2021.

    A number without the old marks comes back as it is.
    """
    for mark in (_OLD_PERSON, _OLD_CHAT):
        if (number ^ mark) >> _BARE_BITS == 0:
            return number ^ mark
    return number

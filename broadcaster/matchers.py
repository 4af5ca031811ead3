"""Which events a subscriber of the Mercure protocol asks for.

An event has two topics there, the flat one and that of its project, and is chosen by
either. What somebody asks for never widens what they may see.
"""

from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl

from broadcaster.entry import Entry
from broadcaster.patterns import LONGEST, Pattern
from broadcaster.update import TOPIC, is_visible, read_update
from orakul.errors import RejectedError

MOST: Final = 100  # matchers of one subscription
REMEMBERED: Final = 1000  # topics
EVERY: Final = "*"
EXACT: Final = frozenset({"match", "match_exact"})
PATTERN: Final = "match_urlpattern"
RESERVED: Final = "match"  # what all names begin with that are, or may become, a matcher's


class Matchers:
    """A choice by matchers; *names* are the only topics it can meet, None if that is open.

    Raises:
        RejectedError: a matcher is none, too long or one too many.
    """

    __slots__ = ("_exact", "_known", "_patterns", "names")

    def __init__(self, matchers: Iterable[tuple[str, str]]) -> None:
        exact, patterns = set[str](), list[Pattern]()
        for name, value in dict.fromkeys(matchers):  # the same one twice counts once
            _check(name, value)
            if name in EXACT or value == EVERY:
                exact.add(value)
            else:
                patterns.append(Pattern(value))
        if not 1 <= len(exact) + len(patterns) <= MOST:
            raise RejectedError(f"name 1 to {MOST} topics, with match or {PATTERN}")
        self._exact = exact
        self._patterns = patterns
        # There are few topics and many events: each topic is looked at once.
        self._known: dict[str, bool] = {}
        is_open = bool(patterns) or EVERY in exact
        self.names = None if is_open else frozenset(exact | {TOPIC})

    @classmethod
    def of(cls, query: bytes) -> "Matchers":
        """Read the matchers in the query of an address; other parameters mean nothing here.

        Raises:
            RejectedError: a matcher is none, or it is not UTF-8.
        """
        try:
            pairs = parse_qsl(query.decode(), keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            raise RejectedError("a matcher is text in UTF-8") from None
        return cls((name, value) for name, value in pairs if name.lower().startswith(RESERVED))

    def match(self, entry: Entry) -> bool:
        """Tell whether *entry* was asked for."""
        update = read_update(entry)
        topics = (entry.topic, entry.scoped_topic) if update is None else update.topics
        return any(map(self._chooses, topics))

    def _chooses(self, topic: str) -> bool:
        known = self._known.get(topic)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[topic] = self._looks_up(topic)
        return known

    def _looks_up(self, topic: str) -> bool:
        if EVERY in self._exact or topic in self._exact:
            return True
        return any(pattern.matches(topic) for pattern in self._patterns)


def _check(name: str, value: str) -> None:
    if name not in EXACT and name != PATTERN:
        raise RejectedError(f"a matcher is match, match_exact or {PATTERN}, not {name[:80]!r}")
    if len(value) > LONGEST:
        raise RejectedError(f"a matcher has at most {LONGEST} characters, not {len(value)}")
    if not is_visible(value):
        raise RejectedError("a matcher has no control or format characters")

"""Which events a subscriber asks for.

A flat name such as ``tasks`` stands for that topic in all projects, ``space:7:tasks`` for
that of one project. What somebody asks for never widens what they may see.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from broadcaster.entry import Entry
from broadcaster.update import TOPIC
from orakul.errors import RejectedError

MOST: Final = 100  # topics of one subscription
_FORM: Final = re.compile(r"(space:[0-9]{1,19}:)?[a-z_]{1,50}")


class Choice(Protocol):
    """What a stream is asked to show; *names* bounds the topics to look at, if not None."""

    @property
    def names(self) -> frozenset[str] | None: ...  # noqa: D102 - its class tells
    def match(self, entry: Entry) -> bool: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Topics:
    """A choice of topics; *names* is None for all of them."""

    names: frozenset[str] | None = None

    @classmethod
    def of(cls, names: Iterable[str]) -> "Topics":
        """Choose by name; no name at all is all topics.

        Raises:
            RejectedError: a name has no such form, or there are more than `MOST`.
        """
        chosen = frozenset(names)
        if len(chosen) > MOST:
            raise RejectedError(f"at most {MOST} topics, not {len(chosen)}")
        for name in chosen:
            if not _FORM.fullmatch(name):
                raise RejectedError(f"a topic is like tasks or space:7:tasks, not {name[:80]!r}")
        return cls(chosen or None)

    def match(self, entry: Entry) -> bool:
        """Tell whether *entry* was asked for."""
        if self.names is None:
            return entry.topic != TOPIC  # whose events have a form of their own
        return entry.topic in self.names or entry.scoped_topic in self.names

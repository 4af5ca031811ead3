"""What the API tells programs by kinds, the dashboard tells people in every language."""

from collections.abc import Collection, Mapping
from typing import Final, get_args

import pytest

from orakul.alerts.rules import PARTS
from orakul.exports import Repair, Skip
from orakul.exports.faults import ADVICE, FAULTS
from orakul.tasks.search.mistakes import SENTENCES
from tests.web.words import Language, catalogue
from web.alerts import Per
from web.room import SENTENCES as ROOM

# What is said of failures depends on what is counted together.
ALERTS: Final = [
    *(PARTS.keys() - {"failure_rate"}),
    *(f"failure_rate.{per}" for per in get_args(Per)),
]

KINDS: Final[Mapping[str, Collection[str]]] = {
    "alerts.say": ALERTS,
    "search.mistake": SENTENCES,
    "import.room": ROOM,
    "export.fault": FAULTS,
    "export.advice": ADVICE,
    "export.skip": [each.kind for each in Skip],
    "export.repair": [each.kind for each in Repair],
}


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_each_kind_has_words_and_no_words_are_left_over(language: Language) -> None:
    spoken = catalogue(language)

    for area, kinds in KINDS.items():
        assert {each for each in spoken if each.startswith(f"{area}.")} == {
            f"{area}.{kind}" for kind in kinds
        }

"""What the API tells programs by kinds, the dashboard tells people in every language."""

import re
from collections.abc import Collection, Mapping
from typing import Final, get_args

import pytest

from orakul.alerts.rules import PARTS
from orakul.exports import Repair, Skip
from orakul.exports.faults import ADVICE, FAULTS
from orakul.llm.offline.reasons import SENTENCES as REASONS
from orakul.sentences import FAULTS as OWN_FAULTS
from orakul.sentences import REFUSALS, SCHEMA_FAULTS
from orakul.tasks.search.mistakes import SENTENCES
from tests.house.test_rules import sources
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
    "rules.given": PARTS,
    "reasoning": REASONS["en"],
    "refusal": REFUSALS,
    "fault": [*OWN_FAULTS, *SCHEMA_FAULTS],
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


def test_each_sentence_that_is_said_is_known_and_none_is_left_over() -> None:
    text = "\n".join(file.read_text() for file in sources() if file.name != "sentences.py")
    said = set(re.findall(r'\bsaid\(\s*"(\w+)"', text))

    assert said <= {*REFUSALS, *OWN_FAULTS}
    assert [kind for kind in (*REFUSALS, *OWN_FAULTS) if f'"{kind}"' not in text] == []
    assert not REFUSALS.keys() & {*OWN_FAULTS, *SCHEMA_FAULTS, *SENTENCES, *ROOM, *FAULTS}


def test_words_have_blanks_that_the_server_fills() -> None:
    spoken = catalogue("en")

    for area, sentences in {"refusal": REFUSALS, "fault": OWN_FAULTS}.items():
        for kind, sentence in sentences.items():
            blanks = set(re.findall(r"{{(\w+)}}", spoken[f"{area}.{kind}"]))
            assert blanks <= set(re.findall(r"{(\w+)", sentence)), kind

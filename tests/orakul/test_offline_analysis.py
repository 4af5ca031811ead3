"""The offline engine finds who is asked to do what, by when, and how urgent it is."""

import json
from datetime import UTC, date, datetime
from importlib.resources import files

import numpy as np
import pytest

from orakul import vectors
from orakul.llm.engine import Context, Engine, Item, Reason
from orakul.llm.offline import OfflineEngine
from orakul.llm.offline.reasons import told
from orakul.llm.offline.requests import WEIGHTS, probabilities
from tests.orakul.conversation import START, everything, items

ENGINE: Engine = OfflineEngine()
DEMO = Context("demo")


async def test_the_tasks_of_a_chat_in_three_languages() -> None:
    found = await ENGINE.analyse(everything(), DEMO)

    tasks = {task.sources[0]: (task.title, task.category, task.due) for task in found.tasks}
    assert tasks == {
        6: ("Перевір логи платіжного шлюзу до п'ятниці", "chore", date(2026, 3, 6)),
        12: ("Додати моніторинг сертифікатів, щоб це не повторилося", "feature", None),
        15: ("Сделай резервную копию базы до 05.03", "chore", date(2026, 3, 5)),
        16: ("Сделаю завтра копию базы и проверю восстановление", "chore", date(2026, 3, 3)),
        22: ("Update the onboarding docs before Friday", "docs", date(2026, 3, 6)),
        26: ("Add a Windows section to the setup script tomorrow", "feature", date(2026, 3, 3)),
    }


async def test_the_surest_task_is_first() -> None:
    found = await ENGINE.analyse(everything(), DEMO)

    sure = [task.confidence for task in found.tasks]
    assert sure == sorted(sure, reverse=True)
    assert all(0 < each <= 1 for each in sure)


async def test_one_task_said_twice_is_one_task_with_both_sources() -> None:
    said = [
        ("Olena", "Please update the onboarding docs"),
        ("Taras", "nice weather in the mountains today"),
        ("Marko", "Can you update the onboarding docs before Friday?"),
    ]

    [task] = (await ENGINE.analyse(items(said), DEMO)).tasks
    assert list(task.sources) == [1, 3]
    assert task.due == date(2026, 3, 6)
    assert task.reasons[-1] == Reason("merged", {"messages": 2})
    assert task.reasoning == told("en", *task.reasons)


async def test_a_task_that_points_back_tells_what_was_said_before() -> None:
    said = [
        ("Olena", "The nightly invoice export fails with a timeout"),
        ("Taras", "Please fix this export before Friday, Marko"),
    ]

    [task] = (await ENGINE.analyse(items(said), DEMO)).tasks
    assert "nightly invoice export" in task.description
    assert list(task.sources) == [2]


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("Please restart the payment server immediately, production is down", "critical"),
        ("Please restart the payment server today", "high"),
        ("Please restart the payment server on Thursday", "medium"),
        ("Please restart the payment server when you have time", "low"),
        ("Терміново перезапусти платіжний сервер", "critical"),
        ("Перезапусти платёжный сервер, не срочно", "low"),
    ],
)
async def test_priority(text: str, priority: str) -> None:
    found = await ENGINE.analyse([Item(1, START, "Olena", text)], DEMO)

    assert [task.priority for task in found.tasks] == [priority]


@pytest.mark.parametrize(
    "text",
    [
        "ok", "Thanks guys", "Hi all!", "Can you help me?", "The server is slow", "Let me know",
        "How do I mount a volume in docker?", "дякую", "Хто знає, як працює шлюз?", "Try this", "",
    ],
)  # fmt: skip
async def test_small_talk_and_questions_are_no_tasks(text: str) -> None:
    found = await ENGINE.analyse([Item(1, START, "Olena", text)], DEMO)

    assert found.tasks == []


async def test_names_and_mentions_are_no_part_of_a_title() -> None:
    said = [
        ("Member 12", "hello"),
        ("Member 7", "Member 9: @olena please update the changelog file"),
    ]

    [task] = (await ENGINE.analyse(items(said), DEMO)).tasks
    assert task.title == "Update the changelog file"


async def test_the_same_items_give_the_same_answer() -> None:
    once = await ENGINE.analyse(everything(), DEMO)

    assert await OfflineEngine().analyse(everything(), DEMO) == once


async def test_nothing_gives_nothing() -> None:
    assert (await ENGINE.analyse([], DEMO)).tasks == []


def test_the_classifier_tells_requests_from_reports() -> None:
    asked = probabilities(["Please send me the report by Friday.", "Can you call the customer?"])
    told = probabilities(["The report was sent on Friday.", "Thanks for the nice evening."])

    assert asked.min() > 0.8
    assert told.max() < 0.3


def test_no_sentences_have_no_probabilities() -> None:
    assert len(probabilities([])) == 0


def test_the_weights_name_what_they_were_learnt_from_and_for_which_embedding() -> None:
    with (files("orakul.weights") / WEIGHTS).open("rb") as file, np.load(file) as stored:
        provenance = json.loads(str(stored["provenance"]))

    assert provenance["licence"] == "Apache-2.0"
    assert provenance["embedding"] == vectors.MODEL
    assert provenance["cross_validated"]["auc"] > 0.85
    assert datetime.fromisoformat(provenance["date"]).replace(tzinfo=UTC)

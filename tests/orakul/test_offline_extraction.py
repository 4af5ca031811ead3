"""The offline engine finds a few named topics and typed atoms, and says whence and why."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from orakul.importance import content
from orakul.llm.engine import AtomType, Context, Engine, Extraction, Item
from orakul.llm.offline import OfflineEngine
from orakul.llm.offline.reasons import told
from tests.orakul.conversation import DOCS, MIGRATION, PAYMENT, everything, items

ENGINE: Engine = OfflineEngine()
DEMO = Context("demo")


async def test_three_subjects_give_three_topics_named_by_their_words() -> None:
    found = await ENGINE.extract(everything(), DEMO)

    assert {topic.name for topic in found.topics} == {
        "Миграция таблицы заказов", "Setup Script", "Платіжний шлюз",
    }  # fmt: skip


async def test_topics_name_the_messages_that_speak_of_them() -> None:
    found = await ENGINE.extract(everything(), DEMO)

    sources = {topic.name: set(topic.sources) for topic in found.topics}
    assert {3, 4, 6, 8, 10} <= sources["Платіжний шлюз"] <= set(range(1, 13))
    assert {13, 14, 15, 18} <= sources["Миграция таблицы заказов"] <= set(range(13, 20))
    assert {22, 23, 25, 26} <= sources["Setup Script"] <= set(range(20, 29))


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (3, "problem"),
        (8, "insight"),
        (10, "solution"),
        (12, "requirement"),
        (13, "decision"),
        (14, "risk"),
        (17, "blocker"),
        (18, "question"),
        (19, "pattern"),
        (23, "idea"),
        (24, "decision"),
        (25, "requirement"),
    ],
)
async def test_each_kind_of_atom_is_known(number: int, kind: str) -> None:
    [item] = [each for each in everything() if each.id == number]

    found = await ENGINE.extract([item], DEMO)
    assert [(atom.type, list(atom.sources)) for atom in found.atoms] == [(kind, [number])]


async def test_atoms_belong_to_the_topic_of_their_message() -> None:
    found = await ENGINE.extract(everything(), DEMO)

    topic_of = {source: topic.name for topic in found.topics for source in topic.sources}
    assert found.atoms
    assert all(atom.topic == topic_of.get(atom.sources[0]) for atom in found.atoms)


async def test_a_batch_gives_a_reviewable_number_of_varied_atoms() -> None:
    found = await ENGINE.extract(everything() * 2, DEMO)

    assert 1 <= len(found.topics) <= 4
    assert len(found.atoms) <= 8
    assert len({atom.type for atom in found.atoms}) >= 6


async def test_noise_gives_nothing() -> None:
    noise = [(author, text) for author, text in PAYMENT + DOCS if content(text)[0] < 0.1]

    found = await ENGINE.extract(items(noise), DEMO)
    assert (found.topics, found.atoms) == ([], [])


async def test_nothing_gives_nothing() -> None:
    found = await ENGINE.extract([], DEMO)

    assert (found.topics, found.atoms) == ([], [])


async def test_the_same_items_give_the_same_answer() -> None:
    once = await ENGINE.extract(everything(), DEMO)

    assert await OfflineEngine().extract(everything(), DEMO) == once


async def test_an_existing_topic_keeps_its_name() -> None:
    found = await ENGINE.extract(items(DOCS), Context("demo", topics=["setup scripts"]))

    assert [topic.name for topic in found.topics] == ["setup scripts"]


@pytest.mark.parametrize(
    ("language", "begins"),
    [("en", "7 messages by"), ("uk", "7 повідомлень"), ("ru", "7 сообщений")],
)
async def test_reasons_are_in_the_language_of_the_project(language: str, begins: str) -> None:
    found = await ENGINE.extract(items(MIGRATION), Context("demo", language=language))

    assert found.topics[0].reasoning.startswith(begins)
    for each in (*found.topics, *found.atoms):
        assert each.reasoning == told(language, *each.reasons)


async def test_no_trouble_is_made_of_its_denial() -> None:
    text = "We have 50 services in the cluster and don't have any problems with ports"

    found = await ENGINE.extract([Item(1, datetime.now(UTC), "Olena", text)], DEMO)
    assert not found.atoms


async def test_every_output_says_that_the_offline_engine_read_it() -> None:
    found = await ENGINE.extract(everything(), DEMO)

    assert (found.usage.engine, found.usage.cost) == ("offline", 0)
    assert found.usage.model.startswith("orakul-offline-")


async def test_the_event_loop_goes_on_while_a_batch_is_read() -> None:
    reading = asyncio.create_task(ENGINE.extract(everything() * 4, DEMO))
    turns = 0
    while not reading.done():
        turns += 1
        await asyncio.sleep(0)

    assert turns > 10


@pytest.mark.parametrize(
    "text", ["\x00", "\ud800", "<script>", "💥" * 500, "a" * 20_000, "( ͡° ͜ʖ ͡°) [x](y) `", "٣٤ 测试 测试"]
)  # fmt: skip
async def test_naughty_texts_are_read(text: str) -> None:
    batch = [Item(id, datetime.now(UTC), text[:30], text) for id in range(1, 6)]

    assert_sound(await ENGINE.extract(batch, DEMO), batch)


@pytest.mark.parametrize("name", ["gitter-docker", "irc-stripe.0"])
async def test_real_chats_give_sound_answers(shared: Path, name: str) -> None:
    stored = json.loads((shared / f"data/chats/{name}.json").read_text("utf-8"))["messages"]
    batch = [
        Item(
            each["id"],
            datetime.now(UTC) + timedelta(minutes=at),
            each["from"] or "",
            str(each["text"]),
        )
        for at, each in enumerate(stored[:150])
    ]

    for at in range(0, 150, 50):
        assert_sound(await ENGINE.extract(batch[at : at + 50], DEMO), batch[at : at + 50])


def assert_sound(found: Extraction, batch: list[Item]) -> None:
    ids = {item.id for item in batch}
    names = {topic.name for topic in found.topics}
    for topic in found.topics:
        assert 2 <= len(topic.name.split()) <= 4
        assert len(topic.name) <= 100
        assert topic.description
    for atom in found.atoms:
        assert atom.type in get_args(AtomType)
        assert 0 < len(atom.title) <= 200
        assert atom.topic is None or atom.topic in names
    for each in [*found.topics, *found.atoms]:
        assert set(each.sources) <= ids
        assert each.sources
        assert 0 <= each.confidence <= 1
        assert each.reasoning

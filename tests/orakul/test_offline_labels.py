"""The offline engine gives a text the label that it is nearest to, and says why."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from orakul.llm.engine import Context, Item, Label, Verdict
from orakul.llm.offline import OfflineEngine
from orakul.llm.offline.reasons import told

LABELS = (
    Label("Billing", "invoices, payments, refunds, prices"),
    Label("Sign-in", "logging in, passwords, accounts"),
    Label("Deployment", "releases, servers, docker, migrations"),
    Label("Оплата", "рахунки, платежі, повернення коштів"),
    Label("Резервные копии", "бэкапы базы, восстановление из копии"),
)
TEXTS = {
    "The invoice job fails on Mondays": "Billing",
    "I cannot log in since yesterday": "Sign-in",
    "users forget their password": "Sign-in",
    "docker image does not start on the new server": "Deployment",
    "when will the refund arrive?": "Billing",
    "Кнопка оплати не натискається": "Оплата",
    "платіж не пройшов, поверніть кошти": "Оплата",
    "Восстановили базу из копии": "Резервные копии",
}


async def classify(*texts: str, language: str = "en") -> Sequence[Verdict]:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    items = [Item(number, at, "Ann", text) for number, text in enumerate(texts, 1)]
    return (await OfflineEngine().classify(items, LABELS, Context("demo", language))).verdicts


async def test_texts_in_three_languages_get_the_label_that_a_person_would_give() -> None:
    verdicts = await classify(*TEXTS)

    assert [verdict.label for verdict in verdicts] == list(TEXTS.values())
    assert [verdict.item for verdict in verdicts] == list(range(1, len(TEXTS) + 1))
    assert all(0.3 < verdict.confidence <= 0.95 for verdict in verdicts)


async def test_a_verdict_does_not_depend_on_the_batch() -> None:
    assert (await classify(*TEXTS))[0] == (await classify(next(iter(TEXTS))))[0]


@pytest.mark.parametrize("text", ["👍", "...", "```x = 1```\n🚀"])
async def test_a_text_that_says_nothing_gets_no_label(text: str) -> None:
    verdicts = await classify(text, "the invoice is wrong")

    assert [verdict.item for verdict in verdicts] == [2]


@pytest.mark.parametrize(
    ("language", "part"),
    [("en", "both say “invoice”"), ("uk", "спільне: “invoice”"), ("ru", "общее: “invoice”")],
)
async def test_why_is_told_in_the_projects_language(language: str, part: str) -> None:
    [verdict] = await classify("the invoice is wrong", language=language)

    assert part in verdict.reasoning
    assert verdict.reasoning == told(language, *verdict.reasons)


async def test_no_items_get_no_labels() -> None:
    assert await classify() == []

"""Equal texts give equal unit vectors, and texts of one subject are near in three languages."""

import logging

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orakul import vectors

PAYMENT_UK = ["Кнопка оплати не натискається", "Виправив кнопку оплати", "Оплату кнопкою зламали"]
BACKUP_UK = ["Резервна копія бази готова", "Зробіть резервну копію", "Відновили базу з копії"]
PAYMENT_RU = ["Кнопка оплаты не нажимается", "Исправил кнопку оплаты", "Оплату кнопкой сломали"]
BACKUP_RU = [
    "Резервная копия базы готова",
    "Сделайте резервную копию",
    "Восстановили базу из копии",
]
LOGIN_EN = ["The login page is broken", "I cannot sign in", "Users fail to log in"]
LUNCH_EN = ["Pizza for lunch today", "The restaurant has good food", "I brought sandwiches"]


def test_rows_have_unit_length_and_the_models_dimensions() -> None:
    embedded = vectors.embed(["hello", "Привіт, як справи?", "👍"])

    assert embedded.shape == (3, vectors.DIMENSIONS)
    assert embedded.dtype == np.float32
    assert np.allclose(np.linalg.norm(embedded, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows() -> None:
    assert vectors.embed([]).shape == (0, vectors.DIMENSIONS)


def test_a_blank_text_is_a_row_of_zeros_and_told_apart() -> None:
    embedded = vectors.embed(["", "  \n\t", "word"])

    assert vectors.filled(embedded).tolist() == [False, False, True]


def test_a_vector_does_not_depend_on_the_batch() -> None:
    texts = [f"message number {number} про оплату" for number in range(300)]

    together = vectors.embed(texts)

    assert np.array_equal(together[[0, 299]], vectors.embed([texts[0], texts[299]]))


@pytest.mark.parametrize("text", ["\ud800", "\x00", "a\x00b \udfff", "́" * 100, "x" * 100_000])
def test_naughty_texts_are_embedded_or_empty(text: str) -> None:
    assert np.isfinite(vectors.embed([text])).all()


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_gives_finite_rows(texts: list[str]) -> None:
    lengths = np.linalg.norm(vectors.embed(texts), axis=1)

    assert np.all((lengths == 0) | (np.abs(lengths - 1) < 1e-4))


@pytest.mark.parametrize(
    ("one", "other"), [(PAYMENT_UK, BACKUP_UK), (PAYMENT_RU, BACKUP_RU), (LOGIN_EN, LUNCH_EN)]
)
def test_texts_of_one_subject_are_nearer_than_of_two(one: list[str], other: list[str]) -> None:
    first, second = vectors.embed(one), vectors.embed(other)

    within = min(np.sort((first @ first.T)[row])[-2] for row in range(len(one)))
    assert within > (first @ second.T).max()


def test_a_word_that_tells_more_weighs_more() -> None:
    assert vectors.weight("the") < vectors.weight("use") < vectors.weight("docker")


def test_the_root_logger_is_left_alone() -> None:
    before = list(logging.root.handlers), logging.root.level

    vectors.embed(["anything"])

    assert (list(logging.root.handlers), logging.root.level) == before

"""Texts as points: near in meaning is near in space, with no network and no key.

Two views of a text are blended. wordllama's table of token vectors, which ships inside
its wheel, knows the meaning of English words; a text is the mean of its tokens. Of
Ukrainian and Russian it knows only fragments, so there the larger part is a hash of
character n-grams, which sees that помилка and помилку are one word. On 2 × 40 sentences
about ten subjects the blend tells same from other subject with an AUC of 0.94 (0.79
without) and leaves English as it was.

Equal texts give equal vectors, in any batch and in any order.
"""

import logging
import zlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from orakul.language.detection import cyrillic_share
from orakul.language.stopwords import STOP
from orakul.language.text import fold, words

MODEL: Final = "wordllama-256-ngrams-1"
DIMENSIONS: Final = 256

Vectors = NDArray[np.float32]  # one row a text

_LETTERS_SHARE: Final = 0.3, 0.7  # weight of the n-grams in a Latin and in a Cyrillic text
_LONGEST: Final = 20_000  # characters; what comes after adds nothing to a mean
_BATCH: Final = 256  # texts


def embed(texts: Sequence[str]) -> Vectors:
    """Return one vector a text, shape ``(len(texts), DIMENSIONS)``.

    A row has unit length, except that a blank text is a row of zeros: skip it, it is near
    to nothing. `filled` tells the two apart.
    """
    cut = [text[:_LONGEST] for text in texts]
    letters = np.array([_letters_share(text) for text in cut], dtype=np.float32).reshape(-1, 1)
    blend = (1 - letters) * _unit(_meanings(cut)) + letters * _unit(_spellings(cut))
    return _unit(blend.astype(np.float32))


def filled(vectors: Vectors) -> NDArray[np.bool_]:
    """Tell for each row whether its text had anything to embed."""
    return np.asarray(vectors.any(axis=1))


@lru_cache(maxsize=50_000)
def weight(word: str) -> float:
    """Return how much an English *word* tells: about 2 for "the", 6 for "use", 20 for "docker".

    The model was trained to let such words shape the mean, so it is the length of their
    vector.
    """
    table, tokenizer = _model()
    ids = tokenizer.encode(word, add_special_tokens=False).ids
    return float(np.linalg.norm(table[ids].mean(axis=0))) if ids else 0.0


def _letters_share(text: str) -> float:
    latin, cyrillic = _LETTERS_SHARE
    return latin + (cyrillic - latin) * cyrillic_share(text)


def _meanings(texts: Sequence[str]) -> Vectors:
    table, tokenizer = _model()
    means = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for start in range(0, len(texts), _BATCH):
        batch = [_encodable(text) for text in texts[start : start + _BATCH]]
        encodings = tokenizer.encode_batch_fast(batch, add_special_tokens=False)
        for row, encoding in enumerate(encodings):
            if encoding.ids:
                means[start + row] = table[encoding.ids].mean(axis=0)
    return means


def _encodable(text: str) -> str:
    """Replace lone surrogates: they have no bytes, and the tokenizer refuses them."""
    return text.encode("utf-8", "replace").decode().strip()


def _spellings(texts: Sequence[str]) -> Vectors:
    sums = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in words(fold(text)):
            if word not in STOP:
                places, signs = _ngrams(word)
                np.add.at(sums[row], places, signs)
    return sums


@lru_cache(maxsize=50_000)
def _ngrams(word: str) -> tuple[NDArray[np.intp], Vectors]:
    """Hash the runs of 3 and 4 characters of *word*; long words do not outshout short ones."""
    edged = f"<{word}>"
    runs = [edged[at : at + size] for size in (3, 4) for at in range(len(edged) - size + 1)]
    hashes = np.array([zlib.crc32(run.encode("utf-8", "replace")) for run in runs], dtype=np.int64)
    signs = np.where(hashes & (1 << 20), 1, -1) / np.sqrt(len(runs))
    return (hashes % DIMENSIONS).astype(np.intp), signs.astype(np.float32)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.sqrt(np.square(vectors).sum(axis=1, keepdims=True))
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)


@cache
def _model() -> tuple[Vectors, Any]:
    with _root_logger_untouched():
        # A second to import, and only embedding needs it.
        import wordllama  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    home = Path(wordllama.__file__).parent
    model: Any = wordllama.WordLlama.load(cache_dir=home, disable_download=True)
    model.tokenizer.no_padding()
    return model.embedding, model.tokenizer


@contextmanager
def _root_logger_untouched() -> Generator[None]:
    """Keep `logging.basicConfig` without effect: wordllama calls it when imported."""
    handler = logging.NullHandler()
    logging.root.addHandler(handler)
    try:
        yield
    finally:
        logging.root.removeHandler(handler)

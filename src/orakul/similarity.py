"""How alike two things are, by the cosine of their embeddings, and what to make of it.

Topics, atoms and task items are compared with what there is already before anybody is
asked about them. The borders are those at which people took two findings for one.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orakul import database, vectors
from orakul.database import Connection

SIMILAR: Final = 0.85  # cosine from which two things are about the same
SAME: Final = 0.95  # cosine above which they say the same

Embedding = NDArray[np.float32]  # one row of `vectors.Vectors`


@dataclass(frozen=True, slots=True)
class Likeness:
    """A thing that is there already, and how alike it is, 0 to 1."""

    id: int
    score: float


async def embed(texts: Sequence[str]) -> list[Embedding | None]:
    """Return an embedding for each of *texts*; None where there is nothing to embed."""
    rows = await asyncio.to_thread(vectors.embed, texts)
    return [row if filled else None for row, filled in zip(rows, vectors.filled(rows), strict=True)]


async def likest(
    db: Connection, query: str, *args: object, border: float = SIMILAR
) -> Likeness | None:
    """Return what the query finds to be the most alike, if it is at least *border*."""
    found = await database.fetch_one(db, Likeness, query, *args)
    if found is None or found.score < border:
        return None
    return Likeness(found.id, min(1.0, found.score))

"""Give messages and atoms their place in the space of meanings."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pgvector import Vector  # pyright: ignore[reportMissingTypeStubs]

from orakul import database, vectors
from orakul.database import Connection

Kind = Literal["messages", "atoms"]


@dataclass(frozen=True, slots=True)
class Embedded:
    """How many were embedded, could not be, or needed no embedding."""

    success: int
    failed: int
    skipped: int


@dataclass(frozen=True, slots=True)
class _Text:
    id: int
    text: str


async def embed(db: Connection, kind: Kind, ids: Sequence[int]) -> Embedded:
    """Embed those of the messages or atoms that have no embedding by the current model yet.

    A blank text has no meaning to embed and is skipped, as is one that another embeds in
    the same moment; one that was edited meanwhile counts as failed, since its edit defers
    an embedding of its own.
    """
    waiting = await database.fetch(db, _Text, f"unembedded_{kind}", list(ids), vectors.MODEL)
    places = await asyncio.to_thread(vectors.embed, [each.text for each in waiting])
    full = [
        (each, place)
        for each, place, filled in zip(waiting, places, vectors.filled(places), strict=True)
        if filled
    ]
    kept = await database.fetch_column(
        db,
        f"save_{kind[:-1]}_embeddings",
        vectors.MODEL,
        [each.id for each, _ in full],
        [each.text for each, _ in full],
        [Vector(place) for _, place in full],
    )
    left = sorted({each.id for each, _ in full} - set(kept))
    failed = await database.fetch(db, _Text, f"unembedded_{kind}", left, vectors.MODEL)
    return Embedded(len(kept), len(failed), len(ids) - len(kept) - len(failed))

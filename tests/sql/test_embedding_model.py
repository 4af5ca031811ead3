"""The model that embeds is one that the database has an index for."""

from orakul import vectors
from orakul.database import Connection


async def test_the_offline_model_is_registered_with_its_dimension(db: Connection) -> None:
    dimensions = await db.fetchval(
        "select dimensions from orakul.embedding_model where name = $1", vectors.MODEL
    )

    assert dimensions == vectors.DIMENSIONS


async def test_nearest_messages_are_found_through_the_index(db: Connection) -> None:
    await db.execute("set enable_seqscan = off; set enable_sort = off")
    somewhere = str([1.0] + [0.0] * (vectors.DIMENSIONS - 1))

    plan = await db.fetch(
        f"explain select message_id from orakul.message_embedding where model = '{vectors.MODEL}'"
        f" order by embedding::vector({vectors.DIMENSIONS}) <=> '{somewhere}' limit 5"
    )

    assert "message_embedding_wordllama" in "\n".join(line[0] for line in plan)

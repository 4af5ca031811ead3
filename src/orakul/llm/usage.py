"""What language models have read, written and cost here."""

from dataclasses import dataclass

from orakul import database
from orakul.database import Connection


@dataclass(frozen=True, slots=True)
class Usage:
    """The sums over all that one model was used for; *cost* in US dollars."""

    engine: str
    model: str
    input_tokens: int
    output_tokens: int
    cost: float


async def spent(db: Connection) -> list[Usage]:
    """Return what each model was used for so far."""
    return await database.fetch(db, Usage, "sum_llm_usage")

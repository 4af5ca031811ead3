"""What language models have read, written and cost here."""

from dataclasses import dataclass
from typing import Literal

from orakul import database
from orakul.database import Connection
from orakul.llm import engine

Charged = Literal["experiment", "extraction", "run"]


@dataclass(frozen=True, slots=True)
class Usage:
    """The sums over all that one model was used for; *cost* in US dollars."""

    engine: str
    model: str
    input_tokens: int
    output_tokens: int
    cost: float


async def charge(db: Connection, what: Charged, id: int, taken: engine.Usage) -> None:
    """Add what asking an engine for *what* is called *id* took, whatever became of the answer."""
    figures = taken.input_tokens, taken.output_tokens, taken.cost
    await database.execute(db, f"charge_{what}", id, taken.engine, taken.model, *figures)


async def spent(db: Connection) -> list[Usage]:
    """Return what each model was used for so far."""
    return await database.fetch(db, Usage, "sum_llm_usage")

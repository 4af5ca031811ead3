"""How PostgreSQL answered a question, and what it read for that."""

import json
from typing import Any

from orakul.database import Connection


def brief(plan: dict[str, Any], depth: int = 0) -> str:
    words = ("Node Type", "Relation Name", "Index Name", "Shared Hit Blocks", "Actual Rows")
    line = "  " * depth + " ".join(str(plan[word]) for word in words if word in plan)
    return "\n".join([line, *(brief(each, depth + 1) for each in plan.get("Plans", ()))])


async def explained(db: Connection, statement: str, *args: object) -> tuple[int, str]:
    """Return how many blocks a statement reads, and its plan."""
    await db.fetch(statement, *args)  # what the catalogue tells is known from then on
    text = f"explain (analyze, buffers, timing off, format json) {statement}"
    plan: dict[str, Any] = json.loads(await db.fetchval(text, *args))[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], brief(plan)

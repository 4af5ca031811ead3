"""A task of one's own."""

from jobs.declaring import Tasks
from jobs.running import Running

tasks = Tasks()


@tasks.task("greet", attempts=3, free=["names"])
async def greet(task: Running, names: list[str]) -> dict[str, int]:
    """Greet everybody, and count them."""
    for number, name in enumerate(names, 1):
        await task.progress(number, len(names), f"Hello, {name}")
    return {"greeted": len(names)}

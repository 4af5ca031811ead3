"""Messages a second of what the offline engine does, each step by itself.

    python -m bench.engine [CHAT_JSON]

CHAT_JSON is a Telegram export of one chat. Batches hold 50 messages, as in an analysis
run. The best of the repeats is printed: the others waited for something else.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from bench.inputs import chat
from bench.results import record
from orakul import exports, vectors
from orakul.importance import assess
from orakul.llm.engine import Context, Item
from orakul.llm.offline import OfflineEngine

BATCH = 50
REPEATS = 3


def main() -> None:
    file = chat()
    items = read(file)
    loading = seconds(lambda: vectors.embed(["warm"]))
    print(f"{len(items)} messages of {file.name}; model loaded in {loading:.2f} s")
    for name, step in steps(items).items():
        best = min(seconds(step) for _ in range(REPEATS))
        record(f"engine_{name}_messages_per_second", len(items) / best)
        print(f"{name:8}{len(items) / best:10,.0f} messages/s{1000 * best:10.1f} ms")


def steps(items: Sequence[Item]) -> dict[str, Callable[[], object]]:
    engine, context, texts = OfflineEngine(), Context("bench"), [item.text for item in items]
    batches = [items[at : at + BATCH] for at in range(0, len(items), BATCH)]

    async def extract() -> None:
        for batch in batches:
            await engine.extract(batch, context)

    async def analyse() -> None:
        for batch in batches:
            await engine.analyse(batch, context)

    return {
        "embed": lambda: vectors.embed(texts),
        "score": lambda: [assess(text, age=timedelta(days=1)) for text in texts],
        "extract": lambda: asyncio.run(extract()),
        "analyse": lambda: asyncio.run(analyse()),
    }


def seconds(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def read(path: Path) -> list[Item]:
    with path.open("rb") as stream:
        said = [each.message for each in exports.messages(stream) if each.message is not None]
    return [
        Item(number, each.sent_at, (each.author and each.author.name) or "", each.text)
        for number, each in enumerate(said)
    ]


if __name__ == "__main__":
    main()

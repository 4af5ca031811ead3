"""Messages a second of what the offline engine does, each step by itself.

    python -m bench.engine CHAT_JSON [--repeat N]

CHAT_JSON is a Telegram export of one chat. Batches hold 50 messages, as in an analysis
run. The best of the repeats is printed: the others waited for something else.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from orakul import vectors
from orakul.importance import assess
from orakul.llm.engine import Context, Item
from orakul.llm.offline import OfflineEngine

BATCH = 50


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the offline engine.")
    parser.add_argument("chat", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    items = read(options.chat)
    loading = seconds(lambda: vectors.embed(["warm"]))
    print(f"{len(items)} messages of {options.chat.name}; model loaded in {loading:.2f} s")
    for name, step in steps(items).items():
        best = min(seconds(step) for _ in range(options.repeat))
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
    messages = json.loads(path.read_text("utf-8"))["messages"]
    return [
        Item(
            each["id"],
            datetime.fromtimestamp(int(each["date_unixtime"]), UTC),
            each.get("from") or "",
            plain(each["text"]),
        )
        for each in messages
        if each["type"] == "message"
    ]


def plain(text: str | list[Any]) -> str:
    if isinstance(text, str):
        return text
    return "".join(each if isinstance(each, str) else each["text"] for each in text)


if __name__ == "__main__":
    main()

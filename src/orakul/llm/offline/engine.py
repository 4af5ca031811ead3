"""The offline engine behind the contract that all engines share."""

import asyncio
from collections.abc import Sequence
from typing import Final

from orakul.llm.engine import (
    Analysis,
    Classification,
    Context,
    Extraction,
    Item,
    Label,
    Usage,
)
from orakul.llm.offline.atoms import atoms
from orakul.llm.offline.labels import verdicts
from orakul.llm.offline.reading import read
from orakul.llm.offline.tasks import tasks
from orakul.llm.offline.topics import topics

MODEL: Final = "orakul-offline-1"


class OfflineEngine:
    """Reads by embeddings and language cues; the same items always give the same answer.

    The work is done in a thread, so the event loop goes on while a batch is read.
    """

    name = "offline"
    model = MODEL

    async def extract(self, items: Sequence[Item], context: Context) -> Extraction:
        """Find up to 4 topics and up to 8 atoms in *items*, the surest first."""
        return await asyncio.to_thread(self._extract, items, context)

    async def analyse(self, items: Sequence[Item], context: Context) -> Analysis:
        """Find candidate tasks in *items*, the surest first."""
        return await asyncio.to_thread(self._analyse, items, context)

    async def classify(
        self, items: Sequence[Item], labels: Sequence[Label], context: Context
    ) -> Classification:
        """Give each of *items* the label that it is nearest to, if it is near to any."""
        found = await asyncio.to_thread(verdicts, items, labels, context)
        return Classification(found, self._usage())

    def _extract(self, items: Sequence[Item], context: Context) -> Extraction:
        readings = read(items)
        found = topics(readings, context)
        return Extraction(found, atoms(readings, found, context), self._usage())

    def _analyse(self, items: Sequence[Item], context: Context) -> Analysis:
        return Analysis(tasks(read(items), context), usage=self._usage())

    def _usage(self) -> Usage:
        return Usage(self.name, self.model)

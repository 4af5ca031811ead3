"""The offline engine: reads by embeddings and language cues, with no key and no network.

It is deterministic, knows English, Ukrainian and Russian, and names itself on every
output. A person reviews what it proposes, so it says little and says why: a few topics
and the clearest findings of a batch rather than all of them.
"""

from orakul.llm.offline.engine import OfflineEngine

__all__ = ["OfflineEngine"]

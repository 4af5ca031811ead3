"""Engines that read messages: the deterministic offline one, and language models.

`orakul.llm.engine` says what every engine takes and gives. Only this package knows the
clients of language models; everything else sees an `Engine`.
"""

"""Why an engine answers as it does, for whoever says it in another language."""

from typing import Final

from pydantic import Field

from web.shapes import Shape

REASONS: Final = "what the reasoning says, by kind; null where a model wrote it in its own words"


class EngineReason(Shape):
    """A sentence of a reasoning."""

    kind: str
    blanks: dict[str, str | int] = Field(description="what is particular in the sentence, by name")

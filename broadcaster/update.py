"""An update that somebody published over the Mercure protocol, as the log keeps it.

Only the test mode of `broadcaster.publishing` writes such events, and only streams of that
protocol show them, in its own form: with the publisher's id, type and data.
"""

import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from broadcaster.entry import Entry

TOPIC: Final = "mercure"
NAME: Final = "update.published"


def is_visible(text: str) -> bool:
    """Tell whether *text* has no control or format characters, which hide or forge."""
    return not any(unicodedata.category(char) in {"Cc", "Cf"} for char in text)


def _visible(text: str) -> str:
    if not is_visible(text):
        raise ValueError("has control or format characters")
    return text


Line = Annotated[str, AfterValidator(_visible)]


class Update(BaseModel):
    """What was published; *id* is the publisher's, not the log's, and may come twice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topics: list[Line] = Field(min_length=1)
    id: Line
    data: str = ""
    type: Line | None = None
    retry: int | None = Field(None, ge=0)  # ms


def read_update(entry: Entry) -> Update | None:
    """Return the update that *entry* tells of, None if it tells of something else.

    Whoever may write SQL may write whatever they like under this topic; only what cannot
    break out of its line is an update.
    """
    if entry.topic != TOPIC:
        return None
    try:
        return Update.model_validate_json(entry.data, strict=True)
    except ValidationError:
        return None

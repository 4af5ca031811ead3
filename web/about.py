"""What a client has to know of this installation."""

from dataclasses import asdict
from importlib.metadata import version

from pydantic import Field

from orakul.importance import DEFAULT_SCALE
from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Shape

about = Endpoints("about")


class ImportanceScale(Shape):
    """How much each factor of a message's importance weighs, and where its classes begin."""

    content: float
    author: float
    temporal: float
    topic: float
    noise: float = Field(description="below it a message is noise")
    signal: float = Field(description="from it a message is a signal")


class Config(Shape):
    """What the dashboard needs to know before anything else."""

    trace_url_template: str | None = Field(description="with {trace_id} where the id belongs")
    version: str
    importance: ImportanceScale
    largest_import: int = Field(description="bytes that an export may have which is uploaded")


@about.get("/api/config", access="public")
async def read_config(call: Call) -> Config:
    """Tell what a client has to know of this installation."""
    return Config(
        trace_url_template=call.site.settings.trace_url_template,
        version=version("orakul"),
        importance=ImportanceScale.model_validate(asdict(DEFAULT_SCALE)),
        largest_import=call.site.settings.largest_import,
    )

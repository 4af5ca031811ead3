"""What a client has to know of this installation."""

from importlib.metadata import version

from pydantic import Field

from web.call import Call
from web.endpoints import Endpoints
from web.shapes import Shape

about = Endpoints("about")


class Config(Shape):
    """What the dashboard needs to know before anything else."""

    trace_url_template: str | None = Field(description="with {trace_id} where the id belongs")
    version: str


@about.get("/api/config", access="public")
async def read_config(call: Call) -> Config:
    """Tell what a client has to know of this installation."""
    return Config(trace_url_template=call.site.settings.trace_url, version=version("orakul"))

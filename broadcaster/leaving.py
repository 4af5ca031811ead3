"""When a client leaves before its answer is over."""

from starlette.types import Receive


async def until_left(receive: Receive) -> None:
    """Return when the client has hung up; a body, which a GET may have, is passed over."""
    while (await receive())["type"] != "http.disconnect":
        pass

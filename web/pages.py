"""The dashboard's files, as `make dashboard` built them into the package.

Files under ``assets/`` have a hash in their names and never change; scripts and styles lie
there compressed, too, in a ``.gz`` beside each. Every other address that a browser navigates
to is the dashboard's own business: it gets ``index.html``.
"""

from collections.abc import Mapping
from importlib.resources import files
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from orakul.sentences import said

DIST: Final = Path(str(files("web"))) / "dashboard" / "dist"

METHODS: Final = "GET, HEAD, OPTIONS"

_FOREVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
_ASK_AGAIN: Final = {"Cache-Control": "no-cache"}

_NOT_BUILT: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Orakul</title></head><body>
<h1>Orakul is running</h1>
<p>Its dashboard has not been built yet: run <code>make dashboard</code>, then load this page
again.</p>
<p>The API is there: <a href="/api/docs">/api/docs</a>.</p>
</body></html>
"""


class Pages:
    """Serves the files in a folder; the one of the package by default."""

    def __init__(self, folder: Path = DIST) -> None:
        self._folder = folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer whatever nothing else answers."""
        await self._response(Request(scope))(scope, receive, send)

    def _response(self, request: Request) -> Response:
        path = request.url.path
        if f"{path}/".startswith(("/api/", "/webhook/", "/health/")):
            raise HTTPException(404, said("address_unknown"))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": METHODS})
        if request.method not in {"GET", "HEAD"}:
            detail = said("method_unknown", methods=METHODS)
            raise HTTPException(405, detail, headers={"Allow": METHODS})
        if file := self._file(path):
            return self._served(file, request)
        if path != "/" and "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(404, said("address_unknown"))
        index = self._file("/index.html")
        return FileResponse(index, headers=_ASK_AGAIN) if index else HTMLResponse(_NOT_BUILT)

    def _served(self, file: Path, request: Request) -> Response:
        """Answer the file as it is, or as it was compressed at the build."""
        smaller = self._file(f"{request.url.path}.gz")
        if smaller is None:
            return FileResponse(file, headers=_caching(request.url.path))
        headers = {**_caching(request.url.path), "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return FileResponse(file, headers=headers)
        kind, _ = guess_type(file.name)
        return FileResponse(
            smaller, headers={**headers, "Content-Encoding": "gzip"}, media_type=kind
        )

    def _file(self, path: str) -> Path | None:
        if path.endswith("/") or "\x00" in path:
            return None
        file = (self._folder / path.lstrip("/")).resolve()
        try:
            return file if file.is_relative_to(self._folder) and file.is_file() else None
        except OSError:  # no file can have such a name
            return None


def _caching(path: str) -> Mapping[str, str]:
    return _FOREVER if path.startswith("/assets/") else _ASK_AGAIN

"""The page itself: files that were built from web/ into the package."""

from __future__ import annotations

import mimetypes
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

__all__ = ["FOLDER", "page_routes"]

FOLDER = Path(str(files("askless"))) / "static"

TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}
"""Types that must not depend on the registry of the machine."""

UNBUILT = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>askless</title><h1>askless</h1>"
    "<p>The page has not been built.</p><p>Call <code>make setup</code> in the checkout, then reload.</p></html>"
)


def page_routes(folder: Path = FOLDER) -> APIRouter:
    """Routes of the page: "/" and the files beside it.

    Parameters
    ----------
    folder : Path
        Where the page was built.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def index() -> Response:
        built = folder / "index.html"
        if not built.is_file():
            return HTMLResponse(UNBUILT, status_code=503)
        return HTMLResponse(built.read_bytes(), headers={"Cache-Control": "no-cache"})

    @router.get("/{path:path}")
    def asset(path: str) -> Response:
        file = _inside(folder, path)
        if file is None:
            raise HTTPException(404)
        kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        # Names under assets/ hold a hash of the contents: a browser need never ask again.
        keep = "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"
        return Response(file.read_bytes(), media_type=kind, headers={"Cache-Control": keep})

    return router


def _inside(folder: Path, path: str) -> Path | None:
    """A file of the folder by its path; None for anything hidden, elsewhere or missing."""
    if "\0" in path or "\\" in path or any(part.startswith(".") for part in path.split("/")):
        return None
    try:
        file = (folder / path).resolve()
        return file if file.is_relative_to(folder.resolve()) and file.is_file() else None
    except OSError:  # a name too long to be one
        return None

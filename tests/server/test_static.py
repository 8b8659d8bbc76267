"""The files of the page."""

from collections.abc import Callable
from pathlib import Path

import httpx

from askless.server.session import LabellingSession


def test_the_page_is_served_with_its_types(
    session: LabellingSession, enter: Callable[..., httpx.Client], tmp_path: Path
) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<p>page</p>")
    (tmp_path / "assets" / "main-1a2b.js").write_text("1")
    (tmp_path / "assets" / "main-1a2b.css").write_text("p{}")
    (tmp_path / "icon.svg").write_text("<svg/>")
    client = enter(session, tmp_path)
    page = client.get("/")
    assert (page.text, page.headers["cache-control"]) == ("<p>page</p>", "no-cache")
    script = client.get("/assets/main-1a2b.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]
    assert client.get("/assets/main-1a2b.css").headers["content-type"].startswith("text/css")
    assert client.get("/icon.svg").headers["content-type"] == "image/svg+xml"
    assert client.get("/missing.js").status_code == 404


def test_a_page_that_was_not_built_says_how(client: httpx.Client) -> None:
    response = client.get("/")
    assert response.status_code == 503
    assert "make setup" in response.text

"""Who is let in, and what every response carries."""

import asyncio
import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.types import Message

from askless.server.app import build_app
from askless.server.security import BODY_LIMIT, Gate
from askless.server.session import LabellingSession

ADDRESS = "http://127.0.0.1:8642"
HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "x" * 300_000,
    "\u202egnihtemos\u202c and \u200f right to left",
    "👩‍🔬🏳️‍🌈 é",
    '"};alert(1);//',
    "\x00\x1f\u2028\u2029",
]


def transport(client: httpx.Client) -> httpx.BaseTransport:
    return client._transport


@pytest.fixture
def stranger(client: httpx.Client) -> httpx.Client:
    """Another browser: no cookie."""
    return httpx.Client(transport=transport(client), base_url=ADDRESS, headers={"X-Askless": "1"})


def assert_refused(response: httpx.Response, status: int) -> None:
    assert response.status_code == status
    assert set(response.json()) == {"error", "remedy"}


def test_the_token_works_once_and_becomes_a_cookie(session: LabellingSession, client: httpx.Client) -> None:
    told: list[str] = []
    gate = Gate(8642, spent=lambda: told.append("spent"))
    token = gate.token
    build_app(session, gate)
    assert gate.redeem(token)
    assert gate.token != token
    assert not gate.redeem(token)
    assert not gate.redeem(token)
    assert told == ["spent"], "the terminal is told once, with a fresh address"
    assert not gate.redeem("")
    assert "HttpOnly" in gate.header()
    assert "SameSite=Strict" in gate.header()
    assert client.get("/api/project").status_code == 200


def test_a_token_never_stays_in_the_address(client: httpx.Client) -> None:
    response = client.get("/", params={"token": "used before"})
    assert (response.status_code, response.headers["location"]) == (303, "/")


def test_without_the_cookie_there_is_nothing(stranger: httpx.Client) -> None:
    for path in ("/api/project", "/api/queue", "/api/items", "/api/events", "/openapi.json", "/assets/page.js"):
        assert_refused(stranger.get(path), 401)
    assert_refused(stranger.post("/api/answers", json={"id": "1", "answer": "ham"}), 401)
    door = stranger.get("/", params={"token": "<script>guess</script>"})
    assert door.status_code == 401
    assert "<script>" not in door.text
    styles = re.findall(r"<style>(.*?)</style>", door.text)
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    policy = door.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'; ")
    assert policy.endswith(f"; style-src 'sha256-{digest}'"), "this style, and no other"
    assert "light dark" in styles[0]
    assert "terminal" in door.text


def test_a_wrong_cookie_opens_nothing(stranger: httpx.Client) -> None:
    stranger.cookies.set("askless-8642", "guess")
    assert_refused(stranger.get("/api/project"), 401)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8642",
        "127.0.0.1.evil.example:8642",
        "127.0.0.1:1.evil.example",
        "localhost:8642.evil.example",
        "localhost:8642:8642",
        "localhost:",
        "evil.example:localhost",
        "localhost.",
        "",
        "10.0.0.1",
    ],
)
def test_another_name_for_this_machine_is_refused(client: httpx.Client, host: str) -> None:
    assert_refused(client.get("/api/project", headers={"Host": host}), 403)


@pytest.mark.parametrize("host", ["LOCALHOST:8642", "Localhost", "127.0.0.1:9999"])
def test_this_machine_is_known_however_it_is_written(client: httpx.Client, host: str) -> None:
    assert client.get("/api/project", headers={"Host": host, "Origin": f"http://{host.lower()}"}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8642"])
def test_another_page_is_refused(client: httpx.Client, origin: str) -> None:
    body = {"id": "1", "answer": "ham"}
    assert_refused(client.post("/api/answers", json=body, headers={"Origin": origin}), 403)
    assert client.post("/api/answers", json=body, headers={"Origin": ADDRESS}).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_started_by_another_page_is_refused(client: httpx.Client, site: str) -> None:
    assert_refused(client.get("/api/queue", headers={"Sec-Fetch-Site": site}), 403)
    assert client.get("/api/queue", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_a_change_needs_the_header_that_no_form_can_send(session: LabellingSession, client: httpx.Client) -> None:
    del client.headers["X-Askless"]
    assert_refused(client.post("/api/answers", json={"id": "1", "answer": "ham"}), 403)
    assert session.learner.state.labelled == 0


def test_a_huge_body_is_refused(client: httpx.Client) -> None:
    assert_refused(client.post("/api/notes", content=b"x" * (BODY_LIMIT + 1)), 413)

    assert_refused(client.post("/api/notes", content=b"x", headers={"Content-Length": "-5"}), 413)


def test_a_body_without_an_end_is_refused(session: LabellingSession) -> None:
    gate = Gate(8642)
    sent: list[Message] = []
    chunk: Message = {"type": "http.request", "body": b"x" * 100_000, "more_body": True}

    async def receive() -> Message:
        return chunk

    async def send(message: Message) -> None:
        sent.append(message)

    headers = {"host": "127.0.0.1:8642", "cookie": gate.header(), "x-askless": "1"}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/api/notes", "query_string": b"", "headers": raw}
    asyncio.run(build_app(session, gate)(scope, receive, send))
    assert sent[0]["status"] == 413


def test_every_response_protects_the_page(client: httpx.Client, stranger: httpx.Client) -> None:
    for response in (client.get("/api/project"), stranger.get("/api/project"), stranger.get("/")):
        policy = response.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
        assert response.headers["cache-control"] == "no-store"


def test_hostile_texts_travel_as_data(
    make_session: Callable[..., LabellingSession], enter: Callable[..., httpx.Client]
) -> None:
    client = enter(make_session(HOSTILE))
    shown = {query["id"]: query["item"]["text"] for query in client.get("/api/queue?n=20").json()["queries"]}
    assert [shown[str(i)] for i in range(len(HOSTILE))] == HOSTILE
    response = client.get("/api/items", params={"search": "<script>"})
    assert response.headers["content-type"] == "application/json"
    assert [row["id"] for row in response.json()["rows"]] == ["0"]
    note = client.post("/api/notes", json={"id": "0", "text": HOSTILE[1]})
    assert note.status_code == 200
    assert client.get("/api/item?id=0").json()["note"] == HOSTILE[1]


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/assets/../../secret.txt",
        "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/.vite/manifest.json",
        "/assets/link.txt",
        "/..\\secret.txt",
        "//etc/passwd",
        "/%00",
    ],
)
def test_no_file_beside_the_page_is_served(
    session: LabellingSession, enter: Callable[..., httpx.Client], tmp_path: Path, path: str
) -> None:
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / ".vite").mkdir()
    (static / ".vite" / "manifest.json").write_text("{}")
    (static / "index.html").write_text("page")
    (tmp_path / "secret.txt").write_text("secret")
    (static / "assets" / "link.txt").symlink_to(tmp_path / "secret.txt")
    response = enter(session, static).get(path)
    assert response.status_code in (404, 307, 200)
    assert "secret" not in response.text
    assert response.status_code != 200 or response.text == "page"

"""Who may speak to the server: the browser that was opened with the one-time token, from our own page.

The server listens on 127.0.0.1, but any page in any browser of this machine can send requests there,
and any name can be made to point there. Therefore: a token that works once and becomes a cookie that
scripts cannot read and other sites do not send; a Host that is this machine; an Origin that is the
page itself; a header on every change that no form can send; no body above a limit.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["BODY_LIMIT", "Gate", "Guard"]

BODY_LIMIT = 1_000_000
"""Bytes of a request body; the largest that a page sends is a note of 20,000 characters."""

HOST = re.compile(r"(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?", re.IGNORECASE)
"""This machine, with or without a port; any port, for the page may be reached through a tunnel."""

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

STYLE = (
    ":root{color-scheme:light dark}body{margin:0;background:light-dark(#f5f4f0,#131517);"
    "color:light-dark(#1d2023,#e9e7e2);font:17px/1.5 system-ui,sans-serif}"
    "main{max-width:36em;margin:20vh auto 0;padding:0 24px}h1{font-size:28px;color:light-dark(#23695a,#7fcab6)}"
)
"""Of the page for strangers, in the colours of the other one, light or dark: they may fetch no file."""
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate:
    """The one-time token and the cookie that it becomes.

    Parameters
    ----------
    port : int
        Cookies do not know ports: its number keeps two servers on one machine apart.
    spent : callable, optional
        Called when a token comes a second time, from a browser that has no cookie; it may show the
        new token to whoever sits at the terminal.

    Examples
    --------
    >>> gate = Gate(8642)
    >>> token = gate.token
    >>> gate.redeem(token), gate.redeem(token)
    (True, False)
    """

    def __init__(self, port: int = 0, spent: Callable[[], None] | None = None) -> None:
        self.cookie = f"askless-{port}"
        self.secret = secrets.token_urlsafe(32)
        self.token = secrets.token_urlsafe(24)
        self.spent = spent
        self._used: set[str] = set()

    def redeem(self, token: str) -> bool:
        """Whether this is the token; from now on it is another one."""
        if hmac.compare_digest(token.encode(), self.token.encode()):
            self._used.add(self.token)
            self.token = secrets.token_urlsafe(24)
            return True
        if token in self._used and self.spent is not None:
            self._used.discard(token)  # tell once
            self.spent()
        return False

    def knows(self, cookies: str) -> bool:
        """Whether a Cookie header holds our cookie."""
        given = cookie_parser(cookies).get(self.cookie, "")
        return hmac.compare_digest(given.encode(), self.secret.encode())

    def header(self) -> str:
        """The Set-Cookie header."""
        return f"{self.cookie}={self.secret}; HttpOnly; SameSite=Strict; Path=/"


class Guard:
    """ASGI middleware that lets nobody else in, and puts the protecting headers on every response.

    Parameters
    ----------
    app : ASGI application
    gate : Gate
    limit : int, default `BODY_LIMIT`
        Bytes of a request body.
    """

    def __init__(self, app: ASGIApp, gate: Gate, limit: int = BODY_LIMIT) -> None:
        self.app, self.gate, self.limit = app, gate, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        known = refusal is None
        if scope["path"] == "/" and (known or (refusal is not None and refusal[0] == 401)):
            token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
            if token or not known:
                await self._enter(scope, token, known, protected)
                return
        if refusal is None:
            body = await self._body(scope, headers, receive)
            if body is not None:
                await self.app(scope, body, protected)
                return
            refusal = 413, "The request is too large.", f"Send at most {self.limit:,} bytes."
        await _respond(protected, refusal[0], {"error": refusal[1], "remedy": refusal[2]})

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str, str] | None:
        """Status, problem and remedy for a request that may not pass."""
        host = headers.get("host", "")
        if not HOST.fullmatch(host):
            return 403, "This address is not the one that askless serves.", "Open the address that it printed."
        origin = headers.get("origin")
        if origin is not None and origin.lower() != f"http://{host.lower()}":
            return 403, "Another page may not speak to askless.", "Open the address that it printed."
        api = scope["path"].startswith("/api")
        if api and headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return 403, "Another page may not speak to askless.", "Open the address that it printed."
        if not self.gate.knows(headers.get("cookie", "")):
            return 401, "This browser has not been let in.", "Open the address that askless printed in the terminal."
        if scope["method"] not in SAFE and headers.get("x-askless") != "1":
            return 403, "The header X-Askless is missing.", "Send “X-Askless: 1” with every change."
        return None

    async def _enter(self, scope: Scope, token: str, known: bool, send: Send) -> None:
        """The front door: a good token becomes a cookie and leaves the address, anything else is refused kindly."""
        if known or (token and scope["method"] == "GET" and self.gate.redeem(token)):
            await _start(send, 303, {"Location": "/", "Set-Cookie": self.gate.header()})
            await send({"type": "http.response.body", "body": b""})
            return
        problem = "This address has been used already." if token else "This browser has not been let in yet."
        remedy = "Look into the terminal in which askless runs: the address to open stands there."
        page = (
            "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
            f"<title>askless</title><style>{STYLE}</style>"
            f"<main><h1>askless</h1><p>{escape(problem)}</p><p>{escape(remedy)}</p></main></html>"
        )
        policy = f"{HEADERS['Content-Security-Policy']}; style-src 'sha256-{STYLE_HASH}'"
        await _start(send, 401, {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy})
        await send({"type": "http.response.body", "body": page.encode()})

    async def _body(self, scope: Scope, headers: Headers, receive: Receive) -> Receive | None:
        """The body, read whole before anything is done with it; None if it is too large."""
        if scope["method"] in SAFE:
            return receive
        announced = headers.get("content-length", "0")
        if not announced.isdigit() or int(announced) > self.limit:
            return None
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
            if size > self.limit:
                return None
        whole: list[Message] = [{"type": "http.request", "body": b"".join(parts), "more_body": False}]

        async def again() -> Message:
            return whole.pop() if whole else await receive()

        return again


async def _start(send: Send, status: int, headers: dict[str, str]) -> None:
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})


async def _respond(send: Send, status: int, body: dict[str, str]) -> None:
    await _start(send, status, {"Content-Type": "application/json"})
    await send({"type": "http.response.body", "body": json.dumps(body, ensure_ascii=False).encode()})

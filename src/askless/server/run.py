"""Listening, serving, and stopping gracefully."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from askless.core.endings import endings
from askless.errors import UsageError
from askless.server.events import Hub
from askless.server.security import Guard

__all__ = ["PORT", "listen", "serve"]

PORT = 8642
"""Port that is taken when none is asked for: a browser keeps keys and unsent answers by address and port."""

GRACE = 1
"""Seconds that a request under way has to finish when the server stops."""


def listen(port: int | None = None) -> socket.socket:
    """A socket on this machine that listens already.

    Parameters
    ----------
    port : int, optional
        0 takes a free one; if not given, `PORT`, or a free one when that is taken.

    Raises
    ------
    UsageError
        If the port is taken, reserved or no port.

    Examples
    --------
    >>> with listen(0) as server:
    ...     server.getsockname()[0]
    '127.0.0.1'
    """
    if port is not None and not 0 <= port <= 65535:
        raise UsageError(f"{port} is not a port.", "Give a number from 0 to 65535; 0 takes a free one.")
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", PORT if port is None else port))
        server.listen(100)  # connections wait here until the application is built
    except OSError as error:
        server.close()
        if port is None:
            return listen(0)
        reason = "may not be used by this user" if isinstance(error, PermissionError) else "is taken by another program"
        raise UsageError(
            f"Port {port} {reason}.", "Choose another with --port, or leave it out to take a free one."
        ) from None
    return server


class _Server(uvicorn.Server):
    """uvicorn, with a word when it is ready, and without streams that keep it from stopping."""

    def __init__(
        self, config: uvicorn.Config, hub: Hub, ready: Callable[[], None], stop: threading.Event | None
    ) -> None:
        super().__init__(config)
        self._hub, self._ready, self._stop = hub, ready, stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def on_tick(self, counter: int) -> bool:
        ended = await super().on_tick(counter)
        return ended or (self._stop is not None and self._stop.is_set())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._hub.close()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Like the original, which sends the signals again afterwards; here the caller still has work to do."""
        main = threading.current_thread() is threading.main_thread()
        handled = [signal.SIGINT, *endings()] if main else []
        before = {number: signal.signal(number, self.handle_exit) for number in handled}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(
    app: Guard, server: socket.socket, hub: Hub, *, ready: Callable[[], None], stop: threading.Event | None = None
) -> None:
    """Serve until Ctrl+C, SIGTERM or the closing of the terminal, then stop within two seconds, open streams or not.

    Parameters
    ----------
    app : ASGI application
    server : socket
        From `listen`.
    hub : Hub
        Whose streams end when the server stops.
    ready : callable
        Called once, when requests are answered.
    stop : Event, optional
        Ends it from another thread, within a tenth of a second.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=GRACE,
        server_header=False,
    )
    _Server(config, hub, ready, stop).run(sockets=[server])

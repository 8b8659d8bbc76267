"""What `label` and `demo` share: serving an open job until somebody ends it."""

from __future__ import annotations

import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from askless.server.opening import Opened

__all__ = ["has_display", "open_browser", "serve_opened"]


def serve_opened(
    opened: Opened,
    server: socket.socket,
    *,
    ready: Iterable[Callable[[str], None]] = (),
    stop: threading.Event | None = None,
    before_close: Callable[[], None] = lambda: None,
    command: str | None = None,
) -> None:
    """Serve a job; print its address once it can be opened, and at the end where the labels are.

    Ctrl+C, SIGTERM and SIGHUP are the normal end of it: it returns, and the status is 0.

    Parameters
    ----------
    opened : Opened
        Closed afterwards.
    server : socket
        Listens already.
    ready : iterable of callable
        Called with the address when it can be opened.
    stop : Event, optional
        Ends it from another thread.
    before_close : callable
        Called when nothing is served any more, before the job is closed.
    command : str, optional
        How to go on; the command that opened the job if not given, "" says nothing.
    """
    from askless.server.app import build_app
    from askless.server.run import PORT, serve
    from askless.server.security import Gate

    port = server.getsockname()[1]

    def address() -> str:
        return f"http://127.0.0.1:{port}/?token={gate.token}"

    def again() -> None:
        print(f"The address was opened a second time; each works once. Here is another:\n{address()}", flush=True)

    def begin() -> None:
        opened.project.announce(f"http://127.0.0.1:{port}/")
        print(address(), flush=True)
        for act in ready:
            act(address())

    gate = Gate(port, spent=again)
    session = opened.session
    try:
        serve(build_app(session, gate), server, session.hub, ready=begin, stop=stop)
    finally:
        before_close()
        session.close()
    if command == "":
        return
    labelled, items = session.labelled, len(session.learner.items)
    resumes = "" if port == PORT else f" --port {port}"  # a page that stayed open finds the server only there
    print(
        f"\nStopped. {labelled:,} of {items:,} items are labelled, all in {opened.project.path}. "
        f"Go on with: {command or opened.command}{resumes}",
        flush=True,
    )


def has_display() -> bool:
    """Whether a browser window could open here."""
    if sys.platform in ("darwin", "win32") or os.environ.get("BROWSER"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_browser(address: str) -> None:
    """Open the browser, which may take its time, beside everything else."""
    if has_display():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

"""The labelling page beside a running stream."""

from __future__ import annotations

import shlex
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

    from askless.server.streaming import StreamSession
    from askless.stream.learner import StreamLearner

__all__ = ["Page", "listening", "page"]

PATIENCE = 5.0
"""Seconds that the server has to stop in; it takes two."""


def listening(port: int | None) -> socket.socket:
    """A socket for the page, before anything else begins that would have been in vain."""
    from askless.server.run import listen

    return listen(port)


class Page:
    """The page of a stream while it is served.

    Parameters
    ----------
    session : StreamSession
    address : str
        That it can be opened at, once.
    stop : Event
        Set when everything is to end.
    """

    def __init__(self, session: StreamSession, address: str, stop: threading.Event) -> None:
        self.session, self.address, self._stop = session, address, stop

    def wait(self, say: Callable[[str], None]) -> None:
        """The stream has ended by itself: what waits can be answered until somebody stops it."""
        self.session.ended()
        with self.session.standing.locked():
            self.session.learner.catch_up()
            waiting = self.session.learner.waiting
        wait = "1 question waits" if waiting == 1 else f"{waiting:,} questions wait"
        say(f"The stream has ended; {wait} on the page. Ctrl+C ends it.")
        self._stop.wait()


@contextmanager
def page(
    learner: StreamLearner,
    source: str,
    server: socket.socket,
    stop: threading.Event,
    say: Callable[[str], None],
    *,
    browser: bool = True,
) -> Iterator[Page]:
    """Serve the labelling page in a thread of its own, for as long as this is entered.

    Parameters
    ----------
    learner : StreamLearner
        On a project; it may be offered items meanwhile, and stays open.
    source : str
        What the page calls it.
    server : socket
        Listens already, see `askless.server.run.listen`; closed afterwards.
    stop : Event
        Set when everything is to end; it is set here if the page cannot be served any longer.
    say : callable
        Told the address.
    browser : bool, default True
        Open one.

    Yields
    ------
    page : Page
    """
    from askless.cli.serving import open_browser
    from askless.core.program import program
    from askless.server.app import build_app
    from askless.server.run import serve
    from askless.server.security import Gate
    from askless.server.streaming import StreamSession
    from askless.stream.desk.desk import Desk

    port = server.getsockname()[1]

    def address() -> str:
        return f"http://127.0.0.1:{port}/?token={gate.token}"

    def begin() -> None:
        assert learner.project is not None
        learner.project.announce(f"http://127.0.0.1:{port}/")
        say(f"Label what it asks at this address, which works once: {address()}")
        if browser:
            open_browser(address())

    def run() -> None:
        try:
            serve(build_app(session, gate), server, session.hub, ready=begin, stop=ended)
        finally:
            stop.set()

    def again() -> None:
        say(f"The address was opened a second time; each works once. Open this one: {address()}")

    gate = Gate(port, spent=again)
    ended = threading.Event()
    desk = Desk(learner)
    folder = desk.project.path
    about = {
        "name": folder.name.removesuffix(".askless"),
        "source": source,
        "export": f"{program()} export {shlex.quote(str(folder))} -o labels.csv",
    }
    session = StreamSession(desk, about)
    serving = threading.Thread(target=run, name="askless-page", daemon=True)
    serving.start()
    try:
        yield Page(session, address(), stop)
    finally:
        ended.set()
        serving.join(PATIENCE)
        session.close()
        server.close()

"""The labelling page, where people answer what is made up."""

from __future__ import annotations

import shlex
import socket
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from askless.synthesis.learner import SynthesisLearner

__all__ = ["page"]


def page(
    learner: SynthesisLearner, domain: Path, server: socket.socket, *, budget: int | None = None, browser: bool = True
) -> None:
    """Serve the page until somebody ends it.

    Ctrl+C, SIGTERM and SIGHUP are the normal end of it.

    Parameters
    ----------
    learner : SynthesisLearner
        On a project.
    domain : Path
        The file of its domain, which the page names.
    server : socket
        Listens already; closed afterwards.
    budget : int, optional
        Questions that may be asked in all.
    browser : bool, default True
        Open one.
    """
    from askless.cli.serving import open_browser
    from askless.core.program import program
    from askless.server.app import build_app
    from askless.server.run import serve
    from askless.server.security import Gate
    from askless.server.synthesizing import SynthesisSession

    assert learner.project is not None
    project = learner.project
    port = server.getsockname()[1]

    def address() -> str:
        return f"http://127.0.0.1:{port}/?token={gate.token}"

    def again() -> None:
        print(f"The address was opened a second time; each works once. Here is another:\n{address()}", flush=True)

    def begin() -> None:
        project.announce(f"http://127.0.0.1:{port}/")
        print(address(), flush=True)
        if browser:
            open_browser(address())

    gate = Gate(port, spent=again)
    about = {
        "name": getattr(learner.domain, "name", "") or project.path.name.removesuffix(".askless"),
        "source": domain.name,
        "export": f"{program()} export {shlex.quote(str(project.path))} -o labels.csv",
        "budget": budget,
    }
    session = SynthesisSession(learner, about)
    print(f"The work is kept in {project.path}. Ctrl+C ends it.", flush=True)
    try:
        serve(build_app(session, gate), server, session.hub, ready=begin)
    finally:
        session.close()
        server.close()
    state = learner.state
    print(
        f"\nStopped. {state.labelled:,} of {learner.asked:,} questions are answered, all in {project.path}. "
        "The same command goes on.",
        flush=True,
    )

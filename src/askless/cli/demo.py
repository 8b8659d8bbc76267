"""``askless demo``: the whole job on real data, with nothing to download."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import socket

    from askless.cli.demonstration.data import Truth
    from askless.server.opening import Opened

__all__ = ["demo"]


def demo(
    data: Annotated[
        str, typer.Option(metavar="NAME", help="digits (1,797 pictures) or cancer (569 rows of a table).")
    ] = "digits",
    oracle: Annotated[bool, typer.Option("--oracle", help="Watch it label by itself, with the known answers.")] = False,
    labels: Annotated[int, typer.Option(metavar="N", min=2, help="Labels after which --oracle ends.")] = 150,
    pace: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, help="Seconds between two answers of --oracle.")
    ] = 0.3,
    project: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the work is kept; else among temporary files.")
    ] = None,
    port: Annotated[int | None, typer.Option(metavar="N", help="Port on this machine; 0 takes a free one.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
) -> None:
    """Label real data in the browser, or watch it being labelled.

    \b
    $ askless demo
    $ askless demo --data cancer
    $ askless demo --oracle --no-browser

    With --oracle the known answers are given one after another, on the page and in the terminal; a
    third of the items is held out to compare chosen labels with labels drawn at random.
    """
    from askless.cli.demonstration.data import truth
    from askless.server.run import listen

    known = truth(data)
    with listen(port) as server:
        if oracle:
            _watch(known, server, project, no_browser, goal=labels, pace=pace)
        else:
            _label(known, server, project, no_browser)


def _label(known: Truth, server: socket.socket, project: Path | None, no_browser: bool) -> None:
    """Serve the whole data set for a person to label."""
    from askless.cli.demonstration.data import write_source
    from askless.cli.demonstration.place import own_folder
    from askless.cli.serving import open_browser, serve_opened
    from askless.core.program import program
    from askless.server.opening import open_session
    from askless.server.options import Options

    here = own_folder()
    folder = project or here / f"{known.name}.askless"
    source = write_source(known, range(len(known.ids)), here)
    opened = open_session(source, Options(labels=known.labels), folder)
    again = f"{program()} demo --data {known.name}" + (f" --project {project}" if project else "")
    labelled = opened.session.labelled
    so_far = f"; it goes on with {labelled:,} {'label' if labelled == 1 else 'labels'}" if labelled else ""
    print(
        f"{len(known.ids):,} {known.things} to label{so_far}. The work is kept in {folder}. Ctrl+C ends it.", flush=True
    )
    serve_opened(opened, server, ready=() if no_browser else (open_browser,), command=again)


def _watch(
    known: Truth, server: socket.socket, project: Path | None, no_browser: bool, *, goal: int, pace: float
) -> None:
    """Serve two thirds of the data set, and answer the questions with the truth."""
    import tempfile

    import numpy as np

    from askless.cli.demonstration.data import held_out, write_source
    from askless.server.opening import open_session
    from askless.server.options import Options

    apart = held_out(len(known.ids))
    with tempfile.TemporaryDirectory(prefix="askless-demo-") as place:
        source = write_source(known, np.flatnonzero(~apart).tolist(), Path(place))
        folder = project or Path(place) / f"{known.name}.askless"
        opened = open_session(source, Options(labels=known.labels), folder)
        print(
            f"{int((~apart).sum()):,} {known.things} to label, {int(apart.sum())} held out. "
            f"The known answers are given, one every {pace:g} s, until {goal} are labelled. Ctrl+C ends it.",
            flush=True,
        )
        _serve_oracle(known, opened, server, no_browser, goal=goal, pace=pace, held_out=int(apart.sum()))
    if project is None:
        print("What was labelled was thrown away; --project DIR keeps it.")


def _serve_oracle(
    known: Truth, opened: Opened, server: socket.socket, no_browser: bool, *, goal: int, pace: float, held_out: int
) -> None:
    """Serve the page while an oracle labels, until it is done or somebody ends it."""
    import threading

    from askless.cli.demonstration.oracle import Oracle
    from askless.cli.demonstration.referee import Referee
    from askless.cli.demonstration.screen import Show, screen
    from askless.cli.serving import open_browser, serve_opened
    from askless.errors import AsklessError

    halted, done = threading.Event(), threading.Event()
    failures: list[AsklessError] = []
    show = Show(goal, held_out, known.things)
    with screen(show) as shown:

        def told(labels: int, chosen: float, random: float) -> None:
            show.points.append((labels, chosen, random))
            shown.judged()

        opened.session.hub.farewell = lambda: show.farewell(stopped=halted.is_set() or not done.is_set())
        referee = Referee(known.name, told)
        answers = dict(zip(known.ids, known.answers, strict=True))
        worker = Oracle(opened.session, answers, referee, shown, goal=goal, pace=pace, stop=halted)

        def work() -> None:
            try:
                worker.run()
            except AsklessError as error:
                failures.append(error)
            finally:
                referee.finish(0 if halted.is_set() else 60)
                done.set()

        thread = threading.Thread(target=work, name="askless-oracle")

        def halt() -> None:
            halted.set()
            thread.join()

        ready = [lambda _: thread.start(), *([] if no_browser else [open_browser])]
        serve_opened(opened, server, ready=ready, stop=done, before_close=halt, command="")
    for failure in failures:
        raise failure
    print(f"{'Stopped. ' if halted.is_set() and show.labelled < goal else 'Done. '}{show.end()}", flush=True)

"""``askless stream run``: decide upon a stream of items, and learn from the answers."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from askless.data.store.project import Project
    from askless.stream.learner import StreamLearner
    from askless.stream.sources.acts import Act
    from askless.stream.sources.address import Address
    from askless.stream.sources.reading import Reading
    from askless.stream.sources.turns import Turns

__all__ = ["run"]

DEFAULTS: dict[str, str] = {"model": "", "strategy": "split_quantile", "budget": "0.1", "adaptation": ""}
"""What options mean that are not given; a project remembers those that were."""


def run(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="“-” for standard input, a file (JSON lines, CSV), or a broker: nats://HOST:PORT/SUBJECT, "
            "redis://HOST:PORT/STREAM, kafka://HOST:PORT/TOPIC.",
        ),
    ],
    project: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the work is kept; the same one goes on.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="softmax, naive_bayes; linear for numbers [softmax].")
    ] = None,
    strategy: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which items are worth a label [split_quantile].")
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Share of the items that may be asked about, or per_hour(labels=60) [0.1]."),
    ] = None,
    adaptation: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="passive:ensemble, active:adwin, frozen, ... [the first]."),
    ] = None,
    labels: Annotated[str | None, typer.Option(metavar="A,B,C", help="The labels [learnt from answers].")] = None,
    target: Annotated[
        str | None, typer.Option(metavar="COL", help="Field of answers that come with the items; taken when asked.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Follow this file of answers as it grows.")
    ] = None,
    id: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Field of the ids; “-” for none [id, where there is one].")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of all chance.")] = 0,
    label: Annotated[
        bool, typer.Option("--label", help="Serve a page where people answer what is asked, while items flow.")
    ] = False,
    port: Annotated[int | None, typer.Option(metavar="N", help="Port of that page; 0 takes a free one.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print its address.")] = False,
) -> None:
    """Decide upon items as they come, and learn from the answers.

    \b
    $ askless stream run - --labels ok,broken --project machine < readings.jsonl
    $ askless stream run readings.csv --target state --budget 0.05
    $ askless stream run nats://localhost:4222/readings --labels ok,broken --project machine
    $ askless stream run nats://localhost:4222/readings --labels ok,broken --project machine --label

    Items are lines of JSON: {"id": "7", "size": 3.5}. For each a line comes back once it is on disk:
    {"id": "7", "ask": true, "probability": 0.1, "prediction": "ok", "random": false}. Answers come on the same
    pipe, {"tell": "7", "answer": "ok"} or {"skip": "7"}, or in the file of --answers. Brokers publish decisions
    to SUBJECT.decisions, questions to SUBJECT.asked as well, and take answers from SUBJECT.answers. With --label
    people answer in the browser.

    Ctrl+C ends it; nothing is lost.
    """
    from askless.cli.stream.page import listening, page
    from askless.errors import UsageError
    from askless.stream.sources.address import address_of
    from askless.stream.sources.reading import ID, Reading

    address = address_of(source)
    if address is not None and project is None:
        raise UsageError("What a broker is told to forget has to be kept here.", "Say where with --project DIR.")
    if address is not None and answers is not None:
        raise UsageError(
            "A broker brings answers itself.", f"Publish them to {address.subject}.answers, without --answers."
        )
    if not label and (port is not None or no_browser):
        raise UsageError("`--port` and `--no-browser` are about a page, and there is none.", "Add --label.")
    if label and project is None:
        raise UsageError("Answers of people have to be kept.", "Say where with --project DIR.")
    reading = Reading(ID if address is not None and id is None else id, target)
    given = {"model": model, "strategy": strategy, "budget": budget, "adaptation": adaptation}
    with ExitStack() as stack:
        stop = stack.enter_context(_stopping())
        server = stack.enter_context(listening(port)) if label else None
        learner = stack.enter_context(_learner(project, given, labels, seed))
        from askless.stream.sources.turns import Turns

        turns, before = Turns(learner, _say, stop), learner.answered
        name = source if address is None else f"{address.name}, {address.subject}"
        try:
            _greet(learner, piped=source == "-")
            beside = page(learner, name, server, stop, _say, browser=not no_browser) if server else nullcontext()
            with beside as shown:
                if address is not None:
                    _carry(address, turns, reading, stop)
                else:
                    _pipe(source, answers, turns, reading, stop, (id, target))
                if shown is not None and not stop.is_set():
                    shown.wait(_say)
        finally:
            _summary(turns, learner.answered - before if label else turns.tally.answered)


def _pipe(
    source: str,
    answers: Path | None,
    turns: Turns,
    reading: Reading,
    stop: threading.Event,
    fields: tuple[str | None, str | None],
) -> None:
    """Standard input or a file, until it ends or somebody stops it."""
    from askless.stream.sources.ahead import Ahead
    from askless.stream.sources.lines import growing
    from askless.stream.sources.turns import MOST
    from askless.stream.sources.writing import decision_json

    ended = threading.Event()
    ahead: Ahead[Act] = Ahead(room=MOST)
    ahead.read(_until_end(_acts(source, reading, fields, turns.learner.seen), ended))
    if answers is not None:
        ahead.read(growing(answers, type(reading)(), ended))
    try:
        while not (stop.is_set() or ahead.over):
            decided = turns.take(ahead.take(MOST))
            if decided:
                sys.stdout.write("".join(f"{decision_json(decision)}\n" for _, decision in decided))
                sys.stdout.flush()
    finally:
        ended.set()
        ahead.stop()


def _acts(source: str, reading: Reading, fields: tuple[str | None, str | None], seen: int) -> Iterator[Act]:
    """Items and answers of standard input or a file; of a file without ids those that are new."""
    from askless.stream.sources.acts import Offer
    from askless.stream.sources.lines import lines, opened, rows

    if source == "-":
        # A file of its own: the interpreter could not end while a thread waits in that of `sys.stdin`.
        with open(0, "rb", closefd=False) as pipe:
            yield from lines(pipe, reading)
        return
    path = Path(source)
    field, target = fields
    table = {".csv", ".tsv"} & set(path.suffixes)
    with opened(path) as file:
        for act in rows(path, reading, target, field) if table else lines(file, reading):
            if isinstance(act, Offer) and act.id is None and seen > 0:
                seen -= 1
                continue
            yield act


def _until_end(acts: Iterator[Act], ended: threading.Event) -> Iterator[Act]:
    """The same, and word when it is over."""
    try:
        yield from acts
    finally:
        ended.set()


def _carry(address: Address, turns: Turns, reading: Reading, stop: threading.Event) -> None:
    """A broker, until somebody stops it."""
    import asyncio

    from askless.stream.sources.carry import carry

    assert turns.learner.project is not None
    began = next(event for event in turns.learner.project.log if event.kind == "project")
    broker = address.broker(f"askless-{began.data['id'][:12]}")
    _say(f"Items come from {address.name}, answers from {address.subject}.answers. Ctrl+C ends it.")
    asyncio.run(carry(broker, turns, reading, stop, _say, address.name))


@contextmanager
def _learner(folder: Path | None, given: dict[str, Any], labels: str | None, seed: int) -> Iterator[StreamLearner]:
    """The learner; a project that is there goes on with the options that it was begun with."""
    from askless.data.store.project import Project
    from askless.stream.learner import StreamLearner

    project = None if folder is None else Project.open(folder, stream=True)
    try:
        kept = {} if project is None else project.settings
        meant: dict[str, Any] = {
            name: value if value is not None else kept.get(name, DEFAULTS[name]) for name, value in given.items()
        }
        learner = StreamLearner(
            meant["model"] or None,
            labels=_space(labels, meant["model"], project),
            strategy=meant["strategy"], budget=str(meant["budget"]), adaptation=meant["adaptation"] or None,
            seed=seed, project=project,
        )  # fmt: skip
        if project is not None and any(kept.get(name) != value for name, value in meant.items()):
            project.save(**meant)
        try:
            yield learner
        finally:
            learner.close()
    finally:
        if project is not None:
            project.close()


def _space(labels: str | None, model: str, project: Project | None) -> Any:
    """What the answers are: labels, or numbers where the model or the project is about numbers."""
    from askless.cli.label import names
    from askless.data.labels.real import Real
    from askless.models.online.online import online_models

    began = None if project is None else next((event for event in project.log if event.kind == "project"), None)
    if began is not None and began.data.get("space") == "real":
        return Real()
    named: Any = online_models.get(model.partition("(")[0]) if model else None
    return Real() if named is not None and named.real and labels is None else names(labels)


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Ctrl+C, SIGTERM and the closing of the terminal are the normal end; a second Ctrl+C does not wait for it."""
    from askless.core.endings import endings

    stop = threading.Event()
    since = 0.0

    def end(number: int, frame: object) -> None:
        nonlocal since
        if not stop.is_set():
            since = time.monotonic()
            stop.set()
        elif time.monotonic() - since > 1:  # some send a signal to a process and to its group: that is one
            raise KeyboardInterrupt

    main = threading.current_thread() is threading.main_thread()
    before = {number: signal.signal(number, end) for number in [signal.SIGINT, *endings()] if main}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _greet(learner: StreamLearner, *, piped: bool) -> None:
    """Say what a project holds that goes on."""
    from askless.cli.output import counted

    if learner.project is None or not learner.seen:
        return
    if learner.project.notice:
        _say(learner.project.notice)
    rest = " Items without ids go on after them." if piped else ""
    _say(f"The project {learner.project.path} has seen {counted(learner.seen, 'item')}.{rest}")


def _summary(turns: Turns, answered: int) -> None:
    """Say what has been done."""
    from askless.cli.output import counted

    tally = turns.tally
    share = f" ({100 * tally.asked / tally.items:.1f} %)" if tally.items else ""
    parts = [
        counted(tally.items, "item"),
        f"{tally.asked:,} asked{share}",
        f"{answered:,} answered",
        *([f"{tally.again:,} came again"] if tally.again else []),
        *([f"{tally.refused:,} refused"] if tally.refused else []),
    ]
    _say(f"{', '.join(parts)}.")


def _say(text: str) -> None:
    """A line on the standard error."""
    from askless.cli.output import harmless

    print(harmless(text), file=sys.stderr, flush=True)

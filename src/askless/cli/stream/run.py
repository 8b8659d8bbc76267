"""``askless stream run``: decide upon a stream of items, and learn from the answers."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from askless.cli.stopping import stopping

if TYPE_CHECKING:
    from askless.stream.learner import StreamLearner
    from askless.stream.sources.acts import Act
    from askless.stream.sources.address import Address
    from askless.stream.sources.reading import Reading
    from askless.stream.sources.turns import Turns

__all__ = ["run"]


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
        str | None,
        typer.Option(
            metavar="NAME", help="softmax, naive_bayes, “softmax(forgetting=0.99)”; linear for numbers [softmax]."
        ),
    ] = None,
    strategy: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Which items are worth a label, as in “split_quantile(window=512)” [split_quantile]."
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Share of the items that may be asked about, 0.05 or 5%, or “per_hour(labels=60)” [0.1].",
        ),
    ] = None,
    adaptation: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="passive:ensemble, active:adwin:burst=100, frozen, ...; options after colons [the first].",
        ),
    ] = None,
    labels: Annotated[
        str | None, typer.Option(metavar="A,B,C", help="The labels; more can be named later [learnt from answers].")
    ] = None,
    target: Annotated[
        str | None, typer.Option(metavar="COL", help="Field of answers that come with the items; taken when asked.")
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Follow this file of answers as it grows, until the items end; what comes later is taken by the "
            "same command, where there is a project.",
        ),
    ] = None,
    id: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Field of the ids; “-” for none [id, where there is one].")
    ] = None,
    when: Annotated[
        str | None,
        typer.Option(
            "--time",
            metavar="FIELD",
            help="Field of the times of items, seconds or ISO 8601, by which a budget per hour goes [the clock].",
        ),
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
    $ tail -f readings.jsonl | askless stream run - --labels ok,broken --project machine
    $ askless stream run readings.csv --target state --budget 5%
    $ askless stream run nats://localhost:4222/readings --labels ok,broken --project machine
    $ askless stream run nats://localhost:4222/readings --labels ok,broken --project machine --label

    Items are lines of JSON: {"id": "7", "size": 3.5}. For each a line comes back once it is on disk:
    {"id": "7", "ask": true, "probability": 0.1, "prediction": "ok", "random": false, "again": false}; "again" says
    that the item had come before. Answers come on the same pipe, {"tell": "7", "answer": "ok"} or {"skip": "7"}, or
    in the file of --answers. A file is read as fast as it goes, and its end ends the command. Brokers publish
    decisions to SUBJECT.decisions, questions to SUBJECT.asked as well, and take answers from SUBJECT.answers. With
    --label people answer in the browser.

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
    _check_answers(answers)
    held = address is not None or source == "-" or _check_source(Path(source), target)
    reading = Reading(ID if address is not None and id is None else id, target, _say, when)
    given = {"model": model, "strategy": strategy, "budget": budget, "adaptation": adaptation}
    with ExitStack() as stack:
        stop = stack.enter_context(stopping())
        server = stack.enter_context(listening(port)) if label else None
        learner = stack.enter_context(_learner(project, given, labels, seed))
        from askless.stream.sources.turns import Turns

        adding = "name it in --labels too, or leave --labels out to learn labels from the answers."
        turns, before = Turns(learner, _say, stop, "" if labels is None else adding), learner.answered
        name = source if address is None else f"{address.name}, {address.subject}"
        ended = False
        try:
            _greet(learner, None if address else source)
            answered = held or label or target is not None or answers is not None
            _warn(learner, labels, answers, answered=answered)
            beside = page(learner, name, server, stop, _say, browser=not no_browser) if server else nullcontext()
            with beside as shown:
                if address is not None:
                    _carry(address, turns, reading, stop)
                else:
                    _pipe(source, answers, turns, reading, stop, (id, target))
                if shown is not None and not stop.is_set():
                    shown.wait(_say)
            ended = True
        finally:
            if ended or any(vars(turns.tally).values()):
                _summary(turns, learner.answered - before if label else turns.tally.answered)
        if address is None and not label:
            _left(learner, answers)


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
    ahead.read(_until_end(_acts(source, reading, fields, _passed(turns.learner)), ended))
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


def _passed(learner: StreamLearner) -> int:
    """Items of a file without ids that came before: those that were decided upon, and those that were of no use."""
    from askless.data.store.kept_rows import KeptRows
    from askless.data.store.log import SqliteLog

    log = None if learner.project is None else learner.project.log
    return learner.seen + (KeptRows(log).refused() if isinstance(log, SqliteLog) else 0)


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
    with opened(path) as file:
        for act in rows(path, reading, target, field) if _is_table(path) else lines(file, reading):
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
    """The learner; a project that is there goes on with the options that it was begun with.

    A folder that was made for nothing, because the stream could not even begin, goes again.
    """
    from askless.data.store.read import check_place
    from askless.stream.learner import StreamLearner

    new = folder is not None and not folder.exists()
    if folder is not None:
        check_place(folder)
    learner = StreamLearner(labels=_space(labels, given["model"]), seed=seed, project=folder, **given)
    begun = False
    try:
        yield learner
        begun = True
    finally:
        begun = begun or learner.seen > 0
        learner.close()
        if folder is not None and new and not begun:
            shutil.rmtree(folder, ignore_errors=True)


def _space(labels: str | None, model: str | None) -> Any:
    """What the answers are: labels, or numbers where the model is about numbers; None if the command does not say."""
    from askless.cli.label import names
    from askless.data.labels.real import Real

    return Real() if model and labels is None and _of_numbers(model) else names(labels)


def _of_numbers(model: str) -> bool:
    """Whether a model predicts numbers, and cannot do otherwise.

    Examples
    --------
    >>> _of_numbers("committee(linear)"), _of_numbers("committee(naive_bayes, members=5)")
    (True, False)
    """
    from askless.errors import UsageError
    from askless.models.online.make import online_model

    try:
        online_model(model)
    except UsageError:
        try:
            return online_model(model, real=True).real
        except UsageError:
            pass  # it cannot be made at all, as the learner will say
    return False


def _check_source(path: Path, target: str | None) -> bool:
    """Refuse a file that is not there, or has no such field, before a project is made; whether it holds answers."""
    from askless.data.reading.columns import no_column
    from askless.stream.sources.lines import glance, opened

    if not path.exists() or path.is_dir():
        opened(path).close()  # says so; a pipe with a name must not be opened twice
    if _is_table(path):
        return False
    fields, answers = glance(path)
    if fields and target is not None and target not in fields:
        raise no_column(target, fields, "--target")
    return answers or not path.is_file()


def _check_answers(answers: Path | None) -> None:
    """Refuse a file of answers that can never come."""
    from askless.errors import SourceError

    if answers is not None and answers.is_dir():
        raise SourceError(f"“{answers}” is a folder.", "Name a file in it with --answers.")
    if answers is not None and not answers.absolute().parent.is_dir():
        raise SourceError(
            f"There is no folder “{answers.absolute().parent}” for the answers “{answers.name}”.",
            "Check the spelling of --answers, or make the folder.",
        )


def _is_table(path: Path) -> bool:
    """Whether a file is CSV or TSV, by its name."""
    return bool({".csv", ".tsv"} & set(path.suffixes))


def _greet(learner: StreamLearner, source: str | None) -> None:
    """Say what a project holds that goes on; `source` is that of lines, if it is no broker."""
    from askless.cli.output import counted

    if learner.project is None:
        return
    if learner.project.notice:
        _say(learner.project.notice)
    if not learner.seen:
        return
    rest = ""
    if source == "-":
        rest = " An item whose id came before is recognised; one without an id counts as new, so send each only once."
    elif source is not None:
        passed = f"{_passed(learner):,}"
        rest = f" If items have no ids, the first {passed} of the file have come before, and are passed over."
    _say(f"The project {learner.project.path} has seen {counted(learner.seen, 'item')}.{rest}")


def _warn(learner: StreamLearner, labels: str | None, answers: Path | None, *, answered: bool) -> None:
    """Say what is likely not meant, in a sentence each."""
    if labels is not None and len(learner.space.names) == 1:
        _say(f"There is only the label “{learner.space.names[0]}”, so nothing can be told apart: name two or more.")
    if not answered:
        _say("Nothing can be learnt, for no answer can come: add --target COL, --answers FILE, or --label.")
    if answers is not None and not answers.exists():
        _say(f"“{answers}” is not there yet; it is waited for while items come.")


def _left(learner: StreamLearner, answers: Path | None) -> None:
    """Say how late answers are taken, if some are to be expected."""
    from askless.cli.output import counted

    waiting = learner.asked - learner.answered - learner.skipped
    if waiting <= 0 or (learner.project is None and answers is None):
        return
    wait = f"{counted(waiting, 'item')} still {'waits' if waiting == 1 else 'wait'} for an answer"
    if learner.project is None:
        _say(f"{wait}, and nothing was kept. With --project DIR the same command takes answers that come later.")
    elif answers is None:
        _say(f"{wait}. To take answers, run it again with --answers FILE, or with --label.")
    else:
        _say(f"{wait}. Run the same command again to take answers that come later.")


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

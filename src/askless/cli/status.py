"""`askless status`: how far a project is, also while its page is open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from askless.cli.output import counted, harmless, write_json
from askless.cli.place import find_project

if TYPE_CHECKING:
    from askless.data.store.state import State

__all__ = ["status"]

MOST = 20
"""Labels that are counted one by one; of more only the commonest are."""


def status(
    source: Annotated[
        Path | None, typer.Argument(metavar="SOURCE-OR-PROJECT", help="The source, or its project folder.")
    ] = None,
    project: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the project is, if elsewhere.")] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="[FILE]", help="Write JSON to FILE; alone or with -, print it.")
    ] = None,
) -> None:
    """Say how far labelling is, and how likely it is enough.

    It only reads, so the page may be open meanwhile.

    \b
    $ askless status reviews.csv
    $ askless status reviews.csv --json
    $ askless status readings.askless
    """
    if source is None and json_file not in (None, "-"):  # `--json reviews.csv`
        source, json_file = Path(str(json_file)), "-"
    if source is None and project is None:
        raise typer.BadParameter("Say which: a source, or a project folder.")
    folder = find_project(source or project or Path(), project)
    facts, lines = _read(folder)
    if json_file is None:
        print(harmless("\n".join(lines)))
    else:
        write_json(facts, json_file)


def _read(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """The status as JSON has it, and as people read it."""
    from askless.data.labels.make import kept_space
    from askless.data.labels.real import Real
    from askless.data.store.look import scenario_of
    from askless.data.store.read import read_project
    from askless.data.store.state import State
    from askless.server.pace import seconds_each
    from askless.server.prospects import lines as told
    from askless.server.prospects import prospects
    from askless.server.search import search_of

    scenario = scenario_of(folder)
    if scenario == "stream":
        return _of_stream(folder)
    if scenario == "synthesis":
        return _of_synthesis(folder)
    project = read_project(folder)
    state = State.of(project.log, kept_space(project.settings))
    facts = state.counts() | {"seconds_each": seconds_each(state), "project": str(folder)}
    search = search_of(state, project.settings)
    if search is not None:
        facts["search"] = search.to_json()
    given: list[Any] = [item.answer for item in state.items.values() if item.labelled]
    if isinstance(state.space, Real):
        facts["number"] = state.space.to_json()
        by_label = state.space.spread(given) if given else ""
    else:
        by_label = _by_label(state.space.count(given))
    asked = f"{facts['pending']:,} asked without an answer yet"
    lines = [
        f"{folder}",
        f"  {facts['labelled']:,} of {facts['items']:,} items labelled" + (f": {by_label}" if by_label else ""),
        f"  {facts['skipped']:,} skipped, {facts['flagged']:,} flagged, {asked}",
        *([f"  {_estimate(facts, state)}"] if search is None else []),
        *_test(state),
        *(f"  {line}" for line in (told(prospects(state)) if search is None else search.lines())),
    ]
    return facts, lines + [f"  {notice}" for notice in (project.notice, state.notice) if notice]


def _of_stream(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """The same of a stream, whose log is not read whole."""
    from askless.stream.record import read_record
    from askless.stream.watched import watched

    record, notice = read_record(folder)
    about = record.settings
    by_label = record.spread or _by_label(record.answers)
    budget = about.get("budget")
    allowed = f"{100 * budget:.4g} %" if isinstance(budget, (int, float)) else str(budget)
    asked, answered = record.random
    adapted = record.to_json()["adapted"]
    how = f" ({about['adaptation']})" if about.get("adaptation") else ""
    more = f", the latest of {record.steps:,} steps" if record.steps > len(adapted) else ""
    lines = [
        f"{folder}",
        f"  {record.seen:,} items of a stream seen, {record.asked:,} asked about ({100 * record.realised:.1f} %"
        + (f" of a budget of {allowed})" if budget is not None else ")"),
        f"  {record.answered:,} answered" + (f": {by_label}" if by_label else ""),
        f"  {record.skipped:,} skipped, {record.waiting:,} asked without an answer yet",
        f"  {answered:,} of {asked:,} questions drawn at random answered",
        f"  {record.estimate.sentence}",
        *(f"  {said}" for said in (watched(about),) if said),
        *([f"  Adaptation{how}{more}:"] if adapted else []),
        *(f"    item {step['number']:,}: {step['sentence']}" for step in adapted),
    ]
    return record.to_json() | {"project": str(folder)}, lines + [f"  {said}" for said in (notice,) if said]


def _of_synthesis(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """The same of made-up questions; rows that exist are not read, and no model is trained."""
    from askless.cli.synthesis.measuring import refusals, refused
    from askless.cli.synthesis.opening import opened_copy
    from askless.data.labels.real import Real
    from askless.synthesis.best import best_facts, best_found
    from askless.synthesis.generators.generator import generators
    from askless.synthesis.laboratory.failures import counted_failures, failures

    with opened_copy(folder, whole=False) as (learner, notice):
        state, facts = learner.state, learner.status() | {"project": str(folder)}
        found = refusals(learner)
        back = facts["asked"] - facts["answered"] - facts["cannot_tell"] - facts["pending"]
        given = list(learner.labels.values())
        # An evaluation may have failed before another one answered.
        left = {
            item_id: why
            for item_id, why in learner.failed.items()
            if not (state.item(item_id).labelled or state.item(item_id).skipped)
        }
        failed = failures(learner)
        facts |= {
            "failed": left,
            "failures": dict(failed),
            "refusals": [{"reason": said, "times": n} for said, n in found],
            **best_facts(learner),
        }
        best = best_found(learner)
        by = generators.get(learner.strategy)
    del facts["snapping"]  # that depends on rows that were not read
    if isinstance(state.space, Real):
        facts["number"] = state.space.to_json()
        by_label = state.space.spread(given) if given else ""
    else:
        by_label = _by_label(state.space.count(given))
    rate = facts["unanswerable"]
    lines = [
        f"{folder}",
        f"  {counted(facts['asked'], 'question')} asked, {facts['answered']:,} answered"
        + (f": {by_label}" if by_label else ""),
        f"  strategy: {facts['strategy']}"
        + ("; the first questions are spread over the domain" if by.needs and not by.own_model else ""),
        *([f"  goal: {facts['goal']}"] if facts["goal"] != "learn" else []),
        *([f"  {best}"] if best else []),
        f"  {facts['cannot_tell']:,} cannot be answered, {facts['pending']:,} asked without an answer yet",
        *([f"  About {100 * rate['rate']:.0f} % of made-up questions cannot be answered"] if state.skipped else []),
        f"  {refused(facts['refused'])}" + (":" if found else ""),
        *(f"    {said}{f' ({n:,} times)' if n > 1 else ''}" for said, n in found[:3]),
        *([f"  {counted(failed.total(), 'evaluation')} failed: {counted_failures(failed)}"] if failed else []),
        *([f"  {back:,} will be asked again" + (f", {len(left):,} after failing" if left else "")] if back else []),
    ]
    return facts, lines + [f"  {said}" for said in (notice,) if said]


def _by_label(counts: Mapping[str, int]) -> str:
    """How often each label was given; of many the commonest, and how many others there are."""
    given = {name: n for name, n in counts.items() if n}
    shown = given if len(given) <= MOST else sorted(given, key=lambda name: -given[name])[: MOST // 2]
    listed = [f"{given[name]:,} {name}" for name in shown]
    rest = len(given) - len(listed)
    return ", ".join(listed) + (f" and {rest:,} more labels" if rest else "")


def _test(state: State) -> list[str]:
    """How far the test is, if there is one."""
    size = len(state.held)
    return [f"  {state.tests_answered():,} of {size:,} test items answered; no model trains on them"] if size else []


def _estimate(facts: dict[str, Any], state: State) -> str:
    """How good the model is, or when that can be told."""
    from askless.server.shown import estimate_shown, latest

    found, at = latest(state)
    return str(estimate_shown(state, found, at, labelled=facts["labelled"], items=facts["items"])["sentence"])

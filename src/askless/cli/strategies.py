"""`askless strategies`: what there is to choose by, each with its reference."""

from __future__ import annotations

import textwrap
from typing import Annotated, Any

import typer

__all__ = ["strategies"]


def strategies(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Explain this one; power(badge) wraps one in another.")
    ] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="[FILE]", help="Write JSON to FILE; alone or with -, print it.")
    ] = None,
) -> None:
    """List the strategies by family, or explain one.

    \b
    $ askless strategies
    $ askless strategies badge
    $ askless strategies "power(badge)"
    """
    from askless.choose.strategy.strategy import strategies as known

    if name is None and json_file not in (None, "-") and json_file in known.names():
        name, json_file = json_file, "-"  # `--json margin`
    if json_file is not None:
        from askless.cli.output import write_json

        chosen = [strategy for _, strategy in known.items()] if name is None else [known.get(name)]
        facts = [_facts(strategy) for strategy in chosen]
        write_json(facts if name is None else facts[0], json_file)
    elif name is None:
        print(_listed())
    else:
        print(_explained(known.get(name)))


def _facts(strategy: Any) -> dict[str, Any]:
    """What a strategy says of itself."""
    from askless.choose.strategy.describe import family

    return {
        "name": strategy.name,
        "family": family(strategy),
        "tasks": list(strategy.tasks),
        "summary": strategy.summary,
        "how": strategy.how,
        "needs": list(strategy.needs),
        "when_not": strategy.when_not,
        "cost": strategy.cost,
        "reference": strategy.reference,
    }


def _listed() -> str:
    """All of them, a heading for each family and a line for each strategy."""
    from askless.choose.strategy.describe import families

    found = families()
    width = max(len(strategy.name) for members in found.values() for strategy in members)
    return "\n\n".join(
        "\n".join([title, *(f"  {strategy.name:{width}}  {strategy.summary}" for strategy in members)])
        for title, members in found.items()
    )


def _explained(strategy: Any) -> str:
    """One strategy for people."""
    from askless.choose.evidence.kind import kinds
    from askless.core.task import WORDS

    def listed(*, given: bool) -> str:
        """Evidence with what it is: that of the round, which may be empty, or all other."""
        found = [kinds.get(need) for need in strategy.needs]
        return "; ".join(f"{kind.name} ({kind.summary})" for kind in found if (kind.scope == "reference") == given)

    parts = [
        strategy.how,
        f"Needs: {listed(given=False) or 'nothing'}.",
        f"Uses, if there are any: {listed(given=True)}." if listed(given=True) else "",
        f"Answers: {' or '.join(WORDS[task] for task in strategy.tasks)}.",
        f"When not: {strategy.when_not}",
        f"Cost: {strategy.cost}",
        *_options(strategy),
        f"Reference: {strategy.reference}" if strategy.reference else "",
    ]
    wrapped = [_wrapped(part, "  " if i else "") for i, part in enumerate(parts) if part]
    return "\n\n".join([f"{strategy.name}: {strategy.summary}", *wrapped, *_example(strategy)])


def _wrapped(text: str, hang: str) -> str:
    """A paragraph of at most 100 columns, its later lines set in."""
    return textwrap.fill(text, 100, subsequent_indent=hang, break_on_hyphens=False)


def _example(strategy: Any) -> list[str]:
    """Its worked example, if it is sure what comes first."""
    from askless.choose.strategy.describe import worked

    session = worked(strategy)
    if not session:
        return []
    return [
        "Example, in which item 0 comes first:",
        textwrap.indent(f">>> from askless import select\n{session}", "  "),
    ]


def _options(strategy: Any) -> list[str]:
    """Its options with their values, if it has any."""
    from askless.choose.strategy.strategy import options_of

    shown = {name: value for name, value in options_of(strategy).items() if name != "strategy"}
    listed = ", ".join(f"{name} = {value!r}" for name, value in shown.items())
    return [f"Options (from Python): {listed}."] if shown else []

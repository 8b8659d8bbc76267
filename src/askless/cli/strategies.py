"""`askless strategies`: what there is to choose by, each with its reference."""

from __future__ import annotations

import textwrap
from typing import Annotated, Any

import typer

__all__ = ["strategies"]


def strategies(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Explain this one.")] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="[FILE]", help="Write JSON to FILE; alone or with -, print it.")
    ] = None,
) -> None:
    """List the strategies, or explain one.

    \b
    $ askless strategies
    $ askless strategies margin
    """
    from askless.choose.strategy.strategy import strategies as known

    if name is None and json_file not in (None, "-") and json_file in known.names():
        name, json_file = json_file, "-"  # `--json margin`
    chosen = [known.get(name)] if name is not None else [strategy for _, strategy in known.items()]
    facts = [_facts(strategy) for strategy in chosen]
    if json_file is not None:
        from askless.cli.output import write_json

        write_json(facts if name is None else facts[0], json_file)
    elif name is None:
        width = max(len(fact["name"]) for fact in facts)
        print("\n".join(f"{fact['name']:{width}}  {fact['summary']}" for fact in facts))
    else:
        print(_explained(facts[0]))


def _facts(strategy: Any) -> dict[str, Any]:
    """What a strategy says of itself."""
    return {
        "name": strategy.name,
        "summary": strategy.summary,
        "how": strategy.how,
        "needs": list(strategy.needs),
        "when_not": strategy.when_not,
        "cost": strategy.cost,
        "reference": strategy.reference,
    }


def _explained(fact: dict[str, Any]) -> str:
    """One strategy for people."""
    titles = {"how": "", "when_not": "When not: ", "cost": "Cost: ", "reference": "Reference: "}
    parts = [f"{title}{fact[key]}" for key, title in titles.items() if fact[key]]
    needs = f"Needs: {', '.join(fact['needs']) or 'nothing'}."
    return "\n\n".join(
        [f"{fact['name']}: {fact['summary']}", *(textwrap.fill(p, 100) for p in [parts[0], needs, *parts[1:]])]
    )

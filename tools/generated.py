"""Rewrite the generated parts of the manual; ``make generated`` runs this, and a test compares.

A part stands between ``<!-- generated: NAME ... -->`` and ``<!-- end of generated: NAME -->``.
"""

import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import sequence_learning_tables
import sequence_tables
import stream_tables
import synthesis_tables

DOCS = Path(__file__).resolve().parents[1] / "docs"
CURVES = DOCS.parent / "benchmarks" / "curves"
HELP_WIDTH = 100


def command_names() -> list[str]:
    """Names of the commands, in the order of ``askless --help``; those of a group follow it."""
    from askless.cli.app import GROUPS, commands

    return [
        name
        for outer in commands()
        for name in (outer, *(f"{outer} {inner}" for inner in (commands(outer) if outer in GROUPS else [])))
    ]


def help_text(*arguments: str) -> str:
    """What a command prints for --help in a plain terminal of fixed width."""
    plain = {"COLUMNS": str(HELP_WIDTH), "TERMINAL_WIDTH": str(HELP_WIDTH), "NO_COLOR": "1", "TERM": "dumb"}
    environment = {**os.environ, **plain, "PYTHONUTF8": "1"}
    environment.pop("FORCE_COLOR", None)
    command = [sys.executable, "-m", "askless", *arguments, "--help"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def command_pages() -> str:
    """The help of askless and of each command."""
    parts = [f"```text\n{help_text()}\n```"]
    parts += [f"## askless {name}\n\n```text\n{help_text(*name.split())}\n```" for name in command_names()]
    return "\n\n".join(parts)


def strategy_pages() -> str:
    """A table of the registered strategies, then what each says of itself, with its worked example."""
    from askless.choose.strategy.describe import worked
    from askless.choose.strategy.strategy import strategies

    rows = [f"| [`{name}`](#{name}) | {strategy.summary} |" for name, strategy in strategies.items()]
    parts = ["\n".join(["| strategy | in a line |", "|---|---|", *rows])]
    for name, strategy in strategies.items():
        needs = " and ".join(f"`{need}`" for need in strategy.needs) or "nothing"
        when_not = strategy.when_not[:1].lower() + strategy.when_not[1:]
        told = [
            strategy.how,
            f"**Another one is better** {when_not}" if when_not else "",
            f"**Needs** {needs}; {strategy.cost}.",
            f"**Source:** {strategy.reference}.",
        ]
        example = worked(strategy)
        session = [f"```pycon\n{example}\n```"] if example else []
        parts.append("\n\n".join([f"### {name}", *(fill(text, 120) for text in told if text), *session]))
    return "\n\n".join(parts)


def family_table() -> str:
    """The registered strategies by family, each with a link to what it says of itself."""
    from askless.choose.strategy.describe import families

    rows = [
        f"| {title} | {', '.join(f'[`{member.name}`](strategies.md#{member.name})' for member in members)} |"
        for title, members in families().items()
    ]
    return "\n".join(["| family | strategies |", "|---|---|", *rows])


RULES_READ = {
    "batch": "what it had said of the latest items before they were answered",
    "posterior": "a linear model at two numbers of labels",
    "outset": "the same at the first labels",
    "chance": "the forecast's chance",
    "costs": "two prices",
    "random": "answers to items drawn at random",
    "positive": "the label that is searched for",
}
"""What a stopping rule reads, in words."""


def stopping_pages() -> str:
    """A table of the registered stopping rules, then what each says of itself."""
    from askless.enough.stopping.rule import stopping_rules

    rows = [f"| [`{name}`](#{name}) | {rule.summary} |" for name, rule in stopping_rules.items()]
    parts = ["\n".join(["| rule | says that labelling may end when |", "|---|---|", *rows])]
    for name, rule in stopping_rules.items():
        model = "the model as it is" if rule.window == 1 else f"the model at {rule.window} numbers of labels"
        words = {"looks": model, **RULES_READ}
        read = "; ".join(words.get(need, need) for need in rule.needs) or "the answers alone"
        told = [
            rule.how,
            f"**Another one is better** {rule.when_not[:1].lower()}{rule.when_not[1:]}",
            f"**Reads** {read}.",
            f"**Source:** {rule.reference}.",
        ]
        parts.append("\n\n".join([f"### {name}", *(fill(text, 120) for text in told)]))
    return "\n\n".join(parts)


def model_table() -> str:
    """The built-in models, the default of each kind of item first."""
    from askless.models.built_in import models

    rows = [
        f"| `{name}` | {', '.join(model.kinds)} | {', '.join(model.default_for) or '—'} | {model.summary} |"
        for name, model in sorted(models.items(), key=lambda pair: (not pair[1].default_for, pair[0]))
    ]
    return "\n".join(["| model | takes | default for | what it is |", "|---|---|---|---|", *rows])


def stream_parts(title: str, head: str, parts: Callable[[], Iterable[tuple[str, Any]]]) -> Callable[[], str]:
    """A maker of a table of the parts of a stream learner: names and the first line of what each says of itself."""

    def table() -> str:
        rows = [f"| `{name}` | {first_line(part)} |" for name, part in parts()]
        return "\n".join([f"| {title} | {head} |", "|---|---|", *rows])

    return table


def first_line(part: Any) -> str:
    """The first sentence of what a part says of itself, as the manual writes it."""
    line = " ".join(inspect.cleandoc(part.__doc__).split("\n\n")[0].split())
    return line.replace(" [1]_", "").replace("``", "`")


def samplers() -> Iterable[tuple[str, Any]]:
    """The registered samplers, the default and its yardstick first."""
    from askless.stream.samplers.sampler import stream_samplers

    first = ("split_quantile", "random")
    return sorted(stream_samplers.items(), key=lambda pair: (pair[0] not in first, pair[0] != first[0], pair[0]))


def budgets() -> Iterable[tuple[str, Any]]:
    """The registered budgets."""
    from askless.stream.budgets.budget import stream_budgets

    return stream_budgets.items()


def stream_models() -> Iterable[tuple[str, Any]]:
    """The registered models of streams."""
    from askless.models.online.online import online_models

    return online_models.items()


def found_drift() -> Iterable[tuple[str, Any]]:
    """The registered drift detectors, those that see errors first."""
    from askless.stream.drift.detector import ErrorDetector, detectors

    return sorted(detectors.items(), key=lambda pair: (not issubclass(pair[1], ErrorDetector), pair[0]))


def generator_table() -> str:
    """The registered ways to make a question up, by the answers that they are for."""
    from askless.synthesis.generators.generator import generators

    words = {("classes",): "labels", ("real",): "numbers", ("classes", "real"): "both"}
    order = sorted(generators.items(), key=lambda pair: (len(pair[1].tasks), pair[1].tasks, pair[0]))
    rows = []
    for name, one in order:
        # What a score says of pools, and of strategies that only they have, would mislead here.
        own = type(one).__module__ != "askless.synthesis.generators.acquisition"
        rows.append(f"| `{name}` | {words[tuple(sorted(one.tasks))]} | {one.summary} | {one.when_not if own else ''} |")
    return "\n".join(["| strategy | answers | it | another one is better |", "|---|---|---|---|", *rows])


def point_model_table() -> str:
    """The registered models of synthesis."""
    from askless.synthesis.models.registered import point_models

    words = {"classes": "labels", "real": "numbers"}
    rows = [
        f"| `{name}` | {' and '.join(words[task] for task in one.tasks)} | {one.summary} |"
        for name, one in point_models.items()
    ]
    return "\n".join(["| model | answers | what it is |", "|---|---|---|", *rows])


def protocol_table() -> str:
    """The registered benchmark protocols."""
    from askless.bench.protocol.protocol import protocols

    rows = [f"| `{name}` | {protocol.summary.rstrip('.')} | {protocol.takes} |" for name, protocol in protocols.items()]
    return "\n".join(["| name | what is compared | takes |", "|---|---|---|", *rows])


def script(name: str, begin: str = "", end: str | None = None) -> Callable[[], str]:
    """A maker of a script of the gallery as a block, or of its part from one line up to another."""

    def block() -> str:
        text = (DOCS / "gallery" / name).read_text(encoding="utf-8")
        start = text.index(begin)
        return f"```python\n{text[start : None if end is None else text.index(end, start)].strip()}\n```"

    return block


def finding(name: str) -> Callable[[], str]:
    """A maker of what a benchmark protocol found, as ``askless bench NAME --report-only --json`` wrote it.

    It ends with what was run and what was not, and with the commands that draw exactly these curves.
    """

    def tables() -> str:
        found = json.loads((CURVES / f"{name}.json").read_text(encoding="utf-8"))
        versions = ", ".join(f"{library} {version}" for library, version in found["versions"].items())
        parts = [f"{found['curves']:,} curves, drawn with {versions}."]
        gates = [[gate["name"], gate["asked"], gate["measured"], gate["sign"]] for gate in found["gates"]]
        if gates:
            parts.append(_table("Asked and measured", ("what", "asked", "measured", ""), gates, ""))
        parts += [_table(table["title"], table["head"], table["rows"], table["note"]) for table in found["tables"]]
        return "\n\n".join([*parts, *drawn(name, found["curves"])])

    return tables


def drawn(name: str, n_curves: int) -> list[str]:
    """What was run of a protocol and what was not, from the curves that are kept, and how to draw them again."""
    from askless.bench.protocol.curves import read_curves
    from askless.bench.protocol.protocol import protocols
    from askless.bench.protocol.ran import as_command, commands, not_run, ran

    protocol = protocols.get(name)
    cells = [curve.cell for curve in read_curves(CURVES / f"{name}.jsonl.gz", name).curves]
    if len(cells) != n_curves:
        raise ValueError(f"The finding of “{name}” is of {n_curves} curves, and {len(cells)} are kept. Write it again.")
    table = ran(protocol, cells)
    options, left = commands(protocol, cells)
    calls = [*(as_command(protocol, one) for one in options), f"askless bench {name} --report-only -o {name}.html"]
    missing = [f"* {line}" for line in not_run(protocol, cells)]
    told = "These commands draw exactly the curves above, and the last one tells what is in them:"
    if left:
        told = f"These commands draw the curves above but for {len(left):,}, which none plans; the last one tells:"
    parts = [_table(table.title, table.head, table.rows, table.note)]
    parts += (
        ["Sets that were planned and not run:", "\n".join(fill(line, 120, subsequent_indent="  ") for line in missing)]
        if missing
        else []
    )
    return [*parts, told, "```console\n" + "\n".join(f"$ {call}" for call in calls) + "\n```"]


def missed() -> str:
    """The numbers of all findings that are not what was asked for."""
    lines = []
    for path in KEPT:
        gates = json.loads(path.read_text(encoding="utf-8"))["gates"]
        some = [gate for gate in gates if gate["passed"] is False]
        lines += [
            f"* `{path.stem}`, {gate['name']}: asked {gate['asked']}, measured {gate['measured']}" for gate in some
        ]
        still = sum(gate["passed"] is None for gate in gates)
        lines += [f"* `{path.stem}`: {still} of {len(gates)} numbers are open"] if still else []
    return "\n".join(fill(line, 120, subsequent_indent="  ", break_on_hyphens=False) for line in lines)


def searches() -> str:
    """How much is read until a search is ended, as benchmarks/searches.py measured it."""
    found = json.loads((DOCS.parent / "benchmarks" / "searches.json").read_text(encoding="utf-8"))
    rows = ["| " + " | ".join(row) + " |" for row in (found["head"], *found["rows"])]
    return "\n".join([rows[0], "|---" * len(found["head"]) + "|", *rows[1:]])


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], note: str) -> str:
    """A table of a finding; columns of numbers stand right."""
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in (head, *cells)]
    lines.insert(1, "|---" + "|---:" * (len(head) - 1) + "|" if title != "Asked and measured" else "|---" * 4 + "|")
    return "\n\n".join([f"### {title}", *([fill(note, 120)] if note else []), "\n".join(lines)])


STREAMS = stream_tables.PARTS if all(path.exists() for path in stream_tables.FILES) else {}
GALLERY = (
    "own_model", "texts", "several_labels", "numbers_as_answers", "torch_module", "own_strategy",
    "decision_boundary", "kinetics", "noisy_function", "digits_decoder",
)  # fmt: skip
KEPT = sorted(CURVES.glob("*.json"))
PARTS: dict[str, tuple[str, Callable[[], str]]] = {
    "commands": ("cli.md", command_pages),
    "models": ("models.md", model_table),
    "samplers": ("streams.md", stream_parts("sampler", "what it asks", samplers)),
    "budgets": ("streams.md", stream_parts("budget", "how it is counted", budgets)),
    "stream_models": ("streams.md", stream_parts("model", "what it is", stream_models)),
    "generators": ("synthesis.md", generator_table),
    "point_models": ("synthesis.md", point_model_table),
    "detectors": ("active-or-passive.md", stream_parts("detector", "what it watches", found_drift)),
    "protocols": ("bench.md", protocol_table),
    "read_curves": ("bench.md", script("own_protocol.py", "curves = pd.read_json")),
    "own_protocol": ("bench.md", script("own_protocol.py", "from askless.bench.game", "\n\n# `askless bench")),
    "strategies": ("strategies.md", strategy_pages),
    "stopping": ("stopping.md", stopping_pages),
    "searches": ("screening.md", searches),
    "families": ("which-strategy.md", family_table),
    "gini": ("contributing.md", script("own_strategy.py", "@score(", "\n\n\n")),
    "far_off": ("contributing.md", script("own_pick.py", "class FarOff", "\n\ncheck")),
    **{name: ("gallery.md", script(f"{name}.py")) for name in GALLERY},
    **STREAMS,
    **synthesis_tables.PARTS,
    **sequence_tables.PARTS,
    **sequence_learning_tables.PARTS,
    "missed": ("evidence.md", missed),
    **{f"found_{path.stem}": ("evidence.md", finding(path.stem)) for path in KEPT},
}


def rewritten(text: str, name: str) -> str:
    """A page with one of its generated parts made anew."""
    around = re.compile(rf"(<!-- generated: {name}\b[^>]*-->\n).*?(<!-- end of generated: {name} -->)", re.DOTALL)
    body = PARTS[name][1]()
    result, count = around.subn(lambda found: f"{found[1]}\n{body}\n\n{found[2]}", text)
    if count != 1:
        raise ValueError(f"The page of “{name}” has {count} places for it. Give it one, with its two comments.")
    return result


if __name__ == "__main__":
    for part, (page, _) in PARTS.items():
        path = DOCS / page
        before = path.read_text(encoding="utf-8")
        after = rewritten(before, part)
        path.write_text(after, encoding="utf-8")
        print(f"{page}: {'unchanged' if after == before else 'rewritten'}")

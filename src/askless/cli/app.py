"""The command line: finds the commands, one file each, and sees to it that every failure is explained.

A command is a function with the name of its file. Files are imported when their command is called,
or when the overview needs their first line. A group of commands is a folder with a file for each.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from io import TextIOWrapper
from typing import Annotated, Any

import typer
import typer.main
from typer.core import TyperGroup

from askless.cli.failures import explained
from askless.cli.stopping import stoppable

__all__ = ["COMMANDS", "GROUPS", "Group", "app", "commands", "main"]

COMMANDS = {
    "demo": "demo",
    "label": "label",
    "status": "status",
    "export": "export",
    "import": "import_",
    "report": "report",
    "simulate": "simulate",
    "strategies": "strategies",
    "bench": "bench",
    "stream": "stream",
    "synthesize": "synthesize",
}
"""Commands in the order of the overview, with the file or folder of each; one without is not shown."""


@dataclass(frozen=True)
class Group:
    """A command that is a folder of commands.

    Parameters
    ----------
    about : str
        What its --help says: a line, and an example.
    members : mapping of str to str
        Its commands, with the file of each.
    """

    about: str
    members: Mapping[str, str]


GROUPS = {
    "stream": Group(
        """Decide item by item what is worth a label.

        Items come one by one, each is asked about or let go, under a budget, while the world drifts.

        \b
        $ askless stream simulate sea:abrupt --budget 0.1     try it on a stream whose labels are known
        """,
        {"run": "run", "simulate": "simulate"},
    ),
}
"""Commands that are groups of commands."""


def commands(group: str = "") -> list[str]:
    """Names of the commands that there are, or of those of a group."""
    members, folder = (GROUPS[group].members, f".{COMMANDS[group]}") if group else (COMMANDS, "")
    return [name for name, file in members.items() if find_spec(f"askless.cli{folder}.{file}")]


class Commands(TyperGroup):
    """A group of commands; imports the file of a command when it is looked up."""

    group: str = ""
    """Its own name; none is that of all commands."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names for the overview."""
        return commands(self.group)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, or None."""
        name = cmd_name.replace("_", "-")
        if name not in commands(self.group):
            return None
        if not self.group and name in GROUPS:
            return _group(name)
        folder, members = (f".{COMMANDS[self.group]}", GROUPS[self.group].members) if self.group else ("", COMMANDS)
        function = getattr(import_module(f"askless.cli{folder}.{members[name]}"), members[name])
        alone = typer.Typer(**_PLAIN)
        alone.command(name=name)(function)
        return typer.main.get_command(alone)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command of a call; an unknown one is answered with what is near."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            known = commands(self.group)
            near = get_close_matches(args[0], known, n=2)
            hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(known)}."
            ctx.fail(f"There is no command “{f'{self.group} {args[0]}'.strip()}”. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Call the command; Ctrl+C is one line and the status that shells expect."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            print("askless: stopped.", file=sys.stderr)
            raise SystemExit(130) from None


def _group(name: str) -> Any:
    """A command that is a group of commands."""
    of: Any = type("Members", (Commands,), {"group": name})
    alone = typer.Typer(name=name, cls=of, no_args_is_help=True, **_PLAIN)
    alone.callback(help=GROUPS[name].about)(lambda: None)
    return typer.main.get_command(alone)


SPELLINGS = {
    "label": ("--target", "--label-column"),
    "simulate": ("--label-column", "--target"),
    "stream": ("--label-column", "--target"),
    "synthesize": ("--label-column", "--target"),
}
"""Options by which some know the column of the labels, and those that the commands have."""

_PLAIN: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,  # rich would double the time that --help takes
    "pretty_exceptions_enable": False,
}

app = typer.Typer(name="askless", cls=Commands, no_args_is_help=True, **_PLAIN)


def _version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        from askless import __version__

        print(f"askless {__version__}")
        raise typer.Exit


@app.callback()
def askless(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback behind a failure; also after the command.")
    ] = False,
) -> None:
    """Ask less, learn more: label the items that teach a model most.

    \b
    $ askless demo                          try it on real data
    $ askless label reviews.csv             label your own
    $ askless export reviews.csv -o labels.csv
    """


def arguments(given: Sequence[str]) -> tuple[list[str], bool]:
    """Arguments as the commands take them, and whether --debug is among them.

    ``--json`` without a file means ``--json -``, the standard output. The column of the labels has two names.

    Examples
    --------
    >>> arguments(["status", "reviews.csv", "--json", "--debug"])
    (['status', 'reviews.csv', '--json', '-'], True)
    >>> arguments(["label", "houses.csv", "--target", "price"])[0]
    ['label', 'houses.csv', '--label-column', 'price']
    """
    end = given.index("--") if "--" in given else len(given)
    debug = "--debug" in given[:end]
    kept = [a for i, a in enumerate(given) if i >= end or a != "--debug"]
    for i in reversed(range(len(kept))):
        follower = kept[i + 1] if i + 1 < len(kept) else "--"
        if kept[i] == "--json" and follower.startswith("-") and follower != "-":
            kept.insert(i + 1, "-")
    return _respelt(kept), debug


def _respelt(given: list[str]) -> list[str]:
    """Arguments with the name of an option that their command has."""
    command = next((a for a in given if not a.startswith("-")), "")
    if command not in SPELLINGS:
        return given
    other, own = SPELLINGS[command]
    end = given.index("--") if "--" in given else len(given)
    before = [own + a[len(other) :] if a == other or a.startswith(f"{other}=") else a for a in given[:end]]
    return before + given[end:]


def main(given: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    given : sequence of str, optional
        Arguments; those of the process if not given.

    Returns
    -------
    status : int
        0 on success, 1 on a failure that has been explained, 2 on bad usage, 130 after Ctrl+C or SIGTERM.
    """
    for stream in (sys.stdout, sys.stderr):  # a name that the terminal's encoding lacks is no reason to stop
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    kept, debug = arguments(sys.argv[1:] if given is None else given)
    # What goes wrong behind an open page is logged, for the page goes on.
    logging.getLogger("askless").setLevel(logging.DEBUG if debug else logging.NOTSET)

    def call() -> None:
        with stoppable():
            typer.main.get_command(app).main(kept, prog_name="askless")

    return explained(call, debug=debug)

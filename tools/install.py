"""Install askless and its tools into the environment that runs this file.

uv does the work because it is many times faster, but it does not read pip's configuration, where a machine says
where packages come from. So that configuration is read here and handed on; if uv still fails, pip itself is asked.

With --torch it installs PyTorch and what stands on it for the tests, always the build for the processor: the usual one
brings gigabytes of CUDA. A folder of wheels that pip knows of goes first; elsewhere uv takes it from PyTorch's own
index.
"""

import ast
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

sys.path.insert(0, str(Path(__file__).parent))
import page

ROOT = Path(__file__).resolve().parents[1]
ON_TORCH = ["botorch>=0.13", "zuko>=1.4"]
"""What needs PyTorch: named in one breath with it, so that they are content with the build that is chosen."""


def pip_settings() -> dict[str, str]:
    """What pip is configured with, environment variables first ('find-links', 'index-url', 'cert', ...)."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    settings: dict[str, str] = {}
    for section in ("global.", "install.", ":env:."):  # later ones win, as in pip
        for line in listed.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(section):
                settings[name.removeprefix(section)] = str(ast.literal_eval(value))
    return settings


def uv_arguments(settings: dict[str, str]) -> list[str]:
    """The same sources of packages in uv's words."""
    arguments = [part for link in settings.get("find-links", "").split() for part in ("--find-links", link)]
    if "index-url" in settings:
        arguments += ["--default-index", settings["index-url"]]
    return arguments


def cpu_torch(settings: dict[str, str]) -> str | None:
    """The newest PyTorch for the processor that a folder known to pip holds for this Python, as a requirement."""
    from packaging.tags import sys_tags  # pytest brings it, so it is there once the other packages are
    from packaging.utils import InvalidWheelFilename, parse_wheel_filename

    ours, found = frozenset(sys_tags()), []
    for link in settings.get("find-links", "").split():
        folder = Path(unquote(urlsplit(link).path) if link.startswith("file:") else link)
        for wheel in folder.glob("torch-*.whl") if folder.is_dir() else ():
            try:
                _, version, _, tags = parse_wheel_filename(wheel.name)
            except InvalidWheelFilename:
                continue
            if version.local == "cpu" and not ours.isdisjoint(tags):
                found.append(version)
    return f"torch=={max(found)}" if found else None


def with_uv(wanted: list[str]) -> bool:
    """Whether uv could install."""
    settings = pip_settings()
    environment = dict(os.environ)
    if "cert" in settings:
        environment.setdefault("SSL_CERT_FILE", settings["cert"])
    if find_spec("uv") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "-qq", "uv"], check=True)
    # Compiled now, because an environment that forbids writing bytecode would otherwise start slowly each time.
    uv = [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable, "--compile-bytecode", "-q"]
    return subprocess.run([*uv, *uv_arguments(settings), *wanted], env=environment, cwd=ROOT).returncode == 0


def install(wanted: list[str]) -> None:
    """Install with uv, or with pip where uv cannot."""
    if with_uv(wanted):
        return
    print("uv could not install; trying pip, which knows this machine's configuration better.", flush=True)
    pip = [sys.executable, "-m", "pip", "install", "-qq"]
    subprocess.run([*pip, "--upgrade", "pip"], check=True)  # groups need pip 25.1
    subprocess.run([*pip, *wanted], check=True, cwd=ROOT)


def install_torch() -> int:
    """Install the build of PyTorch for the processor; pip alone is never asked, for it would take the one with CUDA."""
    print("Installing PyTorch for the tests into .venv", flush=True)
    found = cpu_torch(pip_settings())
    if with_uv([*([found] if found else ["--torch-backend=cpu", "torch>=2.4"]), *ON_TORCH]):
        return 0
    print("PyTorch could not be installed. The lines above say why.", file=sys.stderr)
    return 1


def main() -> int:
    """Install the package in place, its tools, and Node if the system has none that is new enough; or PyTorch."""
    if "--torch" in sys.argv[1:]:
        return install_torch()
    wanted = ["--editable", ".", "--group", "dev"]
    if (ROOT / "web" / "package.json").exists() and page.system_node() is None:
        wanted.append(page.NODE_PACKAGE)
    print("Installing askless and its tools into .venv", flush=True)
    try:
        install(wanted)
    except subprocess.CalledProcessError as failure:
        print(f"The installation stopped: {failure}. The lines above say why.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

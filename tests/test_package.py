"""The wheel and the source archive: complete, small, self-contained, and built without Node."""

import gzip
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STATIC = "askless/static/"
ENTRY_LIMIT = 30_000  # bytes, gzipped
FIRST_SCREEN_LIMIT = 80_000
SENTENCE_LIMIT = 90_000  # sentences bring a screen of their own, which nobody else fetches
SENTENCES, OF_SENTENCES = "/tokens.svelte", ("/tags.svelte", "/spans.svelte")
OTHER_SCREENS = ("/naming.svelte", "/finished.svelte", "/browse.svelte")
# Fetched after the first look at the future, and in place of the curve in a search, a stream and with made-up items.
CURVE = "/curve.svelte"
MADE_UP = ("/form.svelte", "/origin.svelte", "/synthesis.svelte")
LATER = ("/prospects.svelte", "/search.svelte", "/stream.svelte")
LATER_LIMIT = 5_000
# Addresses that name something and are never fetched: XML namespaces, and the pages Svelte's errors point to.
HARMLESS = re.compile(r"https?://(www\.w3\.org/|svelte\.dev/e/)")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with a wheel that was made from the source archive on a path where npm and node fail."""
    if not (ROOT / "src" / STATIC / "index.html").exists():
        assert not os.environ.get("CI"), "the page is not built: run `make setup`"
        pytest.skip("the page is not built: run `make setup`")
    folder = tmp_path_factory.mktemp("dist")
    for name in ("node", "npm"):
        (folder / name).write_text("#!/bin/sh\necho 'Node was called' >&2\nexit 1\n")
        (folder / name).chmod(0o755)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(built.glob("*.whl")))


def manifest(wheel: zipfile.ZipFile) -> dict[str, dict[str, list[str]]]:
    """Vite's list of what it built; imported pieces by source name."""
    (name,) = [name for name in wheel.namelist() if name.startswith(STATIC) and name.endswith("manifest.json")]
    listed: dict[str, dict[str, list[str]]] = json.loads(wheel.read(name))
    return listed


def entry_of(listed: dict[str, dict[str, list[str]]]) -> str:
    (entry,) = [name for name, chunk in listed.items() if chunk.get("isEntry")]
    return entry


def files_of(listed: dict[str, dict[str, list[str]]], start: set[str], follow: tuple[str, ...]) -> set[str]:
    """Files that load with the given pieces, following these kinds of import."""
    seen: set[str] = set()
    waiting = set(start)
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting |= {other for kind in follow for other in listed[name].get(kind, [])} - seen
    return {str(file) for name in seen for file in [listed[name]["file"], *listed[name].get("css", [])]}


def gzipped(wheel: zipfile.ZipFile, files: set[str]) -> dict[str, int]:
    return {file: len(gzip.compress(wheel.read(STATIC + file), 9)) for file in sorted(files)}


def test_wheel_holds_the_whole_page(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    assert STATIC + "index.html" in names
    listed = manifest(wheel)
    assert {STATIC + file for file in files_of(listed, set(listed), ())} <= names


def test_page_is_small(wheel: zipfile.ZipFile) -> None:
    listed = manifest(wheel)
    entry = entry_of(listed)
    sizes = gzipped(wheel, files_of(listed, {entry}, ("imports",)))
    assert sum(sizes.values()) <= ENTRY_LIMIT, f"the entry takes {sizes} bytes gzipped"
    # All that may be fetched, but for the screens that come before, after and beside the one to label on; a project
    # has answers of one kind and items of one kind, and fetches the views of these. Made-up items have no curve.
    pieces = {
        name
        for name, piece in listed.items()
        if piece.get("isDynamicEntry") and not name.endswith((*OTHER_SCREENS, *LATER))
    }
    spaces = {name for name in pieces if "/spaces/" in name and name.endswith(".svelte")}
    kinds = {name for name in pieces if "/items/" in name and name.endswith(".svelte")}
    assert (len(spaces), len(kinds)) == (5, 5)
    for space, kind in product(spaces, kinds):
        if space.endswith(OF_SENTENCES) != kind.endswith(SENTENCES):
            continue  # tags and spans are of sentences, and nothing else is
        absent = (CURVE,) if kind.endswith(MADE_UP) else MADE_UP
        limit = SENTENCE_LIMIT if kind.endswith(SENTENCES) else FIRST_SCREEN_LIMIT
        common = {name for name in pieces - spaces - kinds if not name.endswith(absent)}
        screen = gzipped(wheel, files_of(listed, common | {entry, space, kind}, ("imports",)))
        assert sum(screen.values()) <= limit, f"the first label screen takes {screen} bytes gzipped"
    first = files_of(listed, pieces | {entry}, ("imports",))
    later = [name for name in listed if name.endswith(LATER)]
    assert len(later) == len(LATER)
    for name in later:
        more = gzipped(wheel, files_of(listed, {name}, ("imports",)) - first)
        assert 0 < sum(more.values()) <= LATER_LIMIT, f"{name} takes {more} bytes gzipped more"


def test_page_names_no_other_host(wheel: zipfile.ZipFile) -> None:
    for name in wheel.namelist():
        if name.startswith(STATIC) and name.endswith((".html", ".js", ".css", ".svg", ".json", ".webmanifest")):
            text = HARMLESS.sub("", wheel.read(name).decode())
            found = re.search(r".{0,60}https?://.{0,60}", text)
            assert not found, f"{name} names a host: {found[0] if found else ''}"


def test_nothing_else_slips_in(wheel: zipfile.ZipFile, built: Path) -> None:
    names = wheel.namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"askless"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".map")]
    assert sum(info.file_size for info in wheel.infolist()) < 5_000_000, "data slipped into the wheel"
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        inside = [name.partition("/")[2] for name in archive.getnames()]
    assert "src/askless/static/index.html" in inside
    assert not [name for name in inside if "node_modules" in name or ".askless/" in name or "shared/" in name]

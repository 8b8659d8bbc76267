"""Imports point down only: a walk over the source finds rings, upward arrows and heavy imports in light places."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src"
FLOORS = {
    "errors": 0, "core": 0,
    "data": 1, "models": 1, "compute": 1,
    "choose": 2,
    "enough": 3, "crowd": 3,
    "pool": 4, "stream": 4, "synthesis": 4,
    "bench": 5,
    "policy": 6, "check": 6, "server": 6,
    "cli": 7, "testing": 7,
    "__main__": 8,
}  # fmt: skip
NEIGHBOURS_MAY_MEET = {"errors", "core"}  # core raises the errors
INSIDE_CHOOSE = ("kernels", "score", "objective", "pick", "evidence", "strategy")
HEAVY = ("sklearn", "pandas", "skrub", "scipy", "pyarrow", "skops", "matplotlib", "torch")


def module_name(path: Path) -> str:
    """Dotted name of a source file; a package has the name of its folder."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(path): path for path in sorted((SOURCE / "askless").rglob("*.py"))}


def imported_names(name: str) -> Iterator[tuple[str, int]]:
    """Every dotted name that a module imports, anywhere in its text, with the line."""
    path = FILES[name]
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parents, *filter(None, [node.module])])
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def arrows(name: str) -> Iterator[tuple[str, int]]:
    """The modules of ours that a module imports: the longest known beginning of each name."""
    for imported, line in imported_names(name):
        if imported.partition(".")[0] != "askless" or imported == "askless.__version__":
            continue
        while imported not in FILES:
            imported = imported.rpartition(".")[0]
        if imported != name:
            yield imported, line


def room(name: str) -> str:
    """The first folder or file under askless; the package itself is named as it is."""
    return name.split(".")[1] if "." in name else name


def test_every_room_has_a_floor() -> None:
    unknown = sorted({room(name) for name in FILES} - set(FLOORS) - {"askless"})
    assert not unknown, f"askless/{unknown[0]} has no floor. Give it one in FLOORS, at the top of this file."


@pytest.mark.parametrize("name", FILES)
def test_imports_point_down(name: str) -> None:
    if name == "askless":
        return  # the lazy public names: on top of everything
    here = FLOORS[room(name)]
    wrong = []
    for other, line in arrows(name):
        there = FLOORS[room(other)] if other != "askless" else 99
        neighbours = there == here and room(other) != room(name)
        if there > here:
            wrong.append(f"line {line}: {other} is on floor {there}, above floor {here}")
        elif neighbours and not {room(other), room(name)} <= NEIGHBOURS_MAY_MEET:
            wrong.append(f"line {line}: {other} is a neighbour on floor {here}")
    assert not wrong, f"{FILES[name].relative_to(SOURCE)} imports what it may not:\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("askless.choose.")])
def test_imports_inside_choose_point_down(name: str) -> None:
    def step(module: str) -> int | None:
        parts = module.split(".")
        inside = parts[1] == "choose" and len(parts) > 2 and parts[2] in INSIDE_CHOOSE
        return INSIDE_CHOOSE.index(parts[2]) if inside else None

    here = step(name)
    ours = [(other, line) for other, line in arrows(name) if other != "askless"]
    wrong = [
        f"line {line}: {other} comes later than {name} in {' < '.join(INSIDE_CHOOSE)}"
        for other, line in ours
        if here is not None and (step(other) or 0) > here
    ]
    assert not wrong, "\n".join(wrong)


def test_no_ring() -> None:
    try:
        TopologicalSorter({name: {other for other, _ in arrows(name)} for name in FILES}).prepare()
    except CycleError as ring:
        pytest.fail("these modules import each other in a ring: " + " <- ".join(ring.args[1]))


@pytest.mark.parametrize("name", [name for name, path in FILES.items() if path.name == "__init__.py"])
def test_package_files_hold_names_only(name: str) -> None:
    allowed = {"__getattr__", "__dir__"}  # what lazy names need
    body = ast.parse(FILES[name].read_text(encoding="utf-8")).body
    made = [node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    extra = sorted(set(made) - allowed)
    assert not extra, f"{name}/__init__.py defines {extra}. Give it a file of its own."


def loaded_after(statement: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize("statement", ["import askless", "import askless.cli"])
def test_the_doors_import_nothing_heavy(statement: str) -> None:
    heavy = loaded_after(statement) & {"numpy", "sqlalchemy", "fastapi", *HEAVY}
    assert not heavy, f"`{statement}` loads {sorted(heavy)}; import them where they are used."


def test_the_server_imports_nothing_heavy() -> None:
    """The process that serves the page stays small; training happens in another one."""
    modules = [name for name in FILES if room(name) == "server"]
    assert modules
    heavy = loaded_after("import " + ", ".join(modules)) & set(HEAVY)
    assert not heavy, f"askless.server loads {sorted(heavy)}; the trainer's process is the place for them."

"""The manual and the docstrings are kept true: validated, run, regenerated and built."""

import doctest
import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpydoc.validate import validate

import askless

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
sys.path.insert(0, str(ROOT / "tools"))
import generated  # noqa: E402

# What numpydoc asks and our style does not: where the first line stands, a "See Also", a longer summary, capitals
# and full stops in what are phrases, types in numpydoc's own spelling, and a verb where a noun says more.
NOT_ASKED = {"GL01", "GL02", "GL03", "SA01", "ES01", "PR06", "PR08", "PR09", "RT02", "RT04", "RT05", "YD01", "SS05"}
SECTIONS = {"PR01", "RT01", "EX01"}  # missing parameters, returns, examples
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(askless.__path__, "askless.")
    if not module.name.endswith("__main__")
)


def public_names() -> Iterator[str]:
    """Dotted names of everything public, with the public methods of public classes."""
    for module in ("askless", *(name for name in MODULES if name == "askless.testing")):
        members = importlib.import_module(module)
        for name in getattr(members, "__all__", ()):
            value = getattr(members, name)
            if inspect.isclass(value) and not issubclass(value, Exception):
                own = [key for key, member in vars(value).items() if not key.startswith("_") and callable(member)]
                yield from (f"{module}.{name}.{key}" for key in own)
            if callable(value):
                yield f"{module}.{name}"


@pytest.mark.parametrize("name", list(public_names()))
def test_public_docstring_is_complete(name: str) -> None:
    found = validate(name)
    errors = {code: text for code, text in found["errors"] if code not in NOT_ASKED}
    is_method, is_error = name.count(".") > 1, name.endswith("Error")
    short = "\n" not in found["docstring"].strip()
    if is_error or (is_method and short):  # a method that one sentence explains needs no sections
        errors = {code: text for code, text in errors.items() if code not in SECTIONS}
    elif is_method:
        errors.pop("EX01", None)  # the class's example shows its methods
    assert not errors, f"{found['file']}:{found['file_line']} {name}: {errors}"


def test_public_list_matches_the_members() -> None:
    assert sorted(askless.__all__) == list(askless.__all__), "askless.__all__ is not sorted"
    assert set(askless.__all__) <= set(dir(askless))
    for name in askless.__all__:
        assert getattr(askless, name) is not None


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    failed, _ = doctest.testmod(importlib.import_module(name), extraglobs={"np": np}, optionflags=options)
    assert not failed, f"{failed} examples of {name} failed; the output above shows them."


@pytest.mark.parametrize("name", list(generated.PARTS))
def test_generated_part_is_current(name: str) -> None:
    path = DOCS / generated.PARTS[name][0]
    text = path.read_text(encoding="utf-8")
    assert generated.rewritten(text, name) == text, f"{path.name} is out of date: run `make generated`."


def test_every_command_is_in_the_manual() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))
    missing = [name for name in generated.command_names() if f"askless {name}" not in text]
    assert not missing, f"the manual says nothing of: askless {', askless '.join(missing)}"


def need_torch(code: str) -> None:
    """Skip an example that imports the extra where it is not installed."""
    if re.search(r"^(?:import|from) torch\b", code, re.MULTILINE):
        pytest.importorskip("torch", reason="PyTorch is not installed: run `make test`")


@pytest.mark.parametrize("script", sorted(path.name for path in (DOCS / "gallery").glob("*.py")))
def test_gallery_script_runs(script: str, tmp_path: Path) -> None:
    need_torch((DOCS / "gallery" / script).read_text(encoding="utf-8"))
    command = [sys.executable, "-W", "error::DeprecationWarning:__main__", str(DOCS / "gallery" / script)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def python_blocks() -> Iterator[tuple[str, str, str | None]]:
    """Every Python example of the manual and the README: its place, its code, and what it is said to print."""
    for path in [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]:
        text = path.read_text(encoding="utf-8")
        # The scripts of the gallery are generated parts, and run by themselves.
        text = re.sub(GENERATED, lambda part: "\n" * part[0].count("\n"), text, flags=re.DOTALL)
        for match in re.finditer(BLOCK, text, re.MULTILINE | re.DOTALL):
            yield f"{path.name}:{text[: match.start()].count(chr(10)) + 1}", match[1], match[2]


GENERATED = r"<!-- generated: (\w+).*?<!-- end of generated: \1 -->"
BLOCK = r"^```python\n(.*?)^```(?:\n+(?:It prints|which prints):?\n\n```text\n(.*?)^```)?"


@pytest.mark.parametrize(("place", "code", "printed"), list(python_blocks()))
def test_python_example_runs(
    place: str,
    code: str,
    printed: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    need_torch(code)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, place, "exec"), {"__name__": "example"})
    if printed is not None:
        same_text(capsys.readouterr().out, printed)


def same_text(said: str, printed: str) -> None:
    """Fail unless two texts are equal; decimals may differ a little with the versions of libraries."""
    decimal = re.compile(r"\d+\.\d+")
    assert decimal.sub("0.0", said) == decimal.sub("0.0", printed)
    assert [float(n) for n in decimal.findall(said)] == pytest.approx(
        [float(n) for n in decimal.findall(printed)], abs=0.03
    )


def test_rows_that_an_example_prints_are_compared_exactly() -> None:
    same_text("[2 3] 0.85", "[2 3] 0.84")
    for other in ("[1 3] 0.84", "[2 3] 0.94"):
        with pytest.raises(AssertionError):
            same_text(other, "[2 3] 0.84")


def test_strategies_that_are_recommended_are_there() -> None:
    from askless.choose.strategy.strategy import strategies

    text = (DOCS / "which-strategy.md").read_text(encoding="utf-8")
    table = text.partition("| you have |")[2].partition("\n\n")[0]
    cases = text.partition("## The cases")[2].partition("## A loop of your own")[0]
    names = {*re.findall(r"`([^`]+)`", table), *re.findall(r"\*\*`([^`]+)`\*\*", cases)}
    assert len(names) > 20
    for name in names:
        strategies.get(name.replace("(...)", "(margin)"))  # raises if there is none


def test_every_strategy_has_its_case() -> None:
    from askless.choose.strategy.strategy import strategies

    text = (DOCS / "which-strategy.md").read_text(encoding="utf-8").partition("<!-- generated")[0]
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    told = {name for words in re.findall(r"`([^`]+)`", prose) for name in re.findall(r"\w+", words)}
    assert set(strategies.names()) <= told


@pytest.mark.parametrize("page", sorted(path.name for path in [ROOT / "README.md", *DOCS.glob("*.md")]))
def test_page_reads_well_as_a_plain_file(page: str) -> None:
    path = DOCS / page if (DOCS / page).exists() else ROOT / page
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`]*`", "", text)
    for what, form in ONLY_BUILT.items():
        assert not (found := re.search(form, text, re.MULTILINE)), f"{page} has {what}: {found[0]}"


ONLY_BUILT = {
    "an admonition": r"^(?:!!!|\?\?\?\+?) ",
    "tabs": r'^=== "',
    "a list of attributes": r"\{ ?[:.#][^}]*\}",
    "a key": r"\+\+[\w-]+\+\+",
    "an insertion": r"--8<--",
    "a subscript or superscript": r"~\w+~|\^\w+\^",
    "an icon": r":(?:material|octicons|fontawesome)-",
    "a table of contents": r"^\[TOC\]",
    "a footnote that code hosts write otherwise": r"^\*\[",
}


def test_manual_builds_and_fetches_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    fetched = re.compile(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["']?(?:https?:)?//[^>]*>""")
    for page in (tmp_path / "site").rglob("*.html"):
        found = fetched.findall(page.read_text(encoding="utf-8"))
        assert not [tag for tag in found if 'rel="canonical"' not in tag], f"{page.name} fetches {found[0]}"

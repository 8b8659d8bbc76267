"""A registry fills itself, forgives spelling, and names what is near."""

import sys
from pathlib import Path

import pytest

from askless.core.registry import Registry, canonical
from askless.errors import UnknownNameError, UsageError


@pytest.fixture
def colours() -> Registry[str]:
    made: Registry[str] = Registry("colour")
    for name, value in {"dark_red": "#800", "red": "#f00", "blue": "#00f"}.items():
        made.register(name, value)
    return made


def test_names_are_sorted(colours: Registry[str]) -> None:
    assert colours.names() == ["blue", "dark_red", "red"]
    assert dict(colours.items())["blue"] == "#00f"


@pytest.mark.parametrize("name", ["dark_red", "dark-red", "Dark-Red", " DARK_RED "])
def test_spelling_is_forgiven(colours: Registry[str], name: str) -> None:
    assert colours.get(name) == "#800"
    assert canonical(name) == "dark_red"


def test_near_names_are_offered(colours: Registry[str]) -> None:
    with pytest.raises(UnknownNameError, match=r"There is no colour “dark_rod”\. Did you mean “dark_red”"):
        colours.get("dark_rod")
    with pytest.raises(UnknownNameError, match="Known are “blue”, “dark_red”, “red”"):
        colours.get("zzz")


def test_a_name_is_given_once(colours: Registry[str]) -> None:
    colours.register("red", "#f00")  # the same part again, as when a module is loaded twice
    with pytest.raises(UsageError, match="A colour named “red” is registered already"):
        colours.register("Red", "#e00")


def test_one_new_file_is_one_new_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "paint_box"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        "from askless.core.registry import Registry\nparts = Registry('paint', __name__)\n"
    )
    (folder / "ochre.py").write_text("from paint_box import parts\nparts.register('ochre', 'earth')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    import paint_box  # type: ignore[import-not-found]

    try:
        assert paint_box.parts.names() == ["ochre"]
        assert paint_box.parts.get("ochre") == "earth"
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "paint_box"]:
            del sys.modules[name]


def test_a_module_that_fails_to_import_fails_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "broken_parts"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text("import a_library_that_nobody_has\n")
    monkeypatch.syspath_prepend(tmp_path)
    parts: Registry[str] = Registry("part", "broken_parts")
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError, match="a_library_that_nobody_has"):
            parts.names()

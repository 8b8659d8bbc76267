"""Every public name of the room has a complete numpydoc docstring."""

import importlib
import inspect
import pkgutil
from types import ModuleType

import pytest
from numpydoc.validate import validate

import askless.choose
import askless.testing

MISSING = {
    "GL03", "GL06", "GL07", "GL08",  # blank lines, unknown or misplaced sections, no docstring
    "SS01", "SS03", "SS06",  # no summary, no full stop, more than one line
    "PR01", "PR02", "PR03", "PR04", "PR07",  # parameters undocumented, unknown, out of order, bare
    "RT01", "YD01",  # nothing on what is returned
}  # fmt: skip


def modules() -> list[ModuleType]:
    found = []
    for package in (askless.choose, askless.testing):
        for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            found.append(importlib.import_module(info.name))
    return found


def public() -> list[str]:
    """Dotted names of the classes and functions that a module defines and exports."""
    return [
        f"{module.__name__}.{name}"
        for module in modules()
        for name in getattr(module, "__all__", [])
        if getattr(getattr(module, name), "__module__", None) == module.__name__
        and not getattr(getattr(module, name), "_is_protocol", False)  # a protocol is not constructed
        and (inspect.isclass(getattr(module, name)) or inspect.isfunction(getattr(module, name)))
    ]


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_every_module_says_what_it_is(module: ModuleType) -> None:
    if not module.__name__.endswith("__init__") and not hasattr(module, "__path__"):
        assert module.__doc__
        assert set(module.__all__) <= set(vars(module))


@pytest.mark.parametrize("name", public())
def test_docstring_is_complete(name: str) -> None:
    errors = [(code, text) for code, text in validate(name)["errors"] if code in MISSING]
    assert not errors

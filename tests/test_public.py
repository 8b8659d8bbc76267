"""The public names: lazily loaded, all there, and each where it says."""

import subprocess
import sys

import pytest

import askless


def test_import_loads_nothing_but_itself() -> None:
    code = (
        "import sys; before = set(sys.modules); import askless; dir(askless)\n"
        "new = set(sys.modules) - before; print([name for name in new if 'askless' in name], 'numpy' in new)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['askless'] False\n"


@pytest.mark.parametrize("name", askless.__all__)
def test_each_name_is_there_under_its_own_name(name: str) -> None:
    value = getattr(askless, name)
    assert getattr(askless, name) is value
    assert name in dir(askless)
    if name not in ("SKIP", "strategies"):  # values, which have no name of their own
        assert value.__name__ == name


def test_errors_are_all_public() -> None:
    import askless.errors

    assert set(askless.errors.__all__) <= set(askless.__all__)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(AttributeError, match="askless has no attribute “PoolLerner”"):
        _ = askless.PoolLerner  # type: ignore[attr-defined]


def test_star_import_and_version() -> None:
    names: dict[str, object] = {}
    exec("from askless import *", names)
    assert set(askless.__all__) <= set(names)
    assert askless.__version__.count(".") == 2

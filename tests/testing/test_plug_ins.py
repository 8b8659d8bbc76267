"""Strategies and scores of other packages are found by their entry points, and can be checked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = '''
"""A package that somebody else wrote."""

from array_api_compat import array_namespace

from askless.choose.score.declare import score
from askless.choose.score.labels import need_two_classes
from askless.choose.strategy.strategy import strategies
from askless.choose.strategy.wrapper.power import Power


@score(
    example={"proba": [[0.5, 0.5], [0.9, 0.1]]},
    reference="A. Author, “Impurity”, Journal, 2030",
    summary="asks about what is least pure",
    when_not="Never.",
    least=0.0,
)
def impurity(proba, /):
    """One minus the sum of squares.

    How likely two draws from the probabilities differ.

    Parameters
    ----------
    proba : array of shape (n_items, n_classes)
        Class probabilities.

    Returns
    -------
    score : array of shape (n_items,)
        In [0, 1).

    Notes
    -----
    One pass.

    References
    ----------
    .. [1] A. Author, "Impurity", Journal, 2030.

    Examples
    --------
    >>> import numpy as np
    >>> impurity(np.array([[0.5, 0.5]]))
    array([0.5])
    """
    need_two_classes(proba)
    return 1.0 - array_namespace(proba).sum(proba * proba, axis=-1)


strategies.register("cold", Power(beta=100.0))
'''
ENTRIES = "[askless.scores]\nimpurity = fake_plug\n\n[askless.strategies]\ncold = fake_plug\n"


@pytest.fixture
def with_plug_in(tmp_path: Path) -> dict[str, str]:
    """The environment of a process in which a tiny package is installed."""
    facts = tmp_path / "fake_plug-1.0.dist-info"
    facts.mkdir()
    (tmp_path / "fake_plug.py").write_text(CODE, encoding="utf-8")
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: fake-plug\nVersion: 1.0\n", encoding="utf-8")
    (facts / "entry_points.txt").write_text(ENTRIES, encoding="utf-8")
    before = [path for path in (os.environ.get("PYTHONPATH"),) if path]
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *before])}


def run(*arguments: str, env: dict[str, str]) -> str:
    """What a Python process prints."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, encoding="utf-8", env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_entry_points_are_found_and_checked(with_plug_in: dict[str, str]) -> None:
    listed = run("-m", "askless", "strategies", env=with_plug_in)
    assert "asks about what is least pure" in listed
    code = (
        "from askless.testing import check_score, check_strategy; import askless; "
        "check_score('impurity'); check_strategy('impurity'); check_strategy('cold'); "
        "print(askless.select('power(impurity)', 1, proba=[[0.9, 0.1], [0.5, 0.5]], beta=1e6))"
    )
    assert run("-c", code, env=with_plug_in) == "[1]\n"
    assert "impurity: asks about" in run("-m", "askless", "strategies", "impurity", env=with_plug_in)

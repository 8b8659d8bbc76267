"""What a project has kept of its answers is not said otherwise."""

from pathlib import Path
from typing import Any

import pytest

from askless.data.labels.begun import as_said, check_begun
from askless.data.labels.classes import Classes
from askless.data.labels.multilabel import MultiLabel
from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.errors import UsageError

KILOS = Real(unit="kg", minimum=0)


@pytest.mark.parametrize(
    ("said", "kept", "sentence"),
    [
        (as_said(Real()), Classes("ab"), "an answer is one label, which stays so"),
        (as_said(MultiLabel("ab")), Classes("ab"), "an answer is one label,"),
        (as_said(Classes("ab")), MultiLabel("ab"), "an answer is a set of labels,"),
        (as_said(Classes("ab")), KILOS, "an answer is a number,"),
        ({"labels": ["a"]}, KILOS, "an answer is a number,"),
        (as_said(Real(unit="g")), KILOS, "the unit is kg,"),
        (as_said(Real(minimum=1)), KILOS, "the minimum is 0,"),
        (as_said(Real(maximum=1)), KILOS, "there is no maximum,"),
    ],
)
def test_contradictions_are_refused(said: dict[str, Any], kept: LabelSpace, sentence: str) -> None:
    with pytest.raises(UsageError, match=rf"^In the project here {sentence}.*\. Start another one"):
        check_begun(said, as_said(kept), Path("here"))


@pytest.mark.parametrize("said", [{}, as_said(Real()), as_said(KILOS), {"unit": None, "minimum": 0.0}])
def test_what_is_not_said_stays(said: dict[str, Any]) -> None:
    check_begun(said, as_said(KILOS), Path("here"))
    check_begun(said, {}, Path("here"))

"""Models by name."""

import pytest

from askless.errors import UnknownNameError
from askless.models.built_in import built_in


@pytest.mark.parametrize(
    ("kind", "task", "those"), [("tokens", "spans", "“crf”"), ("text", "real", "“forest”, “ridge”")]
)
def test_of_an_unknown_name_those_are_told_that_would_do(kind: str, task: str, those: str) -> None:
    with pytest.raises(UnknownNameError, match="There is no model “foo”") as found:
        built_in("foo", kind, seed=0, task=task)  # type: ignore[arg-type]
    assert those in found.value.remedy
    assert "screening" not in found.value.remedy

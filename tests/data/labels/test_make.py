"""The label space that is meant."""

import pytest

from askless.data.labels.classes import Classes
from askless.data.labels.make import SPACES, kept_space, label_space
from askless.data.labels.multilabel import MultiLabel
from askless.data.labels.real import Real
from askless.data.labels.spans import Spans
from askless.data.labels.tags import Tags
from askless.errors import UnknownNameError


@pytest.mark.parametrize("kind", SPACES)
def test_every_space_is_named_as_it_calls_itself(kind: str) -> None:
    space = label_space(["a", "b"], kind)
    assert (space.kind, space.names) == (kind, ("a", "b"))
    assert label_space(space, "classes") is space


def test_nothing_and_one_name() -> None:
    assert label_space(None) == Classes([])
    assert label_space("spam") == Classes(["spam"])
    assert label_space(range(2), "multilabel") == MultiLabel(["0", "1"])


def test_unknown_kind() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean “multilabel”"):
        label_space(["a"], "multi-label")


@pytest.mark.parametrize(
    ("settings", "space"),
    [
        ({"task": "span", "labels": ["PER"]}, Spans(["PER"])),
        ({"task": "tag"}, Tags()),
        ({"task": "tag", "labels": ["A", "A"]}, Tags()),
        ({"task": "regress", "unit": "kg", "minimum": 0}, Real(unit="kg", minimum=0)),
        ({"task": "regress", "minimum": "low"}, Real()),
        ({"task": "sing"}, None),
        ({"task": ["tag"]}, None),
        ({}, None),
    ],
)
def test_settings_tell_the_space(settings: dict[str, object], space: object) -> None:
    assert kept_space(settings) == space

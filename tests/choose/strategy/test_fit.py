"""Which strategies can be used for a job."""

import pytest

from askless.choose.strategy.fit import check_fit, fitting
from askless.choose.strategy.strategy import strategies
from askless.errors import UsageError

OF_A_CLASSIFIER = ("proba", "embedding", "logits", "draws")


def test_those_for_other_answers_do_not_fit() -> None:
    assert "margin" in fitting("classes")
    assert "margin" not in fitting("real")
    assert "class_balanced" not in fitting("multilabel")
    with pytest.raises(UsageError, match=r"“gsx” is made for answers that are .*; here an answer is one label"):
        check_fit(strategies.get("gsx"), "classes")


def test_those_whose_evidence_nobody_gives_do_not_fit() -> None:
    assert "per_cost" not in fitting("classes", OF_A_CLASSIFIER)
    assert "per_cost" in fitting("classes", (*OF_A_CLASSIFIER, "cost"))
    assert {"random", "margin", "auto", "power", "max_herding"} <= set(fitting("classes", OF_A_CLASSIFIER))
    assert fitting("classes", ()) == ["random"]
    with pytest.raises(UsageError, match=r"“power\(per_cost\)” needs `cost` .* which this model does not give"):
        check_fit(strategies.get("power(per_cost)"), "classes", OF_A_CLASSIFIER)


@pytest.mark.parametrize("task", ["classes", "multilabel", "real"])
def test_the_list_and_the_refusal_agree(task) -> None:
    listed = fitting(task, OF_A_CLASSIFIER)
    for name, strategy in strategies.items():
        if name in listed:
            check_fit(strategy, task, OF_A_CLASSIFIER)
        else:
            with pytest.raises(UsageError):
                check_fit(strategy, task, OF_A_CLASSIFIER)

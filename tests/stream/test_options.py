"""Options of a stream: given, kept in its project, or the defaults."""

from contextlib import closing

import numpy as np
import pytest

import askless
from askless.errors import UsageError
from askless.models.online.committee import Committee
from askless.stream.adaptation.active import Active
from askless.stream.adaptation.passive import Passive
from askless.stream.budgets.exponential import Exponential
from askless.stream.budgets.token_bucket import TokenBucket
from askless.stream.drift.adwin import ADWIN
from askless.stream.drift.ks import KS
from askless.stream.options import settled
from askless.stream.samplers.split_quantile import SplitQuantile

NOTHING = (None, None, None, None, None, None)


def opened(folder, model=None, **options):
    return askless.StreamLearner(model, project=folder, **options)


def texts(stream):
    return {name: stream.project.settings.get(name) for name in ("model", "strategy", "budget", "adaptation")}


def test_the_defaults_hold_where_nothing_is_given_or_kept():
    options = settled(*NOTHING, kept={}, began=None)
    assert options.texts == {
        "model": "softmax", "strategy": "split_quantile", "budget": "0.1", "adaptation": "passive:ensemble",
    }  # fmt: skip
    assert options.open_space
    assert options.random_share == 0.0
    assert options.changed == []


@pytest.mark.parametrize(
    "given",
    [
        {"strategy": "split", "budget": 0.05, "adaptation": "active:adwin:burst=100", "model": "naive_bayes"},
        {
            "strategy": SplitQuantile(window=64),
            "budget": Exponential(share=0.2, window=50),
            "adaptation": Active("ddm", burst=20),
        },
        {"adaptation": Active(ADWIN(delta=0.01), look=(KS(window=100), "mmd"))},
        {"adaptation": Passive(ensemble=[0.9, 0.99]), "budget": TokenBucket(share=np.float64(0.2))},
        {"adaptation": Active("adwin", look=("ks", "mmd")), "model": "softmax(forgetting=0.99)"},
        {"model": "committee(softmax, members=3)", "strategy": "iwal", "random_share": 0.5},
    ],
)
def test_a_project_goes_on_with_what_it_was_begun_with(tmp_path, stream, given):
    with closing(opened(tmp_path, labels=["down", "up"], **given)) as first:
        stream.lead(first, stop=400)
        kept = texts(first)
    with closing(opened(tmp_path)) as again:
        assert texts(again) == kept
        assert again.project.notice == ""
        assert again.space.names == ("down", "up")
        went_on = stream.lead(again, start=400, stop=1000)
    with closing(opened(tmp_path / "other", labels=["down", "up"], **given)) as whole:
        asked = stream.lead(whole, stop=400)
        assert stream.lead(whole, start=400, stop=1000) == went_on
    assert asked


def test_what_is_given_anew_holds_and_is_said(tmp_path, stream):
    with closing(opened(tmp_path, labels=["down", "up"])) as first:
        stream.lead(first, stop=200)
    with closing(opened(tmp_path, strategy="random", budget=0.2, labels=["up", "sideways"])) as again:
        assert again.project.notice == (
            "The strategy is random from now on; it was split_quantile. The budget is 0.2 from now on; it was 0.1."
        )
        assert again.space.names == ("down", "up", "sideways")
    with closing(opened(tmp_path)) as third:
        assert third.strategy == "random"
        assert third.space.names == ("down", "up", "sideways")


def test_a_window_of_another_length_begins_anew(tmp_path, stream):
    with closing(opened(tmp_path, labels=["down", "up"], budget="fixed_window(window=1000)")) as first:
        stream.lead(first, stop=1100)
    with closing(opened(tmp_path, budget="fixed_window(window=500)")) as again:
        asked = stream.lead(again, start=1100, stop=3100)
    assert 150 < len(asked) < 220


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"model": "committee(softmax, members=5)"}, {"model": "committee(softmax, members=10)"}),
        ({"model": Committee(members=5)}, {"model": Committee(members=10)}),
        ({"adaptation": "passive:ensemble"}, {"adaptation": "passive:ensemble=0.9+1.0"}),
        ({"model": "softmax", "adaptation": "passive"}, {"model": "softmax(forgetting=0.9)"}),
        ({"adaptation": "active:adwin"}, {"adaptation": "active:adwin:look=ks"}),
        ({"adaptation": "active:kswin"}, {"adaptation": "active:kswin(window=100)"}),
        ({"strategy": "split_quantile"}, {"strategy": "split_quantile(window=16)"}),
    ],
)
def test_other_options_learn_the_answers_again(tmp_path, stream, before, after):
    with closing(opened(tmp_path, labels=["down", "up"], **before)) as first:
        stream.lead(first, stop=400)
        old = first.predict(stream.items[:50])
    with closing(opened(tmp_path, **after)) as again:
        assert again.predict(stream.items[:50]) != []
        assert np.mean(np.array(again.predict(stream.items[:50])) == old) > 0.8
        assert stream.lead(again, start=400, stop=1000)


def test_labels_that_were_given_stay_the_only_ones(tmp_path, stream):
    opened(tmp_path, labels=["down", "up"], budget=1.0).close()
    with closing(opened(tmp_path)) as again, pytest.raises(askless.errors.LabelError):
        again.tell(again.offer(stream.items[0]).id, "sideways")


def test_labels_that_are_learnt_go_on_being_learnt(tmp_path, stream):
    with closing(opened(tmp_path, budget=1.0)) as first:
        first.tell(first.offer(stream.items[0]).id, "down")
    with closing(opened(tmp_path)) as again:
        again.tell(again.offer(stream.items[1]).id, "up")
        assert again.space.names == ("down", "up")


def test_numbers_stay_numbers_with_their_range(tmp_path):
    opened(tmp_path, labels=askless.Real(minimum=0, maximum=9, unit="cm")).close()
    with closing(opened(tmp_path)) as again:
        assert again.space == askless.Real(minimum=0, maximum=9, unit="cm")
        assert again.model.name == "linear"


def test_an_estimator_has_to_be_given_again(tmp_path):
    from sklearn.linear_model import SGDClassifier

    opened(tmp_path, SGDClassifier(loss="log_loss"), labels=["down", "up"]).close()
    with pytest.raises(UsageError) as caught:
        opened(tmp_path)
    assert "SGDClassifier" in str(caught.value)
    opened(tmp_path, SGDClassifier(loss="log_loss")).close()


def test_what_cannot_be_meant_makes_no_folder(tmp_path):
    for wrong in ({"strategy": "nosuch"}, {"budget": 7}, {"random_share": 2.0}, {"adaptation": "active:nosuch"}):
        with pytest.raises(askless.errors.AsklessError):
            opened(tmp_path / "new", **wrong)
    assert not (tmp_path / "new").exists()

"""One choice from evidence at hand; and every bad input, with what is said of it."""

import inspect
from dataclasses import replace
from typing import Any

import array_api_strict as xp
import numpy as np
import pytest
from scipy.sparse import csr_matrix

import askless
from askless.choose.select import select
from askless.choose.strategy.strategy import options_of, strategies
from askless.choose.strategy.wrapper.power import Power
from askless.errors import EvidenceError, UnknownNameError, UsageError
from askless.testing import toy_round
from askless.testing.toy import table_of

PROBA = np.array([[0.9, 0.1], [0.5, 0.5], [0.6, 0.4], [0.2, 0.8]])
EMBEDDING = np.arange(8.0).reshape(4, 2)


def spoilt(values: np.ndarray, row: int, with_: Any) -> np.ndarray:
    """A copy with one bad row."""
    copy = values.copy()
    copy[row] = with_
    return copy


# --- what it does ------------------------------------------------------------------------------


def test_rows_are_best_first_and_never_labelled_or_pending() -> None:
    assert askless.select("margin", 4, proba=PROBA).tolist() == [1, 2, 3, 0]
    rows = askless.select("margin", 4, proba=PROBA, labelled=[1], pending=[3])
    assert rows.tolist() == [2, 0]
    assert rows.dtype == np.int64
    assert askless.select("margin", 4, proba=PROBA, candidates=[0, 1, 3], labelled=[1]).tolist() == [3, 0]


@pytest.mark.parametrize("name", ["margin", "auto", "max_herding", "power", "power(max_herding)", "per_cost", "random"])
def test_it_is_the_strategy_on_the_same_round(name: str) -> None:
    round = toy_round()
    strategy = strategies.get(name)
    table = {need: values for need, values in table_of(round).items() if need in strategy.needs}
    about = {"labelled": round.labelled, "labels": round.labels, "pending": round.pending, "n_items": 60}
    rows = askless.select(name, 7, seed=round.seed, round=round.number, **about, **table)
    expected = strategy.choose(replace(round, asked=0), 7)
    assert rows.tolist() == expected.rows.tolist()


def test_torch_goes_in_and_numpy_comes_out() -> None:
    torch = pytest.importorskip("torch", reason="is an extra")
    history = torch.tensor(PROBA, requires_grad=True)
    rows = askless.select("badge", 3, proba=history, embedding=torch.tensor(EMBEDDING))
    assert isinstance(rows, np.ndarray)
    assert rows.tolist() == askless.select("badge", 3, proba=PROBA, embedding=EMBEDDING).tolist()


def test_options_go_by_name_and_wrappers_by_brackets() -> None:
    plain = askless.select("margin", 3, proba=PROBA)
    assert askless.select("power(margin)", 3, proba=PROBA, beta=1e8).tolist() == plain.tolist()
    assert askless.select(Power(beta=1e8), 3, proba=PROBA).tolist() == plain.tolist()


def test_logits_alone_stand_for_probabilities() -> None:
    logits = np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32) * 40
    proba = np.exp(logits.astype(float)) / np.exp(logits.astype(float)).sum(axis=1, keepdims=True)
    assert askless.select("margin", 9, logits=logits).tolist() == askless.select("margin", 9, proba=proba).tolist()
    several = 1 / (1 + np.exp(-logits.astype(float)))
    found = askless.select("binary_minimum", 9, logits=logits, task="multilabel")
    assert found.tolist() == askless.select("binary_minimum", 9, proba=several, task="multilabel").tolist()


def test_a_strategy_of_one_task_says_which() -> None:
    with pytest.raises(UsageError, match='It is made for real: say task="real"'):
        askless.select("lcmd", 1, embedding=EMBEDDING)
    assert len(askless.select("lcmd", 1, embedding=EMBEDDING, task="regress")) == 1


def test_keys_make_ties_go_by_item() -> None:
    alike, keys = np.full((50, 2), 0.5), np.arange(50, dtype=np.uint64)
    order = np.random.default_rng(0).permutation(50)
    first = askless.select("margin", 5, proba=alike, keys=keys)
    assert order[askless.select("margin", 5, proba=alike, keys=keys[order])].tolist() == first.tolist()
    assert (
        askless.select("margin", 5, proba=alike, seed=1).tolist() != askless.select("margin", 5, proba=alike).tolist()
    )


@pytest.mark.parametrize(("k", "n"), [(0, 0), (4, 4), (99, 4), (np.int64(2), 2)])
def test_as_many_as_there_are(k: Any, n: int) -> None:
    assert len(askless.select("margin", k, proba=PROBA.tolist())) == n


def test_an_empty_pool_gives_nothing() -> None:
    assert askless.select("margin", 3, proba=PROBA[:0]).tolist() == []
    assert askless.select("random", 3, n_items=0).tolist() == []


# --- bad input -----------------------------------------------------------------------------------

SHAPES = [
    (
        "margin",
        {"proba": PROBA[:, 0]},
        r"`proba` has shape \(4,\) for 4 items; it must be \(n_items, n_labels\), for a yes-or-no question 1 - p and p",
    ),
    ("margin", {"proba": PROBA[None]}, r"`proba` has shape \(1, 4, 2\) for 1 items"),
    ("margin", {"proba": 0.5}, r"`proba` has shape \(\)"),
    ("margin", {"proba": PROBA[:, :1] ** 0}, "`proba` has 1 column; a yes-or-no question has two, 1 - p and p"),
    ("max_herding", {"embedding": EMBEDDING[:, 0]}, r"`embedding` has shape \(4,\)"),
    ("badge", {"proba": PROBA, "embedding": EMBEDDING[:3]}, "`embedding` has 3 rows and `proba` has 4"),
    ("margin", {"proba": PROBA, "n_items": 5}, "`proba` has 4 rows and `n_items` has 5"),
    (
        "margin",
        {"proba": PROBA, "draws": PROBA},
        r"`draws` has shape \(4, 2\) for 4 items; it must be \(n_items, n_draw",
    ),
    ("margin", {"proba": PROBA, "std": EMBEDDING}, r"`std` has shape \(4, 2\) for 4 items; it must be \(n_items,\)"),
    ("margin", {"proba": [[0.5, 0.5], [1.0]]}, "`proba` is no array.*Give rows of the same length"),
    ("margin", {"proba": PROBA, "keys": [1, 2]}, r"`keys` has shape \(2,\) and type int64; there are 4 items"),
    ("margin", {"proba": PROBA, "keys": np.ones(4)}, r"`keys` has shape \(4,\) and type float64"),
]
VALUES = [
    ("margin", {"proba": spoilt(PROBA, 1, 0.6)}, "`proba` has a row that sums to 1.2; the probabilities of one item"),
    ("margin", {"proba": spoilt(PROBA, 0, [1.2, -0.2])}, r"`proba` lies between -0.2 and 1.2; .* in \[0, 1\]"),
    ("margin", {"proba": spoilt(PROBA, 3, np.nan)}, "`proba` holds a value that is not a finite number"),
    ("margin", {"proba": spoilt(PROBA, 3, np.nan), "labelled": [3]}, "`proba` holds a value that is not"),
    ("max_herding", {"embedding": spoilt(EMBEDDING, 0, np.inf)}, "`embedding` holds a value that is not a finite"),
    ("margin", {"proba": PROBA > 0.5}, "`proba` has a row that sums to 0"),
    ("margin", {"proba": 2 * PROBA, "task": "multilabel"}, "`proba` lies between 0.2 and 1.8"),
    ("per_cost", {"proba": PROBA, "cost": [1.0, 2.0, 0.0, 1.0]}, "`cost` goes down to 0; a cost is above 0"),
    ("margin", {"proba": PROBA, "std": [-1.0, 0.0, 0.0, 0.0]}, "`std` goes down to -1; a standard deviation"),
    ("margin", {"proba": PROBA, "annotations": EMBEDDING}, "`annotations` is of type float64; it must be whole"),
    ("margin", {"proba": PROBA, "annotations": [[-2]] * 4}, "`annotations` goes down to -2; it must be -1 for no"),
]
TYPES = [
    ("margin", {"proba": csr_matrix(PROBA)}, r"`proba` is a sparse matrix of shape \(4, 2\). Give a dense array"),
    ("margin", {"proba": PROBA.astype(str)}, "`proba` is of type <U32. Give numbers"),
    ("margin", {"proba": PROBA.astype(object)}, "`proba` is of type object"),
    ("margin", {"proba": PROBA.astype(complex)}, "`proba` is of type complex128"),
]
NAMES = [
    (
        "margin",
        {"prob": PROBA},
        r"`margin` takes no `prob`. Did you mean `proba`\? It needs proba; others known are",
    ),
    ("margin", {"proba": PROBA, "labeled": [0]}, "`margin` takes no `labeled`. Did you mean `labelled`"),
    ("margin", {"proba": PROBA, "label": [0]}, "Did you mean `labels`"),
    ("margin", {"proba": PROBA, "candidate": [0]}, "Did you mean `candidates`"),
    ("margin", {"proba": PROBA, "pendings": [0]}, "Did you mean `pending`"),
    ("margin", {"proba": PROBA, "rounds": 1}, "Did you mean `round`"),
    ("margin", {"logits": PROBA[0]}, r"`logits` has shape \(2,\) for 2 items"),
    ("margin", {"logits": spoilt(PROBA, 0, np.inf)}, "`logits` holds a value that is not a finite number"),
    ("power", {"proba": PROBA, "bta": 1}, "`power` takes no `bta`. Did you mean `beta`"),
    ("margin", {"embedding": EMBEDDING}, "`margin` needs `proba`: probabilities, .* Give it: proba=..."),
    ("margin", {"proba": None}, "`margin` needs `proba`"),
    ("badge", {"proba": PROBA}, "`badge` needs `embedding`"),
    ("random", {}, "`random` was given nothing that says how large the pool is. Give `n_items`"),
]
ANSWERS = [
    ({"labels": [0]}, "There are 1 `labels` for 2 `labelled` rows. Give one answer for each"),
    ({"labels": [0.5, 1.0]}, "`labels` is of type float64. Give positions of labels as whole numbers"),
    ({"labels": ["ham", "spam"]}, "`labels` is of type <U4. Give positions of labels"),
    ({"labels": [-1, 1]}, "`labels` lies between -1 and 1. Give positions of labels"),
    ({"labels": [[0], [1]]}, r"`labels` has shape \(2, 1\) for the task “classes”. Say task=.multilabel. if"),
    ({"labels": [0, 2], "proba": PROBA}, "`labels` holds the class 2, and `proba` has 2. Classes count from 0"),
    ({}, "`quire` needs the `labels` of the 2 `labelled` rows"),
]


@pytest.mark.parametrize(("strategy", "given", "said"), [*SHAPES, *VALUES, *TYPES, *NAMES])
def test_evidence_that_cannot_be_meant(strategy: str, given: dict[str, Any], said: str) -> None:
    with pytest.raises(EvidenceError, match=said) as caught:
        askless.select(strategy, 1, **given)
    assert caught.value.remedy, "an error says what to do"


@pytest.mark.parametrize(("given", "said"), ANSWERS)
def test_answers_that_cannot_be_meant(given: dict[str, Any], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        askless.select("quire", 1, embedding=EMBEDDING, labelled=[0, 1], **given)


def test_answers_of_other_tasks_that_cannot_be_meant() -> None:
    about: dict[str, Any] = {"proba": PROBA, "labelled": [0], "task": "multilabel"}
    with pytest.raises(EvidenceError, match="`labels` has 3 columns, and `proba` has 2"):
        askless.select("margin", 1, labels=[[0, 1, 1]], **about)
    with pytest.raises(EvidenceError, match=r"`labels` lies between 0 and 3. Give 0 or 1"):
        askless.select("margin", 1, labels=[[0, 3]], **about)
    with pytest.raises(EvidenceError, match="`labels` holds a value that is not a finite number"):
        askless.select("gsx", 1, embedding=EMBEDDING, labelled=[0], labels=[np.nan], task="real")
    with pytest.raises(EvidenceError, match="There are 1 `labels` for 0 `labelled` rows"):
        askless.select("margin", 1, proba=PROBA, labels=[1])


def test_libraries_and_devices_are_not_mixed() -> None:
    torch = pytest.importorskip("torch", reason="is an extra")
    with pytest.raises(EvidenceError, match="`proba` is a numpy array on cpu, `embedding` a torch array on cpu"):
        askless.select("badge", 1, proba=PROBA, embedding=torch.tensor(EMBEDDING))
    with pytest.raises(EvidenceError, match="`proba` is a torch array on cpu, `embedding` a torch array on meta"):
        askless.select("badge", 1, proba=torch.tensor(PROBA), embedding=torch.zeros((4, 2), device="meta"))
    far = xp.asarray(EMBEDDING, device=xp.Device("device1"))
    with pytest.raises(
        EvidenceError, match=r"`proba` is .*'CPU_DEVICE'\), `embedding` a array_api_strict array .*device1"
    ):
        askless.select("badge", 1, proba=xp.asarray(PROBA), embedding=far)


@pytest.mark.parametrize("name", ["proba", "labelled", "labels", "pending", "candidates", "keys"])
def test_tensors_without_values_are_refused(name: str) -> None:
    torch = pytest.importorskip("torch", reason="is an extra")
    given = {"proba": PROBA, "labelled": [0], "labels": [1]} | {name: torch.zeros((4, 2), device="meta")}
    with pytest.raises(EvidenceError, match=f"`{name}` is a tensor on the device meta"):
        askless.select("margin", 1, **given)


def test_rows_and_answers_may_be_tensors() -> None:
    torch = pytest.importorskip("torch", reason="is an extra")
    about = {"labelled": [0, 1], "labels": [1, 0], "pending": [2]}
    tensors = {name: torch.tensor(values) for name, values in about.items()}
    given = {"proba": torch.tensor(PROBA), "embedding": torch.tensor(EMBEDDING)}
    rows = askless.select("similar", 1, query_rows=[0], **given, **tensors)
    assert rows.tolist() == askless.select("similar", 1, query_rows=[0], **given, **about).tolist()


@pytest.mark.parametrize("k", [-1, 2.0, True, "2", None, np.nan])
def test_a_number_of_rows_that_cannot_be_meant(k: Any) -> None:
    with pytest.raises(UsageError, match=r"`k` is .*\. Ask for a whole number of rows, 0 or more"):
        askless.select("margin", k, proba=PROBA)


@pytest.mark.parametrize("name", ["labelled", "pending", "candidates"])
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([4], "holds the row 4; the pool has the rows 0 to 3"),
        ([-1], "holds the row -1; the pool has the rows 0 to 3"),
        ([1, 1], "holds a row twice"),
        ([0.0], r"is of type float64 and shape \(1,\)"),
        ([[0]], r"is of type int64 and shape \(1, 1\)"),
        ([True, False, True, True], "is of type bool"),
        (["a"], "is of type <U1"),
        (3, r"is of type int64 and shape \(\)"),
    ],
)
def test_rows_that_cannot_be_meant(name: str, rows: Any, said: str) -> None:
    with pytest.raises(UsageError, match=f"`{name}` {said}"):
        askless.select("margin", 1, proba=PROBA, **{name: rows})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"seed": "x"}, "`seed` is 'x'. Give a whole number"),
        ({"seed": 1.5}, "`seed` is 1.5"),
        ({"round": None}, "`round` is None"),
        ({"n_items": -1}, "`n_items` is -1"),
        ({"n_items": 2.5}, "`n_items` is 2.5"),
        ({"task": "real"}, "`margin` does not take the task “real”. It is made for classes and multilabel"),
        ({"task": "regress"}, "`margin` does not take the task “real”"),
        (
            {"task": "regression"},
            "`task` is 'regression'. Did you mean “real”[?] Known are “classes”, “multilabel”,",
        ),
        ({"task": "classification"}, "`task` is 'classification'. Did you mean “classes”"),
        ({"task": "multi-label"}, "`task` is 'multi-label'. Did you mean “multilabel”"),
        ({"task": None}, "`task` is None. Known are “classes”, “multilabel”, “real”"),
        ({"task": ["real"]}, "`task` is "),
    ],
)
def test_arguments_that_cannot_be_meant(given: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        askless.select("margin", 1, proba=PROBA, **given)


@pytest.mark.parametrize("strategy", [5, None, Power])
def test_what_is_no_strategy(strategy: Any) -> None:
    with pytest.raises(UsageError, match=r"`strategy` is .* Give a name"):
        askless.select(strategy, 1, proba=PROBA)


@pytest.mark.parametrize("name", ["power(badge", "power()", "margin(badge)", "power( )"])
def test_brackets_that_cannot_be_meant(name: str) -> None:
    with pytest.raises(UsageError, match=r"is not a strategy that takes another one. Wrappers are written as in power"):
        askless.select(name, 1, proba=PROBA)


@pytest.mark.parametrize(("name", "near"), [("margn", "margin"), ("power(bagde)", "badge"), ("kcenter", "k_center")])
def test_an_unknown_strategy_is_answered_with_what_is_near(name: str, near: str) -> None:
    with pytest.raises(UnknownNameError, match=f"Did you mean .*“{near}”"):
        askless.select(name, 1, proba=PROBA)


def test_a_score_that_a_user_wrote_and_that_fails_is_named() -> None:
    with pytest.raises(UsageError, match="`beta` of `power` is -1"):
        askless.select("power", 1, proba=PROBA, beta=-1)


def test_no_option_is_called_like_an_argument_of_select() -> None:
    own = set(inspect.signature(select).parameters)
    for name, strategy in strategies.items():
        assert not own & set(options_of(strategy)) - {"strategy"}, name  # a wrapper's, written power(badge)


def test_options_of_the_strategy_inside_a_wrapper() -> None:
    known = askless.strategies
    inside = known.configured(known.get("similar"), {"query_rows": [3, 5]})
    wrapped = known.configured(known.get("power"), {"strategy": inside, "beta": 2.0})
    points = np.arange(20.0)[:, None]
    assert len(askless.select(wrapped, 2, embedding=points)) == 2
    assert options_of(options_of(wrapped)["strategy"])["query_rows"] == [3, 5]

"""The report on a project: what it says, and what it says is missing."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import count

import numpy as np
import pytest

from askless.bench.report.doubtful import doubtful
from askless.bench.report.effort import minds, time_spent
from askless.bench.report.project import Findings, project_report
from askless.bench.report.quality import confusion, estimates, fair_sample, per_label, residuals
from askless.bench.report.reasons import asked_why, reason
from askless.bench.report.search import Found
from askless.choose import why
from askless.core.events import Event
from askless.data.labels.classes import Classes
from askless.data.labels.multilabel import MultiLabel
from askless.data.labels.real import Real
from askless.data.store.state import Query, State
from askless.enough.estimate import Estimate
from askless.enough.label_errors import can_suspect
from askless.pool.judged import RANDOM, TEST, TRAINED, Judged

SPACE = Classes(["ham", "<spam>"])


def judged(n: int = 60, origin: int = RANDOM, wrong: int = 6, test_size: int = 0) -> Judged:
    """Half of each label; the first `wrong` answers are not what the model says."""
    codes = np.arange(n) % 2
    said = np.where(codes == 1, 0.9, 0.1)
    said[:wrong] = 1 - said[:wrong]
    answers = [SPACE.names[code] for code in codes]
    return Judged(SPACE, np.arange(n), answers, np.column_stack([1 - said, said]), np.full(n, origin), test_size)


def told(*events: Event) -> State:
    numbers: Iterator[int] = count(1)
    return State.of([Event(e.kind, e.item, e.data, next(numbers), 1000.0) for e in events], SPACE)


def test_the_test_goes_before_the_random_answers():
    one, two = judged(60, TEST, test_size=60), judged(40)
    both = Judged(
        SPACE, np.arange(100), one.answers + two.answers, np.concatenate([one.said, two.said]),
        np.concatenate([one.origin, two.origin]), 60,
    )  # fmt: skip
    sample, said = fair_sample(both)
    assert (len(sample), said) == (60, "from 60 test items kept apart")
    page = estimates(both)
    assert "81 to 96 %" in page, "exact"
    assert "random answers, by models that had not seen them" in page


def test_the_estimate_that_is_shown_goes_first_and_says_how_often_it_holds():
    blend = Estimate.of_share(0.84, (0.7, 0.92), 120, basis="answers", level=0.9)
    page = estimates(judged(60), blend)
    assert page.index("all answers, corrected for how they were chosen") < page.index("random answers, by models")
    assert "<td>120</td><td>84 %</td><td>70 to 92 %</td><td>90 %</td>" in page
    assert "<td>60</td><td>90 %</td><td>78 to 96 %</td><td>90 %</td>" in page, "as they are judged by other models"
    assert "corrected" not in estimates(judged(60), Estimate.too_few(12))


@pytest.mark.parametrize("logged", [True, False])
def test_the_top_of_the_report_says_what_the_page_says(logged: bool):
    blend = Estimate.of_share(0.84, (0.7, 0.92), 120, basis="answers", level=0.9)
    made = asdict(blend) if logged else asdict(Estimate.too_few(12))
    events = [Event("trained", data={"trained_on": n, "estimate": made}) for n in (110, 120)]
    page = project_report("mails", told(*events), [], Findings(estimate=None if logged else blend))
    assert f"items labelled. {blend.sentence}" in page
    curve = [{"labels": n, "value": 0.84, "low": 0.7, "high": 0.92, "n": n} for n in (110, 120)]
    drawn = project_report("mails", told(*events), curve)
    assert ("All answers count, corrected" in drawn) == logged
    assert "Only items drawn at random" not in drawn
    curve[0] |= {"low": 0.46}
    assert ">40</text>" in project_report("mails", told(*events), curve), "no interval is cut off"


def test_by_label_by_hand():
    page = per_label(judged(60, wrong=6), {"ham": 33, "<spam>": 31})
    assert "&lt;spam&gt;" in page
    assert "<spam>" not in page
    assert page.count("90 % <small>76–97</small>") == 4  # 27 of 30
    assert page.count("90 % <small>") == 4 + 2  # F1 of 27 of 33 is 90 % too
    assert "From 60 random answers" in page


def test_rare_labels_have_no_number():
    page = per_label(judged(60).fair(RANDOM), {})
    assert "only" not in page.replace("only their number", "")
    few = Judged(
        SPACE, np.arange(40), ["ham"] * 38 + ["<spam>"] * 2, np.tile([0.9, 0.1], (40, 1)), np.full(40, RANDOM), 0
    )
    page = per_label(few, {})
    assert "<small>only 2</small>" in page, "recall"
    assert "<small>none</small>" in page, "precision of a label that is never predicted"


@pytest.mark.parametrize(
    ("origin", "n", "test_size", "said"),
    [
        (TRAINED, 200, 0, "Not enough random answers: 0 of the 30 random answers needed are in."),
        (RANDOM, 29, 0, "Not enough random answers: 29 of the 30"),
        (TEST, 12, 100, "Not enough test items yet: 12 of the 30 test items needed are answered."),
    ],
)
def test_what_is_missing_is_said(origin: int, n: int, test_size: int, said: str):
    sample = judged(n, origin, test_size=test_size)
    assert said in per_label(sample, {})
    assert confusion(sample) == ""
    assert "%</" not in estimates(sample)


def test_without_a_random_answer_nothing_is_estimated():
    assert "No answer so far was drawn at random" in estimates(judged(50, TRAINED))


def test_confusions_are_a_table():
    page = confusion(judged(60, wrong=6))
    assert '<span class="right" style="--share: 90%">27</span>' in page
    assert '<span class="wrong" style="--share: 10%">3</span>' in page
    assert page.count('scope="row"') == 2


def test_many_labels_list_the_commonest():
    space = Classes([f"c{i}" for i in range(20)])
    codes = np.arange(60) % 20
    proba = np.eye(20)[np.where(codes == 3, 4, codes)]
    page = confusion(Judged(space, np.arange(60), [f"c{c}" for c in codes], proba, np.full(60, RANDOM), 0))
    assert "<td>c4</td><td>3 of 3</td>" in page
    assert page.count('scope="row"') == 1


def test_several_labels_and_numbers():
    space = MultiLabel(["a", "b"])
    several = Judged(space, np.arange(40), [("a",)] * 40, np.tile([0.9, 0.2], (40, 1)), np.full(40, RANDOM), 0)
    assert "Estimated F1" in estimates(several)
    assert "100 % <small>93–100</small>" in per_label(several, {})
    assert confusion(several) == ""
    real = Real(unit="k€", minimum=0)
    x = np.linspace(1, 9, 40)
    numbers = Judged(real, np.arange(40), x.tolist(), x + 0.5, np.full(40, RANDOM), 0)
    assert "0.5 k€" in estimates(numbers)
    page = residuals(numbers)
    assert page.count("<circle") == 40
    assert "Half of the items are off by less than 0.5; on average the model is 0.5 too high." in page
    assert "farthest" in doubtful(numbers, str)
    assert "Not enough" in residuals(numbers.fair(TEST))


@pytest.mark.skipif(not can_suspect(), reason="cleanlab is an extra: askless[quality]")
def test_suspects_show_an_item_only_where_wanted():
    sample = judged(200, wrong=3)
    page = doubtful(sample, lambda row: f"<m{row}>")
    assert "&lt;m0&gt;" in page
    assert "excerpt" not in page
    assert "secret &amp; long" in doubtful(sample, str, lambda row: "secret & long")


@pytest.mark.skipif(not can_suspect(), reason="cleanlab is an extra: askless[quality]")
def test_a_rare_label_has_no_suspects():
    """Seventeen of eighteen finds were called wrong once, by a model that weighs rare labels up."""
    codes = (np.arange(118) < 18).astype(int)
    proba = np.where(codes[:, None] == 1, [[0.7, 0.3]], [[0.9, 0.1]])  # mistaken about the rare label, every time
    proba[30:40] = [0.05, 0.95]  # and taking others for it
    few = Judged(SPACE, np.arange(118), [SPACE.names[code] for code in codes], proba, np.full(118, TRAINED), 0)
    page = doubtful(few, str)
    assert "None among 100 answers." in page
    assert "“&lt;spam&gt;” is left out: with fewer than 50 answers" in page
    assert "Not looked for yet." in doubtful(judged(60), str)


@pytest.mark.skipif(not can_suspect(), reason="cleanlab is an extra: askless[quality]")
def test_of_several_labels_the_rare_ones_are_left_out():
    space, codes = MultiLabel(["a", "b"]), np.arange(200) % 2
    answers = [("a",) if code else () for code in codes]
    answers[0] = ("b",)
    said = np.column_stack([np.where(codes == 1, 0.95, 0.05), np.full(200, 0.9)])
    said[1, 0] = 0.02
    page = doubtful(Judged(space, np.arange(200), answers, said, np.full(200, TRAINED), 0), str)
    assert "1 of 200 answers are suspect" in page
    assert "“b” is left out" in page


def test_a_search_stands_in_place_of_the_accuracy():
    events = [Event("answer", str(n), {"answer": "<spam>" if n % 9 == 0 else "ham"}) for n in range(40)]
    steps = np.cumsum(np.arange(40) % 9 == 0).tolist()
    page = project_report("mails", told(*events), [], Findings(search=Found(["<Rule>: 5 found."], steps, "<spam>")))
    assert "40 of 40 items labelled. It looks for “&lt;spam&gt;”: 5 found." in page
    assert "&lt;Rule&gt;: 5 found." in page
    assert page.count("<polyline") == 1
    assert "How good the model is" not in page
    assert "Answers that may be wrong" not in page
    assert "<spam>" not in page


def test_without_cleanlab_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("askless.bench.report.doubtful.can_suspect", lambda: False)
    assert "askless[quality]" in doubtful(judged(), str)


def test_minds_that_changed_and_people_who_differ():
    def answer(item: str, label: str, who: str, **about: object) -> Event:
        return Event("answer", item, {"answer": label, "annotator": who, "seconds": 5, **about})

    state = told(
        answer("1", "ham", "ann"), answer("1", "<spam>", "ann"), answer("2", "ham", "ann"), answer("2", "ham", "bo"),
        answer("3", "ham", "ann"), answer("3", "<spam>", "bo"), answer("4", "ham", "ann", copy_of="1"),
        answer("5", "ham", "ann", given="source"),
    )  # fmt: skip
    said = minds(state)
    assert "Changed their mind on 1 of 3 answered items" in said
    assert "Of 2 items that several people answered, 1 have different answers." in said
    page = time_spent(state)
    assert "30 s in all, for 6 answers and skips" in page
    assert "<td>12.0</td>" in page


def test_time_that_nobody_took():
    assert "No answer came with the time" in time_spent(told(Event("answer", "1", {"answer": "ham"})))


def test_a_night_between_two_answers_is_no_work():
    assert "10.0 min in all" in time_spent(told(Event("answer", "1", {"answer": "ham", "seconds": 30_000})))


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (f"{why.STANDS}{why.covers(0.1)}", "the model was unsure, and it stands for others"),
        (why.covers(0.1), "unlike anything labelled (coverage)"),
        (why.unseen(["other"]), "for a label without an example"),
        (why.torn(["a", "b"], np.array([0.4, 0.6])), "the model was unsure"),
        (why.uncertain(["a", "b"], np.array([[0.4, 0.9]]), multilabel=True)[0], "the model was unsure"),
        (why.tells(0.4, 0.39), "chosen by bald"),
    ],
)
def test_reasons(sentence: str, said: str):
    assert reason(Query(1, 1, "bald", 0.0, 1.0, False, sentence, 3)) == said


def test_what_was_asked_why():
    queries = [[str(i), 0.0, 0.1, i == 1, "drawn at random" if i == 1 else "torn between a and b"] for i in range(3)]
    state = told(
        Event("holdout", data={"items": ["1"], "of": 9}),
        Event("asked", data={"round": 0, "strategy": "auto", "version": 1, "queries": queries}),
        *(Event("answer", str(i), {"answer": "ham"}) for i in range(4)),
    )
    page = asked_why(state.items.values())
    for said, n in (
        ("the model was unsure", 2),
        ("for the test, drawn at random", 1),
        ("not asked: chosen by a person", 1),
    ):
        assert f"{said}</th><td>{n}</td>" in page


def test_a_report_without_a_model_says_why():
    page = project_report(
        "p", told(Event("answer", "1", {"answer": "ham"})), [], Findings(missing="The <source> is gone.")
    )
    assert "The &lt;source&gt; is gone." in page
    assert "Answers that may be wrong" not in page

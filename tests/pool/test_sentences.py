"""A learner of tags and spans: answers in part, questions about windows, predictions and estimates."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from askless import PoolLearner
from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.strategy.strategy import Strategy
from askless.data.labels.skip import SKIP
from askless.data.labels.spans import Spans
from askless.data.labels.tags import Tags
from askless.errors import LabelError, UsageError
from askless.pool.sentences import SentencePredictions

SENTENCES = [
    ["Anna", "sleeps", "here"],
    ["Bob", "runs"],
    ["she", "sleeps"],
    ["he", "runs", "here"],
    ["Anna", "runs"],
    ["Bob", "runs"],  # once more
]
TAGS = ["NAME", "VERB", "OTHER"]
TRUE = [
    ("NAME", "VERB", "OTHER"),
    ("NAME", "VERB"),
    ("OTHER", "VERB"),
    ("OTHER", "VERB", "OTHER"),
    ("NAME", "VERB"),
    ("NAME", "VERB"),
]


class Windows(Strategy):
    """Asks about the first two tokens of each sentence."""

    name = "windows"
    needs = ()
    summary = "asks about the first two tokens"
    reference = when_not = cost = ""
    example: Any = {}  # noqa: RUF012
    tasks = ("tags", "spans")

    def choose(self, round: Round, k: int) -> Choice:
        """The first `k` candidates."""
        rows = round.candidates[:k]
        return Choice.of(rows, why="first", windows=np.tile([0, 2], (len(rows), 1)))


def tagged(**options: Any) -> PoolLearner:
    return PoolLearner(SENTENCES, labels=Tags(TAGS), **options)


def test_answers_are_given_in_part_and_put_together() -> None:
    learner = tagged()
    learner.tell(0, ["NAME", None, None])
    learner.tell(0, [None, "VERB", None])
    assert learner.labels == {0: ("NAME", "VERB", None)}
    assert 0 in learner.candidates(), "what is not known yet may be asked"
    assert learner.job().partly == [0]
    learner.tell(0, [None, "NAME", "OTHER"])
    assert learner.labels == {0: ("NAME", "NAME", "OTHER")}
    assert 0 not in learner.candidates()
    assert learner.job().partly == []
    assert learner.undo() == ("answer", 0)
    assert learner.labels == {0: ("NAME", "VERB", None)}
    assert 0 in learner.candidates()


def test_several_answers_to_one_sentence_come_at_once() -> None:
    learner = tagged()
    learner.tell([1, 1, 2], [["NAME", None], [None, "VERB"], SKIP])
    assert learner.labels == {1: ("NAME", "VERB"), 5: ("NAME", "VERB")}, "and exact copies have them, too"


def test_a_window_is_asked_answered_and_asked_again(tmp_path: Path) -> None:
    learner = tagged(strategy=Windows(), project=tmp_path / "p")
    queries = learner.ask(2)
    assert (queries.ids, queries.windows) == ([0, 1], ((0, 2), (0, 2)))
    assert learner.state.items["0"].query is not None
    assert learner.state.items["0"].query.window == (0, 2)
    learner.tell(0, ["NAME", "VERB", None], seconds=4.0, decisions=1)
    assert learner.outstanding == ["1"]
    assert 0 in learner.candidates()
    assert 0 in learner.ask(1).ids, "the rest of it"
    assert learner.outstanding == ["1", "0"] or learner.outstanding == ["0", "1"]
    assert learner.job().effort.n == 1
    learner.release([0])
    assert learner.state.items["0"].answer == ("NAME", "VERB", None)
    before = learner.state.counts()
    learner.close()
    again = PoolLearner(SENTENCES, project=tmp_path / "p", strategy=Windows())
    assert again.state.counts() == before
    assert again.space == Tags(TAGS)
    assert again.labels == {0: ("NAME", "VERB", None)}
    again.close()


@pytest.mark.parametrize(
    "answer", [["NAME"], ["NAME", "VERB", "OTHER", "VERB"], [None, None, None], "NAME", [["NAME"]]]
)
def test_what_does_not_fit_the_sentence_is_refused(answer: Any) -> None:
    learner = tagged()
    with pytest.raises(LabelError):
        learner.tell([1, 0], [["NAME", "VERB"], answer])
    assert learner.labels == {}, "none of the answers is taken"


def test_spans_beyond_the_text_are_refused() -> None:
    learner = PoolLearner(SENTENCES, labels=Spans(["PER"]))
    with pytest.raises(LabelError):
        learner.tell(1, [[0, 99, "PER"]])
    with pytest.raises(LabelError, match="leaves all of it unknown"):
        learner.tell(1, [[0, 8, None]])
    learner.tell(1, [[0, 3, "PER"]])
    learner.tell(0, [[0, 4, "PER"], [5, 16, None]])
    assert learner.labels[0] == ((0, 4, "PER"), (5, 16, None))
    assert learner.job().partly == [0]


def test_names_are_learnt_from_answers() -> None:
    learner = PoolLearner(SENTENCES, labels=Tags())
    assert learner.space == Tags()
    learner.add_label("NAME")
    learner.tell(1, ["NAME", None])
    assert learner.labels[1] == ("NAME", None)


def test_it_learns_predicts_and_asks() -> None:
    learner = PoolLearner(SENTENCES * 1 + [["Anna", f"w{i}", "here"] for i in range(60)], labels=Tags(TAGS), seed=1)
    for _ in range(6):
        queries = learner.ask(8)
        known = [TRUE[i] if i < len(TRUE) else ("NAME", "VERB", "OTHER") for i in queries.ids]
        learner.tell(queries.ids, known)
    assert learner.predict([["Bob", "sleeps"], ["Anna", "runs", "here"]]) == [
        ("NAME", "VERB"),
        ("NAME", "VERB", "OTHER"),
    ]
    with pytest.raises(UsageError, match="too many answers"):
        learner.predict_proba([["Bob"]])
    assert learner.estimate().sentence
    assert "tags and spans" in learner.forecast().headline
    with pytest.raises(UsageError):
        learner.stopping()


def test_every_strategy_for_sentences_asks() -> None:
    from askless.choose.strategy.fit import fitting

    learner = tagged()
    learner.tell([0, 1], [TRUE[0], TRUE[1]])
    names = [name for name in learner.strategies if "(" not in name]
    assert {"auto", "random", "mnlp", "diverse_entropy", "sub_sequence"} <= set(names)
    assert set(names) <= set(fitting("tags"))
    for name in names:
        learner.set_strategy(name)
        queries = learner.ask(1)
        assert len(queries) == 1, name
        learner.release(queries.ids)


def test_predictions_are_the_same_from_their_parts() -> None:
    spans = np.array([[0, 3, 0], [4, 8, 1], [0, 2, 1]], np.int32)
    starts = np.array([0, 2, 2, 3])
    made = SentencePredictions(
        ("PER", "LOC"), starts, np.array([0.5, 1.0, 0.9], np.float32), None, spans, np.array([0, 2, 2, 3])
    )
    assert [made.answer(row) for row in range(3)] == [((0, 3, "PER"), (4, 8, "LOC")), (), ((0, 2, "LOC"),)]
    assert made.confidence.tolist() == pytest.approx([0.75, 1.0, 0.9])
    assert [made.confidence_of(row) for row in range(3)] == pytest.approx([0.75, 1.0, 0.9])
    assert made.having("LOC").tolist() == [True, False, True]
    assert made.having("PER").tolist() == [True, False, False]
    from askless.pool.ranked import predictions_of

    assert predictions_of(made.names, made.arrays).answer(0) == made.answer(0)


def test_texts_are_parted_into_tokens() -> None:
    learner = PoolLearner(["It rains.", "Bob runs"], labels=Tags(["A", "B"]))
    learner.tell(0, ["A", None, "B"])
    assert learner.labels == {0: ("A", None, "B")}
    assert [len(answer) for answer in learner.predict(["Bob runs.", "It"])] == [3, 1]


@pytest.mark.parametrize(
    ("pool", "labels", "problem"),
    [
        (SENTENCES, ["a", "b"], "sentences of tokens"),
        (np.zeros((3, 2)), Tags(["A"]), "no sentences but of the kind “array”"),
    ],
)
def test_answers_must_fit_the_items(pool: Any, labels: Any, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        PoolLearner(pool, labels=labels)


def test_each_answer_is_kept_as_it_was_said_and_taken_back_alone() -> None:
    learner = tagged()
    learner.tell(0, ["NAME", None, None], annotator="ann")
    learner.tell(0, [None, "VERB", None], annotator="bob")
    assert learner.labels[0] == ("NAME", "VERB", None)
    assert learner.job().contradicted == learner.job().changed == 0, "they complete each other"
    assert learner.undo("ann") == ("answer", 0)
    assert learner.labels[0] == (None, "VERB", None)
    learner.tell(0, [None, "NAME", None], annotator="ann")
    assert learner.job().contradicted == 1
    assert learner.state.answers_by(["0"]) == {"bob": (None, "VERB", None), "ann": (None, "NAME", None)}


def test_a_question_is_closed_by_an_answer_that_adds_nothing() -> None:
    learner = tagged(strategy=Windows())
    learner.tell(0, ["NAME", "VERB", None])
    assert 0 in learner.ask(1).ids
    learner.tell(0, ["NAME", "VERB", None], seconds=3.0)
    assert learner.outstanding == []


def test_a_draw_is_remembered_when_a_later_question_is_given_back() -> None:
    learner = tagged(strategy="random")
    asked = learner.ask(1)
    row = asked.ids[0]
    learner.tell(row, [TRUE[row][0], *[None] * (len(TRUE[row]) - 1)])
    while row not in (again := learner.ask(1)).ids:
        learner.tell(again.ids, [TRUE[i] for i in again.ids])
    learner.release([row])
    query = learner.state.items[str(row)].query
    assert query is not None
    assert (query.random, query.round) == (True, 0)


def test_what_was_known_before_a_draw_tells_nothing_of_the_model() -> None:
    learner = tagged(strategy="random", holdout=1)
    test = next(iter(learner.state.held))
    row = int(test)
    learner.tell(row, [TRUE[row][0], *[None] * (len(TRUE[row]) - 1)])
    assert learner.state.tests_answered() == 0
    assert learner.job().test == []
    learner.tell(2, ["OTHER", None], suggestion_seen=True)
    while queries := learner.ask(1):
        learner.tell(queries.ids, [TRUE[i] for i in queries.ids])
    assert 2 not in learner.job().random
    assert learner.job().random
    assert learner.state.tests_answered() == 1

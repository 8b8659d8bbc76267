"""Labelling in order to find."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from askless.data.labels.classes import Classes
from askless.data.labels.real import Real
from askless.data.store.log import MemoryLog
from askless.data.store.state import State
from askless.enough.stopping.context import Context
from askless.enough.stopping.searched import Searched
from askless.enough.stopping.verdict import Verdict
from askless.errors import UnknownNameError, UsageError
from askless.pool.goal import Target
from askless.pool.learner import PoolLearner
from askless.server.goal import aimed
from askless.server.opening import open_session
from askless.server.options import Options
from askless.server.search import RULES, Search, dear, search_of

FIND = Options(goal="find")


def test_the_rarest_label_is_looked_for_unless_another_is_named() -> None:
    space, given = Classes(("in", "out")), ["out", "in", "in"]
    assert aimed(FIND, space, "text", given).options.find == "out"
    assert aimed(Options(goal="find", find="in"), space, "text", given).options.strategy == "most_likely(0)"
    assert aimed(FIND, space, "text", []).options.find == "in"


def test_only_texts_have_a_model_of_their_own() -> None:
    assert aimed(FIND, None, "rows", []).options.model is None
    assert aimed(Options(goal="find", model="tfidf_linear"), None, "text", []).options.model == "tfidf_linear"


def test_what_cannot_be_found_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="inn"):
        aimed(Options(goal="find", find="inn"), Classes(("in", "out")), "text", [])
    with pytest.raises(UsageError, match="Numbers"):
        aimed(FIND, Real(), "text", [])


def test_a_resumed_job_goes_on_looking(tmp_path: Path) -> None:
    source = tmp_path / "papers.csv"
    source.write_text("text\n" + "\n".join(f"paper number {n} about trees" for n in range(30)), encoding="utf-8")
    options = Options(goal="find", find="yes", labels=["no", "yes"])
    for said in (options, Options()):
        opened = open_session(source, said)
        try:
            assert opened.session.learner.strategy == "most_likely(1)"
            assert opened.project.settings["model"] == "screening(1)"
            assert opened.project.settings["find"] == "yes"
            assert any("“yes”" in remark for remark in opened.remarks) == (said is options)
        finally:
            opened.session.close()


@pytest.mark.parametrize("value", [0.0, 1.0, -0.5, 95.0, float("nan")])
@pytest.mark.parametrize("name", ["recall", "confidence"])
def test_a_target_outside_0_and_1_is_refused(tmp_path: Path, name: str, value: float) -> None:
    source = tmp_path / "papers.csv"
    source.write_text("text\nabout trees\nabout roads\n", encoding="utf-8")
    said = {name: value}
    with pytest.raises(UsageError, match=rf"--{name} .* is not between 0 and 1") as caught:
        open_session(source, Options(goal="find", **said))  # type: ignore[arg-type]
    assert "0.95 for 95 %" in caught.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["papers.csv"]


def test_a_target_needs_a_search(tmp_path: Path) -> None:
    source = tmp_path / "papers.csv"
    source.write_text("text\nabout trees\nabout roads\n", encoding="utf-8")
    with pytest.raises(UsageError, match="nothing is searched for"):
        open_session(source, Options(recall=0.9))


def test_a_target_is_kept_and_used(tmp_path: Path) -> None:
    source = tmp_path / "papers.csv"
    source.write_text("text\n" + "\n".join(f"paper number {n} about trees" for n in range(30)), encoding="utf-8")
    for said in (Options(goal="find", recall=0.8, confidence=0.9), Options(), Options(recall=0.7)):
        opened = open_session(source, said)
        settings = opened.project.settings
        opened.session.close()
    assert (settings["recall"], settings["confidence"]) == (0.7, 0.9)
    certificate, test, _, sample = Target.of(settings).rules()
    assert (certificate.threshold, test.threshold, sample.threshold) == (0.7, 0.9, 0.9)
    assert [rule.name for rule in Target().rules()] == list(RULES)


def test_status_tells_what_is_found_and_of_how_many() -> None:
    texts = [f"trees and forests {n}" if n < 10 else f"roads and bridges {n}" for n in range(60)]
    learner = PoolLearner(
        texts, "screening(1)", labels=["no", "yes"], strategy="most_likely(1)", random_share=0.2, project=None
    )
    learner.start()
    while queries := learner.ask(5):
        learner.tell(queries.ids, ["yes" if "trees" in text else "no" for text in queries.items])
        if len(learner.labels) >= 40:
            break
    settings = {"goal": "find", "find": "yes"}
    search = search_of(learner.state, settings)
    assert search is not None
    verdicts = search.verdicts
    assert [verdict.rule for verdict in verdicts] == list(RULES)
    assert verdicts[0].sentence.startswith("10 found, of 10 to ")
    aimed_lower = search_of(learner.state, {**settings, "recall": 0.3, "confidence": 0.6})
    assert aimed_lower is not None
    modest = aimed_lower.verdicts
    assert modest[0].recommend
    assert "60 % sure" in modest[0].sentence
    assert modest[1].sentence.startswith("Likely 30 % found")
    assert search_of(learner.state, {}) is None
    assert search_of(State.of(MemoryLog([])), settings) is None


def searched(read: int, finds: int, random: slice = slice(0, None, 10), pool: int = 1000) -> Search:
    """A search that found all it found at once; some of what was read was drawn at random."""
    relevant, drawn = np.arange(read) < finds, np.zeros(read, dtype=bool)
    drawn[random] = True
    progress, target = Searched(pool, relevant, drawn), Target(recall=0.9)
    context = Context(pool=pool, names=("other", "yes"), y=relevant.astype(np.int64), random=drawn, positive=1)
    return Search("yes", target, progress, tuple(Verdict.of(rule, [], context) for rule in target.rules()))


@pytest.mark.parametrize(
    ("search", "state", "said"),
    [
        (searched(60, 40), "search", "does not say yet that you may stop.$"),
        (
            searched(150, 40),
            "search",
            "does not say yet .* For certainty read [0-9]+ of the 850 that are left, drawn at",
        ),
        (searched(700, 40), "likely", "^The hypergeometric test, the usual one for reviews, says that 90 % is likely"),
        (
            searched(200, 40, slice(150, None)),
            "sample",
            "50 drawn at random from what was left, none relevant: [0-9]+ more",
        ),
        (searched(600, 40, slice(150, None)), "certain", "^At least 90 % is found .95 % sure., by the final sample.$"),
        (searched(1000, 40), "certain", "^Everything is read.$"),
        (searched(30, 0), "begin", "^No “yes” item is known yet"),
    ],
)
def test_one_verdict_says_what_to_do_and_who_decides(search: Search, state: str, said: str) -> None:
    assert search.conclusion.state == state
    assert re.search(said, search.conclusion.sentence)
    shown = search.shown()
    assert (shown["state"], shown["reached"]) == (state, state == "certain")
    assert search.lines()[1] == f"{search.conclusion.headline}. {search.conclusion.sentence}"
    assert search.to_json()["state"] == state


def test_the_certificate_says_how_much_it_would_take() -> None:
    words = [words for name, _, words in searched(150, 40).rules() if name == "Recall certificate"]
    assert words[0].endswith(
        "To reach 90 % in this way, all 850 that are left would have to be read without another find."
    )


def test_a_large_pool_is_told_what_certainty_takes(tmp_path: Path) -> None:
    few = dear(2235, Target(recall=0.9))
    assert re.search(
        "If 44 are relevant, ([0-9,]+) of the last 2,012 have to be .* 90 %; if 223 are relevant, ([0-9]+)[.]$", few
    )
    dearer, cheaper = (int(n.replace(",", "")) for n in re.findall("relevant, ([0-9,]+)", few))
    assert dearer > cheaper > 0
    assert dear(100, Target()) == ""
    source = papers(tmp_path, 600)
    for begun in (False, True):
        opened = open_session(source, FIND)
        assert any("Certainty is dear" in remark for remark in opened.remarks) is not begun
        opened.session.answer("3", "relevant")
        opened.session.close()


def test_a_final_sample_goes_on_until_something_else_is_said(tmp_path: Path) -> None:
    source = papers(tmp_path)
    used = []
    for said in (FIND, Options(strategy="random"), Options(), Options(strategy="most_likely(0)"), Options()):
        opened = open_session(source, said)
        used.append(opened.session.learner.strategy)
        opened.session.close()
    opened = open_session(source, FIND)
    opened.session.learner.set_strategy("random")  # as the page does
    opened.session.close()
    opened = open_session(source, Options())
    assert opened.session.learner.strategy == "random"
    opened.session.close()
    assert used == ["most_likely(0)", "random", "random", "most_likely(0)", "most_likely(0)"]


def papers(folder: Path, n: int = 30) -> Path:
    """A file of texts without labels."""
    source = folder / "papers.csv"
    source.write_text("text\n" + "\n".join(f"paper number {i} about trees" for i in range(n)), encoding="utf-8")
    return source


def test_a_search_that_has_begun_is_not_aimed_at_another_label(tmp_path: Path) -> None:
    source = papers(tmp_path)
    begun = Options(goal="find", find="relevant", labels=["relevant", "irrelevant"])
    open_session(source, begun).session.close()
    opened = open_session(source, Options(goal="find", find="irrelevant"))  # nothing is answered
    assert any("“relevant” was looked for until now." in remark for remark in opened.remarks)
    opened.session.answer("0", "relevant")
    opened.session.close()
    with pytest.raises(UsageError, match="looks for “irrelevant”, and 1 answer has been given") as caught:
        open_session(source, Options(goal="find", find="relevant"))
    assert "Leave --find out" in caught.value.remedy
    opened = open_session(source, Options(goal="find"))
    assert opened.project.settings["find"] == "irrelevant"
    assert opened.session.learner.strategy == "most_likely(1)"
    opened.session.close()


def test_the_start_asks_for_one_known_item_while_there_is_none(tmp_path: Path) -> None:
    source = papers(tmp_path)
    for known in (False, True):
        opened = open_session(source, FIND)
        (remark,) = [remark for remark in opened.remarks if "It looks for" in remark]
        assert ("No item is known to be “relevant” yet" in remark) is not known
        assert ("search the list (B)" in remark) is not known
        opened.session.answer("3", "relevant")
        opened.session.close()


def test_answers_before_the_first_find_count_for_the_certificate(tmp_path: Path) -> None:
    opened = open_session(papers(tmp_path, 90), FIND)
    session = opened.session
    try:
        for _ in range(40):
            query = session.queue(1, [], "tab")["queries"][0]
            session.answer(query["id"], "irrelevant", tab="tab")
        search = search_of(session.learner.state, opened.project.settings)
        assert search is not None
        assert search.progress.random.sum() == 40
        assert search.verdicts[0].sentence.startswith("None found among 40 read, 40 of them drawn at random: at most ")
        assert search.most < 20
        head, advice, certificate, *others = search.lines()
        assert head == "0 “relevant” found among 40 read. Aimed at 95 % of what is relevant, 95 % sure."
        assert advice.startswith("Nothing found yet. ")
        assert "Give one first" in advice
        assert (certificate.partition(":")[0], others) == ("Recall certificate", [])
        progress = session.standing.progress()
        assert progress["estimate"]["n"] == 30, "they count for the first model, too"
        shown = progress["prospects"]["search"]
        assert (shown["found"], shown["most"], shown["least_recall"]) == (0, search.most, 0.0)
        assert (shown["find"], shown["reached"], shown["recall"]) == ("relevant", False, 0.95)
    finally:
        session.close()


def test_a_search_goes_on_when_its_label_is_renamed(tmp_path: Path) -> None:
    source = papers(tmp_path)
    opened = open_session(source, Options(goal="find", find="relevant", labels=["relevant", "irrelevant"]))
    opened.session.answer("3", "relevant")
    opened.session.rename_label("irrelevant", "beside the point")
    for name in ("on trees", "about trees"):
        opened.session.rename_label(opened.project.settings["find"], f" {name} ")
        shown = opened.session.standing.progress()["prospects"]["search"]
        assert (shown["find"], shown["found"]) == (name, 1)
    opened.session.close()
    for said in (Options(), FIND):
        opened = open_session(source, said)
        search = search_of(opened.session.learner.state, opened.project.settings)
        assert search is not None
        assert (search.find, search.progress.found) == ("about trees", 1)
        assert opened.session.learner.strategy == "most_likely(0)"
        opened.session.close()

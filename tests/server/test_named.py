"""Labels that were named at the start."""

from askless.server.named import named


def test_a_new_job_is_told_nothing_but_what_looks_the_same() -> None:
    assert named(["spam", "ham"], None) == []
    assert named(["spam", "ham", "SPAM"], None) == ["The labels “spam” and “SPAM” differ only by case or blanks."]


def test_a_job_that_goes_on_is_told_what_is_new_and_what_is_not() -> None:
    before = ["spam", "ham"]
    assert named(["ham", "spam"], before) == ["The labels “ham”, “spam” were there already."]
    assert named(["egg", "yolk", "ham"], before) == ["The labels “egg”, “yolk” were added; “ham” was there already."]
    assert named(["Ham"], before) == [
        "The label “Ham” was added.",
        "The labels “ham” and “Ham” differ only by case or blanks.",
    ]
    assert named([], before) == []


def test_an_old_pair_is_no_news() -> None:
    assert named(["egg"], ["ham", "Ham"]) == ["The label “egg” was added."]

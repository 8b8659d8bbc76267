"""Every way in which a forecast is said."""

from dataclasses import replace

import pytest

from askless.enough.forecast.forecast import Forecast, Forecasts, tolerance_key
from askless.enough.forecast.numbers import about, odds
from askless.enough.forecast.words import Counted, Outcome, early, worded
from askless.errors import UsageError

USUAL = Outcome((0.2, 0.55, 0.7), 400, 1873, (250, 850), (150, 2310), doubling=(0.01, 0.08), wrong=(10, 9))


def said(found: Outcome, labels: int = 210, items: int = 3412) -> Forecast:
    return worded(0.01, labels, items, found)


def test_a_chance_comes_first_and_then_when_it_is_even_and_nine_in_ten() -> None:
    assert said(USUAL).headline == (
        "Probably not there yet (1 in 5). Even chance by about 400 labels; 9 in 10 by 1,900."
    )


def test_the_range_is_told_in_labels_to_come_and_in_two_digits() -> None:
    assert said(USUAL).range == "About 190 more labels (likely 40 to 640; could be 0 to 2,100)."
    assert "1,873" not in said(USUAL).headline + said(USUAL).range


def test_small_print_says_what_enough_means_and_how_ranges_held() -> None:
    text = said(USUAL).small_print
    assert text.startswith("Enough means within 1 point of the accuracy with all 3,412 items labelled.")
    assert "held for 9 of 10 forecasts" in text
    assert "on 1 set in 10 they were wrong more than 3 times in 10" in text
    assert "3 points" in worded(0.03, 210, 3412, USUAL).small_print
    assert "a tenth of the gain" in worded("gain", 210, 3412, USUAL).small_print


def test_what_may_need_the_whole_pool_says_so() -> None:
    whole = replace(USUAL, nine=3412, could_be=(150, 3412))
    assert said(whole).headline == (
        "Probably not there yet (1 in 5). Even chance by about 400 labels; "
        "could need the whole pool (3,412); we cannot say less yet."
    )
    assert said(whole).range.endswith("could need the whole pool (3,412); we cannot say less yet).")
    never_even = replace(whole, even=3412, likely=(500, 3412))
    assert said(never_even).headline.endswith("Could need the whole pool (3,412); we cannot say less yet.")
    assert said(never_even).range == (
        "Likely at least 290 more labels; could need the whole pool (3,412); we cannot say less yet."
    )


def test_what_may_be_enough_says_so() -> None:
    even = replace(USUAL, chances=(0.5, 0.8, 0.9), even=210, nine=800, likely=(210, 850))
    assert said(even).headline == "May be enough already (1 in 2). 9 in 10 by about 850 labels."
    assert said(even).range.startswith("May be enough already; likely at most 640 more labels (could be")
    sure = replace(even, chances=(0.97, 0.98, 0.99), nine=210)
    assert said(sure).headline == "Very probably enough already (more than 19 in 20)."
    open_ = replace(even, nine=3412, likely=(210, 3412), could_be=(210, 3412))
    assert said(replace(open_, likely=(1000, 3412)), labels=1000).range == (
        "May be enough already; could need the whole pool (3,412); we cannot say less yet."
    )


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.01, "Very probably not there yet (less than 1 in 20)"),
        (0.34, "Probably not there yet (1 in 3)"),
        (0.75, "Probably enough already (3 in 4)"),
        (0.91, "Very probably enough already (9 in 10)"),
    ],
)
def test_chances_have_words(chance: float, words: str) -> None:
    assert said(replace(USUAL, chances=(chance, 0.95, 0.99))).headline.startswith(words)


def test_the_numbers_are_those_that_the_reader_sees_counted() -> None:
    found = replace(USUAL, even=91, nine=200, likely=(88, 180), could_be=(86, 300))
    told = worded(0.01, 86, 1127, found, Counted(122, 1200, apart=40))
    assert told.headline == "Probably not there yet (1 in 5). Even chance by about 130 labels; 9 in 10 by 240."
    assert told.range == "About 5 more labels (likely 2 to 94; could be 0 to 210)."
    assert (told.labels, told.labelled, told.even, told.nine) == (86, 122, 91, 200)
    assert told.small_print.startswith(
        "Enough means within 1 point of the accuracy with all 1,127 items that the model learns from "
        "(no test items, no exact copies) labelled."
    )
    whole = worded(0.01, 86, 1127, replace(found, nine=1127), Counted(122, 1200, apart=40))
    assert "could need the whole pool (1,127 that the model learns from)" in whole.headline


def test_no_number_to_come_is_behind_the_reader() -> None:
    found = replace(USUAL, even=1204, nine=1290, likely=(1201, 1230), could_be=(1200, 1400))
    assert said(found, labels=1200).headline == (
        "Probably not there yet (1 in 5). Even chance by about 1,204 labels; 9 in 10 by 1,300."
    )


def test_no_number_is_beyond_the_pool() -> None:
    found = replace(USUAL, even=300, nine=1005, likely=(250, 900), could_be=(210, 1010))
    assert worded(0.01, 210, 1010, found).headline.endswith("9 in 10 by 1,010.")


@pytest.mark.parametrize("labels", range(100, 300, 7))
@pytest.mark.parametrize("more", [1, 44, 77, 104, 145, 870])
def test_nine_in_ten_is_never_below_the_range_of_eight(labels: int, more: int) -> None:
    found = replace(USUAL, chances=(0.6, 0.9, 0.95), nine=labels, likely=(labels, labels + more))
    told = said(found, labels=labels)
    by = int(told.headline.partition("9 in 10 by about ")[2].split()[0].replace(",", ""))
    most = int(told.range.partition("at most ")[2].split()[0].replace(",", ""))
    assert by >= labels + most


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.97, "Very probably enough already; if not, likely at most 47 more labels (could be 0 to 90)."),
        (0.7, "Probably enough already; if not, likely at most 47 more labels (could be 0 to 90)."),
        (0.5, "May be enough already; likely at most 47 more labels (could be 0 to 90)."),
        (0.2, "Probably not there yet; likely at most 47 more labels (could be 0 to 90)."),
    ],
)
def test_chance_and_range_are_equally_strong(chance: float, words: str) -> None:
    found = replace(USUAL, chances=(chance, 0.97, 0.99), even=215, nine=220, likely=(210, 257), could_be=(210, 300))
    told = said(found)
    assert told.range == words
    assert told.headline.startswith(words.partition(";")[0])


@pytest.mark.parametrize(("chance", "none"), [(0.89, "9 in 10 by"), (0.88, "9 in 10 by"), (0.42, "Even chance by")])
def test_what_is_told_as_reached_is_not_told_as_to_come(chance: float, none: str) -> None:
    found = replace(USUAL, chances=(chance, 0.93, 0.96), even=41, nine=42, likely=(40, 60), could_be=(40, 90))
    assert none not in said(found, labels=40).headline


def test_the_advice_knows_what_is_kept_apart_already() -> None:
    wide = replace(USUAL, likely=(250, 2600))
    told = worded(0.01, 210, 3412, wide, Counted(260, 3500, apart=40))
    assert told.headline == (
        "Too early to say. Doubling what the model learns from (at 470 labels) will tell more; it usually brings "
        "1 to 8 points. The 40 items kept apart tell the accuracy to ±10 points once all are answered."
    )


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (1, "item kept apart tells the accuracy to ±66 points once all are answered; with 60 more, to ±8. "),
        (30, "30 items kept apart tell the accuracy to ±12 points once all are answered; with 60 more, to ±7. "),
        (400, "400 items kept apart tell the accuracy to ±3 points once all are answered. "),
    ],
)
def test_the_advice_goes_by_how_many_are_kept_apart(apart: int, words: str) -> None:
    strange = replace(USUAL, known=False, unknown="this")
    assert words in worded(0.01, 210, 3412, strange, Counted(260, 3500, apart=apart)).headline


def test_a_range_beyond_a_factor_of_ten_is_no_number() -> None:
    wide = said(replace(USUAL, likely=(250, 2600)))
    assert wide.headline == (
        "Too early to say. Doubling your labels (to 420) will tell more; it usually brings 1 to 8 points. "
        "60 random labels kept apart would tell the accuracy to ±8 points."
    )
    assert (wide.ready, wide.known, wide.range) == (True, True, "")
    end = worded(0.01, 40, 70, replace(USUAL, likely=(1, 70)))
    assert "only the rest of the pool will tell more" in end.headline


def test_an_unknown_kind_has_no_number_and_says_why() -> None:
    strange = said(replace(USUAL, known=False, unknown="the model “forest”"))
    assert strange.headline == (
        "Cannot be told for the model “forest”: forecasts were measured for others. 60 random labels kept apart would "
        "tell the accuracy to ±8 points. When predictions no longer change, the stopping rule “classification_change” "
        "says so."
    )
    assert (strange.known, strange.even, strange.nine, strange.likely, strange.could_be) == (False, *[None] * 4)
    assert (strange.range, strange.missing) == ("", strange.headline)


def test_too_early_says_what_is_missing() -> None:
    none = early(0.01, 3, 500, "7 more labels are needed.")
    assert (none.ready, none.headline) == (False, "Too early to say. 7 more labels are needed.")
    assert none.chances is None


def test_forecasts_travel_as_json() -> None:
    both = Forecasts({"0.01": said(USUAL), "0.03": early(0.03, 3, 500, "More.")}, automatic=2000)
    assert Forecasts.from_json(both.to_json()) == both
    assert both.of(0.01).chances == (0.2, 0.55, 0.7)


@pytest.mark.parametrize("wrong", [0.02, 1, True, "much", None])
def test_another_tolerance_is_refused(wrong: object) -> None:
    with pytest.raises(UsageError, match=r"Give 0\.01, 0\.03"):
        tolerance_key(wrong)


def test_odds_never_fall_and_numbers_have_two_digits() -> None:
    assert [odds(k / 100) for k in (1, 6, 10, 20, 25, 33, 50, 66, 75, 80, 90, 94, 96)][::4] == [
        "less than 1 in 20",
        "1 in 4",
        "3 in 4",
        "more than 19 in 20",
    ]
    assert [about(n) for n in (0, 1, 99, 100, 149, 1873, 12345)] == ["0", "1", "99", "100", "150", "1,900", "12,000"]

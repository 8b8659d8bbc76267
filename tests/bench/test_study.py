"""Plans and the data they are about."""

from pathlib import Path

import numpy as np
import pytest

from askless.bench.plan import Plan
from askless.bench.study import Study
from askless.errors import AsklessError, LabelError, SourceError, UnknownNameError, UsageError


def opened(tmp_path: Path, source: Path, **options: object) -> Study:
    return Study.open(Plan(source=str(source), **options), tmp_path / "cache")  # type: ignore[arg-type]


def test_a_column_is_named_as_the_target(tmp_path: Path, points: Path) -> None:
    study = opened(tmp_path, points, target="side")
    assert study.space.names == ("down", "up")
    assert (study.task, study.metric_name, len(study.items)) == ("classify", "accuracy", 100)
    pool, test = study.divided(0)
    assert (len(pool), len(test), study.askable) == (60, 40, 60)
    assert study.truth(test).sum() == pytest.approx(0.4 * 45, abs=1)
    assert "--target" in study.sentence
    assert "--label-column" not in study.sentence


def test_several_labels_are_found(tmp_path: Path, mails: Path) -> None:
    study = opened(tmp_path, mails)
    assert (study.task, study.metric_name) == ("multilabel", "f1")
    assert study.answers[:4] == [("offer",), ("work",), (), ("offer", "work")]


def test_items_without_a_label_are_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "part.csv"
    path.write_text("text,label\n" + "".join(f"text number {i},{'ab '[i % 3]}\n" for i in range(60)))
    study = opened(tmp_path, path)
    assert len(study.items) == 40
    assert study.notes[0] == "20 of 60 items have no label and are left out."


def test_a_test_file_is_read_as_the_source_is(tmp_path: Path, points: Path) -> None:
    test = tmp_path / "test.csv"
    test.write_text("x,y,side\n1,1,down\n9,9,up\n")
    study = opened(tmp_path, points, target="side", test=str(test))
    pool, aside = study.divided(3)
    assert (len(pool), len(aside)) == (100, 0)
    assert study.truth(aside).tolist() == [0, 1]
    assert study.raw_test(aside)["x"].tolist() == [1, 9]


def test_the_title_is_no_part_of_a_test_whose_source_has_none(tmp_path: Path) -> None:
    source, test = tmp_path / "train.csv", tmp_path / "test.csv"
    source.write_text("text,label\n" + "".join(f"some text number {i},{'ab'[i % 2]}\n" for i in range(20)))
    test.write_text("title,text,label\nA heading,a text of the test,a\nAnother one,one more text here,b\n")
    study = opened(tmp_path, source, test=str(test))
    assert study.raw_test(np.empty(0, dtype=np.int64))[0] == "a text of the test"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["x,z", *["1,2"] * 20], "has no labels"),
        (["x,label", *[f"{i},a" for i in range(20)]], "labels of .* are 'a'"),
        (["x,label", "1,a", "2,b"], "has 2 labelled items"),
        (["x,label", *[f"{i}," for i in range(20)]], "has no labels"),
    ],
)
def test_data_that_cannot_be_learnt_from(tmp_path: Path, lines: list[str], problem: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("\n".join(lines))
    with pytest.raises(SourceError, match=problem) as caught:
        opened(tmp_path, path)
    assert caught.value.remedy


def test_a_column_of_numbers_is_no_class(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("x,price\n" + "".join(f"{i},{i * 1.37}\n" for i in range(60)))
    with pytest.raises(SourceError, match="60 different labels for 60 items"):
        opened(tmp_path, path, target="price")


@pytest.mark.parametrize("target", ["target", None])
def test_numbers_are_no_classes_unless_it_is_said(tmp_path: Path, target: str | None) -> None:
    path = tmp_path / "diabetes.csv"
    path.write_text("x,target\n" + "".join(f"{i},{25 + i % 214}\n" for i in range(442)))
    with pytest.raises(SourceError, match=r"“target”.* too many") as caught:
        opened(tmp_path, path, target=target)
    assert "--task regress" in caught.value.remedy
    assert opened(tmp_path, path, target="target", task="classify").task == "classify"
    assert opened(tmp_path, path, target=target, task="regress", strategies=("random",)).task == "regress"


def test_words_are_no_numbers(tmp_path: Path, points: Path) -> None:
    with pytest.raises(LabelError, match="Most cells of column “side”") as caught:
        opened(tmp_path, points, target="side", task="regress")
    assert "another column with --target" in caught.value.remedy


def test_what_is_wrong_is_said_in_words_of_this_command(tmp_path: Path, points: Path) -> None:
    with pytest.raises(SourceError, match=r"There is no column “sides” \(--target\). Did you mean “side”"):
        opened(tmp_path, points, target="sides")
    with pytest.raises(SourceError, match="There is no file"):
        opened(tmp_path, tmp_path / "none.csv")


def test_a_test_with_other_labels_or_columns_is_refused(tmp_path: Path, points: Path) -> None:
    rows = "".join(f"{i},{i},down\n" for i in range(12))
    other, wide = tmp_path / "other.csv", tmp_path / "wide.csv"
    other.write_text("x,y,side\n1,1,sideways\n1,2,down\n")
    wide.write_text("x,z,side\n" + rows)
    with pytest.raises(LabelError, match="test file has the label “sideways”"):
        opened(tmp_path, points, target="side", test=str(other))
    with pytest.raises(SourceError, match="other columns"):
        opened(tmp_path, points, target="side", test=str(wide))


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"task": "tag"}, UsageError),
        ({"task": "span"}, UsageError),
        ({"task": "classifly"}, UnknownNameError),
        ({"metric": "rmse"}, UsageError),
        ({"metric": "acc"}, UnknownNameError),
        ({"strategies": ("auto", "margn")}, UnknownNameError),
        ({"strategies": ()}, UsageError),
        ({"seeds": 0}, UsageError),
        ({"budget": 10, "start": 11}, UsageError),
    ],
)
def test_a_plan_that_cannot_be_meant(options: dict[str, object], error: type[AsklessError]) -> None:
    with pytest.raises(error) as caught:
        Plan(source="x.csv", **options)  # type: ignore[arg-type]
    assert caught.value.problem
    assert caught.value.remedy

"""Domains in files, and from files of real items."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from askless import Classes
from askless import Real as Numbers
from askless.errors import AsklessError, SourceError, StorageError, UsageError
from askless.synthesis import Domain
from askless.synthesis.domain import Category, Formula, Integer, Linear, Mixture, Ordered, Real
from askless.synthesis.domain.infer import known_answers


def full() -> Domain:
    return Domain(
        [
            Real("flow rate", 0.5, 9, unit="mL/min", step=0.5),
            Real("k", 0.01, 10, log=True),
            Integer("n", -3, 4, unit="cells"),
            Category("metal", ["Pd", 'a "quoted" one', 3, True]),
            Ordered("o", [1, 2.5, 9]),
            Mixture("solvent", {"water": (0.1, 1), "sugar": (0, 1)}),
        ],
        [
            "`flow rate` * k <= 30",
            Linear({"n": 1, "flow rate": 2}, at_most=20, says="not too much"),
            Formula("n != 3", "no 3"),
        ],
        answer=Numbers(unit="g", minimum=0),
        name="A test \\ with “marks”",
    )


def test_a_domain_comes_back_as_it_was_written(tmp_path: Path) -> None:
    domain = full()
    domain.write(tmp_path / "domain.toml")
    again = Domain.read(tmp_path / "domain.toml")
    assert again.to_toml() == domain.to_toml()
    assert again.inputs == domain.inputs
    assert (again.name, again.answer, again.kind) == (domain.name, domain.answer, "rows")
    assert again.summary() == domain.summary()


def test_a_box_stays_a_box() -> None:
    domain = Domain.from_toml(Domain.box([0, 1], [2, 3], answer=Classes(["a", "b"])).to_toml())
    assert (domain.kind, domain.answer) == ("array", Classes(["a", "b"]))
    assert Domain.from_toml(Domain.box(0, 1, answer=Numbers()).to_toml()).answer == Numbers()


def test_the_example_of_the_manual_is_a_domain() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "synthesis-domain.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    domain = Domain.from_toml(example)
    assert {part.kind for part in domain.inputs} == {"real", "integer", "category", "ordered", "mixture"}
    assert {constraint.kind for constraint in domain.constraints} == {"linear", "formula"}
    assert domain.allowed(domain.sample(50, np.random.default_rng(0))).all()
    summary = text.split("```text\n")[1].split("```")[0]
    assert "\n".join(domain.summary()) + "\n" == summary


def test_code_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has a predicate .* which is code and cannot be written to a file"):
        Domain([Real("a", 0, 1)], predicate=lambda item: True).to_toml()
    with pytest.raises(UsageError, match="has a projector, which is code"):
        Domain([Real("a", 0, 1)], projector=lambda items: items).to_toml()
    with pytest.raises(StorageError, match="could not be written"):
        Domain.box(0, 1).write(tmp_path / "none" / "domain.toml")


@pytest.mark.parametrize(
    "text",
    ["x = " + "[" * 100_000, "x = " + "[" * 60 + "]" * 60, "x = " + "{a = " * 5_000, "a." * 2_000 + "b = 1"],
    ids=["lists", "closed", "tables", "dots"],
)
def test_a_file_nested_too_deeply_is_refused(text: str) -> None:
    with pytest.raises(SourceError, match=r"“domain.toml” has lists or tables more than 20 deep\. Take out brackets"):
        Domain.from_toml(text)


ONE = '[[inputs]]\nname = "a"\nlow = 0\nhigh = 1\n'
WRONG = {
    "": "“f.toml” has no inputs. Begin each with",
    "a = ": "“f.toml” is not TOML: Invalid value",
    "inputs = 3": "“f.toml” has no inputs.",
    "nme = 'x'\n" + ONE: "“f.toml” has the key “nme”, which means nothing. Did you mean “name”",
    "name = 3\n" + ONE: "“f.toml” says name = 3.",
    "items = 'pictures'\n" + ONE: "says items = 'pictures'.",
    "[[inputs]]\nlow = 0": "Input 1 of “f.toml” has no name.",
    "[[inputs]]\nname = 'a'\nlow = 0": "The input “a” of “f.toml” has no “high”. Write high = ...",
    "[[inputs]]\nname = 'a'\ntype = 'rel'": "The input “a” of “f.toml” has the type 'rel'. Known are real",
    ONE + "hihg = 2": "The input “a” of “f.toml” has the key “hihg”, which means nothing. Did you mean “high”",
    ONE + "log = 'yes'": "says log = 'yes'.",
    ONE + "[[inputs]]\nname = 'm'\nparts = [1, 2]": "The mixture “m” has the parts \\[1, 2\\].",
    ONE + "[[inputs]]\nname = 'm'\nparts = [{low = 0.1}]": "A part of the mixture “m” has no name.",
    ONE + "[[inputs]]\nname = 'm'\nparts = ['x', 'x']": "The part “x” of the mixture “m” comes twice.",
    ONE
    + "[constraints]\nformula = 'a < 1'": "has constraints that are no list. Begin each with \\[\\[constraints\\]\\]",
    ONE + "[[constraints]]\ntype = 'code'": "Constraint 1 of “f.toml” has the type 'code'. Known are formula, linear.",
    ONE + "[[constraints]]\nformula = 'a <'": "The formula “a <” cannot be read",
    ONE + "[[constraints]]\nformula = 'a < 1'\nsays = 3": "Constraint 1 of “f.toml” says 3.",
    ONE + "[[constraints]]\nweights = {a = 1}\nat_mots = 2": "Constraint 1 of “f.toml” has the key “at_mots”",
    "constraints = [3]\n" + ONE: "Constraint 1 of “f.toml” is 3.",
    "answer = 3\n" + ONE: "“f.toml” says answer = 3.",
    ONE + "[answer]": "\\[answer\\] of “f.toml” says neither what labels there are nor that it is a number.",
    ONE + "[answer]\nlabels = []": "says neither",
    ONE + "[answer]\nlabels = ['a']\nunit = 'g'": "says neither",
    ONE + "[answer]\nlabels = ['a']": "The domain has only one label, “a”, and there is nothing to learn with one.",
    ONE + "[[constraints]]": "Constraint 1 of “f.toml” has neither a formula nor weights. Write formula = ",
    ONE + "[[constraints]]\ntype = 'linear'\nat_most = 2": "Constraint 1 of “f.toml” has no “weights”.",
    "[[inputs]]\nname = 'a'\nlevels = ['x', 'y']\nlow = 0": "The input “a” of “f.toml” has both “levels” and “low”, "
    "which do not go together: with “levels” it is of the type ordered. Leave one of them out.",
    "[[inputs]]\nname = 'a'\nlow = 0\nhigh = 3\ntype = 'integer'\nstep = 2": "has the key “step”, which means nothing",
}


@pytest.mark.parametrize("text", list(WRONG))
def test_what_is_no_domain_is_named(text: str) -> None:
    with pytest.raises(AsklessError, match=WRONG[text]):
        Domain.from_toml(text, "f.toml")


def test_formulas_may_stand_in_a_list() -> None:
    assert Domain.from_toml("constraints = ['a <= 0.5']\n" + ONE).summary()[1] == "constraint: a <= 0.5"


def test_a_file_that_is_not_there_is_named_with_its_like(tmp_path: Path) -> None:
    (tmp_path / "domain.toml").write_text(ONE)
    with pytest.raises(SourceError, match=r"There is no file .*domian\.toml.\. Did you mean “domain\.toml”"):
        Domain.read(tmp_path / "domian.toml")
    with pytest.raises(SourceError, match="cannot be read"):
        Domain.read(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b"name = '\xe9'")
    with pytest.raises(SourceError, match=r"“latin\.toml” is not UTF-8 text"):
        Domain.read(tmp_path / "latin.toml")


TABLE = {
    "id": [f"r{i}" for i in range(40)],
    "temperature": np.linspace(20, 90, 40).tolist(),
    "dose": np.geomspace(0.001, 50, 40).tolist(),
    "stirrers": [1, 2, 3, 5] * 10,
    "metal": ["Pd", "none"] * 20,
    "hot": [True, False] * 20,
    "always": [7] * 40,
    "empty": [None] * 40,
    "remark": [f"run {i} of many" for i in range(39)] + ["again"],
    "label": ["safe", "runaway", "safe", "safe"] * 10,
}


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl", "frame", "dicts", "columns"])
def test_a_domain_is_inferred_from_data(form: str, tmp_path: Path) -> None:
    frame = pd.DataFrame(TABLE)
    path = tmp_path / f"data.{form}"
    data: Any = {"frame": frame, "dicts": frame.to_dict("records"), "columns": TABLE}.get(form, path)
    if form == "csv":
        frame.to_csv(path, index=False)
    elif form == "parquet":
        frame.drop(columns="empty").to_parquet(path)
    elif form == "jsonl":
        frame.to_json(path, orient="records", lines=True)
    domain = Domain.infer(data)
    assert domain.summary()[:4] == [
        "temperature: 20 to 90",
        "dose: 0.001 to 50, on a logarithmic scale",
        "stirrers: whole numbers from 1 to 5",
        "metal: one of Pd, none",
    ]
    assert domain.summary()[4] == "hot: one of false, true"
    assert (domain.target, domain.answer) == ("label", Classes(["runaway", "safe"]))
    said = " ".join(domain.notes)
    assert "“id” was taken for an id and left out." in said
    assert "“always” is always 7 and was left out." in said
    assert "“remark” has 40 different values that are no numbers, and was left out." in said
    assert ("“empty” is empty" in said) == (form != "parquet")
    assert domain.allowed(domain.points(frame)).all()


def test_numbers_as_answers_are_inferred() -> None:
    rows = [{"a": i / 7, "y": i / 3} for i in range(30)]
    assert Domain.infer(rows).answer == Numbers()
    assert Domain.infer(rows, target="a").answer == Numbers()
    assert Domain.infer([{"a": i / 7, "y": i % 2} for i in range(30)], target="y").answer == Classes(["0", "1"])


@pytest.mark.parametrize(
    ("cells", "labels", "known"),
    [
        (["none", "mild", "n/a", None], ("mild", "none"), ["none", "mild", None, None]),
        (["yes", "-", "", "NA"], ("-", "yes"), ["yes", "-", None, None]),
        (["1", "2", "none"], ("1", "2"), ["1", "2", None]),
        ([2.0, 1.0, None], ("1.0", "2.0"), ["2.0", "1.0", None]),
        ([True, False], ("false", "true"), ["true", "false"]),
    ],
)
def test_labels_are_read_as_they_are_inferred(cells: list[Any], labels: tuple[str, ...], known: list[Any]) -> None:
    domain = Domain.infer([{"a": at / 7, "y": cell} for at, cell in enumerate(cells)], target="y")
    assert domain.answer == Classes(labels)
    assert known_answers(cells, domain.answer) == known


def test_a_word_among_numbers_leaves_them_numbers() -> None:
    rows = [{"a": i / 7, "y": str(i / 3)} for i in range(40)]
    rows[3]["a"], rows[5]["y"] = "hot", "failed"
    domain = Domain.infer(rows, target="y")
    assert domain.summary()[0].startswith("a: 0 to")
    assert domain.answer == Numbers()
    assert domain.notes == [
        "“a” holds 39 numbers and 1 other value (row 4: “hot”), whose row is left out.",
        "“y” holds 39 numbers and 1 other value (row 6: “failed”), whose row is left out.",
    ]


def test_a_single_label_is_told() -> None:
    domain = Domain.infer([{"a": at / 7, "y": "ok"} for at in range(9)], target="y")
    assert domain.answer is None
    assert domain.notes[-1].startswith("“y” holds a single label, “ok”, and there is nothing to learn with one")


def test_decimal_commas_are_read(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a;b\n1,5;x\n97,25;y\n")
    assert Domain.infer(tmp_path / "data.csv").summary() == ["a: 1.5 to 97.25", "b: one of x, y"]


INFERRED_WRONG: dict[str, tuple[Any, dict[str, Any], str]] = {
    "target": ([{"size": 1.0}, {"size": 2.0}], {"target": "sze"}, "There is no column “sze” .* Did you mean “size”"),
    "nothing": ([{"a": 1}, {"a": 1}], {}, "None of the columns “a” could be an input."),
    "no rows": ([], {}, "The data has no rows."),
    "no table": (3, {}, "The data is 'int', which is no table."),
    "no file": ("none.csv", {}, "There is no file “none.csv”."),
}


@pytest.mark.parametrize("case", list(INFERRED_WRONG))
def test_what_is_no_table_is_refused(case: str) -> None:
    data, more, says = INFERRED_WRONG[case]
    with pytest.raises(SourceError, match=says):
        Domain.infer(data, **more)


def test_frames_with_gaps_are_named() -> None:
    domain = Domain([Real("a", 0, 1), Category("c", ["x"])])
    with pytest.raises(SourceError, match=r"Item 2 has no value for “c”."):
        domain.points(pd.DataFrame({"a": [0, 1], "c": pd.array(["x", None], dtype="string")}))
    with pytest.raises(SourceError, match=r"The table has no column “c”; there is “a”."):
        domain.points(pd.DataFrame({"a": [0, 1]}))

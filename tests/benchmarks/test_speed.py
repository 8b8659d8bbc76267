"""The speed benchmark stays alive: each case at a small size, and what becomes of the figures."""

import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("memory is read from /proc, which only Linux has", allow_module_level=True)

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from speed_cases import device, page
from speed_cases.cases import CASES
from speed_cases.figures import Figure, Figures, fault_of, measured
from speed_cases.peers.peer import peers
from speed_cases.quick import faults


@pytest.mark.parametrize("name", CASES)
def test_picks_and_memory_are_as_they_should_be(name: str) -> None:
    assert faults(CASES[name]) == []


def test_peers_are_asked_what_there_are_cases_for() -> None:
    for peer in peers().values():
        assert peer.questions.keys() <= CASES.keys()
        assert peer.packages


def test_the_manual_shows_every_case_as_it_is_measured_now() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "speed.md").read_text(encoding="utf-8")
    tables = manual.split(page.BEGIN)[1].split(page.END)[0]
    head, _, *rows = [line.strip("| ").split(" | ") for line in tables.strip().split("\n\n")[0].splitlines()]
    assert tuple(head) == page.OWN_HEAD
    assert [row[0].strip("`") for row in rows] == list(CASES)
    assert "### Beside its peers" in tables
    assert "not measured" not in tables


def test_one_is_measured_in_a_process_of_its_own() -> None:
    figure = measured(Path(sys.executable), "gsx", "askless", 400, 60)
    assert figure.fault == ""
    assert len(set(figure.picks or ())) == 100


def test_what_goes_over_a_limit_is_told() -> None:
    assert measured(Path(sys.executable), "quire", "floor", 4_000, 60, 0.05).fault == "out of memory"
    assert measured(Path(sys.executable), "quire", "floor", 4_000, 0, 0).fault == "> 0 s"


@pytest.mark.parametrize(
    ("code", "said", "phrase"),
    [
        (-signal.SIGXCPU, "", "> 90 s"),
        (-signal.SIGALRM, "", "> 90 s"),
        (-signal.SIGKILL, "", "out of memory"),
        (1, "Traceback\nnumpy._core._exceptions._ArrayMemoryError: Unable to allocate 37 GiB", "out of memory"),
        (-signal.SIGABRT, "terminate called after throwing an instance of 'std::bad_alloc'", "out of memory"),
        (-signal.SIGSEGV, "", "crashed (SIGSEGV)"),
        (1, "Traceback\nAttributeError: no `float`.\nmore words\n", "AttributeError: no `float`."),
        (1, "", "failed without a word"),
    ],
)
def test_faults_are_told_in_a_phrase(code: int, said: str, phrase: str) -> None:
    assert fault_of(code, said, 90) == phrase


def test_figures_outlive_a_run(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "figures.json"
    figures = Figures(path)
    figures.put("k_center", "askless", 100, Figure(1.0, 2.0, [3]))
    figures.put("badge", "askless", 100, Figure(fault="out of memory"))
    again = Figures(path)
    assert again.get("k_center", "askless", 100) == Figure(1.0, 2.0, [3])
    again.forget("k_center")
    assert again.get("k_center", "askless", 100) is None
    assert again.get("badge", "askless", 100) == Figure(fault="out of memory")


def test_the_quicker_of_two_counts() -> None:
    assert Figure(2.0, 5.0).better(Figure(1.0, 4.0)) == Figure(1.0, 5.0)
    assert Figure(2.0, 5.0).better(Figure(fault="> 90 s")).fault == "> 90 s"


def test_the_page_says_what_was_reached(tmp_path: Path) -> None:
    case, figures = CASES["k_center"], Figures(tmp_path / "figures.json")
    small, n = case.sizes
    figures.put(case.name, "askless", n, Figure(0.5, 40.0, [5, 7]))
    figures.put(case.name, "askless", small, Figure(0.05, 4.0, [5, 6]))
    figures.put(case.name, "floor", n, Figure(2.0, 900.0, [7, 5]))
    figures.put(case.name, "small_text", small, Figure(20.0, 10.0, [1, 2]))
    figures.put(case.name, "small_text", n, Figure(fault="not run"))
    figures.put(case.name, "alipy", n, Figure(10.0, 1000.0, [5, 8]))
    row = page.own_row(case, figures)
    assert row[:6] == ("`k_center`", "1,000,000", "0.5 s, 40 MB", "2 s, 900 MB", "0.25", "n^1.0")
    assert row[6] == "≤ 0.5 floors: holds, same picks: holds"
    alipy, small_text = page.peer_rows(case, figures)
    assert alipy[2:] == ("ALiPy", "10 s, 1000 MB", "20", "5", "", "33%")
    assert small_text[3] == "not run; at 100,000 rows 20 s, 10 MB"
    slow = replace(case, ratio=0.1)
    assert page.own_row(slow, figures)[6].startswith("≤ 0.1 floors: **falls short**")


def test_the_table_goes_between_its_marks(tmp_path: Path) -> None:
    text = page.written(f"a\n{page.BEGIN}\nold\n{page.END}\nz\n", [CASES["gsx"]], Figures(tmp_path / "f"), tmp_path)
    assert text.startswith(f"a\n{page.BEGIN}\n| case |")
    assert text.endswith(f"{page.END}\nz\n")
    assert "old" not in text
    assert "`gsx` | 10,000 | not measured" in text


def test_a_device_gives_the_same_picks(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed: run `make test`")
    assert device.compare("cpu", 3_000) == 0
    said = capsys.readouterr().out
    assert said.count("| yes |") == 3


def test_without_a_gpu_the_reason_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    if not device.missing("cuda"):
        pytest.skip("there is a GPU")
    assert device.compare("cuda", 1_000) == 0
    assert capsys.readouterr().err.startswith("skipped: ")

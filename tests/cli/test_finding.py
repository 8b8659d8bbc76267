"""What a benchmark found, as a terminal shows it."""

import pytest

from askless.bench.protocol.finding import Finding, Table
from askless.bench.protocols.screening import HEAD
from askless.cli.finding import print_finding

ROWS = (
    ("review_bannachbrown2019", "15", "58.7 (0.2)", "58.4", "", "", "51.6 (6.7)", "", "12.8 (1.1)", "", "chosen on it"),
    (
        "review_ace",
        "15",
        "83.0 (1.0)",
        "83.0",
        "82.9",
        "81.1",
        "86.7 (3.2)",
        "90.5",
        "5.4 (1.4)",
        "4.9",
        "chosen on it",
    ),
)


def test_headings_and_cells_are_never_broken_within(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for width in (60, 80, 200):
        monkeypatch.setenv("COLUMNS", str(width))
        print_finding(Finding((Table("Reading saved", HEAD, ROWS, "How to read it."),)), stderr=False)
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= width
        text = "\n".join(lines)
        for word in {word for head in HEAD for word in head.split()} | {cell for row in ROWS for cell in row}:
            assert word in text
        assert text.count("review_bannachbrown2019") == {60: 3, 80: 2, 200: 1}[width]

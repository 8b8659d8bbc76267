"""The script that trains the table of forecasts."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "forecast_table.py"


def test_without_anything_to_do_it_says_so() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), "curves.jsonl"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "give --report, -o or both" in done.stderr

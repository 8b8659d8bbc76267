"""Train the table of forecasts that ships with the package.

    askless bench calibration --data FOLDER --curves calibration.jsonl
    python benchmarks/forecast_table.py calibration.jsonl -o src/askless/enough/forecast/table.json

The same curves give the same table. `--report` prints how far it holds on data sets left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from askless.bench.protocol.curves import read_curves
from askless.bench.protocols.calibration.findings import findings
from askless.bench.protocols.calibration.table import table_of

MOST_BYTES = 10_000


def main() -> int:
    """Read the curves, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("curves", type=Path, help="curves of the protocol “calibration”")
    parser.add_argument("-o", "--output", type=Path, help="where the table goes")
    parser.add_argument("--seeds", type=int, default=1, help="leave out what was run with fewer seeds than this")
    parser.add_argument("--report", action="store_true", help="print what was found on data sets left out")
    chosen = parser.parse_args()
    if chosen.output is None and not chosen.report:
        parser.error("there is nothing to do: give --report, -o or both")
    curves = read_curves(chosen.curves).curves
    if chosen.report:
        _print(findings(curves, least_seeds=chosen.seeds))
    if chosen.output is not None:
        text = json.dumps(table_of(curves, least_seeds=chosen.seeds), separators=(",", ":")) + "\n"
        if len(text) > MOST_BYTES:
            print(f"The table takes {len(text):,} bytes, more than {MOST_BYTES:,}.", file=sys.stderr)
            return 1
        chosen.output.write_text(text, encoding="utf-8")
        print(f"{chosen.output}: {len(text):,} bytes from {len(curves):,} curves")
    return 0


def _print(finding: object) -> None:
    """Tables and gates as plain text."""
    for table in finding.tables:  # type: ignore[attr-defined]
        print(f"\n{table.title}\n{' | '.join(table.head)}")
        print("\n".join(" | ".join(row) for row in table.rows))
        print(table.note)
    print()
    for gate in finding.gates:  # type: ignore[attr-defined]
        print(f"{gate.sign:8} {gate.name}: asked {gate.asked}; {gate.measured}")


if __name__ == "__main__":
    sys.exit(main())

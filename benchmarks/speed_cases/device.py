"""The same picks on a device as on the processor, and what share of the device's speed is reached.

The share is told twice. Of the copy bandwidth: the bytes that the plain algorithm reads (all rows again
for every pick, or the draws once), over the seconds, over what a copy moves in a second; lazy picks
read less than that, so that more than all is possible. Of the matrix rate: the products that the plain
algorithm makes, in the same way; none for `bald`, which multiplies no matrices.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from speed_cases.page import table
from speed_cases.pool import LABELLED, Pool
from speed_cases.quick import same_rows

__all__ = ["Question", "compare", "questions"]

FEATURES, CLASSES, DRAWS = 256, 10, 25  # 250 numbers an item for `bald`
HEAD = ("case", "rows", "NumPy", "device", "same picks", "of the copy bandwidth", "of the matrix rate")


@dataclass(frozen=True)
class Question:
    """One strategy and its evidence, with the work of the plain algorithm in bytes and in multiply-adds."""

    strategy: str
    k: int
    evidence: dict[str, Any]
    labelled: int
    read: float
    products: float


def questions(rows: int) -> list[Question]:
    """What is asked of a pool of some rows."""
    pool, k = Pool(rows, FEATURES), 100
    both = {"proba": pool.proba, "embedding": pool.x}
    draws = pool.draws(DRAWS)
    wide = FEATURES + CLASSES
    return [
        Question("k_center", k, {"embedding": pool.x}, LABELLED, 4.0 * rows * FEATURES * k,
                 1.0 * rows * FEATURES * (LABELLED + k)),
        Question("badge", k, both, LABELLED, 4.0 * rows * wide * k, 1.0 * rows * wide * k),
        Question("bald", 10, {"draws": draws}, 0, float(draws.nbytes), 0.0),
    ]  # fmt: skip


def compare(device: str, rows: int) -> int:
    """Print a table; 1 if picks differ, 0 too where there is no such device, with the reason."""
    reason = missing(device)
    if reason:
        print(f"skipped: {reason}", file=sys.stderr)
        return 0
    import torch

    bandwidth, rate = copy_bandwidth(device), matrix_rate(device)
    print(
        f"{_title(device)}: {bandwidth / 1e9:.0f} GB/s copied, {rate / 1e12:.2f} T multiply-adds/s, {torch.__version__}"
    )
    lines = [row(question, device, bandwidth, rate) for question in questions(rows)]
    print(table(HEAD, lines))
    return int(any(line[4] == "no" for line in lines))


def missing(device: str) -> str:
    """Why there is no such device, or nothing."""
    try:
        import torch
    except ModuleNotFoundError:
        return "PyTorch is not installed"
    if device.startswith("cuda") and not torch.cuda.is_available():
        return f"PyTorch {torch.__version__} sees no GPU"
    return ""


def row(question: Question, device: str, bandwidth: float, rate: float) -> tuple[str, ...]:
    """Ask on both sides."""
    import torch

    import askless

    labelled = np.arange(question.labelled)
    there = {name: torch.from_numpy(value).to(device) for name, value in question.evidence.items()}

    def ask(evidence: dict[str, Any]) -> Any:
        return askless.select(question.strategy, question.k, labelled=labelled, **evidence)

    here, picks = seconds(lambda: ask(question.evidence), "cpu", 1)
    took, others = seconds(lambda: ask(there), device)
    return (
        f"`{question.strategy}`",
        f"{len(next(iter(there.values()))):,}",
        f"{here:.3g} s",
        f"{took:.3g} s",
        "yes" if same_rows(picks.tolist(), others.tolist()) else "no",
        f"{question.read / took / (bandwidth / 2):.0%}",  # a copy reads and writes
        f"{question.products / took / rate:.1%}" if question.products else "",
    )


def seconds(run: Callable[[], Any], device: str, times: int = 3) -> tuple[float, Any]:
    """Fewest seconds on the clock, after one run to warm up, and what came of it."""
    found, best = run(), np.inf
    for _ in range(times):
        _wait(device)
        start = time.perf_counter()
        found = run()
        _wait(device)
        best = min(best, time.perf_counter() - start)
    return best, found


def copy_bandwidth(device: str) -> float:
    """Bytes read and written in a second by a copy."""
    import torch

    size = 2**28 if device.startswith("cuda") else 2**24
    source = torch.ones(size, device=device)
    target = torch.empty_like(source)
    return 8.0 * size / seconds(lambda: target.copy_(source), device, 10)[0]


def matrix_rate(device: str) -> float:
    """Multiply-adds in a second of a product of large matrices in single precision."""
    import torch

    size = 8_192 if device.startswith("cuda") else 1_024
    square = torch.ones((size, size), device=device)
    return float(size) ** 3 / seconds(lambda: square @ square, device, 5)[0]


def _wait(device: str) -> None:
    """Until all is done that was asked of it."""
    if device.startswith("cuda"):
        import torch

        torch.cuda.synchronize(device)


def _title(device: str) -> str:
    """The name of the device."""
    if not device.startswith("cuda"):
        return device
    import torch

    return str(torch.cuda.get_device_name(device))

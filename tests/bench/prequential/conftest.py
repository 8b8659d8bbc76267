"""A small stream in a file."""

from pathlib import Path

import pytest


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """Three hundred rows in the order of time: “up” where the price is above 5, and from the middle on below."""
    rows = []
    for number in range(300):
        price = (number * 37) % 100 / 10
        rows.append(f"{price},{number % 7},{'up' if (price > 5) == (number < 150) else 'down'}")
    path = tmp_path / "prices.csv"
    path.write_text("\n".join(["price,day,move", *rows]), encoding="utf-8")
    return path

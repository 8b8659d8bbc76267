"""Numbers as people read them."""

import pytest

from askless.core.digits import as_sure, written


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [(0.0, 3, "0"), (-43217.4, 3, "-43200"), (999.96, 4, "1000"), (1e20, 3, "1e+20"), (1 / 3, 2, "0.33")],
)
def test_numbers_are_written_without_needless_digits(number: float, digits: int, text: str) -> None:
    assert written(number, digits) == text


def test_digits_that_say_nothing_are_left_out() -> None:
    assert as_sure(1234567.8, 20_000.0) == 1_235_000.0
    assert as_sure(-0.4, 55.0) == 0.0
    assert as_sure(5.0, 1e-12) == 5.0

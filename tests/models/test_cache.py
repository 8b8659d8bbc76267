"""Features on disk."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.models.cache import read, text_bytes, text_list, write


def test_round_trip(tmp_path):
    write(tmp_path / "new", "text-1", "abc", {"x": np.arange(3)})
    assert read(tmp_path / "new", "text-1", "abc")["x"].tolist() == [0, 1, 2]
    assert read(tmp_path / "new", "text-2", "abc") is None
    assert read(tmp_path / "new", "text-1", "abd") is None
    assert read(None, "text-1", "abc") is None


def test_other_items_push_out_the_old_ones(tmp_path):
    for fingerprint in ("a", "b"):
        write(tmp_path, "text-1", fingerprint, {"x": np.arange(3)})
    write(tmp_path, "images-1", "a", {"x": np.arange(3)})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["images-1-a.npz", "text-1-b.npz"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"\x80\x04K\x01."])
def test_a_broken_file_is_as_good_as_none(tmp_path, content):
    (tmp_path / "text-1-a.npz").write_bytes(content)
    assert read(tmp_path, "text-1", "a") is None


def test_a_disk_that_takes_nothing_is_no_failure(tmp_path):
    (tmp_path / "file").write_text("in the way")
    write(tmp_path / "file", "text-1", "a", {"x": np.arange(3)})
    assert read(tmp_path / "file", "text-1", "a") is None


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_strings_come_back(texts):
    assert text_list(text_bytes(texts)) == tuple(texts)

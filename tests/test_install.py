"""The environment of the tests: PyTorch is the build for the processor, from where pip is told to look."""

import importlib.metadata
import os
import sys
from pathlib import Path

import pytest
from packaging.tags import sys_tags

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import install

HERE = str(next(sys_tags()))


def test_no_cuda_slipped_in() -> None:
    if not os.environ.get("CI"):
        pytest.importorskip("torch", reason="PyTorch is not installed: run `make test`")
    import torch

    assert torch.version.cuda is None
    names = [str(distribution.metadata["Name"]) for distribution in importlib.metadata.distributions()]
    assert not [name for name in names if name.lower().startswith("nvidia-")]


def test_a_folder_of_wheels_goes_first(tmp_path: Path) -> None:
    for version, python in (
        ("2.9.0+cpu", HERE),
        ("2.13.0+cpu", HERE),
        ("2.14.0", HERE),
        ("2.15.0+cpu", "cp27-cp27m-any"),
    ):
        (tmp_path / f"torch-{version}-{python}.whl").touch()
    (tmp_path / "torch-broken.whl").touch()
    for link in (str(tmp_path), tmp_path.as_uri(), f"https://example.org/wheels {tmp_path}"):
        assert install.cpu_torch({"find-links": link}) == "torch==2.13.0+cpu"


def test_without_such_a_wheel_nothing_is_named(tmp_path: Path) -> None:
    assert install.cpu_torch({}) is None
    assert install.cpu_torch({"find-links": f"{tmp_path} https://example.org/wheels"}) is None

"""The program that is written beside a saved model: it loads the model and predicts what is in a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.models.model import PoolItems

__all__ = ["example"]


def example(name: str, types: Iterable[str], items: PoolItems, names: Sequence[str] = ()) -> str:
    """A short program for the model and the kind of item: its file is named on the command line.

    Parameters
    ----------
    name : str
        File name of the model, which lies beside the program.
    types : iterable of str
        Types to trust.
    items : items
        The pool, whose first item shows the form of all.
    names : sequence of str, default ()
        Label names where an item may have several: scikit-learn then predicts zeros and ones.

    Returns
    -------
    source : str
        Python source, which needs askless only where the model does.
    """
    listed = list(types)
    form = _form(items)
    needs = {"scikit-learn", "skops", *form.needs} | ({t.partition(".")[0] for t in listed} & {"skrub", "askless"})
    shown = "answer"
    if len(names):
        shown = f"[name for name, on in zip({list(names)!r}, answer) if on]"
    lines = [
        f'"""Predicts the labels of {form.what}. Needs {", ".join(sorted(needs))}."""',
        "",
        "import pathlib",
        "import sys",
        "",
        *(f"import {module}" for module in sorted([*form.modules, "skops.io"])),
        "",
        "if len(sys.argv) != 2 or not pathlib.Path(sys.argv[1]).is_file():",
        f'    sys.exit(f"Call it with a file: python {{sys.argv[0]}} {form.file}")',
        f"model = skops.io.load(pathlib.Path(__file__).with_name({name!r}), trusted={listed!r})",
        *form.reading,
        "for answer in model.predict(items):",
        f"    print({shown})",
    ]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class _Form:
    """How items of a kind are read: what they are, a file for the usage, modules, their packages, lines of code."""

    what: str
    file: str
    modules: tuple[str, ...]
    needs: tuple[str, ...]
    reading: tuple[str, ...]


def _form(items: PoolItems) -> _Form:
    """The form of the items of a pool."""
    if items.kind == "text":
        read = 'items = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()'
        return _Form("a file with one text on each line", "texts.txt", (), (), (read,))
    if items.kind == "tokens":
        read = 'items = [line.split() for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]'
        return _Form(
            "a file with one sentence on each line, blanks between its words", "sentences.txt", (), (), (read,)
        )
    first = items.take(np.arange(1))
    if items.kind == "rows":
        kinds = {str(column): "float" if first[column].dtype.kind in "iuf" else "str" for column in first.columns}
        listed = ", ".join(f"{column!r}: {kind}" for column, kind in kinds.items())
        read = "items = pandas.read_csv(sys.argv[1], dtype=columns, usecols=columns)[list(columns)]"
        return _Form("the rows of a CSV file with the columns of the pool", "rows.csv", ("pandas",), ("pandas",),
                     ("columns = {" + listed + "}", read))  # fmt: skip
    if isinstance(first, list):
        image = "PIL.ImageOps.exif_transpose(PIL.Image.open(sys.argv[1]))" + _mode(first[0])
        return _Form("an image file", "image.png", ("numpy", "PIL.Image", "PIL.ImageOps"), ("numpy", "pillow"),
                     (f"items = [numpy.asarray({image})]",))  # fmt: skip
    what = " x ".join(str(side) for side in first.shape[1:])
    if not isinstance(first, np.ndarray):
        return _Form(f"the rows of a sparse matrix of {what} columns", "rows.npz", ("scipy.sparse",), ("scipy",),
                     ("items = scipy.sparse.load_npz(sys.argv[1]).tocsr()",))  # fmt: skip
    unit = "images" if items.kind == "images" else "rows"
    return _Form(f"the {unit} of an array of n x {what} numbers", f"{unit}.npy", ("numpy",), ("numpy",),
                 ("items = numpy.load(sys.argv[1])",))  # fmt: skip


def _mode(pixels: Any) -> str:
    """The conversion after which an image has the form of the pool's; none for more than 8 bits of grey."""
    if pixels.dtype != np.uint8:
        return ""
    return '.convert("L")' if pixels.ndim == 2 else '.convert("RGB")'

"""A fitted model as files that anyone with scikit-learn can read, without pickle.

Three files: `model.skops` [1]_ holds the pipeline from raw items to label names, `model.json` says
what it is, `model_example.py` loads it and predicts what is in a file. A skops file lists the types
that loading it would make; scikit-learn's and NumPy's are trusted, and of others those in
`TRUSTED` only.

References
----------
.. [1] https://skops.readthedocs.io
"""

from __future__ import annotations

import json
import platform
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from askless.errors import ModelError, StorageError
from askless.models.example import example
from askless.models.model import Model, PoolItems

__all__ = ["TRUSTED", "Saved", "load", "save"]

TRUSTED = frozenset(
    {
        "askless.models.crf.field.ConditionalRandomField",
        "askless.models.images.gradients_and_pixels",
        "askless.models.images.pixels",
        "numpy.dtype",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "skrub._apply_to_each_col.ApplyToEachCol",
        "skrub._check_input.CheckInputDataFrame",
        "skrub._clean_categories.CleanCategories",
        "skrub._clean_null_strings.CleanNullStrings",
        "skrub._dataframe._common.is_any_date",
        "skrub._dataframe._common.is_categorical",
        "skrub._dataframe._common.is_numeric",
        "skrub._datetime_encoder.DatetimeEncoder",
        "skrub._drop_uninformative.DropUninformative",
        "skrub._duration_to_float.DurationToFloat",
        "skrub._string_encoder.StringEncoder",
        "skrub._table_vectorizer.PassThrough",
        "skrub._table_vectorizer.ShortReprDict",
        "skrub._table_vectorizer.TableVectorizer",
        "skrub._table_vectorizer._created_by_predicate",
        "skrub._to_datetime.ToDatetime",
        "skrub._to_float.ToFloat",
        "skrub._to_str.ToStr",
        "skrub.selectors._base.All",
        "skrub.selectors._base.And",
        "skrub.selectors._base.Cols",
        "skrub.selectors._base.Filter",
        "skrub.selectors._base.Sub",
        "skrub.selectors._selectors._cardinality_below",
    }
)
LIBRARIES = ("askless", "numpy", "scikit-learn", "skops", "skrub")


class Labels(Protocol):
    """The part of a label space that is written down."""

    @property
    def kind(self) -> str: ...

    @property
    def names(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Saved:
    """The files of a saved model.

    Parameters
    ----------
    model, facts, example : Path
        `model.skops`, `model.json` and `model_example.py`, or as the model file was named.
    """

    model: Path
    facts: Path
    example: Path


def save(model: Model, space: Labels, items: PoolItems, path: str | Path, *, trained_on: int) -> Saved:
    """Write a fitted model.

    Parameters
    ----------
    model : Model
        Fitted.
    space : label space
        The declared labels; the pipeline answers with their names (with several labels at once,
        with an indicator matrix whose columns are in their order).
    items : items
        The pool, whose form the example takes.
    path : str or Path
        A file ending in ".skops", or a folder for `model.skops`.
    trained_on : int
        Number of labels, for the facts.

    Returns
    -------
    saved : Saved
        The files written. A text model of 100,000 terms takes about 10 MB.

    Raises
    ------
    NotReadyError
        If the model has not been fitted.
    ModelError
        If the user's own estimator holds something that skops cannot write, such as a lambda.
    StorageError
        If the files cannot be written.
    """
    from skops.io import dumps, get_untrusted_types
    from skops.io.exceptions import UnsupportedTypeException

    path = Path(path)
    if path.suffix not in ("", ".skops") and not path.is_dir():
        raise ModelError(f"“{path.name}” is no name of a model.", "Name a file that ends in .skops, or a folder.")
    target = path if path.suffix == ".skops" else path / "model.skops"
    estimator = model.estimator(space.names)
    try:
        written = dumps(estimator, compression=zipfile.ZIP_DEFLATED)
    except (AttributeError, TypeError, UnsupportedTypeException) as error:
        raise ModelError(
            f"The model cannot be written without pickle: {error}", "Use named functions and classes in the pipeline."
        ) from error
    types = sorted(get_untrusted_types(data=written))
    several = space.names if space.kind == "multilabel" else ()
    facts = {
        "model": model.name,
        "items": items.kind,
        "space": space.kind,
        "labels": list(space.names),
        "trained_on": trained_on,
        "types": types,
        "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
    }
    saved = Saved(target, target.with_suffix(".json"), target.with_name(f"{target.stem}_example.py"))
    contents = {
        saved.model: written,
        saved.facts: (json.dumps(facts, indent=2, ensure_ascii=False) + "\n").encode(),
        saved.example: example(target.name, types, items, several).encode(),
    }
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for file, content in contents.items():
            partial = file.with_name(file.name + ".partial")
            partial.write_bytes(content)
            partial.replace(file)
    except OSError as error:
        raise StorageError(
            f"The model could not be written to “{target}”: {error.strerror}.", "Free some space, or choose a folder."
        ) from error
    return saved


def load(path: str | Path, *, trusted: Iterable[str] = ()) -> Any:
    """Read a model that `save` wrote.

    Parameters
    ----------
    path : str or Path
        The ".skops" file, or its folder.
    trusted : iterable of str, default ()
        Types that you trust besides `TRUSTED`, for instance those of your own estimator. Only
        trust a file from someone else if you would run their program.

    Returns
    -------
    estimator : scikit-learn pipeline
        From raw items to label names.

    Raises
    ------
    ModelError
        If there is no such model, or it holds types that are not trusted.
    """
    from skops.io import get_untrusted_types
    from skops.io import load as read

    path = Path(path)
    file = path / "model.skops" if path.is_dir() else path
    if not file.is_file() or not zipfile.is_zipfile(file):
        raise ModelError(f"“{file}” is no saved model.", "Give the .skops file that `askless export` wrote.")
    types = set(get_untrusted_types(file=file))
    strange = sorted(types - TRUSTED - set(trusted))
    if strange:
        raise ModelError(
            f"The model “{file.name}” holds types that are not trusted: {', '.join(strange)}.",
            "If you trust its author, pass them as `trusted`.",
        )
    return read(file, trusted=sorted(types))

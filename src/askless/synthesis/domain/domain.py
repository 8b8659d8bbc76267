"""A domain: all items that can be made, with the inputs they are made of and the constraints they keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from askless.core.digits import written
from askless.data.items.preview import cell_text
from askless.data.labels.make import label_space
from askless.data.labels.space import LabelSpace
from askless.errors import StorageError, UsageError
from askless.synthesis.domain.conflicts import check_linear, excluded
from askless.synthesis.domain.constraints.constraint import Constraint
from askless.synthesis.domain.constraints.formula import Formula
from askless.synthesis.domain.constraints.linear import Linear
from askless.synthesis.domain.constraints.predicate import Predicate
from askless.synthesis.domain.distance import nearest
from askless.synthesis.domain.inputs.category import Category
from askless.synthesis.domain.inputs.cells import as_number
from askless.synthesis.domain.inputs.input import Input
from askless.synthesis.domain.inputs.integer import Integer
from askless.synthesis.domain.inputs.mixture import Mixture
from askless.synthesis.domain.inputs.ordered import Ordered
from askless.synthesis.domain.inputs.real import Real
from askless.synthesis.domain.layout import Layout, duplicate
from askless.synthesis.domain.projecting import project
from askless.synthesis.domain.sampling import sample
from askless.synthesis.domain.space import Allowed, Points
from askless.synthesis.domain.walking import search

__all__ = ["Domain"]


class Domain:
    """Everything that can be made and asked about.

    Parameters
    ----------
    inputs : sequence of inputs
        What can be set: `Real`, `Integer`, `Category`, `Ordered` and `Mixture` of `askless.synthesis.domain`.
    constraints : sequence of constraints, default ()
        What items keep besides: `Linear`, `Formula` (or its text) and `Predicate`.
    answer : label space or sequence of str, optional
        What an answer is, where the domain says so: names of labels, or the numbers of `askless.Real`.
    name : str, default ""
        What the domain is called.
    projector : callable, optional
        Takes items (a list of dicts; an array, for a box) and returns as many that can be made, each near its own. It
        is asked before constraints are looked at, of every point that `project` and `sample` make.
    predicate : callable, optional
        Takes an item and returns whether it can be made; short for one `Predicate` more.

    Raises
    ------
    UsageError
        If there is no input, two share a name, a constraint cannot be meant, or no item keeps all constraints: it says
        which exclude each other.
    UnknownNameError
        If a constraint names an input that there is not.

    Examples
    --------
    >>> from askless.synthesis.domain import Category, Domain, Real
    >>> domain = Domain(
    ...     [Real("temperature", 20, 100, unit="°C"), Real("time", 1, 10, unit="min"), Category("metal", ["Pd", "Pt"])],
    ...     ["temperature * time <= 500"],
    ... )
    >>> points = domain.points([{"temperature": 60, "time": 10, "metal": "Pt"}])
    >>> points.round(3).tolist(), domain.allowed(points).tolist()
    ([[0.5, 1.0, 0.0, 1.0]], [False])
    >>> domain.allowed(domain.project(points)).tolist()
    [True]
    """

    def __init__(
        self,
        inputs: Sequence[Input],
        constraints: Sequence[Any] = (),
        *,
        answer: LabelSpace | Sequence[str] | None = None,
        name: str = "",
        projector: Callable[[Any], Any] | None = None,
        predicate: Callable[[Any], bool] | None = None,
    ) -> None:
        self._set("rows", inputs, constraints, answer, name, projector, predicate)

    def _set(
        self,
        kind: Literal["rows", "array"],
        inputs: Sequence[Input],
        constraints: Sequence[Any],
        answer: LabelSpace | Sequence[str] | None,
        name: str,
        projector: Callable[[Any], Any] | None,
        predicate: Callable[[Any], bool] | None,
    ) -> None:
        """Take and check all that a domain is made of."""
        listed = list(inputs)
        if not listed:
            raise UsageError("The domain has no inputs.", 'Give at least one, as in [Real("temperature", 20, 100)].')
        for at, part in enumerate(listed):
            if not isinstance(part, (Real, Integer, Category, Ordered, Mixture)):
                raise UsageError(
                    f"Input {at + 1} of the domain is {part!r:.60}.",
                    "Give inputs of askless.synthesis.domain: Real, Integer, Category, Ordered or Mixture.",
                )
        if isinstance(constraints, (str, Linear, Formula, Predicate)):
            constraints = [constraints]
        given = [Formula(part) if isinstance(part, str) else part for part in constraints]
        for at, constraint in enumerate(given):
            if not isinstance(constraint, (Linear, Formula, Predicate)):
                raise UsageError(
                    f"Constraint {at + 1} of the domain is {constraint!r:.60}.",
                    "Give the text of a formula, or Linear, Formula or Predicate of askless.synthesis.domain.",
                )
        if predicate is not None:
            given.append(Predicate(predicate))
        self.inputs = tuple(listed)
        self.constraints: tuple[Constraint | Predicate, ...] = tuple(given)
        self.answer = None if answer is None else label_space(answer)
        if self.answer is not None and len(self.answer.names) == 1:
            raise UsageError(
                f"The domain has only one label, “{self.answer.names[0]}”, and there is nothing to learn with one.",
                "Name at least two, or leave the answer out.",
            )
        self.name = name
        self.target: str | None = None
        self.notes: list[str] = []
        self._layout = Layout(
            kind,
            listed,
            [part for part in given if not isinstance(part, Predicate)],
            [part for part in given if isinstance(part, Predicate)],
            projector,
        )
        error = duplicate(self._layout.keys) or duplicate(self._layout.names)
        if error is not None:
            raise error
        for constraint in self._layout.constraints:
            constraint.check(self._layout.numeric)
        check_linear(self._layout)
        if self._layout.bound and projector is None and not len(self._inside):
            raise excluded(self._layout)

    @classmethod
    def box(
        cls,
        low: npt.ArrayLike,
        high: npt.ArrayLike,
        names: Sequence[str] | None = None,
        units: Sequence[str] | None = None,
        *,
        constraints: Sequence[Any] = (),
        answer: LabelSpace | Sequence[str] | None = None,
        name: str = "",
        projector: Callable[[Any], Any] | None = None,
        predicate: Callable[[Any], bool] | None = None,
    ) -> Self:
        """A domain of numbers between bounds, whose items are rows of an array.

        Parameters
        ----------
        low, high : float, or sequence of float of shape (d,)
            The bounds. One number stands for all inputs.
        names, units : sequence of str, optional
            Of each input; "x1", "x2", ... and no units if not given.
        constraints, answer, name, projector, predicate : object
            As of a domain.

        Returns
        -------
        domain : Domain
            Of kind "array".

        Raises
        ------
        UsageError
            If the lengths differ, or a domain could not be made of it.

        Examples
        --------
        >>> domain = Domain.box([0, -5], [10, 5])
        >>> domain.items(np.array([[0.5, 0.5]])).tolist(), domain.names
        ([[5.0, 0.0]], ('x1', 'x2'))
        """
        least, most = (_listed(bound, what) for bound, what in ((low, "low"), (high, "high")))
        sizes = {
            what: len(given)
            for what, given in (("low", least), ("high", most), ("names", names), ("units", units))
            if given is not None and not (what in ("low", "high") and np.ndim(low if what == "low" else high) == 0)
        }
        if len(set(sizes.values())) > 1:
            shown = ", ".join(f"`{what}` has {size}" for what, size in sizes.items())
            raise UsageError(f"The box is given with different lengths: {shown}.", "Give one of each for every input.")
        if isinstance(names, str) or isinstance(units, str):
            text = names if isinstance(names, str) else units
            raise UsageError(
                f"The names or units of the box are the text {text!r:.40}.", 'Give a list, as in ["a", "b"].'
            )
        d = next(iter(sizes.values()), 1)
        least, most = (given * d if len(given) < d else given for given in (least, most))
        called = list(names) if names is not None else [f"x{i + 1}" for i in range(d)]
        counted = list(units) if units is not None else [""] * d
        inputs = [Real(*args) for args in zip(called, least, most, counted, strict=True)]
        made = cls.__new__(cls)
        made._set("array", inputs, constraints, answer, name, projector, predicate)
        return made

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """A domain from a file.

        Parameters
        ----------
        path : str or Path
            domain.toml; the manual shows one.

        Returns
        -------
        domain : Domain

        Raises
        ------
        SourceError
            If the file is not there, is no TOML, or does not describe a domain.
        UsageError
            If a domain could not be made of it.
        """
        from askless.synthesis.domain.toml import read_text

        return cls.from_toml(read_text(Path(path)), Path(path).name)

    @classmethod
    def from_toml(cls, text: str, file: str = "domain.toml") -> Self:
        """A domain from TOML.

        Parameters
        ----------
        text : str
            As `to_toml` writes it.
        file : str, default "domain.toml"
            Name of the file, for messages.

        Returns
        -------
        domain : Domain

        Raises
        ------
        SourceError
            If it is no TOML, or does not describe a domain.
        UsageError
            If a domain could not be made of it.

        Examples
        --------
        >>> Domain.from_toml("[[inputs]]\\nname = 'time'\\nlow = 0\\nhigh = 10\\nunit = 'min'").summary()
        ['time: 0 to 10 min']
        """
        from askless.synthesis.domain.toml import parse

        said = parse(text, file)
        made = cls.__new__(cls)
        made._set(said["kind"], said["inputs"], said["constraints"], said["answer"], said["name"], None, None)
        return made

    @classmethod
    def infer(cls, data: Any, *, target: str | None = None) -> Self:
        """A domain from real items: the range of each number, the values of each category.

        Columns of ids, without any or with a single value, and texts of many different values are left out;
        `notes` says so. Show `summary` to somebody who knows before it is used: data rarely reach all that can be made.

        Parameters
        ----------
        data : data frame, list of dict, or path of a CSV, JSON or Parquet file
        target : str, optional
            The column of the answers; found by its name (label, target, y, ...) if not given.

        Returns
        -------
        domain : Domain
            With `answer`, if there is a column of answers.

        Raises
        ------
        SourceError
            If the data cannot be read, or no column could be an input.

        Examples
        --------
        >>> rows = [{"size": 1.5, "metal": "Pd"}, {"size": 3.0, "metal": "Pt"}]
        >>> Domain.infer(rows).summary()
        ['size: 1.5 to 3', 'metal: one of Pd, Pt']
        """
        from askless.synthesis.domain.infer import infer
        from askless.synthesis.domain.table import columns_of, read_columns

        columns = read_columns(Path(data)) if isinstance(data, (str, Path)) else columns_of(data)
        found = infer(columns, target)
        made = cls(found.inputs, answer=found.answer)
        made.target, made.notes = found.target, found.notes
        return made

    def to_toml(self) -> str:
        """The domain as the text of a domain.toml.

        Returns
        -------
        text : str

        Raises
        ------
        UsageError
            If it has a predicate or a projector, which are code.
        """
        from askless.synthesis.domain.toml import written

        if self._layout.projector is not None:
            raise UsageError(
                "The domain has a projector, which is code and cannot be written to a file.",
                "Keep the domain in Python.",
            )
        return written(self.name, self.kind, self.inputs, self.constraints, self.answer)

    def write(self, path: str | Path) -> None:
        """Write the domain to a file.

        Parameters
        ----------
        path : str or Path

        Raises
        ------
        UsageError
            If it has a predicate or a projector, which are code.
        StorageError
            If the file cannot be written.
        """
        text = self.to_toml()
        try:
            Path(path).write_text(text, encoding="utf-8")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise StorageError(f"{path} could not be written ({reason}).", "Name a file in another folder.") from None

    def __repr__(self) -> str:
        called = f"“{self.name}”, " if self.name else ""
        more = f", {len(self.constraints)} constraints" if self.constraints else ""
        return f"Domain({called}{len(self.inputs)} inputs{more})"

    @property
    def kind(self) -> Literal["rows", "array"]:
        """What an item is: a dict of values by name, or a row of numbers."""
        return self._layout.kind

    @property
    def width(self) -> int:
        """Numbers in a point."""
        return self._layout.width

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each column of a point; a category's are "metal=Pd", "metal=Pt"."""
        return self._layout.names

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of an item, or names of its numbers."""
        return self._layout.keys

    @property
    def continuous(self) -> Allowed:
        """Of each column, whether its input moves freely between its bounds."""
        return self._layout.free.copy()

    def points(self, items: Any) -> Points:
        """Items as points.

        Parameters
        ----------
        items : list of dict, dict, data frame, or array of shape (n, d)
            Values by name; more columns than the domain has are left out. An array for a domain of kind "array".

        Returns
        -------
        points : float64 array of shape (n, width)
            Beyond 0 and 1 where a value is beyond its bounds.

        Raises
        ------
        SourceError
            If a value is missing, no number, or a category that the domain does not know.
        """
        return self._layout.encode(items)

    def items(self, points: Points) -> Any:
        """Points as items.

        Parameters
        ----------
        points : float64 array of shape (n, width)
            In the domain; values that are none are taken for the nearest.

        Returns
        -------
        items : list of dict, or float64 array of shape (n, d)
            Values in the units of the inputs.
        """
        return self._layout.decode(self._layout.snap(self._checked(points)))

    def project(self, points: Points, *, search: bool = True) -> Points:
        """For each point one near it that is an item and keeps all constraints.

        Parameters
        ----------
        points : float64 array of shape (n, width)
        search : bool, default True
            Whether to search where a formula or a predicate refuses a point; without, the point is NaN there, in a
            fraction of the time.

        Returns
        -------
        points : float64 array of shape (n, width)
            NaN where none was found, or where the point was NaN. An allowed point stays where it is.
        """
        return project(self._layout, self._checked(points), (lambda: self._inside) if search else None)

    def allowed(self, points: Points) -> Allowed:
        """Whether points are items that keep all constraints, to 1e-9.

        Parameters
        ----------
        points : float64 array of shape (n, width)

        Returns
        -------
        allowed : bool array of shape (n,)
        """
        return self._layout.allowed(self._checked(points))

    def sample(self, n: int, rng: np.random.Generator, method: str = "sobol") -> Points:
        """Points of the domain, spread evenly.

        Parameters
        ----------
        n : int
        rng : Generator
            The result depends on its state and on nothing else.
        method : {"sobol", "latin_hypercube", "random"}

        Returns
        -------
        points : float64 array of shape (n, width)

        Raises
        ------
        UsageError
            If the domain is so narrow that nothing was found.
        """
        if n < 0:
            raise UsageError(f"`n` is {n}.", "Ask for 0 points or more.")
        return sample(self._layout, n, rng, method, lambda: self._inside)

    def neighbours(self, point: Points) -> Points:
        """Points that differ from one by one step of one input that is not continuous.

        Parameters
        ----------
        point : float64 array of shape (width,)

        Returns
        -------
        points : float64 array of shape (n, width)
            Whether they keep the constraints is left to `allowed`.
        """
        found = []
        for part, at in zip(self._layout.inputs, self._layout.slices, strict=True):
            steps = part.steps(point[at])
            moved = np.repeat(point[None], len(steps), axis=0)
            moved[:, at] = steps
            found.append(moved)
        return np.concatenate(found)

    def refusals(self, item: Any) -> list[str]:
        """What is wrong with an item.

        Parameters
        ----------
        item : dict, or array of shape (d,)

        Returns
        -------
        sentences : list of str
            One for each input and constraint that it does not keep; empty if nothing is wrong.
        """
        item = self._as_dict(item)
        missing = [key for key in self.keys if item.get(key) is None]
        if missing:
            return [f"{key} has no value." for key in missing]
        said = [sentence for part in self.inputs for sentence in part.wrong(item)]
        if said:
            return said
        points = self._layout.snap(self._layout.encode([item] if self.kind == "rows" else self._row(item)))
        values = self._layout.values(points)
        with np.errstate(all="ignore"):
            said = [
                f"“{constraint.says}” does not hold where {_shown(item, constraint.names)}."
                for constraint in self._layout.constraints
                if not self._layout.keeps(constraint, values)[0]
            ]
        if said:
            return said
        items = self._layout.decode(points)
        return [
            f"“{predicate.says}” does not hold."
            for predicate in self._layout.predicates
            if not predicate.holds(items)[0]
        ]

    def fields(self, item: Any) -> list[dict[str, Any]]:
        """An item as a form.

        Parameters
        ----------
        item : dict, or array of shape (d,)

        Returns
        -------
        fields : list of dict
            For each key in the order of the inputs "name", "value", "unit", "low", "high", "place" (from 0 to 1, None
            for a category) and "levels" (None for numbers).
        """
        item = self._as_dict(item)
        return [field for part in self.inputs for field in part.fields(item)]

    def summary(self) -> list[str]:
        """The domain in lines for people: each input, each constraint, the answer."""
        lines = [part.summary() for part in self.inputs]
        lines += [f"constraint: {constraint.says}" for constraint in self.constraints]
        if self._layout.projector is not None:
            lines.append("a projector of yours makes items of points")
        if self.answer is not None:
            lines.append(f"answer: {_answer(self.answer)}")
        return lines

    def distance(self, points: Points, data: Points) -> npt.NDArray[np.float64]:
        """How far points lie from the nearest row of data.

        A category that differs counts as much as a number that goes from one bound to the other.

        Parameters
        ----------
        points : float64 array of shape (n, width)
        data : float64 array of shape (m, width)

        Returns
        -------
        distance : float64 array of shape (n,)
            In coordinates; infinite if there is no data.
        """
        return nearest(self._checked(points), self._checked(data), self.weights)[0]

    @cached_property
    def weights(self) -> npt.NDArray[np.float64]:
        """Of each column in squared distances: a half for categories and mixtures, which move two at once."""
        wide = [np.full(len(p.columns), 0.5 if p.kind in ("category", "mixture") else 1.0) for p in self.inputs]
        return np.concatenate(wide)

    @cached_property
    def _inside(self) -> Points:
        """Some allowed points, always the same ones."""
        return search(self._layout, np.random.default_rng(0))[:256]

    def _checked(self, points: Any) -> Points:
        """Points as a float64 array of the right shape."""
        array = np.asarray(points, dtype=np.float64)
        if array.ndim != 2 or array.shape[1] != self.width:
            raise UsageError(
                f"The points have the shape {array.shape}, but the domain has {self.width} coordinates.",
                f"Give an array of shape (n, {self.width}); `points` makes it of items.",
            )
        return array

    def _as_dict(self, item: Any) -> Mapping[str, Any]:
        """An item of either kind as values by key."""
        if not isinstance(item, Mapping):
            item = dict(zip(self.keys, np.asarray(item, dtype=np.float64).ravel().tolist(), strict=False))
        return {key: item.get(key) for key in self.keys}

    def _row(self, item: Mapping[str, Any]) -> list[list[float]]:
        return [[float(item[key]) for key in self.keys]]


def _shown(item: Mapping[str, Any], names: Sequence[str]) -> str:
    """A few values in words."""
    said = [f"{name} is {_value(item[name])}" for name in names[:6]]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said) + (", …" if len(names) > 6 else "")


def _value(value: Any) -> str:
    number = as_number(value)
    return written(number) if np.isfinite(number) else cell_text(value)


def _listed(bound: npt.ArrayLike, what: str) -> list[float]:
    """A bound as one number, or one for each input."""
    try:
        array = np.asarray(bound, dtype=np.float64)
    except (TypeError, ValueError):
        array = np.empty((0, 0))
    if array.ndim > 1 or not array.size:
        raise UsageError(f"`{what}` is {bound!r:.60}.", "Give a number, or one for each input.")
    return [float(number) for number in np.atleast_1d(array)]


def _answer(space: LabelSpace) -> str:
    """What an answer is, in words."""
    from askless.data.labels.real import Real as Numbers

    if not isinstance(space, Numbers):
        return f"one of {', '.join(space.names)}" if space.names else "a label"
    unit = f" in {space.unit}" if space.unit else ""
    least = "" if space.minimum is None else f" from {space.to_cell(space.minimum)}"
    most = "" if space.maximum is None else f" {'to' if least else 'up to'} {space.to_cell(space.maximum)}"
    return f"a number{unit}{least}{most}"

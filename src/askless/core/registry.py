"""A named collection that fills itself by walking a package.

A part registers itself when its module is imported (a decorator does it), so a new part is one new
file: nothing lists the parts by hand. Third parties add theirs through the entry-point group
``askless.<kind>`` (plural words joined by “_”), whose entries are modules to import.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import pkgutil
from collections.abc import Iterator
from typing import Generic, TypeVar

from askless.errors import UnknownNameError, UsageError

__all__ = ["Registry", "canonical"]


def canonical(name: str) -> str:
    """A name as it is registered: hyphens are underscores, case does not matter.

    Examples
    --------
    >>> canonical("Least-Confidence")
    'least_confidence'
    """
    return name.strip().lower().replace("-", "_")


T = TypeVar("T")


class Registry(Generic[T]):
    """Parts of one kind by name.

    Parameters
    ----------
    kind : str
        What a part is called in messages, for instance "strategy".
    packages : str
        Dotted names of the packages whose modules, at any depth, register parts; walked at first use.
    group : str, optional
        Entry-point group in which third parties announce modules.

    Examples
    --------
    >>> colours: Registry[str] = Registry("colour")
    >>> colours.register("dark_red", "#800")
    >>> colours.get("dark-red")
    '#800'
    """

    def __init__(self, kind: str, *packages: str, group: str | None = None) -> None:
        self.kind = kind
        self._packages = packages
        self._group = group
        self._parts: dict[str, T] = {}
        self._walked = False

    def register(self, name: str, part: T) -> None:
        """Add a part; two parts cannot share a name."""
        key = canonical(name)
        if key in self._parts and self._parts[key] is not part:
            raise UsageError(f"A {self.kind} named “{key}” is registered already.", "Choose another name.")
        self._parts[key] = part

    def walk(self) -> None:
        """Import every module that may register a part; done once, at first use."""
        if self._walked:
            return
        self._walked = True  # before the walk: a part may ask for others while it is imported
        try:
            self._import_all()
        except BaseException:
            self._walked = False  # else the next call would miss parts and not say why
            raise

    def _import_all(self) -> None:
        """Import the packages of this registry, then what others have announced."""
        for package_name in self._packages:
            package = importlib.import_module(package_name)
            for module in pkgutil.walk_packages(package.__path__, f"{package_name}."):
                importlib.import_module(module.name)
        if self._group:
            for entry in importlib.metadata.entry_points(group=self._group):
                entry.load()

    def names(self) -> list[str]:
        """All names, sorted."""
        self.walk()
        return sorted(self._parts)

    def get(self, name: str) -> T:
        """The part of this name.

        Parameters
        ----------
        name : str
            A hyphen is read as an underscore.

        Returns
        -------
        part
            As it was registered.

        Raises
        ------
        UnknownNameError
            If nothing has this name; near names are listed.
        """
        self.walk()
        try:
            return self._parts[canonical(name)]
        except KeyError:
            raise UnknownNameError.of(self.kind, name, self._parts) from None

    def items(self) -> Iterator[tuple[str, T]]:
        """Pairs of name and part, sorted by name."""
        return iter([(name, self._parts[name]) for name in self.names()])

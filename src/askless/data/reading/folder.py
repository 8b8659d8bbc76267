"""A folder of texts or of images as a source; file names are ids, subfolders may be classes."""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from askless.data.formats.encoding import find_encoding, open_text
from askless.data.formats.table import Table
from askless.data.items.image_folder import ImageFolderItems, inside
from askless.data.items.picture import check_image
from askless.data.reading.columns import NONE
from askless.data.reading.given import LabelCells
from askless.data.reading.importing import Progress, import_table
from askless.errors import SourceError

__all__ = ["IMAGES", "Listing", "class_of_each", "import_folder", "list_folder", "reopen_folder", "text_files"]

IMAGES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp")
"""Extensions of image files."""

_TEXTS = (".txt",)
_UNLABELLED = ("unlabelled", "unlabeled", "unsorted", "unknown", "todo", "inbox")
_NO_CLASSES = ("train", "test", "val", "valid", "validation", "dev", "images", "imgs", "img", "data", "texts", "raw")
_MOST_CLASSES = 200
_REPORT_EVERY = 100


@dataclass(frozen=True)
class Listing:
    """Files of a folder: their kind, their paths inside it, sorted, and a stamp of their state."""

    root: Path
    kind: str
    names: tuple[str, ...]
    stamp: str


def list_folder(root: Path) -> Listing:
    """Find the images or texts of a folder, subfolders included, hidden files and projects left out.

    Raises
    ------
    SourceError
        If there is neither, both in equal number, or the folder may not be read.
    """
    found: dict[str, list[str]] = {"images": [], "text": []}
    others: Counter[str] = Counter()
    stamp = hashlib.blake2b(digest_size=16)
    for name, path in _walk(root):
        kind = _kind(path.suffix.lower())
        if kind is None:
            others[path.suffix.lower() or "no extension"] += 1
            continue
        stat = path.lstat()
        stamp.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
        found[kind].append(name)
    if found["images"] and found["text"]:
        raise SourceError(
            f"“{root}” holds {len(found['images']):,} images and {len(found['text']):,} texts.",
            "Put them into folders of their own.",
        )
    if not found["images"] and not found["text"]:
        seen = ", ".join(f"{n:,} of {extension}" for extension, n in others.most_common(4)) or "no files"
        raise SourceError(
            f"“{root}” holds no images and no .txt files ({seen}).",
            f"Name a file in it, or a folder of {', '.join(IMAGES)} or .txt files.",
        )
    kind = "images" if found["images"] else "text"
    return Listing(root, kind, tuple(found[kind]), stamp.hexdigest())


def import_folder(
    listing: Listing, folder: Path, *, label_column: str | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Write what is needed of a folder into an empty cache folder; the meta of the result.

    Parameters
    ----------
    listing : Listing
        The files.
    folder : Path
        Where to write.
    label_column : str, optional
        "-" keeps the names of subfolders from being taken as labels.
    progress : callable, optional
        Called now and then with what was done so far and the share of it.
    """
    classes = None if label_column == NONE else class_of_each(listing.names)
    if listing.kind == "images":
        return _import_images(listing, folder, classes, progress)
    notes: list[str] = []
    label = NONE if classes is None else "label"
    table = text_files(listing, classes, notes)
    meta = import_table(lambda extra: table, folder, text="text", id="id", label_column=label, progress=progress)
    place = "the names of the subfolders" if classes is not None else ""
    return meta | {"origin": "files", "label_place": place, "notes": meta["notes"] + notes}


def reopen_folder(folder: Path, meta: dict[str, Any]) -> ImageFolderItems:
    """The images that an import found."""
    listed = json.loads((folder / "images.json").read_text(encoding="utf-8"))
    return ImageFolderItems(Path(meta["root"]), listed["names"], listed["digests"])


def class_of_each(names: Sequence[str]) -> list[str] | None:
    """The subfolder of each file, if the subfolders look like classes.

    They do if every file lies in exactly one, there are two at least and none is named for a part
    of a data set ("train"). A subfolder named "unlabelled" or the like holds files without a label.

    Parameters
    ----------
    names : sequence of str
        Paths inside the folder.

    Returns
    -------
    classes : list of str or None
        "" where there is no label.

    Examples
    --------
    >>> class_of_each(["cat/1.png", "dog/2.png", "unlabelled/3.png"])
    ['cat', 'dog', '']
    >>> class_of_each(["1.png", "2.png"]), class_of_each(["train/1.png", "test/2.png"])
    (None, None)
    """
    parts = [PurePosixPath(name).parts for name in names]
    if any(len(part) != 2 for part in parts):
        return None
    classes = ["" if part[0].casefold() in _UNLABELLED else part[0] for part in parts]
    different = set(classes) - {""}
    if len(different) < 2 or len(different) > min(_MOST_CLASSES, len(names)):
        return None
    return None if any(name.casefold() in _NO_CLASSES for name in different) else classes


def _walk(root: Path) -> Iterator[tuple[str, Path]]:
    """Paths inside a folder, sorted; folders behind links are not entered."""
    failed: list[OSError] = []
    for parent, folders, files in os.walk(root, onerror=failed.append):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not f.endswith(".askless"))
        for file in sorted(files):
            if not file.startswith("."):
                path = Path(parent, file)
                yield path.relative_to(root).as_posix(), path
    if failed:
        raise SourceError(
            f"The folder “{failed[0].filename}” cannot be read: {failed[0].strerror}.",
            "Change its permissions, or move it away.",
        )


def _writable(name: str) -> bool:
    """Whether a name can be written to JSON, addresses and terminals: not so on disks where any byte may be in one."""
    return not any(unicodedata.category(character) in ("Cc", "Cs") for character in name)


def _kind(suffix: str) -> str | None:
    """What a file of this extension holds."""
    return "images" if suffix in IMAGES else "text" if suffix in _TEXTS else None


def text_files(listing: Listing, classes: Sequence[str] | None, notes: list[str]) -> Table:
    """The text files as a table of id, text and, if there are classes, label."""

    def rows() -> Iterator[list[str]]:
        said: set[str] = set()
        for index, name in enumerate(listing.names):
            path = inside(listing.root, name)
            text, note = "", ""
            if path.stat().st_size:
                encoding = find_encoding(path)
                note = encoding.note
                with open_text(path, encoding) as file:
                    text = file.read()
            if note and note not in said:
                said.add(note)
                notes[:] = [f"some files are {each}" for each in sorted(said)]
            yield [name, text] if classes is None else [name, text, classes[index]]

    return Table(names=("id", "text") if classes is None else ("id", "text", "label"), rows=rows)


def _import_images(
    listing: Listing, folder: Path, classes: Sequence[str] | None, progress: Progress | None
) -> dict[str, Any]:
    """Look at every image once: those that cannot be read are listed and left out."""
    names: list[str] = []
    digests: list[str] = []
    problems: list[str] = []
    labels = LabelCells(None if classes is None else "folder", named=True)
    for index, name in enumerate(listing.names):
        if progress is not None and index % _REPORT_EVERY == 0:
            progress("looking at images", index / len(listing.names))
        try:
            data = inside(listing.root, name).read_bytes()
            why = check_image(data) if _writable(name) else "its name holds control characters or half ones; rename it"
        except SourceError as error:
            data, why = b"", "it " + error.problem.removeprefix(f"“{name}” ").rstrip(".")
        except OSError as error:
            data, why = b"", error.strerror or str(error)
        if why:
            shown = name.encode(errors="backslashreplace").decode()
            problems.append(f"“{shown}” was left out: {why}.")
            continue
        names.append(name)
        digests.append(hashlib.blake2b(data, digest_size=16).hexdigest())
        if classes is not None:
            labels.add(classes[index])
    if not names:
        raise SourceError(
            f"None of the {len(listing.names):,} images in “{listing.root}” can be read: {problems[0]}",
            "Check that they were copied whole.",
        )
    labels.save(folder)
    listed = json.dumps({"names": names, "digests": digests})  # ASCII, so that odd file names survive
    (folder / "images.json").write_text(listed, encoding="utf-8")
    return {
        "kind": "images",
        "origin": "files",
        "root": str(listing.root.resolve()),
        "n": len(names),
        "columns": {"text": None, "title": None, "id": None, "label": None, "others": []},
        "label_place": "" if classes is None else "the names of the subfolders",
        "label_values": labels.values,
        "notes": [],
        "problems": problems,
    }

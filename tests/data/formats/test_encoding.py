"""Encodings told apart, also where characters lie across the borders of what is read at a time."""

from pathlib import Path

import pytest

from askless.data.formats import encoding as module
from askless.data.formats.encoding import find_encoding, open_text
from askless.errors import SourceError

TEXT = "text\n" + "Many Grüße to Zoë – see you in the café for 5 €\n" * 20


@pytest.mark.parametrize("chunk", [4, 5, 7, 64, 1 << 20])  # a mark of four bytes is looked for in the first
@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "utf-16", "utf-8-sig"])
def test_every_chunk_size_tells_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int, codec: str
) -> None:
    monkeypatch.setattr(module, "_CHUNK", chunk)
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(codec))
    found = find_encoding(path)
    assert found.codec == codec
    with open_text(path, found) as file:
        assert file.read() == TEXT


@pytest.mark.parametrize("chunk", [1, 5, 1 << 20])
def test_the_line_of_a_damaged_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(module, "_CHUNK", chunk)
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode() + b"caf\xe9\n" + TEXT.encode())
    with pytest.raises(SourceError, match="byte 0xE9 in line 22"):
        find_encoding(path)


def test_half_a_character_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode() + "é".encode()[:1])
    with pytest.raises(SourceError, match="with damage: byte 0xC3 in line 22"):
        find_encoding(path)

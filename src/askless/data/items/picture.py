"""Single images: what a model gets of them, and what a browser gets."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

__all__ = ["BROKEN", "as_array", "as_png", "browser_image", "check_image"]

BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, OverflowError)
"""What Pillow's decoders raise on broken files: a broken PNG, for instance, is a SyntaxError."""

_MOST_BYTES = 350_000_000
_MIME = ((b"\x89PNG\r\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def as_array(data: bytes) -> npt.NDArray[Any]:
    """Pixels of an encoded image, upright, of shape (height, width) or (height, width, 3).

    Parameters
    ----------
    data : bytes
        PNG, JPEG, WebP, TIFF or BMP. Of several frames the first is taken; transparency is laid on white.

    Returns
    -------
    pixels : uint8 array; uint16 or float32 where the image has more than 8 bits of grey
    """
    from PIL import ImageOps

    with _open(data) as opened:
        image = _flat(ImageOps.exif_transpose(opened))
        pixels = np.array(image)
    return np.clip(pixels, 0, 65535).astype(np.uint16) if pixels.dtype == np.int32 else pixels


def as_png(pixels: npt.NDArray[Any]) -> bytes:
    """An array as PNG.

    Parameters
    ----------
    pixels : array of shape (height, width) or (height, width, 1, 3 or 4)
        8-bit values as they are; all others are stretched from their least to their largest value.
    """
    from PIL import Image

    shown = pixels[..., 0] if pixels.ndim == 3 and pixels.shape[-1] == 1 else pixels
    if shown.dtype == bool:
        shown = shown.astype(np.uint8) * 255
    elif shown.dtype != np.uint8:
        values = np.nan_to_num(shown.astype(np.float64), posinf=0.0, neginf=0.0)
        low = min(0.0, float(values.min()))
        span = float(values.max()) - low
        shown = ((values - low) * (255.0 / span if span else 0.0)).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(shown)).save(out, "PNG")
    return out.getvalue()


def browser_image(data: bytes) -> tuple[bytes, str]:
    """An image file as browsers show it: PNG, JPEG and WebP as they are, all else as PNG.

    Parameters
    ----------
    data : bytes
        An image file; its format is told from its bytes, not from its name.

    Returns
    -------
    data : bytes
    mime : str
        "image/png", "image/jpeg" or "image/webp".
    """
    for magic, mime in _MIME:
        if data.startswith(magic):
            return data, mime
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return data, "image/webp"
    return as_png(as_array(data)), "image/png"


def check_image(data: bytes) -> str:
    """Why an image file cannot be read; "" if it can. JPEGs are decoded at an eighth of their size."""
    from PIL import Image, UnidentifiedImageError

    try:
        with _open(data) as image:
            if 4 * image.width * image.height > _MOST_BYTES:
                return f"it is {image.width:,} x {image.height:,} pixels large"
            image.draft("L", (32, 32))
            image.load()
    except UnidentifiedImageError:
        return "it is empty" if not data else "it is no image of a known format"
    except Image.DecompressionBombError:
        return "it is far too large"
    except BROKEN as error:
        return str(error).rstrip(".") or type(error).__name__
    return ""


def _open(data: bytes) -> ImageFile:
    """Open with the decoders of the formats we name: some others would run programs on the contents."""
    from PIL import Image

    Image.init()
    return Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP", "TIFF", "BMP"))


def _flat(image: Image) -> Image:
    """The image in grey or colour, without palette or transparency."""
    from PIL import Image as images

    if image.mode in ("L", "RGB", "I", "F", "I;16"):
        return image
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        coloured = image.convert("RGBA")
        white = images.new("RGBA", coloured.size, "white")
        return images.alpha_composite(white, coloured).convert("RGB")
    return image.convert("I") if image.mode.startswith("I;") else image.convert("RGB")

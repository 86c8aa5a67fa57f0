"""Facts of a picture from its first bytes, without decoding it and without Pillow.

Reading a header takes about 0.03 ms; a full decode of 2048×2048 takes 20 to 90 ms (measured).
"""

import io
import itertools
import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

_MAX_EXIF = 1 << 20
_MAX_PARTS = 10_000
"""Chunks, segments or blocks before the pixels; a picture has tens, a file made to keep us busy millions."""
_MAX_GIF_BLOCKS = 400_000
_TOO_MANY = "it has more parts than a picture has"
_ORIENTATION_TAG = 0x0112
_JPEG_FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
_JPEG_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))


class Header(NamedTuple):
    """What a header says: stored width and height in pixels, EXIF orientation (1 to 8), whether it moves."""

    format: str
    width: int
    height: int
    orientation: int = 1
    animated: bool = False
    alpha: bool = False


class BadHeader(ValueError):  # noqa: N818 (a signal between this module and its package)
    """The file begins as a picture of a known kind and then breaks off or contradicts itself."""


def read_header(stream: BinaryIO) -> Header | None:
    """The header of a PNG, JPEG, WebP, GIF or BMP; None if the file begins like none of them.

    Raises BadHeader if it does and then makes no sense.
    """
    start = stream.read(32)
    stream.seek(0)
    try:
        if start.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(stream)
        if start.startswith(b"\xff\xd8\xff"):
            return _jpeg(stream)
        if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
            return _webp(stream)
        if start[:6] in (b"GIF87a", b"GIF89a"):
            return _gif(stream)
        if start[:2] == b"BM" and len(start) >= 26:
            return _bmp(start)
    except (struct.error, IndexError, EOFError) as error:
        raise BadHeader("its header is cut off") from error
    return None


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) != count:
        raise EOFError
    return data


def _png(stream: BinaryIO) -> Header:
    stream.seek(8)
    width = height = 0
    orientation, animated, alpha = 1, False, False
    for _ in range(_MAX_PARTS):
        length, kind = struct.unpack(">I4s", _exactly(stream, 8))
        if kind == b"IHDR":
            width, height, _, colour = struct.unpack(">IIBB", _exactly(stream, 10))
            alpha = colour in (4, 6)
            stream.seek(length - 10 + 4, io.SEEK_CUR)
        elif kind in (b"IDAT", b"IEND"):
            return Header("PNG", width, height, orientation, animated, alpha)
        else:
            animated = animated or kind == b"acTL"
            alpha = alpha or kind == b"tRNS"
            if kind == b"eXIf" and length <= _MAX_EXIF:
                orientation = exif_orientation(_exactly(stream, length))
                stream.seek(4, io.SEEK_CUR)
            else:
                stream.seek(length + 4, io.SEEK_CUR)
    raise BadHeader(_TOO_MANY)


def _jpeg(stream: BinaryIO) -> Header:
    stream.seek(2)
    orientation = 1
    for _ in range(_MAX_PARTS):
        # Bytes between segments are an error that decoders pass over, here as far as is sensible.
        if _exactly(stream, 1) != b"\xff":
            continue
        marker = _exactly(stream, 1)[0]
        if marker == 0xFF:
            stream.seek(-1, io.SEEK_CUR)
        if marker == 0xFF or marker in _JPEG_ALONE:
            continue
        if marker in (0xD9, 0xDA):
            raise BadHeader("it has no frame header")
        length = struct.unpack(">H", _exactly(stream, 2))[0] - 2
        if marker in _JPEG_FRAMES:
            _, height, width = struct.unpack(">BHH", _exactly(stream, 5))
            return Header("JPEG", width, height, orientation)
        if marker == 0xE1 and length > 6:
            segment = _exactly(stream, length)
            if segment.startswith(b"Exif\0\0"):
                orientation = exif_orientation(segment[6:])
        else:
            stream.seek(max(length, 0), io.SEEK_CUR)
    raise BadHeader(_TOO_MANY)


def _webp(stream: BinaryIO) -> Header:
    stream.seek(12)
    kind = _exactly(stream, 8)[:4]
    if kind == b"VP8 ":
        data = _exactly(stream, 10)
        width, height = struct.unpack("<HH", data[6:10])
        return Header("WEBP", width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", _exactly(stream, 5)[1:])
        return Header("WEBP", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, alpha=bool(bits >> 28 & 1))
    if kind != b"VP8X":
        raise BadHeader("its first part is unknown")
    data = _exactly(stream, 10)
    flags = data[0]
    width = int.from_bytes(data[4:7], "little") + 1
    height = int.from_bytes(data[7:10], "little") + 1
    orientation = _webp_orientation(stream) if flags & 0x08 else 1
    return Header("WEBP", width, height, orientation, bool(flags & 0x02), bool(flags & 0x10))


def _webp_orientation(stream: BinaryIO) -> int:
    for _ in range(_MAX_PARTS):
        head = stream.read(8)
        if len(head) < 8:
            break
        kind, length = struct.unpack("<4sI", head)
        if kind == b"EXIF" and length <= _MAX_EXIF:
            return exif_orientation(_exactly(stream, length).removeprefix(b"Exif\0\0"))
        stream.seek(length + length % 2, io.SEEK_CUR)
    return 1


def _gif(stream: BinaryIO) -> Header:
    stream.seek(6)
    width, height, flags = struct.unpack("<HHB", _exactly(stream, 5))
    stream.seek(2, io.SEEK_CUR)
    _skip_palette(stream, flags)
    frames = sum(1 for _ in zip(_gif_frames(stream), range(2), strict=False))
    return Header("GIF", width, height, animated=frames > 1)


def _skip_palette(stream: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        stream.seek(3 << ((flags & 7) + 1), io.SEEK_CUR)


def _gif_frames(stream: BinaryIO) -> Iterator[None]:
    blocks = itertools.count()
    for _ in range(_MAX_PARTS):
        block = stream.read(1)
        if block == b"\x21":
            _exactly(stream, 1)
        elif block == b"\x2c":
            yield None
            _skip_palette(stream, _exactly(stream, 9)[8])
            _exactly(stream, 1)
        else:
            return
        while size := _exactly(stream, 1)[0]:
            # A frame has blocks of 255 bytes as long as its pixels last.
            if next(blocks) > _MAX_GIF_BLOCKS:
                raise BadHeader(_TOO_MANY)
            stream.seek(size, io.SEEK_CUR)


def _bmp(start: bytes) -> Header:
    size = struct.unpack("<I", start[14:18])[0]
    if size == 12:
        width, height = struct.unpack("<HH", start[18:22])
    else:
        width, height = struct.unpack("<ii", start[18:26])
    return Header("BMP", width, abs(height))


def exif_orientation(data: bytes) -> int:
    """The orientation an EXIF block asks for, 1 (as stored) to 8; 1 if it says nothing sensible."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return 1
    try:
        (offset,) = struct.unpack_from(f"{order}I", data, 4)
        (count,) = struct.unpack_from(f"{order}H", data, offset)
        for index in range(count):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", data, offset + 2 + 12 * index)
            if tag == _ORIENTATION_TAG:
                return value if kind == 3 and 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1

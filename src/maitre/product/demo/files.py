"""Draws the few files that people of the demo attach."""

import struct
import zlib
from collections.abc import Callable, Mapping
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

WIDTH, HEIGHT = 420, 260
PAPER, INK = 244, 38
BURNT = (96, 97, 98, 231, 232, 318)
"""Columns in which the print head leaves the paper white."""


def stripes() -> SimpleUploadedFile:
    """A label whose print head has burnt elements, as somebody would photograph it."""
    rows = b"".join(b"\x00" + bytes(_pixel(x, y) for x in range(WIDTH)) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    picture = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)
    return SimpleUploadedFile("label-with-stripes.png", picture, "image/png")


def _pixel(x: int, y: int) -> int:
    """Lines of words above, a barcode below, the burnt columns through both."""
    if x in BURNT or not 30 <= x < WIDTH - 30:
        return PAPER
    if 40 <= y < 150:
        line, height = divmod(y - 40, 28)
        word = (x // 9 + line * 5) % 7
        return INK if height < 14 and word and x < WIDTH - 60 * (line + 1) else PAPER
    if 170 <= y < 225:
        return INK if (x * 7 // 5) % 11 in (0, 1, 4, 6, 7) else PAPER
    return PAPER


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def wifi_log() -> SimpleUploadedFile:
    """Half an hour of pings from a guest room, with the gaps that the guest complains of."""
    chance = Random(7)  # noqa: S311
    lines = ["ping gateway, one a second, summary per minute", "minute  sent  lost  average"]
    for minute in range(30):
        gap = minute % 7 == 6
        lost, average = (chance.randint(38, 52), 0) if gap else (chance.randint(0, 1), chance.randint(9, 21))
        lines.append(f"{minute:>6}  {60:>4}  {lost:>4}  {f'{average} ms' if average else '-':>7}")
    return SimpleUploadedFile("wifi-room.txt", "\n".join(lines).encode(), "text/plain")


FILES: Mapping[str, Callable[[], SimpleUploadedFile]] = {"stripes": stripes, "wifi-log": wifi_log}

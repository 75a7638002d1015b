"""What a file really is, told by its first bytes: so that the wrong format is said in words, not found as garbage."""

import codecs
from typing import IO

HEAD = 4096
WORKBOOK = b"PK\x03\x04"
OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls); save it as .xlsx and use the format xlsx"),
    (b"%PDF", "a PDF; export the data as CSV, XLSX or XES"),
    (b"<!doctype html", "a web page; export the data as CSV, XLSX or XES"),
    (b"<html", "a web page; export the data as CSV, XLSX or XES"),
    (b"<?xml", "XML; an event log in XML is the format xes"),
    (b"{\\rtf", "a text document; save it as plain CSV"),
    (b"BZh", "compressed by bzip2; unpack it first, or use gzip"),
    (b"\xfd7zXZ", "compressed by xz; unpack it first, or use gzip"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
)
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def head_of(stream: IO[bytes]) -> bytes:
    """The first bytes; the stream stands at its beginning again."""
    head = stream.read(HEAD)
    stream.seek(0)
    return head


def no_table(head: bytes) -> str:
    """What it is instead of a table of text, and what to do; empty for a table."""
    if head.startswith(WORKBOOK):
        return "this is a workbook or an archive, not CSV; a workbook is the format xlsx"
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "this is UTF-32, which is not read; save it as UTF-8"
    plain = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for mark, what in OTHERS:
        if plain.startswith(mark.lower()):
            return f"this is {what}"
    if head.count(0) > len(head) // 4 and not encoding_of(head, "").startswith("utf-16"):
        return "this is no text; export the data as CSV, XLSX or XES"
    return ""


def encoding_of(head: bytes, said: str) -> str:
    """The encoding a mark at the beginning tells, or that every other byte is nothing; else what the mapping says."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    even, odd = head[:400:2], head[1:400:2]
    if len(odd) > 1 and odd.count(0) > len(odd) // 2 and 0 not in even[:2]:
        return "utf-16-le"
    if len(even) > 1 and even.count(0) > len(even) // 2 and 0 not in odd[:2]:
        return "utf-16-be"
    return said

"""What a file really is, told by its first bytes: so that the wrong format is said in words, not found as garbage."""

import codecs
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

HEAD = 4096
WORKBOOK = b"PK\x03\x04"
EXPORT = gettext_lazy("export the data as CSV, XLSX or XES")
UNPACK = gettext_lazy("unpack it first, or use gzip")
OTHERS = (
    (
        b"\xd0\xcf\x11\xe0",
        gettext_lazy("this is an old workbook (.xls), or one that is locked by a password"),
        gettext_lazy("save it as .xlsx without a password, and use the format xlsx"),
    ),
    (b"%PDF", gettext_lazy("this is a PDF"), EXPORT),
    (b"<!doctype html", gettext_lazy("this is a web page"), EXPORT),
    (b"<html", gettext_lazy("this is a web page"), EXPORT),
    (b"<?xml", gettext_lazy("this is XML"), gettext_lazy("use the format xes for an event log in XML")),
    (b"{\\rtf", gettext_lazy("this is a text document"), gettext_lazy("save it as plain CSV")),
    (b"BZh", gettext_lazy("this is compressed by bzip2"), UNPACK),
    (b"\xfd7zXZ", gettext_lazy("this is compressed by xz"), UNPACK),
    (b"7z\xbc\xaf", gettext_lazy("this is a 7z archive"), UNPACK),
)
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def head_of(stream: IO[bytes]) -> bytes:
    """The first bytes; the stream stands at its beginning again."""
    head = stream.read(HEAD)
    stream.seek(0)
    return head


def no_table(head: bytes) -> tuple[str, str] | None:
    """What it is instead of a table of text, and what to do; None for a table."""
    if head.startswith(WORKBOOK):
        return workbook()
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return _("this is UTF-32, which is not read"), _("save it as UTF-8")
    plain = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for mark, what, remedy in OTHERS:
        if plain.startswith(mark.lower()):
            return str(what), str(remedy)
    if head.count(0) > len(head) // 4 and not encoding_of(head, "").startswith("utf-16"):
        return _("this is no text"), str(EXPORT)
    return None


def no_workbook(head: bytes) -> tuple[str, str] | None:
    """What it is instead of a workbook, and what to do; None for a workbook."""
    if head.startswith(WORKBOOK):
        return None
    return no_table(head) or (_("this is no XLSX workbook"), _("use the format csv for a table of text"))


def no_xml(head: bytes) -> tuple[str, str] | None:
    """What it is instead of XML, and what to do; None for XML."""
    if head.replace(b"\0", b"").removeprefix(codecs.BOM_UTF8).lstrip(b" \r\n\t\xff\xfe").startswith(b"<"):
        return None
    return no_table(head) or (_("this is no XML"), _("use the format csv for a table of text"))


def workbook() -> tuple[str, str]:
    """What to say of one where another format is meant."""
    return _("this is a workbook or an archive"), _("use the format xlsx for a workbook")


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

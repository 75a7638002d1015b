"""The lanes: what may never wait for what. Paging is never behind an import, mail never behind a report."""

from enum import StrEnum


class Lane(StrEnum):
    MAIL = "mail"
    CLOCKS = "clocks"
    PAGING = "paging"
    RULES = "rules"
    BULK = "bulk"

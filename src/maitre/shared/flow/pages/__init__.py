"""The page of groups of each practice that offers one."""

from django.urls import path

from maitre.shared.flow.pages.groups import groups_page
from maitre.shared.flow.rules import groupings

urls = [
    path(f"{each.path}/figures/groups", groups_page, {"kind": each.kind}, name=each.kind)
    for each in groupings()
]

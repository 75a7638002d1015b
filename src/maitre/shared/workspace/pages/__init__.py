"""Pages of every practice, made of what it declares; the template lies beside its page."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from maitre.shared.practice.rules import Practice
from maitre.shared.workspace.pages import (
    assign,
    board,
    create,
    edit,
    export,
    family,
    figures,
    list_layout,
    list_page,
    merge,
    numbers,
    preview,
    print,
    property,
    query_box,
    record,
    saved_views,
    say,
    similar,
    split,
)
from maitre.shared.workspace.pages.verb import form_page, one_click

Page = tuple[str, Callable[..., HttpResponseBase], str]

OF_THE_LIST: tuple[Page, ...] = (
    ("", list_page.show_list, "list"),
    ("/new", create.create, "create"),
    ("/suggestions", query_box.suggest, "suggest"),
    ("/look", list_layout.choose, "look"),
    ("/export", export.export_page, "export"),
    ("/views", saved_views.save, "save_view"),
    ("/views/<int:pk>/removal", saved_views.drop, "drop_view"),
    ("/numbers", numbers.suggest, "numbers"),
    ("/figures", figures.figures_page, "figures"),
    ("/figures/<str:figure>/records", figures.records_page, "figure_records"),
)
OF_A_RECORD: tuple[Page, ...] = (
    ("", record.show, "show"),
    ("/preview", preview.preview, "preview"),
    ("/moves", board.moves, "moves"),
    ("/entries", record.entries, "entries"),
    ("/print", print.print_page, "print"),
    ("/similar", similar.show_similar, "similar"),
    ("/edit", edit.edit_page, "edit"),
    ("/property", property.property_page, "property"),
    ("/replies", say.reply, "reply"),
    ("/notes", say.note, "note"),
)
OF_ASSIGNMENT: tuple[Page, ...] = (
    ("/assignment", assign.assign_page, "assign"),
    ("/suggestions", assign.suggested_people, "suggested_people"),
)
OF_FAMILIES: tuple[Page, ...] = (
    ("/merger", merge.merge_page, "merge"),
    ("/said", family.said_there, "said"),
    ("/family", family.add, "adopt"),
    ("/family/leaving", family.remove, "release"),
    ("/splits/<int:seq>", split.split_page, "split"),
)


def urls_of_list(practice: Practice) -> list[URLPattern]:
    """Addresses of its list. They come first: no number is called like one of them."""
    return [
        path(f"{practice.plural}{place}", page, {"practice": practice}, name=name)
        for place, page, name in OF_THE_LIST
    ]


def urls_of_records(practice: Practice) -> list[URLPattern]:
    """Addresses of a record and of its verbs: a page for each verb that asks for something, one for those that are one
    click."""
    base = f"{practice.plural}/<str:label>"
    pages = [*OF_A_RECORD]
    pages += OF_ASSIGNMENT if practice.has("assign") else ()
    pages += OF_FAMILIES if practice.families else ()
    asking = [verb for verb in practice.verbs if verb.takes and "page" not in verb.own_doors]
    return [
        *(path(f"{base}{place}", page, {"practice": practice}, name=name) for place, page, name in pages),
        path(f"{base}/verbs/<str:verb>", one_click(practice), name="verb"),
        *(
            path(f"{base}/{verb.page or verb.noun}", form_page(practice, verb), name=verb.name)
            for verb in asking
        ),
    ]

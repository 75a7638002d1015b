"""Pages of incidents on the desk, one module each; the template lies beside it."""

from django.urls import path

from maitre.operation.incident.pages import (
    assign,
    confide,
    edit,
    end,
    list,
    pause,
    prioritise,
    report,
    resolve,
    show,
)

urls = [
    path("incidents", list.show_list, name="list"),
    path("incidents/bulk", list.bulk, name="bulk"),
    path("incidents/views", list.save, name="save_view"),
    path("incidents/views/<int:pk>/removal", list.drop, name="drop_view"),
    path("incidents/new", report.report_page, name="report"),
    path("incidents/<str:label>", show.show, name="show"),
    path("incidents/<str:label>/replies", show.reply, name="reply"),
    path("incidents/<str:label>/notes", show.note, name="note"),
    path("incidents/<str:label>/verbs/<str:verb>", show.take_verb, name="verb"),
    path("incidents/<str:label>/assignment", assign.assign_page, name="assign"),
    path("incidents/<str:label>/pause", pause.pause_page, name="pause"),
    path("incidents/<str:label>/resolution", resolve.resolve_page, name="resolve"),
    path("incidents/<str:label>/reopening", end.reopen_page, name="reopen"),
    path("incidents/<str:label>/cancellation", end.cancel_page, name="cancel"),
    path("incidents/<str:label>/priority", prioritise.prioritise_page, name="prioritise"),
    path("incidents/<str:label>/confidentiality", confide.confide_page, name="confide"),
    path("incidents/<str:label>/edit", edit.edit_page, name="edit"),
]

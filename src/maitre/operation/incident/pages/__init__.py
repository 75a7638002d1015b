"""Pages of incidents on the desk, one module each; the template lies beside it."""

from django.urls import path

from maitre.operation.incident.pages import (
    assign,
    board,
    bulk,
    confide,
    edit,
    end,
    list,
    looks,
    pause,
    preview,
    prioritise,
    query_box,
    report,
    resolve,
    saved_views,
    show,
)

urls = [
    path("incidents", list.show_list, name="list"),
    path("incidents/suggestions", query_box.suggest, name="suggest"),
    path("incidents/look", looks.choose, name="look"),
    path("incidents/bulk", bulk.start, name="bulk"),
    path("incidents/bulk/outcome", bulk.outcome, name="bulk_outcome"),
    path("incidents/bulk/<str:verb>", bulk.form_page, name="bulk_form"),
    path("incidents/views", saved_views.save, name="save_view"),
    path("incidents/views/<int:pk>/removal", saved_views.drop, name="drop_view"),
    path("incidents/new", report.report_page, name="report"),
    path("incidents/<str:label>", show.show, name="show"),
    path("incidents/<str:label>/preview", preview.preview, name="preview"),
    path("incidents/<str:label>/moves", board.moves, name="moves"),
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

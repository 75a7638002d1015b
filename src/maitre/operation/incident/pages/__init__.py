"""Pages of incidents on the desk, one module each; the template lies beside it."""

from django.urls import path

from maitre.operation.incident.pages import (
    bulk,
    macros,
    major,
    major_review,
    majors,
)

urls = [
    path("incidents/bulk", bulk.start, name="bulk"),
    path("incidents/bulk/outcome", bulk.outcome, name="bulk_outcome"),
    path("incidents/bulk/<str:verb>", bulk.form_page, name="bulk_form"),
    path("incidents/majors", majors.majors_page, name="majors"),
    path("incidents/macros", macros.macros_page, name="macros"),
    path("incidents/macros/new", macros.new_page, name="new_macro"),
    path("incidents/macros/<int:pk>", macros.change_page, name="macro"),
    path("incidents/macros/<int:pk>/removal", macros.drop, name="drop_macro"),
    path("incidents/<str:label>/tools", macros.tools, name="tools"),
    path("incidents/<str:label>/macros/<int:macro>", macros.run_page, name="run_macro"),
    path("incidents/<str:label>/major/declaration", major.declare_page, name="declare_major"),
    path("incidents/<str:label>/major/people", major.appoint_page, name="appoint"),
    path("incidents/<str:label>/major/management", major.inform_page, name="inform_management"),
    path("incidents/<str:label>/major/review", major_review.review_page, name="write_review"),
    path("incidents/<str:label>/major/review/completion", major_review.finish_page, name="finish_review"),
]

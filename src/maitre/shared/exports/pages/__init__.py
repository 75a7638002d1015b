"""Pages of exports: the downloads that wait for a person."""

from django.urls import path

from maitre.shared.exports.pages import downloads

urls = [
    path("downloads", downloads.show, name="downloads"),
    path("downloads/<int:pk>", downloads.fetch, name="download"),
    path("downloads/<int:pk>/removal", downloads.drop, name="drop_download"),
]

"""Pages of the desk that gather from many practices."""

from django.urls import path

from maitre.faces.desk.pages import my_work, pulse, search, styleguide

urls = [
    path("desk", my_work.show, name="my_work"),
    path("search", search.show, name="search"),
    path("pulse", pulse.show, name="pulse"),
    path("styleguide", styleguide.show, name="styleguide"),
]

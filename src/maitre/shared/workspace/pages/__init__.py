"""Pages of every practice, made of what it declares."""

from django.urls import URLPattern, path

from maitre.shared.practice.rules import Practice
from maitre.shared.workspace.pages.verb import form_page, one_click


def urls_of(practice: Practice) -> list[URLPattern]:
    """The addresses of its verbs: a page for each that asks for something, one for those that are one click."""
    base = practice.plural
    asking = [verb for verb in practice.verbs if verb.takes and "page" not in verb.own_doors]
    return [
        path(f"{base}/<str:label>/verbs/<str:verb>", one_click(practice), name="verb"),
        *(
            path(f"{base}/<str:label>/{verb.page or verb.noun}", form_page(practice, verb), name=verb.name)
            for verb in asking
        ),
    ]

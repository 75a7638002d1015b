"""REST of every practice, made of what it declares."""

from ninja import Router

from maitre.shared.practice.rules import Practice
from maitre.shared.workspace.rest.export import export_router
from maitre.shared.workspace.rest.figures import figures_router
from maitre.shared.workspace.rest.nouns import nouns_router
from maitre.shared.workspace.rest.verbs import verbs_router


def routers_of_list(practice: Practice) -> list[Router]:
    """Operations on many. They come first: no number is called like one of them."""
    return [export_router(practice), figures_router(practice)]


def routers_of_records(practice: Practice) -> list[Router]:
    return [nouns_router(practice), verbs_router(practice)]

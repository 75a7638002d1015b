"""REST of every practice, made of what it declares."""

from ninja import Router

from maitre.shared.practice.rules import Practice
from maitre.shared.workspace.rest.candidates import candidates_router
from maitre.shared.workspace.rest.export import export_router
from maitre.shared.workspace.rest.family import family_router
from maitre.shared.workspace.rest.figures import figures_router
from maitre.shared.workspace.rest.nouns import nouns_router
from maitre.shared.workspace.rest.verbs import verbs_router


def routers_of_list(practice: Practice) -> list[Router]:
    """Operations on many. They come first: no number is called like one of them."""
    return [export_router(practice), figures_router(practice)]


def routers_of_records(practice: Practice) -> list[Router]:
    families = [family_router(practice)] if practice.families else []
    assigned = [candidates_router(practice)] if practice.has("assign") else []
    return [nouns_router(practice), *families, *assigned, verbs_router(practice)]

"""Incidents as JSON: the same nouns and verbs as on the pages, through the same actions."""

from maitre.operation.incident.rest import (
    bulk,
    dispatch,
    export,
    family,
    figures,
    macros,
    major,
    nouns,
)

routers = (
    bulk.router,
    export.router,
    family.router,
    figures.router,
    macros.router,
    major.router,
    nouns.router,
    dispatch.router,
)
"""In this order: "bulk", "export", "figures" and "majors" are no numbers, so their addresses are looked at first."""

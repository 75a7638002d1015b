"""Incidents as JSON: the same nouns and verbs as on the pages, through the same actions."""

from maitre.operation.incident.rest import (
    bulk,
    macros,
    major,
)

routers = (
    bulk.router,
    macros.router,
    major.router,
)
"""In this order: "bulk" and "majors" are no numbers, so their addresses are looked at first."""

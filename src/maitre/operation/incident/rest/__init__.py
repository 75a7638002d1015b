"""Incidents as JSON: the same nouns and verbs as on the pages, through the same actions."""

from maitre.operation.incident.rest import bulk, export, family, nouns, verbs

routers = (bulk.router, export.router, family.router, nouns.router, verbs.router)
"""In this order: "bulk" and "export" are no numbers, so their addresses are looked at first."""

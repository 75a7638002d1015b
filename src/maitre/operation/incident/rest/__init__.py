"""Incidents as JSON: the same nouns and verbs as on the pages, through the same actions."""

from maitre.operation.incident.rest import bulk, nouns, verbs

routers = (bulk.router, nouns.router, verbs.router)
"""In this order: "bulk" is no number, so its address is looked at first."""

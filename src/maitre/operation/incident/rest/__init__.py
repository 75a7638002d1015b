"""Incidents as JSON: the same nouns and verbs as on the pages, through the same actions."""

import maitre.operation.incident.rest.bulk
import maitre.operation.incident.rest.nouns
import maitre.operation.incident.rest.verbs  # noqa: F401  (these three fill the router)
from maitre.operation.incident.rest.loading import router

__all__ = ["router"]

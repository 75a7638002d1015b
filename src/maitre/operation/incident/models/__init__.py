"""The tables of incidents, one module for each concern. Number, state, people and timeline are the record's."""

from maitre.operation.incident.models.incident import Incident, Resolution

__all__ = ["Incident", "Resolution"]

"""The tables of incidents, one module for each concern. Number, state, people and timeline are the record's."""

from maitre.operation.incident.models.expectation import ExpectedImpact
from maitre.operation.incident.models.incident import Incident, Resolution
from maitre.operation.incident.models.major import Duty, MajorIncident, Review

__all__ = [
    "Duty",
    "ExpectedImpact",
    "Incident",
    "MajorIncident",
    "Resolution",
    "Review",
]

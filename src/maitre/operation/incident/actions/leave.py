"""What becomes of the parts that somebody who is let go had in major incidents: they are free again."""

from maitre.operation.incident.models import MajorIncident
from maitre.operation.incident.rules.major import Part
from maitre.shared.organisation.models import Person


def free_parts(person: Person) -> None:
    """In the transaction that lets them go."""
    for part in Part:
        MajorIncident.objects.live().filter(**{part.value: person}).update(**{part.value: None})

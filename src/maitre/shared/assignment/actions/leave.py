"""What becomes of the open incidents of somebody who is let go: back into the queues, and the leads hear of it."""

from maitre.operation.incident.actions.dispatch import requeue
from maitre.operation.incident.actions.duties import leads_of
from maitre.operation.incident.lifecycle import LIFECYCLE
from maitre.operation.incident.models import Incident, MajorIncident
from maitre.operation.incident.rules.major import Part
from maitre.shared.lifecycle.rules import Why
from maitre.shared.notifications.actions import alert
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Record

LEFT = Why("incident.assignee_left")


def hand_over(person: Person) -> None:
    """In the transaction that lets them go. Their parts in major incidents are free again as well."""
    open_ones = Record.objects.of_kind(LIFECYCLE.kind).open().filter(assignee=person)
    for incident in Incident.objects.filter(record__in=open_ones).with_names().order_by("pk"):
        entry = requeue(incident, why=LEFT)
        alert(entry, leads_of(incident.record))
    for part in Part:
        MajorIncident.objects.live().filter(**{part.value: person}).update(**{part.value: None})

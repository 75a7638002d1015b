"""An incident goes into a circle while others have it, and while they act on what they saw before."""

from typing import TYPE_CHECKING

import pytest

from maitre.kernel.errors import AlreadyChanged
from maitre.operation.incident import actions
from maitre.operation.incident.tests.steps import incident_in
from maitre.shared.notifications.models import Notification
from maitre.shared.records.models import Entry, Record
from maitre.shared.records.notices import sentence, tell

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["assigned", "in_progress", "pending"])
def test_who_may_not_see_it_any_more_does_not_keep_it(cast: "Cast", state: str) -> None:
    """It would be work of somebody who cannot find it."""
    incident = cast.incident()
    actions.assign(incident, by=cast.actor("agnes"), team=cast.teams["desk"], assignee=cast.person("agnes"))
    if state != "assigned":
        actions.take(incident, by=cast.actor("agnes"))
    if state == "pending":
        actions.pause(incident, by=cast.actor("agnes"), reason="supplier", text="Waits for a part")
    actions.confide(cast.fresh(incident), cast.circles["board"], by=cast.actor("carla"))
    now = cast.fresh(incident).record
    assert (now.assignee, now.team) == (None, cast.teams["desk"])
    assert now.state == ("pending" if state == "pending" else "assigned")
    told = tell(now, internal=True)
    assert told[-1].verb == "assign"
    assert told[-1].visibility == "internal"


def test_who_may_see_it_keeps_it_and_what_is_over_keeps_who_did_it(cast: "Cast") -> None:
    hers, over = cast.incident(), incident_in(cast, "resolved")
    actions.assign(hers, by=cast.actor("agnes"), assignee=cast.person("carla"))
    did = over.record.assignee
    for each in (hers, over):
        actions.confide(cast.fresh(each), cast.circles["board"], by=cast.actor("carla"))
    assert cast.fresh(hers).record.assignee == cast.person("carla")
    assert cast.fresh(over).record.assignee == did
    Entry.objects.get(record=hers.pk, verb="confide")


def test_nobody_outside_is_given_what_has_gone_into_a_circle_since_it_was_looked_at(cast: "Cast") -> None:
    incident = cast.incident()
    seen, also_seen = cast.fresh(incident), cast.fresh(incident)
    actions.confide(cast.fresh(incident), cast.circles["board"], by=cast.actor("carla"))
    Notification.objects.all().delete()
    with pytest.raises(AlreadyChanged):
        actions.assign(seen, by=cast.actor("agnes"), assignee=cast.person("leo"))
    with pytest.raises(AlreadyChanged):
        actions.take(also_seen, by=cast.actor("agnes"))
    assert Record.objects.get(pk=incident.pk).assignee is None
    assert not Notification.objects.exists()
    assert sentence("incident", tell(cast.fresh(incident).record, internal=True)[-1])

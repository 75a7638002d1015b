"""What is written when an incident is merged (N21)."""

import pytest

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.shared.conversation.actions import comment
from maitre.shared.notifications.tests.test_letters import (  # noqa: F401 - fixtures
    INTERNAL,
    an_empty_queue,
    forget,
    incident,
    work,
)
from tests.cast import Cast
from tests.post import Post

pytestmark = pytest.mark.django_db(transaction=True)


def test_n21_merging_writes_one_letter_to_its_requester_with_nothing_said_before(
    incident: Incident,  # noqa: F811
    cast: Cast,
    post: Post,
) -> None:
    """glpi#20620: one letter for each followup, and what the supplier had said inside."""
    into = cast.incident("The line is cut", requester="ben")
    for n in range(3):
        comment(incident.record, f"Quokka {n}", by=cast.actor("agnes"))
        comment(incident.record, f"Zanzibar {n}", by=cast.actor("agnes"), visibility=INTERNAL)
    forget()
    actions.merge(cast.fresh(incident), into, by=cast.actor("ada"), message="Worked on elsewhere")
    work()
    assert post.to.count("rita@harbour.example") == 1
    assert "ben@harbour.example" not in post.to
    text = post.text_to("rita@harbour.example")
    assert "Worked on elsewhere" in text
    assert "Quokka" not in text
    assert "Zanzibar" not in text
    assert into.record.label not in text

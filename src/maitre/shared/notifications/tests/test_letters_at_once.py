"""What somebody just said is on its way at once, whoever came to write its letter."""

import pytest
from django.db import transaction

from maitre.operation.incident.models import Incident
from maitre.shared.conversation.actions import comment
from maitre.shared.notifications.actions import write_due, write_now
from maitre.shared.notifications.tests.test_letters import an_empty_queue, by_name, incident, work
from tests.cast import Cast
from tests.post import Post
from tests.race import PATIENCE, rival

__all__ = ["an_empty_queue", "incident"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reply_is_on_its_way_at_once_though_what_is_due_by_the_minute_wrote_its_letter(
    cast: Cast, incident: Incident, post: Post
) -> None:
    """Else it waited behind every letter of a crowd that was written before."""
    said = comment(incident.record, "We are on it", by=cast.actor("agnes"))
    write_due()
    assert post.to == []
    write_now(incident.pk, said.seq)
    assert by_name(post) == {"rita": 1, "wanda": 1, "leo": 1}
    work()
    assert len(post.to) == 3


def test_a_reply_waits_for_whoever_is_just_writing_its_letter(
    cast: Cast, incident: Incident, post: Post
) -> None:
    said = comment(incident.record, "We are on it", by=cast.actor("agnes"))
    with rival() as other:
        with transaction.atomic():
            write_due()
            answer = other.begins(lambda: write_now(incident.pk, said.seq))
        answer.result(PATIENCE)
    assert by_name(post) == {"rita": 1, "wanda": 1, "leo": 1}

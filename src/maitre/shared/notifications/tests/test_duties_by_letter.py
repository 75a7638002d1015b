"""Whoever has a duty is written to as they chose, else as their team says, else at once."""

import pytest

from maitre.operation.incident import actions
from maitre.shared.notifications.actions import choose, choose_team_mail
from maitre.shared.notifications.models import Notification
from maitre.shared.notifications.querysets import wishes_of
from maitre.shared.notifications.rules import Reason
from tests.cast import Cast
from tests.post import Post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("of_team", "own", "written"),
    [
        ("", "", True),
        ("never", "", False),
        ("never", "now", True),
        ("now", "never", False),
        ("", "never", False),
    ],
)
def test_a_duty_is_written_about_as_the_profile_says(
    cast: Cast, post: Post, of_team: str, own: str, written: bool
) -> None:
    """The profile showed the pace of the team, and letters came at once all the same."""
    leo = cast.actor("leo")
    choose_team_mail(
        cast.teams["desk"], by=leo, mailbox="", hours="always", urgent=True, paces={"duty": of_team}
    )
    choose({}, by=leo, paces={"duty": own})
    wish = wishes_of(cast.person("leo").pk)[Reason.DUTY]
    assert ((wish.pace or wish.usual) != "never") is written
    incident = cast.incident()
    actions.propose_major(incident, by=cast.actor("agnes"), criteria=["data"], reason="Cards were seen")
    told = Notification.objects.get(person=cast.person("leo"), reason=Reason.DUTY)
    assert (told.mail_due is not None) is written

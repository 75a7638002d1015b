"""From a title and names somebody typed to the letter a server has: text stays text."""

import quopri

import pytest

from maitre.operation.incident import actions
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.conversation.actions import comment
from maitre.shared.notifications.tests.test_letters import an_empty_queue, forget, work
from tests import rfc5322
from tests.cast import Cast
from tests.post import Post

__all__ = ["an_empty_queue"]

pytestmark = pytest.mark.django_db(transaction=True)
HEADERS = {
    *(
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "In-Reply-To",
        "References",
        "Auto-Submitted",
    ),
    *("X-Auto-Response-Suppress", "List-Unsubscribe", "MIME-Version", "Content-Type", "Content-Language"),
}


def test_titles_and_names_that_look_like_structure_arrive_as_the_text_they_are(
    cast: Cast, post: Post
) -> None:
    """An encoded word with line ends in it added headers and a body to the letter."""
    typed = "=?utf-8?q?a=0D=0AX-Evil:_1=0D=0A=0D=0Abody?="
    for row in (
        cast.person("rita"),
        cast.person("agnes"),
        cast.teams["network"],
        cast.organisations["harbour"],
    ):
        row.name = f'{typed} "{type(row).__name__}", <evil@harbour.example>'
        row.save(update_fields=["name"])
    incident = cast.incident(typed)
    forget()
    actions.assign(incident, by=SYSTEM_ACTOR, team=cast.teams["network"])
    comment(incident.record, "We are on it", by=cast.actor("agnes"))
    work()
    [raw] = [each for each, to in zip(post.raw, post.to, strict=True) if to == "rita@harbour.example"]
    fields, body = rfc5322.read(raw)
    found = dict(fields)
    assert len(found) == len(fields)
    assert set(found) == HEADERS
    assert rfc5322.text(found["Subject"]) == f"[{incident.record.label}] {typed}"
    assert rfc5322.mailbox(found["To"]) == (cast.person("rita").name, "rita@harbour.example")
    assert "=?utf-8?q?a=0D=0AX-Evil" in quopri.decodestring(body).decode(errors="replace")

"""What notifications add elsewhere: they follow every verb somebody hears of, count for the bell, and write letters.
What a team says about its letters is a definition."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.declarations.rules import Definition, Kind, Reference, declare
from maitre.shared.lifecycle.rules import on
from maitre.shared.mail.rules import ADDRESS_LIMIT, Class, declare_class
from maitre.shared.notifications import jobs  # noqa: F401  (declares the jobs)
from maitre.shared.notifications.actions import let_hear
from maitre.shared.notifications.actions.choose import checked_mailbox
from maitre.shared.notifications.models import TeamMail
from maitre.shared.notifications.notices import compose
from maitre.shared.notifications.querysets import unread_of
from maitre.shared.notifications.rules import VERBS, Hours, Pace, Reason
from maitre.shared.organisation.models import Team
from maitre.shared.records.querysets import counts

ReasonName = Annotated[str, Field(pattern=f"^({'|'.join(Reason)})$")]
PaceName = Annotated[str, Field(pattern=f"^({'|'.join(Pace)})$")]


class TeamMailDefinition(Definition):
    """What a team says about letters. Its key is that of the team."""

    kind: Literal["team_mail"]
    mailbox: str = Field(
        default="", max_length=ADDRESS_LIMIT, description="Where the team's own letters go; empty: nowhere"
    )
    hours: Literal["always", "working"] = Field(
        default="always",
        description="When the mailbox is reached: working is the calendar of its organisation",
    )
    urgent: bool = Field(default=True, description="What is urgent (priority 1) comes at any hour")
    paces: dict[ReasonName, PaceName] = Field(
        default={}, description="By reason, when members are written to who chose nothing themselves"
    )

    def references(self) -> Iterator[Reference]:
        yield Reference(("key",), "team", self.key)

    def check(self) -> None:
        if checked_mailbox(self.mailbox) != self.mailbox:
            raise Invalid("mailbox: has spaces around it", errors=[_SPACES])


_SPACES = FieldError("mailbox", "address", "has spaces around it")


def read() -> dict[str, TeamMailDefinition]:
    return {
        each.team.key: TeamMailDefinition.model_construct(
            kind="team_mail",
            key=each.team.key,
            mailbox=each.mailbox,
            hours="working" if each.hours == Hours.WORKING else "always",
            urgent=each.urgent,
            paces=dict(sorted(each.paces.items())),
        )
        for each in TeamMail.objects.select_related("team")
    }


def write(definition: TeamMailDefinition) -> None:
    values = {
        "mailbox": definition.mailbox,
        "hours": definition.hours,
        "urgent": definition.urgent,
        "paces": definition.paces,
    }
    team = Team.objects.get(key=definition.key)
    TeamMail.objects.update_or_create(team=team, defaults=values)


def remove(key: str) -> None:
    """Its members hear as everybody does, and its mailbox gets nothing."""
    if not TeamMail.objects.filter(team__key=key).delete()[0]:
        raise Invalid(f"The team “{key}” says nothing about letters.")


declare(Kind("team_mail", TeamMailDefinition, read, write, remove))
for verb in sorted(VERBS):
    on(verb, let_hear)
counts("notifications", unread_of)
# Of a notice a second copy disturbs, and somebody decides; of a digest it does no harm.
declare_class(Class("notice", compose, again=False))
declare_class(Class("digest", compose, again=True))

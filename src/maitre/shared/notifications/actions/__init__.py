"""The verbs of notifications: let people hear, choose what to hear, write the letters about it, forget what is old."""

from maitre.shared.notifications.actions.choose import (
    choose,
    choose_reach,
    choose_team_mail,
    may_choose_for,
    reach_of,
    team_mail_of,
)
from maitre.shared.notifications.actions.hear import (
    alert,
    drop_outdated,
    gathered,
    let_hear,
    mark_read,
    unwritten,
)
from maitre.shared.notifications.actions.write import write_due, write_now

__all__ = [
    "alert",
    "choose",
    "choose_reach",
    "choose_team_mail",
    "drop_outdated",
    "gathered",
    "let_hear",
    "mark_read",
    "may_choose_for",
    "reach_of",
    "team_mail_of",
    "unwritten",
    "write_due",
    "write_now",
]

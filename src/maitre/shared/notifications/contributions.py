"""What notifications add elsewhere: they follow every verb that somebody hears of, and count for the bell."""

from maitre.shared.lifecycle.rules import on
from maitre.shared.notifications import jobs  # noqa: F401  (declares the job)
from maitre.shared.notifications.actions import let_hear
from maitre.shared.notifications.querysets import unread_of
from maitre.shared.notifications.rules import VERBS
from maitre.shared.records.querysets import counts

for verb in sorted(VERBS):
    on(verb, let_hear)
counts("notifications", unread_of)

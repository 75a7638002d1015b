"""What notifications add elsewhere: they follow every verb somebody hears of, count for the bell, and write letters."""

from maitre.shared.lifecycle.rules import on
from maitre.shared.mail.rules import Class, declare_class
from maitre.shared.notifications import jobs  # noqa: F401  (declares the jobs)
from maitre.shared.notifications.actions import let_hear
from maitre.shared.notifications.notices import compose
from maitre.shared.notifications.querysets import unread_of
from maitre.shared.notifications.rules import VERBS
from maitre.shared.records.querysets import counts

for verb in sorted(VERBS):
    on(verb, let_hear)
counts("notifications", unread_of)
# Of a notice a second copy disturbs, and somebody decides; of a digest it does no harm.
declare_class(Class("notice", compose, again=False))
declare_class(Class("digest", compose, again=True))

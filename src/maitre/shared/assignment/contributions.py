"""What this room adds elsewhere: skills as definitions, and what happens when somebody has a record no more."""

from maitre.shared.assignment.actions import hand_over, requeue_outsider
from maitre.shared.assignment.actions.definitions import SKILLS
from maitre.shared.declarations.rules import declare
from maitre.shared.lifecycle.rules import on
from maitre.shared.organisation.rules import on_leaving

declare(SKILLS)
on("confide", requeue_outsider)
on_leaving(hand_over)

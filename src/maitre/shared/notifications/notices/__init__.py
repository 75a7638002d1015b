"""What somebody hears of, in words: in the bell and on a page (centre), and in a letter (letters)."""

from maitre.shared.notifications.notices.centre import Centre, Group, Heard, centre_of, works_on
from maitre.shared.notifications.notices.letters import compose

__all__ = ["Centre", "Group", "Heard", "centre_of", "compose", "works_on"]

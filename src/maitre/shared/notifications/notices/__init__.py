"""What somebody hears of, in words: in the bell and on a page (centre), and in a letter (letters)."""

from maitre.shared.notifications.notices.centre import Centre, Group, Heard, centre_of
from maitre.shared.notifications.notices.letters import compose

__all__ = ["Centre", "Group", "Heard", "centre_of", "compose"]

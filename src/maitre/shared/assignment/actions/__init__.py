"""The verbs of this room, for records of every practice that has the columns and the rows in its life cycle."""

from maitre.shared.assignment.actions.dispatch import assign, can_work, hand_back, requeue, take
from maitre.shared.assignment.actions.leave import hand_over, requeue_outsider

__all__ = ["assign", "can_work", "hand_back", "hand_over", "requeue", "requeue_outsider", "take"]

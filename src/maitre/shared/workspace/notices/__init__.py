"""What the doors of every practice say: rows of lists, the verbs a person is offered, conditions and what is wrong with
them."""

from maitre.shared.workspace.notices.buttons import address_of_verb, blocked_because, buttons
from maitre.shared.workspace.notices.row import Row, row, rows

__all__ = ["Row", "address_of_verb", "blocked_because", "buttons", "row", "rows"]

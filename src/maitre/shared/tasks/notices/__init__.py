"""What tasks say: words for timeline entries and states, and the rows that lists show."""

from maitre.shared.tasks.notices.row import Row, due_look, my_tasks, rows
from maitre.shared.tasks.notices.words import OF_HOST, SENTENCES, STATES, VERBS, why

__all__ = ["OF_HOST", "SENTENCES", "STATES", "VERBS", "Row", "due_look", "my_tasks", "rows", "why"]
